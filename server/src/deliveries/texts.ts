import { ascii, decimal, digits, find, findByte, is, pieceText } from '../logs/bytes.ts';
import type { LexedBlock, Ref } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import type { QueueAge } from './attempt.ts';
import type { Names } from './names.ts';

/** What the texts of records say, read when a session needs it. */

/** The longest text of a reply that is kept, in characters. */
export const MAX_REPLY = 2048;

const CLOSE_TRY = ascii('] GetTryServer');
const CLOSE = 0x5d;
const OPEN_ADDRESS = 0x3c;

/** Does the `GetTryServer` record speak of this domain? `number` is that of the name; 0 where it is not known. */
export function domainStands(block: LexedBlock, row: number, domain: string, names: Names, number: number): boolean {
  const b = block.text.bytes;
  const start = block.records.payload(row);
  if (domain === '' || b[start + domain.length] !== CLOSE) return false;
  if (number > 0) return names.stands(number, b, start);
  for (let i = 0; i < domain.length; i++) if (b[start + i] !== domain.charCodeAt(i)) return false;
  return true;
}

export function domainOf(block: LexedBlock, row: number, names: Names): string {
  const b = block.text.bytes;
  const start = block.records.payload(row);
  const close = find(b, start, block.records.end(row), CLOSE_TRY);
  return close > start ? names.read(b, start, Math.min(close, start + 1024)) : '';
}

const LTIME = ascii('(ltime(');
const AT_ONCE = ascii('] GetTryServer:(ltime(');
const OTIME = ascii(')-otime(');

/** The numbers of `GetTryServer:(ltime(A)-otime(B))/N=(K)`, on a line that speaks of `domain`. */
export function queueAge(block: LexedBlock, row: number, domain: string): QueueAge | undefined {
  const b = block.text.bytes;
  const end = block.records.end(row);
  const behind = block.records.payload(row) + domain.length;
  // Elsewhere only where the domain is not ASCII.
  const ltime = is(b, behind, end, AT_ONCE) ? behind + AT_ONCE.length - LTIME.length : find(b, behind, end, LTIME);
  const otime = ltime < 0 ? -1 : find(b, ltime + LTIME.length, end, OTIME);
  if (otime < 0) return undefined;
  const now = decimal(b, ltime + LTIME.length, end);
  const from = otime + OTIME.length;
  const queued = decimal(b, from, end);
  const slash = findByte(b, from, end, 0x2f);
  const limit = slash < 0 ? -1 : decimal(b, slash + 1, end);
  const open = slash < 0 ? -1 : slash + 1 + digits(b, slash + 1, end) + 2;
  const count = open < 0 ? -1 : decimal(b, open, end);
  return now < 0 || queued < 0 || limit < 0 || count < 0 ? undefined : { now, queued, limit, count };
}

const CODE = ascii('(code=');
const NEGATIVE = ascii('/ffffffff');

/** The first number of `(code=a/b)` in E-Post's own 451; 0 where the text has none. */
export function ownCode(block: LexedBlock, row: number): number {
  const b = block.text.bytes;
  const at = find(b, block.records.payload(row), block.records.end(row), CODE);
  return at < 0 ? 0 : Math.max(0, decimal(b, at + CODE.length, block.records.end(row), 10));
}

/** Is its second number `ffffffff`? */
export const ownNegative = (block: LexedBlock, row: number): boolean =>
  find(block.text.bytes, block.records.payload(row), block.records.end(row), NEGATIVE) >= 0;

/** The address of `MAIL FROM:<a>` or `RCPT TO:<b>`; '' for the empty sender. */
export function addressOf(block: LexedBlock, row: number, names?: Names): string {
  const b = block.text.bytes;
  const end = Math.min(block.records.end(row), block.records.payload(row) + 1024);
  const open = findByte(b, block.records.payload(row), end, OPEN_ADDRESS);
  if (open < 0) return '';
  let close = end;
  while (close > open && b[close - 1] !== 0x3e) close--;
  if (close <= open + 1) return '';
  return names === undefined ? pieceText(b, open + 1, close - 1) : names.read(b, open + 1, close - 1);
}

/** Does `AUTH mechanism data` carry data: a password or a token? */
export function authTells(block: LexedBlock, row: number): boolean {
  const b = block.text.bytes;
  const end = Math.min(block.records.end(row), block.records.payload(row) + 64);
  const blank = findByte(b, block.records.payload(row), end, 0x20);
  const data = blank < 0 ? -1 : findByte(b, blank + 1, end, 0x20) + 1;
  return data > 0 && data < end && b[data]! > 0x20;
}

