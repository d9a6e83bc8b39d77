import { ascii, find, findByte, is } from './bytes.ts';

/** Parts of the lines of the dated logs, read on demand. Offsets are into the bytes that were handed in. */

/** From (inclusive) and to (exclusive), in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A line of faillog (format reference §3). */
interface FailFields {
  /** Empty for mails with an empty sender. */
  readonly sender: Span;
  readonly recipient: Span;
  /** Without its brackets; undefined in logs of versions before 4.37. */
  readonly reason: Span | undefined;
}

/** A line of outlog or outlocallog (format reference §8). */
interface SentFields {
  /** Empty in the x64 build. */
  readonly address: Span;
  readonly server: Span;
  /** `-` for an empty sender. */
  readonly sender: Span;
  /** One or more, with blanks between and behind them. */
  readonly recipients: Span;
}

const FROM = ascii(' from ');
const TO = ascii(' to ');
const OPEN_REASON = ascii(' [');

/** The fields of a faillog line; `payload` is the offset behind its date, as the row has it. */
export function failFields(b: Uint8Array, payload: number, end: number): FailFields | undefined {
  if (!is(b, payload, end, FROM)) return undefined;
  const from = payload + FROM.length;
  const to = find(b, from - 1, end, TO); // an empty sender leaves two blanks: `from  to`
  if (to < 0) return undefined;
  const recipientStart = to + TO.length;
  const open = find(b, recipientStart, end, OPEN_REASON);
  const close = lastByte(b, recipientStart, end, 0x5d);
  const hasReason = open >= 0 && close > open;
  return {
    sender: { start: from, end: Math.max(from, to) },
    recipient: { start: recipientStart, end: open >= 0 ? open : trimmed(b, recipientStart, end) },
    reason: hasReason ? { start: open + 2, end: close } : undefined,
  };
}

/** The fields of an outlog or outlocallog line; `payload` as in {@link failFields}. */
export function sentFields(b: Uint8Array, payload: number, end: number): SentFields | undefined {
  if (!is(b, payload, end, TO)) return undefined;
  const addressStart = payload + TO.length;
  const addressEnd = findByte(b, addressStart, end, 0x20);
  const from = find(b, addressStart, end, FROM);
  if (addressEnd < 0 || from < 0) return undefined;
  const serverStart = Math.min(addressEnd + 1, from);
  const senderStart = from + FROM.length;
  const to = find(b, senderStart - 1, end, TO);
  if (to < 0) return undefined;
  return {
    address: { start: addressStart, end: addressEnd },
    server: { start: serverStart, end: from },
    sender: { start: senderStart, end: Math.max(senderStart, to) },
    recipients: { start: to + TO.length, end },
  };
}

function lastByte(b: Uint8Array, from: number, end: number, c: number): number {
  for (let i = end - 1; i >= from; i--) if (b[i] === c) return i;
  return -1;
}

function trimmed(b: Uint8Array, from: number, end: number): number {
  let i = end;
  while (i > from && b[i - 1] === 0x20) i--;
  return i;
}
