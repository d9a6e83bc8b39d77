import { asciiText, hashSeed, mix, pieceText } from '../logs/bytes.ts';

/** More different names than this are not looked for again: a log of strangers' addresses must not fill the memory twice. */
const MOST = 200_000;

/**
 * Keeps one string for each name: hosts, domains and addresses come again and again. One that is known is found by its bytes,
 * so that no string is made for it.
 */
export class Names {
  #texts: string[] = [''];
  /** Hash and number of a name, in pairs, by hash; number 0 is free. */
  #slots = new Int32Array(2 * 1024);
  readonly #seed = hashSeed();

  /** The name that stands in [from, end), as {@link pieceText} reads it. */
  read(b: Uint8Array, from: number, end: number): string {
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
      const known = slots[slot] === hash ? this.#texts[slots[slot + 1]!]! : '';
      if (stands(known, b, from, end)) return known;
    }
    const text = asciiText(b, from, end);
    if (this.#texts.length <= MOST) this.#add(text, hash, slot);
    return text;
  }

  #add(text: string, hash: number, slot: number): void {
    const n = this.#texts.push(text) - 1;
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

/** Is `text` what the ASCII bytes of [from, end) say? */
function stands(text: string, b: Uint8Array, from: number, end: number): boolean {
  const n = end - from;
  if (text.length !== n) return false;
  for (let i = 0; i < n; i++) if (text.charCodeAt(i) !== b[from + i]) return false;
  return true;
}
