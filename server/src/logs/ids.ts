import { ascii, asciiText, hashSeed, isAlnum, isDigit, mix } from './bytes.ts';

/**
 * Message ids: `B`, ten decimal digits, then suffixes, each `-` and letters or digits (`-R0001`, `-E001`, `-M0000000a`).
 * Format reference §4.
 */

/** A chain longer than this is not taken for an id, in bytes. */
export const MAX_ID_LENGTH = 160;

/** Length of a base id, in bytes. */
export const BASE_LENGTH = 11;

/** The end of the id that begins at `at`, or -1 where none stands. */
export function idEnd(b: Uint8Array, at: number, end: number): number {
  if (at + BASE_LENGTH > end || b[at] !== 0x42) return -1;
  for (let i = at + 1; i < at + BASE_LENGTH; i++) if (!isDigit(b[i])) return -1;
  let i = at + BASE_LENGTH;
  while (i + 1 < end && b[i] === 0x2d && isAlnum(b[i + 1]!)) {
    i += 2;
    while (i < end && isAlnum(b[i]!)) i++;
    if (i - at > MAX_ID_LENGTH) return -1;
  }
  return i;
}

/** Numbers that the table keeps for an id: three words of its base, its hash, its length, and where its chain is kept. */
const KEY = 6;
/** Where the third word of a base begins; it overlaps the second. */
const THIRD = BASE_LENGTH - 4;
const CLOSE = 0x5d;
const HYPHEN = 0x2d;

/**
 * Ids as small numbers; 0 stands for "none". The same bytes always give the same number.
 * Texts are kept, hashed and compared as words of four bytes, the first lowest; what is missing of the last one is zero.
 */
export class IdTable {
  #size = 1;
  #keys = new Int32Array(64 * KEY);
  #chains = new Int32Array(256);
  #chained = 0;
  /** Decoded when asked for. */
  #texts: string[] = [''];
  #slots = new Int32Array(1024);
  readonly #seed: number;
  #last = 0;

  /** @param seed of its hashes ({@link hashSeed}) */
  constructor(seed = hashSeed()) {
    this.#seed = seed;
  }

  get size(): number {
    return this.#size;
  }

