import { isAlnum, isDigit } from './bytes.ts';

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

/** Ids as small numbers; 0 stands for "none". The same bytes always give the same number. */
export class IdTable {
  #texts: string[] = [''];
  #bytes: Uint8Array[] = [new Uint8Array(0)];
  #slots = new Int32Array(1024);
  #hashes: number[] = [0];
  #last = 0;
  readonly #seed = (Math.random() * 0x100000000) | 0;

  get size(): number {
    return this.#texts.length;
  }

  /** The full id with its chain, e.g. `B0000312044-R0001-E001`; '' for 0. */
  text(id: number): string {
    return this.#texts[id] ?? '';
  }

  /** The base id, without the chain. */
  base(id: number): string {
    return this.text(id).slice(0, BASE_LENGTH);
  }

  /** The number of an id already met, else 0. */
  lookup(text: string): number {
    return Math.max(0, this.#texts.indexOf(text, 1));
  }

  intern(b: Uint8Array, start: number, end: number): number {
    const n = end - start;
    const last = this.#bytes[this.#last]!;
    if (last.length === n && same(last, b, start)) return this.#last;
    let hash = this.#seed;
    for (let i = start + 1; i < end; i++) hash = Math.imul(hash ^ b[i]!, 0x01000193);
    // Mixed well, with a seed that nobody who writes a log can know: no list of ids makes the table slow.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) ^ n;
    hash ^= hash >>> 13;
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot]!;
      if (id === 0) return this.#add(b, start, end, hash, slot);
      if (this.#hashes[id] === hash) {
        const known = this.#bytes[id]!;
        if (known.length === n && same(known, b, start)) {
          this.#last = id;
          return id;
        }
      }
    }
  }

  #add(b: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const id = this.#texts.length;
    const bytes = b.slice(start, end);
    this.#bytes.push(bytes);
    this.#texts.push(String.fromCharCode(...bytes));
    this.#hashes.push(hash);
    this.#slots[slot] = id;
    this.#last = id;
    if (id * 2 > this.#slots.length) this.#grow();
    return id;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 1; id < this.#texts.length; id++) {
      let slot = this.#hashes[id]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }
}

function same(known: Uint8Array, b: Uint8Array, start: number): boolean {
  // From the end: ids of one log differ there first.
  for (let i = known.length - 1; i >= 0; i--) if (known[i] !== b[start + i]) return false;
  return true;
}

/** One suffix of a chain. */
export interface Suffix {
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
