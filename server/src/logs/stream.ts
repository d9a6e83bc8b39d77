import { Block } from '../text/block.ts';
import { type DatedState, lexDated } from './dated.ts';
import type { LogName } from './detect.ts';
import type { IdTable } from './ids.ts';
import type { LexedBlock, LogSource } from './log.ts';
import { Records, RowWriter } from './record.ts';
import { type LexState, lexSenderlog } from './senderlog.ts';

const LF = 10;
const NO_TEXT = new Block(new Uint8Array(0));
const NO_ROWS = new Records(new Int32Array(0));
/** Bytes of blocks that stay readable behind the newest: what a session looks back to (its retry line) is closer. */
const LOOK_BACK = 1024 * 1024;
/** Bytes of a block, unless a line is longer: its rows stay narrow, and it fits the shared page of the lexer. */
const BLOCK = 60 * 1024;
/** A line longer than this is cut, in bytes: what is read must not fill the memory. Nothing that E-Post writes comes near. */
const MAX_LINE = 64 * 1024 * 1024;

/** A block that is dropped when it lies too far behind. */
export interface PassingBlock extends LexedBlock {
  text: Block;
  records: Records;
  readonly firstLine: number;
}

interface StreamBlock extends PassingBlock {
  /** The memory of a chunk that no block behind this one needs. */
  frees: ArrayBufferLike | undefined;
}

/**
 * A log that is read once from its beginning to its end, in chunks. Its blocks are dropped behind the reader: a reference into
 * it keeps its line, nothing else.
 */
