import { DAY, fileOfDay } from './calendar.ts';

/** A piece of a file; pieces of one path follow each other. */
export interface Piece {
  /** Relative, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const CHUNK = 1 << 20;
const TEXT_CHUNK = 1 << 16;

/** Collects what is written into pieces of about a megabyte, one file a day. */
export class Files {
  readonly ready: Piece[] = [];
  readonly #computer: string;
  #bytes = Buffer.allocUnsafe(CHUNK);
  #length = 0;
  #path = '';
  #dayEnd = 0;
  #offset = 0;
  readonly #texts = new Map<string, string>();
  /** Bytes and lines of the senderlog so far; lines are counted a piece at a time. */
  total = 0;
  lines = 0;

  constructor(computer: string) {
    this.#computer = computer === '' ? '' : `${computer}/`;
  }

  /** The file of the senderlog that is written now, and how long it is. */
  get place(): { path: string; offset: number } {
    return { path: this.#path, offset: this.#offset };
  }

  senderlog(source: Buffer, from: number, to: number, time: number): void {
    if (time >= this.#dayEnd) this.#nextDay(time);
    const size = to - from;
    if (this.#length + size > this.#bytes.length) this.#flush(size);
    source.copy(this.#bytes, this.#length, from, to);
    this.#length += size;
    this.#offset += size;
    this.total += size;
  }

  /** A line of a companion log, in one byte a character. */
  companion(log: string, time: number, line: string): void {
    this.text(`${log}/${this.#computer}${fileOfDay(time)}`, line);
  }

  text(path: string, line: string): void {
    const text = (this.#texts.get(path) ?? '') + line;
    this.#texts.set(path, text);
    if (text.length < TEXT_CHUNK) return;
    this.#texts.delete(path);
    this.#push(path, text);
  }

  close(): void {
    this.#flush(0);
    for (const [path, text] of this.#texts) this.#push(path, text);
    this.#texts.clear();
  }

  #push(path: string, text: string): void {
    this.ready.push({ path, bytes: Buffer.from(text, 'latin1') });
  }

  #nextDay(time: number): void {
    this.#flush(0);
    this.#path = `senderlog/${this.#computer}${fileOfDay(time)}`;
    this.#dayEnd = (Math.floor(time / DAY) + 1) * DAY;
    this.#offset = 0;
  }

  #flush(needed: number): void {
    if (this.#length > 0) {
      const bytes = this.#bytes.subarray(0, this.#length);
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) this.lines++;
      this.ready.push({ path: this.#path, bytes });
    }
    this.#bytes = Buffer.allocUnsafe(Math.max(CHUNK, needed));
    this.#length = 0;
  }
}
