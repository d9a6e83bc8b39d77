import { is, two } from './bytes.ts';
import { DAY } from './units.ts';

/** Length of `[HH:MM:SS:mmm] ` with its blank. */
export const STAMP_LENGTH = 15;
/** Length of `[HH:MM:SS] `, the form of very old builds. */
export const OLD_STAMP_LENGTH = 11;

/**
 * Milliseconds of the day of the stamp `[HH:MM:SS:mmm] ` or `[HH:MM:SS] ` at `at`, or -1 where no whole stamp stands
 * (format reference §1.4). Strict, since trail bytes of Shift_JIS text look like brackets.
 */
export function stampAt(b: Uint8Array, at: number, end: number): number {
  if (at + OLD_STAMP_LENGTH > end || b[at] !== 0x5b || b[at + 3] !== 0x3a || b[at + 6] !== 0x3a) return -1;
  const h = two(b, at + 1);
  const m = two(b, at + 4);
  const s = two(b, at + 7);
  if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60) return -1;
  const seconds = (h * 60 + m) * 60 + s;
  if (b[at + 9] === 0x3a) {
    if (at + STAMP_LENGTH > end || b[at + 13] !== 0x5d || b[at + 14] !== 0x20) return -1;
    const hundreds = b[at + 10]! - 48;
    const rest = two(b, at + 11);
    return hundreds < 0 || hundreds > 9 || rest < 0 ? -1 : seconds * 1000 + hundreds * 100 + rest;
  }
  return b[at + 9] === 0x5d && b[at + 10] === 0x20 ? seconds * 1000 : -1;
}

/** The last stamp that was read by words: `[HH:`, `MM:S`, `S:` and its milliseconds of the day at :000. */
const last = new Int32Array(4);
const BEHIND = 0x205d; // `] `

/**
 * As {@link stampAt}, where `words` lies over the memory of `b` and zeros follow `end`. Lines of a busy second bear the same
 * stamp up to the second: what was understood once is only compared.
 */
export function stampOf(b: Uint8Array, words: DataView, at: number, end: number): number {
  const w0 = words.getInt32(at, true);
  const w1 = words.getInt32(at + 4, true);
  const w2 = words.getInt32(at + 8, true);
  const w3 = words.getInt32(at + 11, true);
  if (w0 === last[0] && w1 === last[1] && (w2 & 0xffff) === last[2]) {
    const hundreds = ((w2 >>> 16) & 0xff) - 48;
    const tens = (w2 >>> 24) - 48;
    const ones = ((w3 >>> 8) & 0xff) - 48;
    if (w3 >>> 16 !== BEHIND || hundreds >>> 0 > 9 || tens >>> 0 > 9 || ones >>> 0 > 9) return -1;
    return last[3]! + hundreds * 100 + tens * 10 + ones;
  }
  const stamp = stampAt(b, at, end);
  if (stamp >= 0 && b[at + 9] === 0x3a) {
    last[0] = w0;
    last[1] = w1;
    last[2] = w2 & 0xffff;
    last[3] = stamp - (stamp % 1000);
  }
  return stamp;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Length of `[DD/Mon/YYYY:HH:MM:SS]`. */
export const DATE_STAMP_LENGTH = 22;

/** A date and a time of day as the companion logs write them, in local time of the server. */
interface DateStamp {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Milliseconds of the day. */
  readonly time: number;
}

/** Length of `[DD/Mon/YYYY`. */
const DATE_LENGTH = 12;
/** The date that was read last, `[DD/Mon/YYYY`, and its day: almost all lines of a log bear the same one. */
const lastDate = new Uint8Array(DATE_LENGTH);
let lastDay = -1;

/** The stamp `[DD/Mon/YYYY:HH:MM:SS]` at `at`, or undefined. */
export function dateStampAt(b: Uint8Array, at: number, end: number): DateStamp | undefined {
  if (at + DATE_STAMP_LENGTH > end || b[at] !== 0x5b) return undefined;
  if (b[at + 12] !== 0x3a || b[at + 15] !== 0x3a || b[at + 18] !== 0x3a || b[at + 21] !== 0x5d) return undefined;
  const h = two(b, at + 13);
  const m = two(b, at + 16);
  const s = two(b, at + 19);
  if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60) return undefined;
  const day = dayAt(b, at);
  return day < 0 ? undefined : { day, time: ((h * 60 + m) * 60 + s) * 1000 };
}

/** Days since 1970-01-01 of the date `[DD/Mon/YYYY` at `at`, or -1. */
function dayAt(b: Uint8Array, at: number): number {
  if (is(b, at, b.length, lastDate)) return lastDay;
  const day = two(b, at + 1);
  const month = MONTHS.indexOf(String.fromCharCode(b[at + 4]!, b[at + 5]!, b[at + 6]!));
  const century = two(b, at + 8);
  const year = two(b, at + 10);
  if (b[at + 3] !== 0x2f || b[at + 7] !== 0x2f) return -1;
  if (day < 1 || day > 31 || month < 0 || century < 19 || year < 0) return -1;
  const date = daysSince1970(century * 100 + year, month + 1, day);
  // No such day (31 Feb), or before the epoch: not a date that a server wrote.
  if (date < 0 || new Date(date * DAY).getUTCDate() !== day) return -1;
  lastDate.set(b.subarray(at, at + DATE_LENGTH));
  lastDay = date;
  return date;
}

/** Days since 1970-01-01 of a date of the Gregorian calendar; month from 1. */
export function daysSince1970(year: number, month: number, day: number): number {
  return Math.round(Date.UTC(year, month - 1, day) / DAY);
}
