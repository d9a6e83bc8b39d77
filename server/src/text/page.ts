import { machineMarks } from './marks-wasm.ts';
import { CAPACITY, PADDING } from './page-layout.ts';

/**
 * A page: the bytes of one block laid out for a lexer. Behind them stand zeros, so that looking a little past the end is safe
 * and equals nothing; whole words can be read at any place; and the places where a record can end are known.
 * A page is good until the next block is laid out.
 */
export interface Page {
  /** The bytes of the block, then {@link PADDING} zeros or more. */
  readonly bytes: Uint8Array;
  /** The same memory, to read words from. */
  readonly words: DataView;
  /** Length of the block. */
  end: number;
  /**
   * Offsets, ascending, of each LF, each `]`, and each `[` with a `:` three bytes behind it, as in the stamp `[13:`; then
   * {@link end}. What follows is left from earlier blocks.
   */
  marks: Int32Array;
  /** No byte of the block is above 0x7F. */
  ascii: boolean;
  /** It lies in {@link pageMemory}. */
  readonly shared: boolean;
}

const LF = 10;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const COLON = 0x3a;

/** Finds the marks of the text on a page: they go to `marks`, their count and whether the text is ASCII come back. */
export interface Marker {
  /** The text's memory and room for the marks of `CAPACITY` bytes of text, and one more. */
  readonly bytes: Uint8Array;
  readonly marks: Int32Array;
  /** Returns the count of marks, or -1 - count where a byte is above 0x7F. */
  mark(end: number): number;
  /** Where it is a module's: its memory, for another one that reads the same text. */
  readonly memory?: PageMemory;
}

/** The memory of a page: what lies where in it tells `page-layout.ts`. */
interface PageMemory {
  readonly buffer: ArrayBuffer;
}

/** The marker for any machine. */
export function plainMarker(capacity: number): Marker {
  const bytes = new Uint8Array(capacity + PADDING);
  const marks = new Int32Array(capacity + 1);
  return { bytes, marks, mark: end => markBytes(bytes, end, marks) };
}

function markBytes(b: Uint8Array, end: number, marks: Int32Array): number {
  let count = 0;
  let seen = 0;
  for (let i = 0; i < end; i++) {
    const c = b[i]!;
    seen |= c;
    if (c === LF || c === CLOSE || (c === OPEN && b[i + 3] === COLON)) marks[count++] = i;
  }
  return seen < 0x80 ? count : -1 - count;
}

const shared = machineMarks() ?? plainMarker(CAPACITY);
/** The memory that pages share; undefined where the host has no WebAssembly. */
export const pageMemory: PageMemory | undefined = shared.memory;
const page: Page = pageOver(shared);

function pageOver(marker: Marker): Page {
  const { bytes, marks } = marker;
  return {
    bytes,
    words: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    end: 0,
    marks,
    ascii: true,
    shared: marker.memory !== undefined,
  };
}

/** Lays out a block; the page before this one is no longer good. */
export function pageOf(block: Uint8Array): Page {
  const end = block.length;
  const own = end > CAPACITY ? plainMarker(end) : undefined;
  const marker = own ?? shared;
  const out = own === undefined ? page : pageOver(own);
  marker.bytes.set(block);
  marker.bytes.fill(0, end, end + PADDING);
  const answer = marker.mark(end);
  out.ascii = answer >= 0;
  marker.marks[out.ascii ? answer : -1 - answer] = end;
  out.end = end;
  return out;
}

/** The words of the 16 bytes at `at`, one over the other. */
const fourWords = (words: DataView, at: number): number =>
  words.getInt32(at, true) |
  words.getInt32(at + 4, true) |
  words.getInt32(at + 8, true) |
  words.getInt32(at + 12, true);

/** The first byte above 0x7F of a page in [from, end), or `end`. */
export function nextHigh(b: Uint8Array, words: DataView, from: number, end: number): number {
  let i = from;
  while (i < end && (fourWords(words, i) & 0x80808080) === 0) i += 16;
  while (i < end && b[i]! < 0x80) i++;
  return Math.min(i, end);
}
