/**
 * A block: a run of whole lines of a log as bytes, about {@link BLOCK_SIZE} long.
 *
 * Invariant of every sequence of blocks that makes a text: each block but the last ends with LF. So a line never lies in
 * two blocks, CR LF is never torn, and the counts below add up. A line longer than a block makes a block of its own length.
 */

/** The length at which text is cut, in bytes; a block is cut after the last LF before it. */
export const BLOCK_SIZE = 16 * 1024;

const LF = 10;
const CR = 13;

export class Block {
  readonly bytes: Uint8Array;
  #lineFeeds = -1;
  #breaks = -1;
  #ascii = false;
  #lineStarts: Uint32Array | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Count of LF: how many lines end here as `grep -n` counts them. */
  get lineFeeds(): number {
    if (this.#lineFeeds < 0) this.#count();
    return this.#lineFeeds;
  }

  /** Count of line breaks as the editor counts them: CR LF, CR or LF. */
  get breaks(): number {
    if (this.#breaks < 0) this.#count();
    return this.#breaks;
  }

  /** True when a byte offset in a line is also its UTF-16 column. */
  get ascii(): boolean {
    if (this.#breaks < 0) this.#count();
    return this.#ascii;
  }

  /** Offsets at which the editor's lines begin, the first being 0; made when first asked for. */
  get lineStarts(): Uint32Array {
    if (this.#lineStarts !== undefined) return this.#lineStarts;
    const b = this.bytes;
    const starts = new Uint32Array(1 + this.breaks);
    let n = 1;
    for (let i = 0; i < b.length; i++) {
      const c = b[i]!;
      if (c > CR) continue;
      if (c === LF || (c === CR && b[i + 1] !== LF)) starts[n++] = i + 1;
    }
    this.#lineStarts = starts;
    return starts;
  }

  #count(): void {
    const b = this.bytes;
    let feeds = 0;
    let breaks = 0;
    let seen = 0;
    for (let i = 0; i < b.length; i++) {
      const c = b[i]!;
      seen |= c;
      if (c > CR) continue;
      if (c === LF) {
        feeds++;
        if (i === 0 || b[i - 1] !== CR) breaks++;
      } else if (c === CR) breaks++;
    }
    this.#lineFeeds = feeds;
    this.#breaks = breaks;
    this.#ascii = seen < 0x80;
  }
}

/** Cuts `bytes` into blocks that keep the invariant; the blocks share the memory of `bytes`. */
export function cutIntoBlocks(bytes: Uint8Array, size = BLOCK_SIZE): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  while (start < bytes.length) {
    let end = start + size;
    if (end >= bytes.length) end = bytes.length;
    else {
      const before = bytes.lastIndexOf(LF, end - 1);
      const feed = before >= start ? before : bytes.indexOf(LF, end);
      end = feed < 0 ? bytes.length : feed + 1;
    }
    blocks.push(new Block(bytes.subarray(start, end)));
    start = end;
  }
  return blocks;
}
