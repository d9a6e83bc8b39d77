import { BLOCK_SIZE, type Block, cutIntoBlocks } from './block.ts';
import { byteOffset, utf16Length } from './columns.ts';

/** A place as the protocol names it: editor line and UTF-16 column, both from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A place in the store: block and byte offset in it. */
interface Place {
  readonly block: number;
  readonly offset: number;
}

/** What a change did to the sequence of blocks: at `index`, `removed` blocks gave way to `inserted` new ones. */
export interface Splice {
  readonly index: number;
  readonly removed: number;
  readonly inserted: number;
}

const LF = 10;
const CR = 13;
const encoder = new TextEncoder();

/**
 * The text of a log as bytes in blocks. An edit costs the blocks that it touches, never the whole text.
 * Counts two kinds of line: the file's (LF, as `grep -n`) and the editor's (CR LF, CR or LF, as LSP).
 */
export class TextStore {
  #blocks: Block[];
  /** Editor line breaks before each block, as far as {@link #counted} says; what an edit leaves behind it is counted anew. */
  #breaks = new Int32Array(16);
  #counted = 1;

  constructor(blocks: Block[] = []) {
    this.#blocks = blocks;
  }

  static fromBytes(bytes: Uint8Array): TextStore {
    return new TextStore(cutIntoBlocks(bytes));
  }

  static fromString(text: string): TextStore {
    return TextStore.fromBytes(encoder.encode(text));
  }

  get blocks(): readonly Block[] {
    return this.#blocks;
  }

  get byteLength(): number {
    return this.#blocks.reduce((sum, b) => sum + b.bytes.length, 0);
  }

  /** Lines as an editor shows them; an empty text has one. */
  get editorLineCount(): number {
    return 1 + this.#breaksBefore(this.#blocks.length);
  }

  /** Lines as `grep -n` counts them: a last line without LF counts too. */
  get fileLineCount(): number {
    const last = this.#blocks.at(-1);
    const open = last !== undefined && last.bytes.at(-1) !== LF ? 1 : 0;
    return this.#blocks.reduce((sum, b) => sum + b.lineFeeds, open);
  }

  toBytes(): Uint8Array {
    return concat(this.#blocks.map(b => b.bytes));
  }

  /** The place of a position; one past the end of a line or of the text is moved back to that end, as LSP asks. */
  placeAt(position: Position): Place {
    const line = this.#lineStart(Math.max(0, position.line));
    if (line === undefined) return this.#end();
    const block = this.#blocks[line.block];
    if (block === undefined) return line;
    const end = lineEnd(block.bytes, line.offset);
    const offset = block.ascii
      ? Math.min(line.offset + Math.max(0, position.character), end)
      : byteOffset(block.bytes, line.offset, end, position.character);
    return { block: line.block, offset };
  }

  /** The position of a place. */
  positionAt(place: Place): Position {
    const before = this.#breaksBefore(Math.min(place.block, this.#blocks.length));
    const block = this.#blocks[place.block];
    if (block === undefined) return { line: before, character: 0 };
    const starts = block.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (starts[mid]! <= place.offset) low = mid;
      else high = mid - 1;
    }
    const start = starts[low]!;
    const character = block.ascii ? place.offset - start : utf16Length(block.bytes, start, place.offset);
    return { line: before + low, character };
  }

  /** The line of the file, from 1, that a place lies in. */
  fileLineAt(place: Place): number {
    let line = 1;
    for (let i = 0; i < place.block; i++) line += this.#blocks[i]!.lineFeeds;
    const bytes = this.#blocks[place.block]?.bytes;
    if (bytes === undefined) return line;
    for (let i = bytes.indexOf(LF); i >= 0 && i < place.offset; i = bytes.indexOf(LF, i + 1)) line++;
    return line;
  }

  /** The bytes of an editor line without its break, or undefined past the end. */
  lineBytes(line: number): Uint8Array | undefined {
    const start = this.#lineStart(line);
    if (start === undefined) return undefined;
    const bytes = this.#blocks[start.block]?.bytes;
    return bytes === undefined ? new Uint8Array(0) : bytes.subarray(start.offset, lineEnd(bytes, start.offset));
  }

