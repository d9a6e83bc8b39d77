import { asciiText, isAscii, pieceText } from '../logs/bytes.ts';
import { type Span, sentFields } from '../logs/fields.ts';
import type { LexedBlock } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import { grown } from './families.ts';
import { added } from './lists.ts';
import { isNote, MAX_NOTE_LINE, type Note, noteFrom, type Pieces } from './notes.ts';
import type { PlainAttempt } from './packed.ts';

/** Bytes of a page of lines, unless a line is longer. */
const PAGE = 256 * 1024;

/** Numbers that are kept of a line. */
const COLUMNS = 9;
/** The next line of the same message, 0 behind the last. */
const NEXT = 0;
const KIND = 1;
/** Its place in the pages, and where its payload begins, from its own beginning. */
const PAGE_AT = 2;
const OFFSET = 3;
const LENGTH = 4;
const PAYLOAD = 5;
/** Where it stood: the block, the row and the line in it. */
const BLOCK = 6;
const ROW = 7;
const LINE = 8;

/**
 * The lines of companion logs that are read once, by message. They are kept as they stand, beside a few numbers; notes are made
 * when somebody asks for those of a message. A hundred thousand notes of a dozen objects each would cost more to keep than
 * to read.
 */
export class NoteStore {
  readonly #pages: Uint8Array[] = [];
  /** Free from here on in the last page. */
  #free = 0;
  #rows = new Int32Array(256 * COLUMNS);
  /** Lines are numbered from 1. */
  #count = 0;
  readonly #blocks: LexedBlock[] = [];
  /** By message: its first and its last line. */
  #first = new Int32Array(64);
  #last = new Int32Array(64);
  /** Messages that have lines, in the order in which they were met. */
  readonly messages: number[] = [];

  /** Takes a record of a companion log, if it is of the kind that makes notes. The block may be dropped afterwards. */
  add(block: LexedBlock, row: number, message: number): void {
    const { records } = block;
    const kind = records.kind(row);
    if (!isNote(kind)) return;
    if (this.#blocks[this.#blocks.length - 1] !== block) this.#blocks.push(block);
    const offset = records.offset(row);
    const length = Math.min(records.length(row), MAX_NOTE_LINE);
    const page = this.#pageFor(length);
    const b = block.text.bytes;
    let to = this.#free;
    for (let i = offset; i < offset + length; i++) page[to++] = b[i]!;
    this.#free = to;
    const at = ++this.#count * COLUMNS;
    this.#rows = grown(this.#rows, at + COLUMNS);
    const rows = this.#rows;
    rows[at + KIND] = kind;
    rows[at + PAGE_AT] = this.#pages.length - 1;
    rows[at + OFFSET] = this.#free - length;
    rows[at + LENGTH] = length;
    rows[at + PAYLOAD] = records.payload(row) - offset;
    rows[at + BLOCK] = this.#blocks.length - 1;
    rows[at + ROW] = row;
    rows[at + LINE] = records.line(row);
    this.#link(message);
  }

  /** The last page, with room for so many bytes. */
  #pageFor(length: number): Uint8Array {
    const last = this.#pages[this.#pages.length - 1];
    if (last !== undefined && this.#free + length <= last.length) return last;
    const page = new Uint8Array(Math.max(PAGE, length));
    this.#pages.push(page);
    this.#free = 0;
    return page;
  }

  /** The last line is one of `message`. */
  #link(message: number): void {
    this.#first = grown(this.#first, message + 1);
    this.#last = grown(this.#last, message + 1);
    const before = this.#last[message]!;
    if (before === 0) {
      this.#first[message] = this.#count;
      this.messages.push(message);
    } else {
      this.#rows[before * COLUMNS + NEXT] = this.#count;
    }
    this.#last[message] = this.#count;
  }

  /** The notes of a message, whose base id is given, in the order of the logs. */
  of(message: number, base: string): readonly Note[] {
    let line = this.#first[message] ?? 0;
    if (line === 0) return NO_NOTES;
    let found = NO_NOTES;
    for (; line !== 0; line = this.#rows[line * COLUMNS + NEXT]!) {
      const note = this.#note(line * COLUMNS, base);
      if (note !== undefined) found = added(found, note);
    }
    return found;
  }

  /** Does each line of a message tell of its receipt, or that it was sent to this recipient alone? */
  tellNothingBut(message: number, { address }: Pick<PlainAttempt, 'address'>): boolean {
    const rows = this.#rows;
    for (let line = this.#first[message] ?? 0; line !== 0; line = rows[line * COLUMNS + NEXT]!) {
      const at = line * COLUMNS;
      const kind = rows[at + KIND]!;
      if (kind === Kind.Received) continue;
      if (kind !== Kind.Sent) return false;
      const start = rows[at + OFFSET]!;
      const bytes = this.#pages[rows[at + PAGE_AT]!]!;
      const fields = sentFields(bytes, start + rows[at + PAYLOAD]!, start + rows[at + LENGTH]!);
      // An empty sender, which stands as a hyphen, has the error mail, too.
      if (fields === undefined || fields.sender.end - fields.sender.start < 2) return false;
      if (!stands(address, bytes, fields.recipients)) return false;
    }
    return true;
  }

  #note(at: number, base: string): Note | undefined {
    const rows = this.#rows;
    const bytes = this.#pages[rows[at + PAGE_AT]!]!;
    const start = rows[at + OFFSET]!;
    const end = start + rows[at + LENGTH]!;
    const line = {
      bytes,
      start,
      end,
      payload: start + rows[at + PAYLOAD]!,
      base,
    };
    const spot = { block: this.#blocks[rows[at + BLOCK]!]!, row: rows[at + ROW]!, line: rows[at + LINE]! };
    return noteFrom(rows[at + KIND] as Kind, line, spot, new LineText(bytes, start, end));
  }
}

/** Is a recipient, in ASCII, all that stands there, blanks behind it apart? */
function stands(address: string, b: Uint8Array, there: Span): boolean {
  const stop = there.start + address.length;
  if (stop > there.end) return false;
  for (let i = there.start; i < stop; i++) {
    const c = address.charCodeAt(i - there.start);
    if (c > 0x7f || b[i] !== c) return false;
  }
  for (let i = stop; i < there.end; i++) if (b[i] !== 0x20) return false;
  return true;
}

const NO_NOTES: readonly Note[] = [];

/** From this length on not the whole line is made a text, in bytes. */
const LONG = 4096;

/** Texts of one line as pieces of its own: each costs less than one made from bytes. */
class LineText implements Pieces {
  readonly #start: number;
  /** Undefined where what stands in the line is more than ASCII. */
  readonly #text: string | undefined;

  constructor(b: Uint8Array, start: number, end: number) {
    this.#start = start;
    this.#text = end - start < LONG && isAscii(b, start, end) ? asciiText(b, start, end) : undefined;
  }

  read(b: Uint8Array, from: number, end: number): string {
    if (end <= from) return '';
    return this.#text?.slice(from - this.#start, end - this.#start) ?? pieceText(b, from, end);
  }
}
