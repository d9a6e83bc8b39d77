import { findByte, pieceText } from '../logs/bytes.ts';
import type { LogName } from '../logs/detect.ts';
import { failFields, type Span, sentFields } from '../logs/fields.ts';
import type { LexedBlock } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import { DATE_STAMP_LENGTH, dateStampAt } from '../logs/stamp.ts';
import { DAY } from '../logs/units.ts';
import { type Spot, spot } from './attempt.ts';
import { added } from './lists.ts';

/** The longest field that is kept, in bytes. */
const MAX_FIELD = 1024;
/** More recipients of one line are not kept. */
const MAX_RECIPIENTS = 1000;
const BLANK = 0x20;

/** What stands behind so many bytes of a line is not read: more than all the recipients that are kept take. */
export const MAX_NOTE_LINE = 2 * 1024 * 1024;

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

/** Where the texts of a line come from: names that are kept once each, or the line itself. */
export interface Pieces {
  read(b: Uint8Array, from: number, end: number): string;
}

/** Where a line stands in bytes, and what the lexer found of it. */
interface NoteLine {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Behind its date. */
  readonly payload: number;
  /** The base id that it bears. */
  readonly base: string;
}

/** The kinds of records that make notes. */
export const isNote = (kind: Kind): boolean => kind === Kind.Fail || kind === Kind.Sent || kind === Kind.Received;

/** The note that a record of faillog, outlog, outlocallog or inlog makes; undefined for all others. */
export function noteOf(block: LexedBlock, row: number, pieces: Pieces): Note | undefined {
  const { records } = block;
  const kind = records.kind(row);
  if (!isNote(kind)) return undefined;
  const start = records.offset(row);
  const end = start + Math.min(records.length(row), MAX_NOTE_LINE);
  return noteFrom(
    kind,
    {
      bytes: block.text.bytes,
      start,
      end,
      payload: records.payload(row),
      base: block.log.ids.base(records.id(row)),
    },
    spot(block, row),
    pieces,
  );
}

/** The note of a line of at most {@link MAX_NOTE_LINE} bytes that the lexer took for one of `kind`; `at` tells the log. */
export function noteFrom(kind: Kind, line: NoteLine, at: Spot, pieces: Pieces): Note | undefined {
  if (kind === Kind.Fail) return failNote(line, at, pieces);
  return kind === Kind.Sent ? sentNote(line, at, pieces) : receivedNote(line, at);
}

function failNote({ bytes: b, end, payload, base }: NoteLine, at: Spot, pieces: Pieces): Note | undefined {
  const f = failFields(b, payload, end);
  if (f === undefined) return undefined;
  return {
    log: 'faillog',
    at,
    base,
    time: timeAt(b, payload),
    sender: named(b, f.sender, pieces),
    recipients: [named(b, f.recipient, pieces)],
    reason:
      f.reason === undefined ? undefined : pieceText(b, f.reason.start, Math.min(f.reason.end, f.reason.start + 2048)),
    host: '',
    address: '',
  };
}

function sentNote({ bytes: b, end, payload, base }: NoteLine, at: Spot, pieces: Pieces): Note | undefined {
  const f = sentFields(b, payload, end);
  if (f === undefined) return undefined;
  const sender = named(b, f.sender, pieces);
  return {
    log: at.block.log.name === 'outlocallog' ? 'outlocallog' : 'outlog',
    at,
    base,
    time: timeAt(b, payload),
    sender: sender === '-' ? '' : sender,
    recipients: wordsOf(b, f.recipients, pieces),
    reason: undefined,
    host: named(b, f.server, pieces).trim(),
    address: named(b, f.address, pieces),
  };
}

/** `<B…@host> [date] client-ip helo-name sender rcpt [rcpt …]`; the sender may be missing (format reference §8). */
function receivedNote({ bytes: b, start, end, payload, base }: NoteLine, at: Spot): Note | undefined {
  const stop = Math.min(end, start + 64 * 1024);
  const words = pieceText(b, payload, stop)
    .split(' ')
    .filter(word => word !== '');
  if (words.length < 3) return undefined;
  const [, , sender = '', ...recipients] = words;
  return {
    log: 'inlog',
    at,
    base,
    time: timeAt(b, payload),
    sender: recipients.length === 0 ? '' : clip(sender),
    recipients: (recipients.length === 0 ? [sender] : recipients).slice(0, MAX_RECIPIENTS).map(clip),
    reason: undefined,
    host: '',
    address: '',
  };
}

const clip = (text: string): string => text.slice(0, MAX_FIELD);

const named = (b: Uint8Array, s: Span, pieces: Pieces): string =>
  pieces.read(b, s.start, Math.min(s.end, s.start + MAX_FIELD));

/** What stands between blanks, {@link MAX_RECIPIENTS} at most. */
function wordsOf(b: Uint8Array, { start, end }: Span, pieces: Pieces): readonly string[] {
  let found = NO_WORDS;
  for (let from = start; from < end && found.length < MAX_RECIPIENTS; ) {
    const blank = findByte(b, from, end, BLANK);
    const stop = blank < 0 ? end : blank;
    if (stop > from) found = added(found, named(b, { start: from, end: stop }, pieces));
    from = stop + 1;
  }
  return found;
}

const NO_WORDS: readonly string[] = [];

/** The time that the date before `payload` gives. */
function timeAt(b: Uint8Array, payload: number): number {
  const date = dateStampAt(b, payload - DATE_STAMP_LENGTH, payload);
  return date === undefined ? -1 : date.day * DAY + date.time;
}
