import { hashSeed, mix } from '../logs/bytes.ts';
import { BASE_LENGTH, type IdTable } from '../logs/ids.ts';

/**
 * Which ids are of one message: their base ids are the same. Messages have small numbers, from 1, in the order in which the id
 * table met them; nothing but numbers is kept. Ids are only ever added.
 */
export class Families {
  readonly #ids: IdTable;
  /** Messages by the ten digits of their base id, as a hash table; 0 is free. */
  #slots = new Int32Array(256);
  readonly #seed = hashSeed();
  #known = 1;
  #size = 1;
  /** By id: its message, and the next id of the same one; 0 where there is none. */
  #message = new Int32Array(64);
  #next = new Int32Array(64);
  /** By message: its base id as a number, its first and its last id. */
  #bases = new Float64Array(64);
  #first = new Int32Array(64);
  #last = new Int32Array(64);

  constructor(ids: IdTable) {
    this.#ids = ids;
  }

  /** Follows the id table by so many ids; true while there are more. */
  meet(count = Number.MAX_SAFE_INTEGER): boolean {
    const { size } = this.#ids;
    const stop = Math.min(size, this.#known + count);
    if (stop > this.#message.length) {
      this.#message = grown(this.#message, stop);
      this.#next = grown(this.#next, stop);
    }
    for (; this.#known < stop; this.#known++) this.#add(this.#known);
    return this.#known < size;
  }

  #add(id: number): void {
    const base = this.#ids.baseNumber(id);
    const slot = this.#slotOf(base);
    const known = this.#slots[slot]!;
    const message = known === 0 ? this.#found(base, slot) : known;
    if (known === 0) this.#first[message] = id;
    else this.#next[this.#last[message]!] = id;
    this.#last[message] = id;
    this.#message[id] = message;
  }

  /** A further message, whose base id goes to a free slot. */
  #found(base: number, slot: number): number {
    const message = this.#size++;
    if (message === this.#bases.length) {
      const bases = new Float64Array(2 * message);
      bases.set(this.#bases);
      this.#bases = bases;
      this.#first = grown(this.#first, 2 * message);
      this.#last = grown(this.#last, 2 * message);
    }
    this.#bases[message] = base;
    this.#slots[slot] = message;
    if (2 * message > this.#slots.length) this.#rehash();
    return message;
  }

  /** The slot that holds the message of a base id, or the free one where it would go. */
  #slotOf(base: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const hash = mix(mix(this.#seed, base | 0), base / 0x100000000);
    let slot = (hash ^ (hash >>> 16)) & mask;
    while (slots[slot] !== 0 && this.#bases[slots[slot]!] !== base) slot = (slot + 1) & mask;
    return slot;
  }

  #rehash(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let message = 1; message < this.#size; message++) {
      this.#slots[this.#slotOf(this.#bases[message]!)] = message;
    }
  }

  /** One more than the greatest number of a message. */
  get size(): number {
    return this.#size;
  }

  /** The message of an id of the table. */
  of(id: number): number {
    if (id >= this.#known) this.meet();
    return this.#message[id]!;
  }

  /** The message of a base id; 0 where no id of the table has it. */
  find(base: string): number {
    this.meet();
    return this.#slots[this.#slotOf(Number(base.slice(1, BASE_LENGTH)))]!;
  }

  /** The first id of a message; 0 for none. */
  first(message: number): number {
    return this.#first[message]!;
  }

  /** The next id of the same message, 0 behind the last. */
  next(id: number): number {
    return this.#next[id]!;
  }
}

/** The same numbers with room for `length` at least. */
export function grown(numbers: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (length <= numbers.length) return numbers;
  const larger = new Int32Array(Math.max(length, 2 * numbers.length));
  larger.set(numbers);
  return larger;
}
