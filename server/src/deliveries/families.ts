import { BASE_LENGTH, type IdTable } from '../logs/ids.ts';

/**
 * Which ids are of one message: their base ids are the same. Messages have small numbers, from 1, in the order in which the id
 * table met them; nothing but numbers is kept. Ids are only ever added.
 */
export class Families {
  readonly #ids: IdTable;
  /** The message of a base id, by its ten digits. */
  readonly #byBase = new Map<number, number>();
  #known = 1;
  /** By id: its message, and the next id of the same one; 0 where there is none. */
  #message = new Int32Array(64);
  #next = new Int32Array(64);
  /** By message: its first and its last id. */
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
    const known = this.#byBase.get(base);
    const message = known ?? this.#byBase.size + 1;
    if (known === undefined) {
      this.#byBase.set(base, message);
      this.#first = grown(this.#first, message + 1);
      this.#last = grown(this.#last, message + 1);
      this.#first[message] = id;
    } else {
      this.#next[this.#last[message]!] = id;
    }
    this.#last[message] = id;
    this.#message[id] = message;
  }

  /** One more than the greatest number of a message. */
  get size(): number {
    return this.#byBase.size + 1;
  }

  /** The message of an id of the table. */
  of(id: number): number {
    if (id >= this.#known) this.meet();
    return this.#message[id]!;
  }

  /** The message of a base id; 0 where no id of the table has it. */
  find(base: string): number {
    this.meet();
    return this.#byBase.get(Number(base.slice(1, BASE_LENGTH))) ?? 0;
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
