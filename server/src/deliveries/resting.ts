import { NOTHING } from './packed.ts';

/** What is left of a queue entry whose attempts are all packed and that waits for nothing. */
export interface Rest {
  /** Where its last attempt lies. */
  readonly where: number;
  /** State of the session of that attempt, which late lines may take up again; -1 where none may. */
  readonly state: number;
}

/** The queue entries at rest, by number of their id: two numbers each, since almost all of a long log are. */
export class Resting {
  #where = new Int32Array(1024).fill(NOTHING);
  #states = new Int8Array(1024);

  put(id: number, { where, state }: Rest): void {
    if (id >= this.#where.length) this.#grow(id + 1);
    this.#where[id] = where;
    this.#states[id] = state;
  }

  get(id: number): Rest | undefined {
    const where = this.where(id);
    return where === NOTHING ? undefined : { where, state: this.#states[id]! };
  }

  /** Where the last attempt of an entry at rest lies; NOTHING for any other. */
  where(id: number): number {
    return this.#where[id] ?? NOTHING;
  }

  delete(id: number): void {
    if (id < this.#where.length) this.#where[id] = NOTHING;
  }

  #grow(size: number): void {
    const length = Math.max(size, 2 * this.#where.length);
    const where = new Int32Array(length).fill(NOTHING, this.#where.length);
    where.set(this.#where);
    const states = new Int8Array(length);
    states.set(this.#states);
    this.#where = where;
    this.#states = states;
  }
}
