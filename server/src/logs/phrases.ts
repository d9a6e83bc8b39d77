import { ascii, firstByte, holds, is, word } from './bytes.ts';
import { idEnd } from './ids.ts';
import { Command } from './record.ts';
import { stampAt } from './stamp.ts';

/** The phrases that a senderlog line is made of: each function looks at one place and knows nothing of the lines before it. */

const LF = 10;
const CR = 13;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const BLANK = 0x20;
const LFS = word('\n\n\n\n');
const OPENS = word('[[[[');
const CLOSES = word(']]]]');
const EQUALS = word('====');
export const OWN_451 = ascii('451 Requested action aborted: ');
const OWN_PROCESSING = ascii('error in processing.');
const OWN_OVERFLOW = ascii('overflow of token.');
const OWN_STOPPED = ascii('stoped in processing.');
const OWN_CONNECT = ascii('451 socket connect failed.');
const OWN_OK_FILES = ascii('551 error in the OK file system.');
const OWN_NG_FILES = ascii('551 error in the NG file system.');
export const CODE = ascii('(code=');
const SIZE = ascii('(size=');
const EHLO = ascii('EHLO ');
const HELO = ascii('HELO ');
const MAIL = ascii('MAIL ');
const RCPT = ascii('RCPT ');
const DATA = ascii('DATA');
const QUIT = ascii('QUIT');
const STARTTLS = ascii('STARTTLS');
const AUTH = ascii('AUTH ');
const RSET = ascii('RSET');

/** The three-digit code at `at` when a blank, a hyphen or the line's end follows; 0 otherwise. */
export function replyCode(b: Uint8Array, at: number, end: number): number {
  if (at + 3 > end) return 0;
  const x = b[at]! - 48;
  const y = b[at + 1]! - 48;
  const z = b[at + 2]! - 48;
  if (x < 1 || x > 9 || y < 0 || y > 9 || z < 0 || z > 9) return 0;
  if (at + 3 < end) {
    const s = b[at + 3]!;
    if (s !== BLANK && s !== 0x2d && s !== CR && s !== LF) return 0;
  }
  return x * 100 + y * 10 + z;
}

const OF_SEND_MESS = ['Send', 'Mail', 'Mess'].map(word) as [number, number, number];
const OF_GET_TRY = ['GetT', 'rySe', 'rver'].map(word) as [number, number, number];

/** `SendMailMess`, by words since it stands on every second line. */
export const sendMess = (words: DataView, at: number): boolean =>
  words.getInt32(at, true) === OF_SEND_MESS[0] &&
  words.getInt32(at + 4, true) === OF_SEND_MESS[1] &&
  words.getInt32(at + 8, true) === OF_SEND_MESS[2];

/** `GetTryServer`, likewise. */
export const getTry = (words: DataView, at: number): boolean =>
  words.getInt32(at, true) === OF_GET_TRY[0] &&
  words.getInt32(at + 4, true) === OF_GET_TRY[1] &&
  words.getInt32(at + 8, true) === OF_GET_TRY[2];

/** Where the counter of `…/N=(K)` begins, on the same line and before any bracket; -1 where it does not stand. */
export function elapsedAt(b: Uint8Array, words: DataView, at: number, end: number): number {
  const stop = Math.min(end - 2, at + 70);
  let i = at;
  while (i < stop) {
    const four = words.getInt32(i, true);
    if ((holds(four, EQUALS) | holds(four, LFS) | holds(four, OPENS)) === 0) {
      i += 4;
      continue;
    }
    for (const to = Math.min(stop, i + 4); i < to; i++) {
      const c = b[i]!;
      if (c === LF || c === OPEN) return -1;
      if (c === 0x3d && b[i + 1] === 0x28) return i + 2;
    }
  }
  return -1;
}

