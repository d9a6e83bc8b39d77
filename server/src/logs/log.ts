import type { Block } from '../text/block.ts';
import type { Splice, TextStore } from '../text/store.ts';
import { type DatedState, lexDated } from './dated.ts';
import type { LogName } from './detect.ts';
import type { IdTable } from './ids.ts';
import { type Records, RowWriter } from './record.ts';
import { type LexState, lexSenderlog } from './senderlog.ts';

/** A block with its records. References into a log are (block, row): they survive edits elsewhere. */
export interface LexedBlock {
  readonly text: Block;
  readonly records: Records;
  /** Lexer state before and after. */
  readonly entry: number;
  readonly exit: number;
  /** Its place in the sequence; kept true by the log. */
  index: number;
  /** The log that it is part of. */
  readonly log: LogSource;
}

/** What a block knows of the log it is part of. */
export interface LogSource {
  readonly name: LogName;
  readonly ids: IdTable;
  /** The line of the file, from 1, of a record that stands on line `line` (from 0) of `block`. */
  fileLineOf(block: LexedBlock, line: number): number;
  /** The block that follows, while the blocks are kept. */
  after(block: LexedBlock): LexedBlock | undefined;
}

/** What a change did to the sequence of lexed blocks, with those that it took away. */
export interface LogChange extends Splice {
  readonly gone: readonly LexedBlock[];
  /** The last block took further lines: the rows before `from` are what they were. It stands before `index`. */
  readonly grown?: { readonly block: LexedBlock; readonly from: number };
}

/** A record of a log. */
export interface Ref {
  readonly block: LexedBlock;
  readonly row: number;
}

/** A block whose log adds to it. */
interface Growing extends LexedBlock {
  text: Block;
  records: Records;
  exit: number;
}

const LF = 10;

/** Is `b` the whole lines `a`, and more? */
function continues(b: Uint8Array, a: Uint8Array): boolean {
  if (b.length < a.length || a.at(-1) !== LF) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * A log as blocks of records, kept equal to the text it reads. After a change only the blocks that changed are lexed again,
 * and those after them until the state at an end equals the state with which the next block was once entered.
 */
export class Log implements LogSource {
  readonly name: LogName;
  readonly store: TextStore;
  readonly ids: IdTable;
  #blocks: LexedBlock[] = [];
  #writer = new RowWriter();

  constructor(name: LogName, store: TextStore, ids: IdTable) {
    this.name = name;
    this.store = store;
    this.ids = ids;
    this.update({ index: 0, removed: 0, inserted: store.blocks.length });
  }

  get blocks(): readonly LexedBlock[] {
    return this.#blocks;
  }

  /** Follows a change of the text. Returns what it did to the sequence of lexed blocks. */
  update(splice: Splice): LogChange {
    const grown = this.#grow(splice);
    if (grown !== undefined) {
      const rest = { index: splice.index + 1, removed: 0, inserted: splice.inserted - 1 };
      return { ...this.#replace(rest), grown };
    }
    return this.#replace(splice);
  }

  /** Lines were added behind a last block that ended with a whole line: it stays the same block, references into it stay good. */
  #grow({ index, removed, inserted }: Splice): LogChange['grown'] {
    const block = this.#blocks[index] as Growing | undefined;
    const text = this.store.blocks[index];
    if (removed !== 1 || inserted < 1 || index !== this.#blocks.length - 1) return undefined;
    if (block === undefined || text === undefined || !continues(text.bytes, block.text.bytes)) return undefined;
    const from = block.records.count;
    const { records, exit } = this.#lex(text, block.entry, index);
    block.text = text;
    block.records = records;
    block.exit = exit;
    return { block, from };
  }

  #replace(splice: Splice): LogChange {
    const texts = this.store.blocks;
    let state = splice.index === 0 ? 0 : this.#blocks[splice.index - 1]!.exit;
    const made: LexedBlock[] = [];
    const stop = splice.index + splice.inserted;
    let at = splice.index;
    let old = splice.index + splice.removed;
    while (at < texts.length) {
      if (at >= stop) {
        if (this.#blocks[old]!.entry === state) break;
        old++;
      }
      const lexed = this.#lex(texts[at]!, state, at);
      made.push(lexed);
      state = lexed.exit;
      at++;
    }
    const removed = old - splice.index;
    const gone = this.#blocks.splice(splice.index, removed, ...made);
    if (made.length !== removed) {
      for (let i = splice.index + made.length; i < this.#blocks.length; i++) this.#blocks[i]!.index = i;
    }
    return { index: splice.index, removed, inserted: made.length, gone };
  }

  #lex(text: Block, entry: number, index: number): LexedBlock {
    const exit =
      this.name === 'senderlog'
        ? lexSenderlog(text.bytes, entry as LexState, this.ids, this.#writer, index === 0)
        : lexDated(text.bytes, entry as DatedState, this.ids, this.#writer, index === 0);
    return { text, records: this.#writer.take(), entry, exit, index, log: this };
  }

  /** The line of the file, from 1, of a record. */
  fileLine(ref: Ref): number {
    return this.fileLineOf(ref.block, ref.block.records.line(ref.row));
  }

  fileLineOf(block: LexedBlock, line: number): number {
    let sum = 1 + line;
    for (let i = 0; i < block.index; i++) sum += this.#blocks[i]!.text.lineFeeds;
    return sum;
  }

  after(block: LexedBlock): LexedBlock | undefined {
    return this.#blocks[block.index + 1];
  }

  /** The record that holds a place of the text, if there is one. */
  recordAt(block: number, offset: number): Ref | undefined {
    const lexed = this.#blocks[block];
    if (lexed === undefined) return undefined;
    const row = lexed.records.rowAt(offset);
    return row < 0 ? undefined : { block: lexed, row };
  }
}
