import { ascii, find, is } from './bytes.ts';
import { type IdTable, idEnd } from './ids.ts';
import { Flag, head, Kind, type RowWriter } from './record.ts';
import { DATE_STAMP_LENGTH, dateStampAt } from './stamp.ts';

/**
 * The lexer of the logs whose lines carry a full date: faillog, outlog, outlocallog, acceptlog, inlog, receivelog (format
 * reference §3, §8). One line, one record; the code of a row is its day (days since 1970-01-01), the stamp its time of day.
 * The shapes tell the logs apart by themselves, so that a wrongly named file is still read.
 */

/** Entry state: an unstamped line continues the `receivelog` text before it. */
export type DatedState = 0 | 1;

const LF = 10;
const CR = 13;
const BLANK = 0x20;
const SMALL_S = 0x73;
const FAIL = ascii(' send fail on ');
const SENT = ascii(' sent on ');
const ID_END = ascii('>,');
const AFTER_ID = ascii('> [');
const ACCEPT_NOW = ascii('Client accept now.');
/** Host names are at most 253 octets (RFC 1035 §2.3.4); some slack for what E-Post writes there. */
const HOST_MAX = 300;

/** @param first the block begins the file, where a byte order mark may stand */
export function lexDated(b: Uint8Array, entry: DatedState, ids: IdTable, out: RowWriter, first = true): DatedState {
  const end = b.length;
  let state = entry;
  let i = first && b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf ? 3 : 0;
  let lines = 0;
  while (i < end) {
    if (b[i] === LF || b[i] === CR) {
      if (b[i++] === LF) lines++;
      continue;
    }
    const start = i;
    let seen = 0;
    while (i < end && b[i] !== LF) seen |= b[i++]!;
    let stop = i;
    while (stop > start && b[stop - 1] === CR) stop--;
    const flags = seen > 0x7f ? Flag.NonAscii : 0;
    state = line(b, start, stop, flags, state, ids, out, lines);
  }
  return state;
}

function line(
  b: Uint8Array,
  start: number,
  stop: number,
  flags: number,
  state: DatedState,
  ids: IdTable,
  out: RowWriter,
  lines: number,
): DatedState {
  const c = b[start];
  if (c === 0x42) {
    const idStop = idEnd(b, start, stop);
    if (idStop > 0 && b[idStop] === 0x40 && mailed(b, start, idStop, stop, flags, ids, out, lines)) return 0;
  } else if (c === 0x3c) {
    const idStop = idEnd(b, start + 1, stop);
    const at = idStop < 0 ? -1 : find(b, idStop, Math.min(stop, idStop + HOST_MAX), AFTER_ID);
    const date = at < 0 ? undefined : dateStampAt(b, at + 2, stop);
    if (date !== undefined) {
      const id = ids.intern(b, start + 1, idStop);
      out.add(
        head(Kind.Received, flags, date.day),
        start,
        stop - start,
        date.time,
        id,
        at + 2 + DATE_STAMP_LENGTH,
        lines,
      );
      return 0;
    }
  } else if (c === 0x5b) {
    const date = dateStampAt(b, start, stop);
    const comma = start + DATE_STAMP_LENGTH;
    if (date !== undefined && b[comma] === 0x2c && b[comma + 1] === 0x20) {
      const payload = comma + 2;
      if (b[payload] === 0x28) {
        const now = endsWith(b, payload, stop, ACCEPT_NOW);
        const id = now ? 0 : acceptedId(b, payload, stop, ids);
        const kind = now ? Kind.Accept : Kind.AcceptResult;
        out.add(head(kind, flags, date.day), start, stop - start, date.time, id, payload, lines);
        return 0;
      }
      if (isSession(b, payload, stop)) {
        out.add(head(Kind.Inbound, flags, date.day), start, stop - start, date.time, 0, payload + 10, lines);
        return 1;
      }
    }
  }
  out.add(head(state === 1 ? Kind.Continuation : Kind.Unknown, flags, 0), start, stop - start, -1, 0, start, lines);
  return state;
}

/**
 * A line of faillog or outlog: its id stands in [start, idStop). The first verb behind the host counts, since a quoted recipient
 * may hold the other; that counts where no date follows the first.
 */
function mailed(
  b: Uint8Array,
  start: number,
  idStop: number,
  stop: number,
  flags: number,
  ids: IdTable,
  out: RowWriter,
  lines: number,
): boolean {
  const limit = Math.min(stop, idStop + HOST_MAX);
  let seen = 0;
  for (let at = idStop; at < limit; at++) {
    if (b[at] !== BLANK || b[at + 1] !== SMALL_S) continue;
    const kind = is(b, at, limit, SENT) ? Kind.Sent : is(b, at, limit, FAIL) ? Kind.Fail : Kind.Unknown;
    if (kind === Kind.Unknown || kind === seen) continue;
    const stamp = at + (kind === Kind.Sent ? SENT : FAIL).length;
    const date = dateStampAt(b, stamp, stop);
    if (date !== undefined) {
      const id = ids.intern(b, start, idStop);
      out.add(head(kind, flags, date.day), start, stop - start, date.time, id, stamp + DATE_STAMP_LENGTH, lines);
      return true;
    }
    if (seen !== 0) return false;
    seen = kind;
  }
  return false;
}

/** `xxxxxxxx, `: eight hexadecimal digits, the handle of the session. */
function isSession(b: Uint8Array, at: number, stop: number): boolean {
  if (at + 10 > stop || b[at + 8] !== 0x2c || b[at + 9] !== 0x20) return false;
  for (let i = at; i < at + 8; i++) {
    const c = b[i]! | 0x20;
    if (!((c >= 48 && c <= 57) || (c >= 97 && c <= 102))) return false;
  }
  return true;
}

/** The id between `,<` and `>,` of an acceptlog result: the last one, since what stands before it is the peer's to choose. */
function acceptedId(b: Uint8Array, at: number, stop: number, ids: IdTable): number {
  for (let open = stop - 2; open >= at; open--) {
    if (b[open] !== 0x2c || b[open + 1] !== 0x3c) continue;
    const idStop = idEnd(b, open + 2, stop);
    if (idStop > 0 && is(b, idStop, stop, ID_END)) return ids.intern(b, open + 2, idStop);
  }
  return 0;
}

/** Does the text end with `pattern`, blanks apart? */
function endsWith(b: Uint8Array, at: number, stop: number, pattern: Uint8Array): boolean {
  let end = stop;
  while (end > at && b[end - 1] === 0x20) end--;
  return end - pattern.length >= at && is(b, end - pattern.length, end, pattern);
}