/** The command at `at`, 0 where none stands. A word without argument must end there: a secret could begin like it. */
export function command(b: Uint8Array, at: number, end: number): number {
  switch (b[at]) {
    case 0x45: // E
      return is(b, at, end, EHLO) ? Command.Ehlo : 0;
    case 0x48: // H
      return is(b, at, end, HELO) ? Command.Helo : 0;
    case 0x4d: // M
      return is(b, at, end, MAIL) ? Command.Mail : 0;
    case 0x41: // A
      return is(b, at, end, AUTH) ? Command.Auth : 0;
    case 0x44: // D
      return isWord(b, at, end, DATA) ? Command.Data : 0;
    case 0x51: // Q
      return isWord(b, at, end, QUIT) ? Command.Quit : 0;
    case 0x53: // S
      return isWord(b, at, end, STARTTLS) ? Command.StartTls : 0;
    case 0x52: // R
      if (is(b, at, end, RCPT)) return Command.Rcpt;
      return isWord(b, at, end, RSET) ? Command.Rset : 0;
    default:
      return 0;
  }
}

const isWord = (b: Uint8Array, at: number, end: number, word: Uint8Array): boolean =>
  is(b, at, end, word) && atLineEnd(b, afterBlanks(b, at + word.length, end), end);

/** The offset behind the blanks at `at`: copied text often ends with some. */
function afterBlanks(b: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && b[i] === BLANK) i++;
  return i;
}

export const atLineEnd = (b: Uint8Array, at: number, end: number): boolean => at >= end || b[at] === CR || b[at] === LF;

/** `[]`, `[          ]` (10 blanks) or `[           ]` (11): the offset behind it, or -1. */
export function placeholderEnd(b: Uint8Array, at: number, end: number): number {
  let i = at + 1;
  while (i < end && b[i] === BLANK && i - at < 14) i++;
  return b[i] === CLOSE && i < end ? i + 1 : -1;
}

/**
 * The closing bracket of a `[domain]` or `[nnn]` field that begins at `at`: the first one that a blank or colon follows.
 * A domain may hold raw bytes of any encoding, also 0x5D as a trail byte, but no line end.
 */
export function bracketEnd(b: Uint8Array, words: DataView, at: number, end: number): number {
  for (let i = at; i < end; ) {
    const four = words.getInt32(i, true);
    const hits = holds(four, CLOSES) | holds(four, LFS);
    if (hits === 0) i += 4;
    else {
      i += firstByte(hits);
      if (i >= end || b[i] === LF) return -1;
      if (b[i] === CLOSE && (b[i + 1] === BLANK || b[i + 1] === 0x3a)) return i;
      i++;
    }
  }
  return -1;
}

/** The end of the line's text, without its CR; also the end where a stamp is glued on. */
export function lineEnd(b: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && b[i] !== LF) {
    if (b[i] === OPEN && stampAt(b, i, end) >= 0) break;
    i++;
  }
  while (i > at && b[i - 1] === CR) i--;
  return i;
}

/** A whole bracketed id at `at`: in an excerpt without stamps, the write of another thread. */
export function gluedId(b: Uint8Array, at: number, end: number): boolean {
  if (b[at] !== OPEN || b[at + 1] !== 0x42) return false;
  const stop = idEnd(b, at + 1, end);
  return stop > 0 && b[stop] === CLOSE;
}

/** What follows `451 Requested action aborted: ` where E-Post itself wrote it (format reference §5.1). */
export function ownAborted(b: Uint8Array, at: number, end: number): boolean {
  if (is(b, at, end, OWN_PROCESSING)) {
    const p = at + OWN_PROCESSING.length;
    return is(b, b[p] === BLANK ? p + 1 : p, end, CODE);
  }
  if (is(b, at, end, OWN_OVERFLOW)) {
    const p = at + OWN_OVERFLOW.length;
    return is(b, b[p] === BLANK ? p + 1 : p, end, SIZE);
  }
  return is(b, at, end, OWN_STOPPED);
}

/** Is the reply at `at` one of E-Post's own texts? The RFC has the same words without `(code=`, and peers use them. */
export function ownReply(b: Uint8Array, at: number, end: number, code: number): boolean {
  if (code === 451) {
    if (is(b, at, end, OWN_451)) return ownAborted(b, at + OWN_451.length, end);
    return is(b, at, end, OWN_CONNECT);
  }
  return code === 551 && (is(b, at, end, OWN_OK_FILES) || is(b, at, end, OWN_NG_FILES));
}
