import type { LexedBlock } from '../../logs/log.ts';

const LF = 10;
const CR = 13;

/**
 * The line on which an editor shows a record: it breaks at CR LF, CR or LF, so that CR CR LF makes one line more than LF alone
 * tells. Counted along while a file is read.
 */
export class EditorLines {
  /** The line, from 0, on which a block begins. */
  readonly #starts = new WeakMap<LexedBlock, number>();
  #block: LexedBlock | undefined;
  #offset = 0;
  #line = 0;

  nextFile(): void {
    this.#block = undefined;
    this.#line = 0;
  }

  /** The next block; to be called for every block, in order. */
  enter(block: LexedBlock): void {
    if (this.#block !== undefined) this.#to(this.#block.text.bytes.length);
    this.#block = block;
    this.#offset = 0;
    this.#starts.set(block, this.#line);
  }

  /** The line, from 0, of an offset in a block that was entered; undefined where the block is gone. */
  of(block: LexedBlock, offset: number): number | undefined {
    const b = block.text.bytes;
    if (offset > b.length) return undefined;
    if (block === this.#block && offset >= this.#offset) return this.#to(offset);
    const start = this.#starts.get(block);
    return start === undefined ? undefined : start + breaks(b, 0, offset);
  }

  #to(offset: number): number {
    this.#line += breaks(this.#block!.text.bytes, this.#offset, offset);
    this.#offset = offset;
    return this.#line;
  }
}

function breaks(b: Uint8Array, from: number, to: number): number {
  let n = 0;
  for (let i = from; i < to; i++) {
    const c = b[i]!;
    if (c === CR || (c === LF && b[i - 1] !== CR)) n++;
  }
  return n;
}
