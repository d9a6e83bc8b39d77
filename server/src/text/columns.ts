/**
 * UTF-16 columns, as the protocol counts them, over UTF-8 bytes. Editor text is always valid UTF-8 (it was encoded from a
 * string); for other bytes the result stays inside the line but means little.
 */

/** UTF-16 units that the bytes from `start` up to `end` take. */
export function utf16Length(bytes: Uint8Array, start: number, end: number): number {
  let units = 0;
  for (let i = start; i < end; i++) {
    const c = bytes[i]!;
    // A lead byte counts one unit; one of four bytes makes a surrogate pair. Continuation bytes count nothing.
    if (c < 0x80 || c >= 0xc0) units += c >= 0xf0 ? 2 : 1;
  }
  return units;
}

/** The byte offset of UTF-16 column `units` in the line from `start` up to `end`; a column past the end gives `end`. */
export function byteOffset(bytes: Uint8Array, start: number, end: number, units: number): number {
  let left = units;
  let i = start;
  while (i < end && left > 0) {
    const c = bytes[i]!;
    left -= c >= 0xf0 ? 2 : 1;
    i++;
    while (i < end && (bytes[i]! & 0xc0) === 0x80) i++;
  }
  return i;
}
