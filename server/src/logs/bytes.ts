/** Small, allocation-free helpers over bytes; every one is bounded by the ends it is given. */

const encoder = new TextEncoder();

/** An ASCII literal as bytes, to compare against. */
export const ascii = (text: string): Uint8Array => encoder.encode(text);

/** The first four bytes of an ASCII text as a word, the first lowest: what `getInt32(at, true)` gives where they stand. */
export const word = (text: string): number => {
  const [a, b, c, d] = encoder.encode(text) as unknown as [number, number, number, number];
  return a | (b << 8) | (c << 16) | (d << 24);
};

/**
 * A step of a hash over words or bytes. Mixed well, so that with a seed that nobody who writes a log can know
 * ({@link hashSeed}) no list of ids or names makes a table slow.
 */
export const mix = (hash: number, word: number): number => Math.imul(hash ^ (hash >>> 15) ^ word, 0x85ebca6b);

export const hashSeed = (): number => (Math.random() * 0x100000000) | 0;

/** Not 0 if one of the four bytes of a word is the one that `each` holds four times. */
export function holds(four: number, each: number): number {
  const zero = four ^ each;
  return (zero - 0x01010101) & ~zero & 0x80808080;
}

/** Which of the four bytes, from 0, is the first that made {@link holds} answer `hits`, which is not 0. */
export const firstByte = (hits: number): number => (31 - Math.clz32(hits & -hits)) >> 3;

/** Does `pattern` stand at `at`, wholly before `end`? */
export function is(b: Uint8Array, at: number, end: number, pattern: Uint8Array): boolean {
  const n = pattern.length;
  if (at + n > end) return false;
  for (let i = 0; i < n; i++) if (b[at + i] !== pattern[i]) return false;
  return true;
}

/** The offset of `pattern` in [from, end), or -1. */
export function find(b: Uint8Array, from: number, end: number, pattern: Uint8Array): number {
  const first = pattern[0]!;
  const last = end - pattern.length;
  for (let i = from; i <= last; i++) if (b[i] === first && is(b, i, end, pattern)) return i;
  return -1;
}

/** The offset of byte `c` in [from, end), or -1. */
export function findByte(b: Uint8Array, from: number, end: number, c: number): number {
  for (let i = from; i < end; i++) if (b[i] === c) return i;
  return -1;
}

export const isDigit = (c: number | undefined): boolean => c !== undefined && c >= 48 && c <= 57;

/** ASCII letters and digits. */
export const isAlnum = (c: number): boolean => (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122);

/** The two decimal digits at `at`, or -1. */
export function two(b: Uint8Array, at: number): number {
  const h = b[at]! - 48;
  const l = b[at + 1]! - 48;
  return h >= 0 && h <= 9 && l >= 0 && l <= 9 ? h * 10 + l : -1;
}

/** An unsigned decimal from `at`, at most `max` digits; -1 where there is none. The end is `at` + {@link digits}. */
export function decimal(b: Uint8Array, at: number, end: number, max = 15): number {
  let n = -1;
  const stop = Math.min(end, at + max);
  for (let i = at; i < stop; i++) {
    const d = b[i]! - 48;
    if (d < 0 || d > 9) break;
    n = (n < 0 ? 0 : n * 10) + d;
  }
  return n;
}

/** How many decimal digits stand at `at`. */
export function digits(b: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && b[i]! >= 48 && b[i]! <= 57) i++;
  return i - at;
}

/** From this length on a decoder is as quick, in bytes. */
const SHORT = 4096;

/** Is no byte of [from, end) above 0x7F? */
export function isAscii(b: Uint8Array, from: number, end: number): boolean {
  let seen = 0;
  for (let i = from; i < end; i++) seen |= b[i]!;
  return seen < 0x80;
}

/** What Node's buffers have beside the standard: the cheapest way from bytes to a short string, for each of which a decoder is slow. */
type Latin1Slice = (this: Uint8Array, from: number, end: number) => string;
type Utf8Write = (this: Uint8Array, text: string, at: number, most: number) => number;
const { Buffer: nodeBuffer } = globalThis as {
  Buffer?: { readonly prototype: { readonly latin1Slice?: Latin1Slice; readonly utf8Write?: Utf8Write } };
};
const latin1Slice = nodeBuffer?.prototype.latin1Slice;
const utf8Write = nodeBuffer?.prototype.utf8Write;

/** The text of ASCII bytes. */
export function asciiText(b: Uint8Array, from: number, end: number): string {
  if (end <= from) return '';
  return latin1Slice === undefined ? utf8.decode(b.subarray(from, end)) : latin1Slice.call(b, from, end);
}

/** Bytes that a UTF-16 code unit takes in UTF-8 at most. */
export const MAX_UTF8 = 3;

/**
 * Writes a text that may be ASCII into `b`, where {@link MAX_UTF8} bytes for each of its characters are free from `at` on; what
 * they hold behind it is of no meaning.
 * @returns is it ASCII? If not, what is written has no meaning either.
 */
export function putAscii(text: string, b: Uint8Array, at: number): boolean {
  const { length } = text;
  if (length === 0) return true;
  if (utf8Write !== undefined) return utf8Write.call(b, text, at, MAX_UTF8 * length) === length;
  let seen = 0;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    seen |= c;
    b[at + i] = c;
  }
  return seen < 0x80;
}

const utf8 = new TextDecoder();
const shiftJis = new TextDecoder('shift_jis');

/**
 * A short piece of a log as text: UTF-8, else Shift_JIS (CP932), piece by piece, since peers answer in either and one file may
 * hold both (format reference §1.3). What is neither has U+FFFD in it. Text of an editor is always the former.
 */
export function pieceText(b: Uint8Array, from = 0, end = b.length): string {
  if (end - from <= SHORT && isAscii(b, from, end)) return asciiText(b, from, Math.min(end, b.length));
  const piece = b.subarray(from, end);
  const whole = utf8End(piece);
  if (whole === piece.length || isCut(piece, whole)) return utf8.decode(piece.subarray(0, whole));
  return shiftJis.decode(piece);
}

/** Up to where bytes are UTF-8 (RFC 3629 §4). Looked through here, since a decoder's exception costs more than a hundred lines. */
function utf8End(b: Uint8Array): number {
  let i = 0;
  while (i < b.length) {
    const c = b[i]!;
    if (c < 0x80) {
      i++;
      continue;
    }
    const more = c < 0xc2 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : c < 0xf5 ? 3 : 0;
    if (more === 0 || i + more >= b.length) return i;
    // No longer form than needed, no surrogate, nothing past U+10FFFF.
    const low = c === 0xe0 ? 0xa0 : c === 0xf0 ? 0x90 : 0x80;
    const high = c === 0xed ? 0x9f : c === 0xf4 ? 0x8f : 0xbf;
    if (b[i + 1]! < low || b[i + 1]! > high) return i;
    for (let k = 2; k <= more; k++) if ((b[i + k]! & 0xc0) !== 0x80) return i;
    i += more + 1;
  }
  return i;
}

/**
 * Is it UTF-8 whose last character, from `whole` on, was cut in two by a limit? Some whole one must stand before: half a character
 * alone tells nothing.
 */
function isCut(piece: Uint8Array, whole: number): boolean {
  const left = piece.length - whole;
  if (left > 3 || piece[whole]! < 0xc0) return false;
  for (let i = whole + 1; i < piece.length; i++) if ((piece[i]! & 0xc0) !== 0x80) return false;
  return piece.subarray(0, whole).some(byte => byte > 0x7f);
}
