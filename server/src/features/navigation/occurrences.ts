import { find, isAlnum } from '../../logs/bytes.ts';
import { idEnd } from '../../logs/ids.ts';
import type { LexedBlock } from '../../logs/log.ts';
import type { Named } from './subject.ts';

const encoder = new TextEncoder();
const HYPHEN = 0x2d;
const DOT = 0x2e;
const AT = 0x40;

/** Finds where an id, an address or a host stands in the records of a block. */
export class Occurrences {
  readonly #named: Named;
  readonly #lower: Uint8Array;
  readonly #id: Uint8Array;

  constructor(named: Named) {
    this.#named = named;
    this.#lower = encoder.encode(named.text.toLowerCase());
    this.#id = encoder.encode(named.text);
  }

  /** Offsets, from and to, in a block. */
  *in({ text: { bytes } }: LexedBlock): Generator<readonly [number, number], void> {
    const isId = this.#named.kind === 'id';
    for (let at = 0; at < bytes.length; ) {
      const found = isId ? find(bytes, at, bytes.length, this.#id) : this.#findAnyCase(bytes, at);
      if (found < 0) return;
      const end = found + this.#lower.length;
      if (isId ? this.#isId(bytes, found, end) : this.#isWhole(bytes, found, end)) yield [found, end];
      at = end;
    }
  }

  /** A whole id, not a piece of a longer number; a full one must have no further suffix. */
  #isId(b: Uint8Array, start: number, end: number): boolean {
    if (start > 0 && isAlnum(b[start - 1]!)) return false;
    if (this.#named.kind === 'id' && this.#named.full) return idEnd(b, start, b.length) === end;
    return end >= b.length || !isAlnum(b[end]!);
  }

  /** Host names and addresses are whole where no part of a longer one stands beside them; a host may stand in an address. */
  #isWhole(b: Uint8Array, start: number, end: number): boolean {
    const isHost = this.#named.kind === 'host';
    if (start > 0 && isNamePart(b[start - 1]!) && !(isHost && b[start - 1] === AT)) return false;
    if (end >= b.length || !isNamePart(b[end]!)) return true;
    // A full stop behind a name may end a sentence.
    return b[end] === DOT && !(end + 1 < b.length && isAlnum(b[end + 1]!));
  }

  #findAnyCase(b: Uint8Array, from: number): number {
    const wanted = this.#lower;
    const n = wanted.length;
    const [first] = wanted;
    for (let i = from; i + n <= b.length; i++) {
      if (lower(b[i]!) !== first) continue;
      let k = 1;
      while (k < n && lower(b[i + k]!) === wanted[k]) k++;
      if (k === n) return i;
    }
    return -1;
  }
}

const lower = (c: number): number => (c >= 65 && c <= 90 ? c + 32 : c);

const isNamePart = (c: number): boolean =>
  isAlnum(c) || c === HYPHEN || c === DOT || c === AT || c === 0x5f || c === 0x2b;
