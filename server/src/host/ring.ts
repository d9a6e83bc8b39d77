import type { NewIds } from '../logs/ids.ts';

/** The memory through which one thread hands the lexed blocks of logs to another. */

/** How many slots there are, and the bytes of each: room for some 180 KB of log with its rows. */
const SLOTS = 32;
export const SLOT_SIZE = 256 * 1024;

/** Slots that one log may hold for long; there are two at most, and for what is to come slots must be left. */
export const MAX_HELD = SLOTS / 4;

/** Stands for the memory of a batch that has no room in a slot; it is given back as a slot is, so that one is on its way at most. */
export const OWN = SLOTS;

/** Blocks that follow each other in a log. */
export interface Batch {
  /** The slot, taken until it is given back; or {@link OWN}. */
  readonly slot: number;
  readonly own: SharedArrayBuffer | undefined;
  readonly blocks: readonly BlockShape[];
  /** That the rows name for the first time. */
  readonly ids: NewIds | undefined;
}

/** Where a block lies in the memory of its batch, offsets in bytes. */
export interface BlockShape {
  readonly textAt: number;
  readonly textLength: number;
  readonly rowsAt: number;
  /** Numbers, not bytes. */
  readonly rowsLength: number;
  /** Whether the rows are of the wide form. */
  readonly wide: boolean;
  /** The line of the file, from 1, with which it begins. */
  readonly firstLine: number;
}

/** What the thread that reads ahead tells: of each file its batches, then its end, or why it cannot be read on. */
export type Telling =
  | { readonly type: 'batch'; readonly batch: Batch }
  | { readonly type: 'end'; readonly lines: number }
  | { readonly type: 'error'; readonly code: string | undefined; readonly message: string };

/** What threads share of a ring. */
export interface RingMemory {
  readonly slots: SharedArrayBuffer;
  /** By slot: 1 while it is taken. Then how many were given back so far. */
  readonly state: SharedArrayBuffer;
}

const GIVEN_BACK = SLOTS + 1;

/** Slots are taken by the one thread and given back, in any order, by the other. */
export class Ring {
  readonly memory: RingMemory;
  readonly #state: Int32Array;
  #last = 0;

  constructor(
    memory: RingMemory = {
      slots: new SharedArrayBuffer(SLOTS * SLOT_SIZE),
      state: new SharedArrayBuffer((GIVEN_BACK + 1) * 4),
    },
  ) {
    this.memory = memory;
    this.#state = new Int32Array(memory.state);
  }

  /** A slot that is free; the thread waits while there is none. */
  take(): number {
    return this.#takeOne(() => {
      for (let i = 1; i <= SLOTS; i++) {
        const slot = (this.#last + i) % SLOTS;
        if (this.#isFree(slot)) {
          this.#last = slot;
          return slot;
        }
      }
      return undefined;
    });
  }

  /** As {@link take}, for memory of its own. */
  takeOwn(): number {
    return this.#takeOne(() => (this.#isFree(OWN) ? OWN : undefined));
  }

  #takeOne(free: () => number | undefined): number {
    for (;;) {
      const seen = Atomics.load(this.#state, GIVEN_BACK);
      const slot = free();
      if (slot !== undefined) {
        Atomics.store(this.#state, slot, 1);
        return slot;
      }
      Atomics.wait(this.#state, GIVEN_BACK, seen);
    }
  }

  #isFree(slot: number): boolean {
    return Atomics.load(this.#state, slot) === 0;
  }

  giveBack(slot: number): void {
    Atomics.store(this.#state, slot, 0);
    Atomics.add(this.#state, GIVEN_BACK, 1);
    Atomics.notify(this.#state, GIVEN_BACK);
  }

  bytesOf(slot: number): Uint8Array<SharedArrayBuffer> {
    return new Uint8Array(this.memory.slots, slot * SLOT_SIZE, SLOT_SIZE);
  }
}
