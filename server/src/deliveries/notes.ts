import { pieceText } from '../logs/bytes.ts';
import type { LogName } from '../logs/detect.ts';
import { failFields, type Span, sentFields } from '../logs/fields.ts';
import { BASE_LENGTH } from '../logs/ids.ts';
import type { LexedBlock } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import { dateStampAt } from '../logs/stamp.ts';
import { DAY } from '../logs/units.ts';
import { type Spot, spot } from './attempt.ts';
import type { Names } from './names.ts';

/** The longest field that is kept, in bytes. */
const MAX_FIELD = 1024;
/** More recipients of one line are not kept. */
const MAX_RECIPIENTS = 1000;

/** What a companion log says of a message: a final failure, a success, or its receipt. */
export interface Note {
  readonly log: LogName;
  readonly at: Spot;
  /** Base id. */
  readonly base: string;
  /** Ms since 1970-01-01 by the server's clock; -1 where the line has no date. */
  readonly time: number;
  /** '' for an empty sender, whichever way the log writes it. */
  readonly sender: string;
  readonly recipients: readonly string[];
  /** The reason of a faillog line; undefined where the line has none. */
  readonly reason: string | undefined;
  /** Who took the mail, as outlog and outlocallog name it, and its IP address (the x64 build leaves it out); '' where none stands. */
  readonly host: string;
  readonly address: string;
}

/** The note that a record of faillog, outlog, outlocallog or inlog makes; undefined for all others. */
export function noteOf(block: LexedBlock, row: number, names: Names): Note | undefined {
  const kind = block.records.kind(row);
  if (kind === Kind.Fail) return failNote(block, row, names);
  if (kind === Kind.Sent) return sentNote(block, row, names);
  return kind === Kind.Received ? receivedNote(block, row) : undefined;
}

function failNote(block: LexedBlock, row: number, names: Names): Note | undefined {
  const { records, text } = block;
  const b = text.bytes;
  const f = failFields(b, records.offset(row), records.end(row), records.payload(row));
  if (f === undefined) return undefined;
  return {
    log: 'faillog',
    at: spot(block, row),
    base: pieceText(b, records.offset(row), records.offset(row) + BASE_LENGTH),
    time: timeAt(b, f.stamp),
    sender: named(b, f.sender, names),
    recipients: [named(b, f.recipient, names)],
    reason:
      f.reason === undefined ? undefined : pieceText(b, f.reason.start, Math.min(f.reason.end, f.reason.start + 2048)),
    host: '',
    address: '',
  };
}

function sentNote(block: LexedBlock, row: number, names: Names): Note | undefined {
  const { records, text } = block;
  const b = text.bytes;
  const f = sentFields(b, records.offset(row), records.end(row), records.payload(row));
  if (f === undefined) return undefined;
  const sender = named(b, f.sender, names);
  return {
    log: block.log.name === 'outlocallog' ? 'outlocallog' : 'outlog',
    at: spot(block, row),
    base: pieceText(b, records.offset(row), records.offset(row) + BASE_LENGTH),
    time: timeAt(b, f.stamp),
    sender: sender === '-' ? '' : sender,
    recipients: f.recipients.slice(0, MAX_RECIPIENTS).map(r => named(b, r, names)),
    reason: undefined,
    host: named(b, f.server, names).trim(),
    address: named(b, f.address, names),
  };
}

/** `<B…@host> [date] client-ip helo-name sender rcpt [rcpt …]`; the sender may be missing (format reference §8). */
function receivedNote(block: LexedBlock, row: number): Note | undefined {
  const { records, text } = block;
  const b = text.bytes;
  const from = records.offset(row);
  const end = Math.min(records.end(row), from + 64 * 1024);
  const base = pieceText(b, from + 1, from + 1 + BASE_LENGTH);
  const rest = pieceText(b, records.payload(row), end);
  const words = rest.split(' ').filter(word => word !== '');
  if (words.length < 3) return undefined;
  const [, , sender = '', ...recipients] = words;
  return {
    log: 'inlog',
    at: spot(block, row),
    base,
    time: timeAt(b, { start: b.indexOf(0x5b, from), end }),
    sender: recipients.length === 0 ? '' : clip(sender),
    recipients: (recipients.length === 0 ? [sender] : recipients).slice(0, MAX_RECIPIENTS).map(clip),
    reason: undefined,
    host: '',
    address: '',
  };
}

const clip = (text: string): string => text.slice(0, MAX_FIELD);

const named = (b: Uint8Array, s: Span, names: Names): string =>
  names.read(b, s.start, Math.min(s.end, s.start + MAX_FIELD));

function timeAt(b: Uint8Array, stamp: Span): number {
  const date = stamp.start < 0 ? undefined : dateStampAt(b, stamp.start, stamp.end);
  return date === undefined ? -1 : date.day * DAY + date.time;
}
