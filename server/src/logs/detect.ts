import { lexDated } from './dated.ts';
import { IdTable } from './ids.ts';
import { Kind, RowWriter } from './record.ts';
import { LexState, lexSenderlog } from './senderlog.ts';
import { daysSince1970 } from './stamp.ts';

/** The logs that are understood. */
export const LOG_NAMES = ['senderlog', 'faillog', 'acceptlog', 'inlog', 'receivelog', 'outlog', 'outlocallog'] as const;
export type LogName = (typeof LOG_NAMES)[number];

const PATH =
  /(?:^|[\\/])(senderlog|faillog|acceptlog|inlog|receivelog|outlog|outlocallog)[\\/](?:[^\\/]{1,64}[\\/])?\d{6}(?:_\d{2})?\.log$/i;
const NAME =
  /(?:^|[\\/])[^\\/]{0,100}(?<![A-Za-z])(senderlog|faillog|acceptlog|inlog|receivelog|outlog|outlocallog)(?![A-Za-z])[^\\/]{0,100}$/i;
/** A name counts only where it is a text's: source files and settings of this product are called senderlog too. */
const TEXT_NAME = /\.(?:log|txt)$|(?:^|[\\/])[^\\/.]+$/i;

/**
 * The log that a path names: `…/senderlog/NAME/250310.log`, `…/senderlog/250310.log`, hourly `250310_14.log`, either
 * slash, UNC, in any case (format reference §1.1, §1.2); else a file name that says it (`senderlog.txt`, `my-faillog.log`).
 */
export function logOfPath(path: string): LogName | undefined {
  const match = PATH.exec(path) ?? (TEXT_NAME.test(path) ? NAME.exec(path) : null);
  return match === null ? undefined : (match[1]!.toLowerCase() as LogName);
}

/** The day (days since 1970-01-01) and hour that a file name `YYMMDD.log` or `YYMMDD_HH.log` gives. */
export function dateOfPath(path: string): { day: number; hour: number | undefined } | undefined {
  const match = /(?:^|[\\/])(\d{2})(\d{2})(\d{2})(?:_(\d{2}))?\.log$/i.exec(path);
  if (match === null) return undefined;
  const [year, month, day] = [2000 + Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return undefined;
  const hour = match[4] === undefined ? undefined : Number(match[4]);
  return hour !== undefined && hour > 23 ? undefined : { day: daysSince1970(year, month, day), hour };
}

/** Bytes that are looked at to recognise a log by its content. */
export const SNIFF_LENGTH = 64 * 1024;

/** The log that the content shows, or undefined: more than half of its first records are understood as one of a log. */
export function logOfContent(bytes: Uint8Array): LogName | undefined {
  const head = bytes.subarray(0, SNIFF_LENGTH);
  const ids = new IdTable();
  const out = new RowWriter();
  lexDated(head, 0, ids, out);
  const dated = out.take();
  const votes = new Map<LogName, number>();
  let own = 0;
  for (let row = 0; row < dated.count; row++) {
    // The further lines of a reply in a receivelog say nothing against it.
    if (dated.kind(row) !== Kind.Continuation) own++;
    const log = DATED_LOGS.get(dated.kind(row));
    if (log !== undefined) votes.set(log, (votes.get(log) ?? 0) + 1);
  }
  for (const [log, n] of votes) if (n * 2 > own) return log;
  lexSenderlog(head, LexState.None, ids, out);
  const sender = out.take();
  let understood = 0;
  let telling = 0;
  for (let row = 0; row < sender.count; row++) {
    const kind = sender.kind(row);
    if (kind !== Kind.Unknown) understood++;
    // A bare `250 …` line is in many a text; a line with an id or an event of E-Post's is not.
    if (kind !== Kind.Unknown && kind !== Kind.OrphanReply && kind !== Kind.Continuation) telling++;
  }
  return telling > 0 && understood * 2 > sender.count ? 'senderlog' : undefined;
}

const DATED_LOGS: ReadonlyMap<number, LogName> = new Map([
  [Kind.Fail, 'faillog'],
  [Kind.Sent, 'outlog'],
  [Kind.Accept, 'acceptlog'],
  [Kind.AcceptResult, 'acceptlog'],
  [Kind.Received, 'inlog'],
  [Kind.Inbound, 'receivelog'],
]);