  /** The ids from number `first` on, for a table in another thread. */
  since(first: number): NewIds {
    const from = first * KEY;
    const keys = this.#keys.slice(from, this.#size * KEY);
    return { keys, chains: this.#chains.slice(keys[5], this.#chained) };
  }

  /** Adds the ids that follow in another table of the same seed, all of whose ids before stand here. */
  append({ keys, chains }: NewIds): void {
    const from = this.#size * KEY;
    if (from + keys.length > this.#keys.length) this.#keys = grown(this.#keys, (from + keys.length) * 2);
    this.#keys.set(keys, from);
    if (this.#chained + chains.length > this.#chains.length)
      this.#chains = grown(this.#chains, (this.#chained + chains.length) * 2);
    this.#chains.set(chains, this.#chained);
    this.#chained += chains.length;
    for (let n = keys.length / KEY; n > 0; n--) {
      this.#texts.push('');
      this.#place(this.#size++);
    }
  }

  /** Enters an id whose key stands. */
  #place(id: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#keys[id * KEY + 3]! & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = id;
    if (id * 2 > this.#slots.length) this.#rehash();
  }

  /** The full id with its chain, e.g. `B0000312044-R0001-E001`; '' for 0. */
  text(id: number): string {
    if (!(id > 0 && id < this.#size)) return '';
    this.#texts[id] ||= this.#decode(id);
    return this.#texts[id]!;
  }

  /** The base id, without the chain. */
  base(id: number): string {
    return this.text(id).slice(0, BASE_LENGTH);
  }

  /** The ten digits of the base as a number: ids of one message have the same one. Costs no text. */
  baseNumber(id: number): number {
    const key = id * KEY;
    const [w0, w1, w2] = [this.#keys[key]!, this.#keys[key + 1]!, this.#keys[key + 2]!];
    // The first word begins with `B`, the third with a digit that the second has as well.
    return (digitsIn(w0, 8) * 1e4 + digitsIn(w1, 0)) * 1000 + digitsIn(w2, 8);
  }

  /** Length of the id in bytes. */
  length(id: number): number {
    return this.#keys[id * KEY + 4]!;
  }

  /** The number of an id already met, else 0. */
  lookup(text: string): number {
    const b = ascii(text);
    return this.#slots[this.#slotOf(viewOf(b, 0, b.length), 0, b.length)]!;
  }

  intern(b: Uint8Array, start: number, end: number): number {
    return this.#intern(viewOf(b, start, end), 0, end - start);
  }

  /**
   * The number of the id at `at` if a whole one stands there and `]` behind it, else 0. `words` lies over the same memory as
   * `b`, which has zeros behind its text. What was met before is valid: its digits are not looked at again.
   */
  bracketed(b: Uint8Array, words: DataView, at: number): number {
    let end = at + BASE_LENGTH;
    if (b[end] !== CLOSE) {
      if (b[end] !== HYPHEN) return 0;
      const limit = at + MAX_ID_LENGTH;
      do if (++end > limit) return 0;
      while (b[end] !== CLOSE);
    }
    if (this.#isLast(words, at, end - at)) return this.#last;
    const slot = this.#slotOf(words, at, end - at);
    this.#last = this.#slots[slot] || (idEnd(b, at, end) === end ? this.#add(words, at, end - at, slot) : 0);
    return this.#last;
  }

  /** Does the id that {@link bracketed} found last stand here? Lines of one id often follow each other. */
  #isLast(words: DataView, at: number, length: number): boolean {
    const key = this.#last * KEY;
    const keys = this.#keys;
    return (
      keys[key + 4] === length &&
      keys[key + 2] === words.getInt32(at + THIRD, true) &&
      keys[key + 1] === words.getInt32(at + 4, true) &&
      keys[key] === words.getInt32(at, true) &&
      (length <= BASE_LENGTH || this.#sameChain(words, at, length, keys[key + 5]!))
    );
  }

  #intern(words: DataView, at: number, length: number): number {
    const slot = this.#slotOf(words, at, length);
    return this.#slots[slot] || this.#add(words, at, length, slot);
  }

  /** The slot that holds the id, or the free one where it would go. */
  #slotOf(words: DataView, at: number, length: number): number {
    const w0 = words.getInt32(at, true);
    const w1 = words.getInt32(at + 4, true);
    const w2 = words.getInt32(at + THIRD, true);
    let hash = mix(mix(mix(this.#seed, w0), w1), w2);
    for (let i = BASE_LENGTH; i < length; i += 4) hash = mix(hash, chainWord(words, at + i, length - i));
    hash ^= hash >>> 16;
    this.#hash = hash;
    const slots = this.#slots;
    const keys = this.#keys;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot]!;
      if (id === 0) return slot;
      const key = id * KEY;
      if (keys[key + 3] !== hash || keys[key + 4] !== length || keys[key + 2] !== w2 || keys[key + 1] !== w1) continue;
      if (keys[key] === w0 && (length <= BASE_LENGTH || this.#sameChain(words, at, length, keys[key + 5]!)))
        return slot;
    }
  }
  /** Of the last search. */
  #hash = 0;

  #sameChain(words: DataView, at: number, length: number, kept: number): boolean {
    for (let i = BASE_LENGTH, n = kept; i < length; i += 4, n++) {
      if (this.#chains[n] !== chainWord(words, at + i, length - i)) return false;
    }
    return true;
  }

  #decode(id: number): string {
    const key = id * KEY;
    const length = this.length(id);
    let kept = this.#keys[key + 5]!;
    scratchWords.setInt32(0, this.#keys[key]!, true);
    scratchWords.setInt32(4, this.#keys[key + 1]!, true);
    scratchWords.setInt32(THIRD, this.#keys[key + 2]!, true);
    for (let i = BASE_LENGTH; i < length; i += 4) scratchWords.setInt32(i, this.#chains[kept++]!, true);
    return asciiText(scratch, 0, length);
  }

  #add(words: DataView, at: number, length: number, slot: number): number {
    const id = this.#size++;
    const key = id * KEY;
    if (key + KEY > this.#keys.length) this.#keys = grown(this.#keys, key * 2);
    this.#keys[key] = words.getInt32(at, true);
    this.#keys[key + 1] = words.getInt32(at + 4, true);
    this.#keys[key + 2] = words.getInt32(at + THIRD, true);
    this.#keys[key + 3] = this.#hash;
    this.#keys[key + 4] = length;
    this.#keys[key + 5] = this.#chained;
    for (let i = BASE_LENGTH; i < length; i += 4) {
      if (this.#chained >= this.#chains.length) this.#chains = grown(this.#chains, this.#chained * 2);
      this.#chains[this.#chained++] = chainWord(words, at + i, length - i);
    }
    this.#texts.push('');
    this.#slots[slot] = id;
    if (id * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 1; id < this.#size; id++) {
      let slot = this.#keys[id * KEY + 3]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }
}

/** Ids that follow each other in a table, as it keeps them. */
export interface NewIds {
  readonly keys: Int32Array;
  readonly chains: Int32Array;
}

/** The decimal that the ASCII digits of a word make, from bit `from` to its end, the lowest byte first. */
function digitsIn(word: number, from: 0 | 8): number {
  let n = 0;
  for (let bit = from; bit < 32; bit += 8) n = n * 10 + ((word >>> bit) & 0xff) - 48;
  return n;
}

/** The word at `at`, of which `left` bytes count. */
const chainWord = (words: DataView, at: number, left: number): number =>
  left < 4 ? words.getInt32(at, true) & ((1 << (left * 8)) - 1) : words.getInt32(at, true);

const scratch = new Uint8Array(MAX_ID_LENGTH + 8);
const scratchWords = new DataView(scratch.buffer);

/** A copy of a piece of text with zeros behind it, to read words from; that of an id is good until the next one. */
function viewOf(b: Uint8Array, start: number, end: number): DataView {
  const length = end - start;
  if (length > MAX_ID_LENGTH) {
    const copy = new Uint8Array(length + 8);
    copy.set(b.subarray(start, end));
    return new DataView(copy.buffer);
  }
  for (let i = 0; i < length; i++) scratch[i] = b[start + i]!;
  scratch.fill(0, length, Math.max(length, BASE_LENGTH) + 4);
  return scratchWords;
}

function grown(old: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(old);
  return larger;
}

/** One suffix of a chain. */
interface Suffix {
  /** As logged, with its hyphen: `-R0001`. */
  readonly text: string;
  /** Offset in the id. */
  readonly offset: number;
  /** Key of the suffix catalogue: `R E EP T Y C L M S copy T4`; '' where unknown. */
  readonly kind: string;
}

/** The suffixes of an id, left to right. */
export function suffixes(id: string): Suffix[] {
  const found: Suffix[] = [];
  for (let at = BASE_LENGTH; at < id.length; ) {
    const next = id.indexOf('-', at + 1);
    const end = next < 0 ? id.length : next;
    const text = id.slice(at, end);
    found.push({ text, offset: at, kind: suffixKind(text.slice(1)) });
    at = end;
  }
  return found;
}

function suffixKind(body: string): string {
  if (/^\d+$/.test(body)) return 'copy';
  if (/^EP\d+$/.test(body)) return 'EP';
  if (/^M[0-9A-Fa-f]+$/.test(body)) return 'M';
  if (/^T\d{4}$/.test(body)) return 'T4';
  return /^[TYCLSRE]\d+$/.test(body) ? body[0]! : '';
}

/** True for the error mails that E-Post itself makes (`-E…`, `-EP…` as the last suffix). */
export const isErrorMail = (id: string): boolean => /-EP?\d+$/.test(id) || /-EP?\d+-R\d+$/.test(id);
