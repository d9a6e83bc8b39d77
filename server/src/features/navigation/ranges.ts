import type { Range } from 'vscode-languageserver-types';
import type { LexedBlock } from '../../logs/log.ts';
import { utf16Length } from '../../text/columns.ts';
import type { Position, TextStore } from '../../text/store.ts';

const LF = 10;
const CR = 13;

/**
 * Positions of many places of a text, asked for more or less in order: where the lines of a block begin is worked out once for all
 * that is asked of it. Holds while the text stays as it is.
 */
export class Ranges {
  readonly #store: TextStore;
  #block = -1;
  #first = 0;
  /** Where the editor lines of the block begin. */
  #starts: number[] = [];

  constructor(store: TextStore) {
    this.#store = store;
  }

  position(block: number, offset: number): Position {
    const text = this.#store.blocks[block];
    if (text === undefined) return this.#store.positionAt({ block, offset });
    if (block !== this.#block) this.#enter(block, text.bytes);
    const at = Math.min(offset, text.bytes.length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (this.#starts[mid]! <= at) low = mid;
      else high = mid - 1;
    }
    const start = this.#starts[low]!;
    return { line: this.#first + low, character: text.ascii ? at - start : utf16Length(text.bytes, start, at) };
  }

  /** Bytes `from` to `to` of a block. */
  range(block: number, from: number, to: number): Range {
    return { start: this.position(block, from), end: this.position(block, to) };
  }

  record({ index, records }: LexedBlock, row: number): Range {
    return this.range(index, records.offset(row), records.end(row));
  }

  #enter(block: number, bytes: Uint8Array): void {
    this.#block = block;
    this.#first = this.#store.positionAt({ block, offset: 0 }).line;
    this.#starts = [0];
    for (let i = 0; i < bytes.length; i++) {
      const c = bytes[i]!;
      if (c > CR) continue;
      if (c === LF || (c === CR && bytes[i + 1] !== LF)) this.#starts.push(i + 1);
    }
  }
}