  /** Replaces the text from `start` to `end`. */
  edit(start: Position, end: Position, text: string): Splice {
    let from = this.placeAt(start);
    let to = this.placeAt(end);
    if (to.block < from.block || (to.block === from.block && to.offset < from.offset)) [from, to] = [to, from];
    return this.#replace(from, to, encoder.encode(text));
  }

  /** Adds bytes at the end, as a writer of the file does. */
  append(bytes: Uint8Array): Splice {
    const end = this.#end();
    return this.#replace(end, end, bytes);
  }

  #end(): Place {
    const last = this.#blocks.length - 1;
    return last < 0 ? { block: 0, offset: 0 } : { block: last, offset: this.#blocks[last]!.bytes.length };
  }

  /** Where editor line `line` begins; undefined when there is no such line. */
  #lineStart(line: number): Place | undefined {
    const last = this.#blocks.length - 1;
    if (last < 0) return line === 0 ? { block: 0, offset: 0 } : undefined;
    // Counts no further than the line asks for: a text that is read from its top is not counted to its end.
    while (this.#counted <= last && this.#breaks[this.#counted - 1]! <= line) this.#breaksBefore(this.#counted);
    let low = 0;
    let high = Math.min(last, this.#counted - 1);
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (this.#breaks[mid]! <= line) low = mid;
      else high = mid - 1;
    }
    const block = this.#blocks[low]!;
    const left = line - this.#breaks[low]!;
    if (left === 0) return { block: low, offset: 0 };
    if (left < block.breaks || (left === block.breaks && block.bytes.at(-1) !== LF)) {
      return { block: low, offset: afterBreaks(block.bytes, left) };
    }
    return left === block.breaks ? { block: low + 1, offset: 0 } : undefined;
  }

  /** Editor line breaks before block `index`, which may be one past the last. */
  #breaksBefore(index: number): number {
    if (index >= this.#breaks.length) {
      const grown = new Int32Array(Math.max(index + 1, this.#breaks.length * 2));
      grown.set(this.#breaks);
      this.#breaks = grown;
    }
    for (; this.#counted <= index; this.#counted++) {
      this.#breaks[this.#counted] = this.#breaks[this.#counted - 1]! + this.#blocks[this.#counted - 1]!.breaks;
    }
    return this.#breaks[index]!;
  }

  #replace(from: Place, to: Place, text: Uint8Array): Splice {
    const blocks = this.#blocks;
    const first = from.block;
    const parts: Uint8Array[] = [];
    const head = blocks[from.block]?.bytes.subarray(0, from.offset);
    if (head !== undefined && head.length > 0) parts.push(head);
    if (text.length > 0) parts.push(text);
    let last = Math.min(to.block, blocks.length - 1);
    const tail = blocks[to.block]?.bytes.subarray(to.offset);
    if (tail !== undefined && tail.length > 0) parts.push(tail);
    let size = parts.reduce((n, p) => n + p.length, 0);
    // Keep the invariant (each block but the last ends with LF), and do not leave crumbs behind.
    while (last + 1 < blocks.length && size > 0 && (parts.at(-1)!.at(-1) !== LF || size < BLOCK_SIZE / 4)) {
      last++;
      const next = blocks[last]!.bytes;
      parts.push(next);
      size += next.length;
    }
    const made = cutIntoBlocks(concat(parts));
    const removed = Math.max(0, last - first + 1);
    blocks.splice(first, removed, ...made);
    this.#counted = Math.min(this.#counted, first + 1);
    return { index: first, removed, inserted: made.length };
  }
}

/** The end of the line that begins at `start`: the next CR or LF, or the end of the bytes. */
function lineEnd(bytes: Uint8Array, start: number): number {
  let i = start;
  while (i < bytes.length && bytes[i] !== LF && bytes[i] !== CR) i++;
  return i;
}

/** The offset after `count` editor line breaks (at least one). */
function afterBreaks(bytes: Uint8Array, count: number): number {
  let left = count;
  for (let i = 0; i < bytes.length; i++) {
    const c = bytes[i]!;
    if (c > CR || (c !== LF && c !== CR)) continue;
    if (c === CR && bytes[i + 1] === LF) i++;
    if (--left === 0) return i + 1;
  }
  return bytes.length;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return all;
}