export class LogStream implements LogSource {
  readonly name: LogName;
  readonly ids: IdTable;
  /** A name for people: the path. */
  readonly path: string;
  /** Lines of the file that ended so far. */
  lines = 0;
  #state = 0;
  #count = 0;
  #writer = new RowWriter(true);
  #rest: Uint8Array[] = [];
  #restLength = 0;
  readonly #behind = new LookBack<StreamBlock>(block => {
    this.#writer.giveBack(block.records);
    this.#free(block.frees);
  });
  /** Memory that {@link buffer} gave out, and what of it no block needs any more. */
  readonly #lent = new Set<ArrayBufferLike>();
  #spare: ArrayBufferLike[] = [];

  constructor(name: LogName, ids: IdTable, path = '') {
    this.name = name;
    this.ids = ids;
    this.path = path;
  }

  /** Memory of `size` bytes to read the next chunk into; what stands in it is of a chunk that no block needs any more. */
  buffer(size: number): Uint8Array<ArrayBuffer> {
    const spare = this.#spare.pop();
    if (spare instanceof ArrayBuffer && spare.byteLength === size) return new Uint8Array(spare);
    const made = new Uint8Array(size);
    this.#lent.add(made.buffer);
    return made;
  }

  /** Takes the next bytes, which must not change afterwards; returns the blocks of the lines that are whole. */
  push(chunk: Uint8Array): LexedBlock[] {
    this.#behind.dropOld();
    const last = chunk.lastIndexOf(LF);
    if (last < 0 && this.#restLength + chunk.length < MAX_LINE) {
      this.#keepRest(chunk);
      this.#free(chunk.buffer);
      return [];
    }
    const blocks: LexedBlock[] = [];
    const stop = last < 0 ? chunk.length : last + 1;
    let from = 0;
    if (this.#restLength > 0) {
      from = last < 0 ? stop : chunk.indexOf(LF) + 1;
      blocks.push(this.#lex(this.#joined(chunk.subarray(0, from))));
    }
    if (from === stop) this.#free(chunk.buffer);
    while (from < stop) {
      const end = blockEnd(chunk, from, stop);
      blocks.push(this.#lex(chunk.subarray(from, end), end === stop ? chunk.buffer : undefined));
      from = end;
    }
    this.#rest = [];
    this.#restLength = 0;
    this.#keepRest(chunk.subarray(stop));
    return blocks;
  }

  /** Keeps the beginning of a line, as a copy: a long line may outlast the chunk. */
  #keepRest(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#rest.push(new Uint8Array(bytes));
    this.#restLength += bytes.length;
  }

  #free(memory: ArrayBufferLike | undefined): void {
    if (memory !== undefined && this.#lent.has(memory)) this.#spare.push(memory);
  }

  /** The end of the file: a last line without LF. */
  end(): LexedBlock[] {
    if (this.#restLength === 0) return [];
    const bytes = this.#joined(new Uint8Array(0));
    this.#rest = [];
    this.#restLength = 0;
    const block = this.#lex(bytes);
    if (bytes.at(-1) !== LF) this.lines++;
    return [block];
  }

  /** Nobody looks back into this log any more: nothing of its text is held. */
  release(): void {
    this.#behind.release();
    this.#writer = new RowWriter(true);
    this.#spare = [];
    this.#lent.clear();
  }

  fileLineOf(block: LexedBlock, line: number): number {
    return (block as StreamBlock).firstLine + line;
  }

  after(): undefined {
    return undefined;
  }

  #joined(tail: Uint8Array): Uint8Array {
    if (this.#rest.length === 0) return tail;
    const bytes = new Uint8Array(this.#restLength + tail.length);
    let at = 0;
    for (const part of this.#rest) {
      bytes.set(part, at);
      at += part.length;
    }
    bytes.set(tail, at);
    return bytes;
  }

  #lex(bytes: Uint8Array, frees?: ArrayBufferLike): LexedBlock {
    const entry = this.#state;
    const first = this.#count === 0;
    this.#state =
      this.name === 'senderlog'
        ? lexSenderlog(bytes, entry as LexState, this.ids, this.#writer, first)
        : lexDated(bytes, entry as DatedState, this.ids, this.#writer, first);
    const records = this.#writer.take();
    const block: StreamBlock = {
      text: new Block(bytes),
      records,
      entry,
      exit: this.#state,
      index: this.#count++,
      log: this,
      firstLine: this.lines + 1,
      frees,
    };
    this.lines += lineFeeds(bytes, records);
    this.#behind.add(block);
    return block;
  }
}

/** The blocks of a log that may be looked back to: so many bytes behind the newest, which stays whatever its length. */
export class LookBack<B extends PassingBlock> {
  blocks: B[] = [];
  #bytes = 0;
  readonly #leave: (block: B) => void;

  /** @param leave told of each block before it is dropped */
  constructor(leave: (block: B) => void) {
    this.#leave = leave;
  }

  add(block: B): void {
    this.blocks.push(block);
    this.#bytes += block.text.bytes.length;
  }

  /** Lets go what lies too far behind; the blocks that were handed out last have been read when the next chunk comes. */
  dropOld(): void {
    while (this.#bytes > LOOK_BACK && this.blocks.length > 1) {
      const old = this.blocks.shift()!;
      this.#bytes -= old.text.bytes.length;
      this.#drop(old);
    }
  }

  /** Nobody looks back any more. */
  release(): void {
    for (const block of this.blocks) this.#drop(block);
    this.blocks = [];
    this.#bytes = 0;
  }

  /** It is no more than a place from here on. */
  #drop(block: B): void {
    this.#leave(block);
    block.text = NO_TEXT;
    block.records = NO_ROWS;
  }
}

/** Where a block that begins at `from` ends: behind the last LF within {@link BLOCK}, else behind the first one; `stop` is behind an LF. */
function blockEnd(b: Uint8Array, from: number, stop: number): number {
  if (stop - from <= BLOCK) return stop;
  const last = b.lastIndexOf(LF, from + BLOCK - 1);
  return (last >= from ? last : b.indexOf(LF, from)) + 1;
}

/** Count of LF. The records cover all bytes but line ends, so that only what follows the last one is left to count. */
function lineFeeds(b: Uint8Array, records: Records): number {
  const last = records.count - 1;
  let n = last < 0 ? 0 : records.line(last);
  for (let i = last < 0 ? 0 : records.end(last); i < b.length; i++) if (b[i] === LF) n++;
  return n;
}
