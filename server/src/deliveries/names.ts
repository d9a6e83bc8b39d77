import { asciiText, hashSeed, mix, pieceText } from '../logs/bytes.ts';

/** More different names than this are not looked for again: a log of strangers' addresses must not fill the memory twice. */
const MOST = 200_000;

/**
 * Keeps one string for each name: hosts, domains and addresses come again and again. One that is known is found by its bytes,
 * so that no string is made for it.
 */
export class Names {
  #texts: string[] = [''];
  /** The bytes of all names, and where those of each end: to compare bytes is quicker than to compare with a string. */
  #bytes = new Uint8Array(4 * 1024);
  #ends = new Int32Array(1024);
  /** Hash and number of a name, in pairs, by hash; number 0 is free. */
  #slots = new Int32Array(2 * 1024);
  readonly #seed = hashSeed();
  /** Number of the name that was read last; 0 where it is none that is kept. */
  number = 0;

  /** The name that stands in [from, end), as {@link pieceText} reads it. */
  read(b: Uint8Array, from: number, end: number): string {
    this.number = 0;
    if (end <= from) return '';
    let hash = this.#seed ^ (end - from);
    let seen = 0;
    let i = from;
    for (; i + 4 <= end; i += 4) {
      const four = b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16) | (b[i + 3]! << 24);
      seen |= four;
      hash = mix(hash, four);
    }
    let rest = 0;
    for (; i < end; i++) rest = (rest << 8) | b[i]!;
    hash = mix(hash, rest);
    if (((seen | rest) & 0x80808080) !== 0) return pieceText(b, from, end);
    hash ^= hash >>> 16;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (2 * hash) & mask;
    for (; slots[slot + 1] !== 0; slot = (slot + 2) & mask) {
      const n = slots[slot + 1]!;
      if (slots[slot] !== hash || this.#ends[n]! - this.#ends[n - 1]! !== end - from || !this.stands(n, b, from))
        continue;
      this.number = n;
      return this.#texts[n]!;
    }
    const text = asciiText(b, from, end);
    if (this.#texts.length <= MOST) this.#add(text, b, from, hash, slot);
    return text;
  }

  /** Do the bytes of the name with this number stand at `from`? */
  stands(n: number, b: Uint8Array, from: number): boolean {
    const bytes = this.#bytes;
    const end = this.#ends[n]!;
    for (let i = from, at = this.#ends[n - 1]!; at < end; i++, at++) if (b[i] !== bytes[at]) return false;
    return true;
  }

  #add(text: string, b: Uint8Array, from: number, hash: number, slot: number): void {
    const n = this.#texts.push(text) - 1;
    const start = this.#ends[n - 1]!;
    const end = start + text.length;
    if (end > this.#bytes.length)
      this.#bytes = grown(this.#bytes, new Uint8Array(Math.max(end, 2 * this.#bytes.length)));
    if (n >= this.#ends.length) this.#ends = grown(this.#ends, new Int32Array(2 * n));
    for (let i = 0; i < text.length; i++) this.#bytes[start + i] = b[from + i]!;
    this.#ends[n] = end;
    this.number = n;
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = n;
    if (4 * n > this.#slots.length) this.#rehash();
  }

  #rehash(): void {
    const old = this.#slots;
    const slots = new Int32Array(2 * old.length);
    const mask = slots.length - 1;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] === 0) continue;
      let free = (2 * old[i]!) & mask;
      while (slots[free + 1] !== 0) free = (free + 2) & mask;
      slots[free] = old[i]!;
      slots[free + 1] = old[i + 1]!;
    }
    this.#slots = slots;
  }
}

function grown<T extends Uint8Array | Int32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