const CACHED = ascii('MX Chash(');
const GATEWAY = ascii('SMTP GateWay');
const SEARCHED = ascii('Search MX');
const ERROR = ascii('"error');

/** How the host was chosen (`GetSMTPServer = …`, format reference §2.3 rows 6 to 10). */
export function routeOf(block: LexedBlock, row: number): 'cache' | 'gateway' | 'mx' | undefined {
  const b = block.text.bytes;
  const from = block.records.offset(row);
  const end = Math.min(block.records.end(row), from + 400);
  if (find(b, from, end, CACHED) >= 0) return 'cache';
  if (find(b, from, end, GATEWAY) >= 0) return 'gateway';
  return find(b, from, end, SEARCHED) >= 0 ? 'mx' : undefined;
}

/** Does the answer of the OAuth helper hold an `"error"` (RFC 6749 §5.2)? */
export const tellsError = (block: LexedBlock, row: number): boolean =>
  find(block.text.bytes, block.records.offset(row), block.records.end(row), ERROR) >= 0;

const HELPER = ascii('AUTH2');

/** Is it the command line of the helper that fetches an OAuth token? */
export const startsHelper = (block: LexedBlock, row: number): boolean =>
  find(
    block.text.bytes,
    block.records.offset(row),
    Math.min(block.records.end(row), block.records.offset(row) + 400),
    HELPER,
  ) >= 0;

const MEMORY = ascii('GetSTLSFailList=[');
const ON_LIST = ascii('] status=Fail');

/** `GetSTLSFailList=[domain] status=Fail`: the domain is on the list of those whose TLS failed (format reference §2.3 row 29). */
export function tlsFailedBefore(block: LexedBlock, row: number, domain: string): boolean {
  const b = block.text.bytes;
  const end = Math.min(block.records.end(row), block.records.offset(row) + 1024);
  const at = find(b, block.records.offset(row), end, MEMORY);
  const stop = at < 0 ? -1 : find(b, at, end, ON_LIST);
  return stop >= 0 && pieceText(b, at + MEMORY.length, stop).toLowerCase() === domain.toLowerCase();
}

const WRITE_FAIL = ascii(') write fail');

/** `AfterCutting(n) write fail.`: the list of failed recipients could not be written. */
export const writeFailed = (block: LexedBlock, row: number): boolean => {
  const from = block.records.offset(row);
  return find(block.text.bytes, from, Math.min(block.records.end(row), from + 256), WRITE_FAIL) >= 0;
};

const RCPT_TO = ascii('RCPT To=');

/** The address of `ReturnMail Start:RCPT To=a`; '' for an empty one. */
export function returnTo(block: LexedBlock, row: number, names: Names): string {
  const b = block.text.bytes;
  const end = block.records.end(row);
  const at = find(b, block.records.offset(row), end, RCPT_TO);
  return at < 0 ? '' : names.read(b, at + RCPT_TO.length, Math.min(end, at + 1024)).trim();
}

/** `text` and the line of a reply at `row`, joined by a blank. */
export function continuedText(text: string, block: LexedBlock, row: number): string {
  const from = block.records.payload(row);
  const line = pieceText(block.text.bytes, from, Math.min(block.records.end(row), from + 2 * MAX_REPLY));
  return (text === '' ? line : `${text} ${line}`).slice(0, MAX_REPLY);
}

/** The whole text of the reply at a record, with the lines that continue it, at most {@link MAX_REPLY} characters. */
export function replyText(block: LexedBlock, row: number): string {
  let text = '';
  for (const at of replyRows(block, row)) {
    text = continuedText(text, at.block, at.row);
    if (text.length >= MAX_REPLY) break;
  }
  return text;
}

/** The same, line by line as it was received. */
export function replyLines(block: LexedBlock, row: number): string[] {
  const lines: string[] = [];
  let left = MAX_REPLY;
  for (const at of replyRows(block, row)) {
    const line = continuedText('', at.block, at.row).slice(0, left);
    lines.push(line);
    left -= line.length;
    if (left <= 0) break;
  }
  return lines;
}

/** The records of a reply: its own and those that continue it. */
function* replyRows(block: LexedBlock, row: number): Generator<Ref> {
  yield { block, row };
  let at = block;
  for (let next = row + 1; ; next++) {
    if (next >= at.records.count) {
      const after = at.log.after(at);
      if (after === undefined || after.records.count === 0) return;
      at = after;
      next = 0;
    }
    if (at.records.kind(next) !== Kind.Continuation) return;
    yield { block: at, row: next };
  }
}
