import type { Range } from 'vscode-languageserver-types';
import type { LexedBlock } from '../../logs/log.ts';
import type { Position, TextStore } from '../../text/store.ts';

/** Positions of places of a text, as the protocol names them. */
export class Ranges {
  readonly #store: TextStore;

  constructor(store: TextStore) {
    this.#store = store;
  }

  position(block: number, offset: number): Position {
    const length = this.#store.blocks[block]?.bytes.length ?? 0;
    return this.#store.positionAt({ block, offset: Math.min(offset, length) });
  }

  /** Bytes `from` to `to` of a block. */
  range(block: number, from: number, to: number): Range {
    return { start: this.position(block, from), end: this.position(block, to) };
  }

  record({ index, records }: LexedBlock, row: number): Range {
    return this.range(index, records.offset(row), records.end(row));
  }
}
