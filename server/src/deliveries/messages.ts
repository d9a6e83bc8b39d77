import { BASE_LENGTH } from '../logs/ids.ts';
import type { LexedBlock, Log, LogChange } from '../logs/log.ts';
import type { Spot } from './attempt.ts';
import { Attempts } from './attempts.ts';
import { type Delivery, deliveriesOf } from './delivery.ts';
import type { QueueEntry } from './entry.ts';
import { Names } from './names.ts';
import { type Note, noteOf } from './notes.ts';

/**
 * The messages of one log that may change (an open document). Their deliveries are worked out when asked for; after a change it
 * is known which of them may differ.
 */
export class Messages {
  readonly log: Log;
  readonly attempts: Attempts;
  /** Numbers of the full ids of each base id, in the order in which they were met. */
  readonly #ids = new Map<string, number[]>();
  readonly #notes = new Map<string, Note[]>();
  readonly #ofBlock = new Map<LexedBlock, readonly Note[]>();
  readonly #names = new Names();
  readonly #senderlog: boolean;
  /** Blocks that are read so far. */
  #read = 0;

  /**
   * @param midnight as in {@link Attempts}
   * @param blocks how many blocks to read now; {@link readOn} goes on, and all must be read before anything is asked
   */
  constructor(log: Log, midnight = 0, blocks = log.blocks.length) {
    this.log = log;
    this.attempts = new Attempts(true, midnight, this.#names);
    this.#senderlog = log.name === 'senderlog';
    if (blocks > 0 || log.blocks.length === 0) this.readOn(blocks);
  }

  get read(): number {
    return this.#read;
  }

  /** Reads further blocks, which must not have changed since; true when all are read. */
  readOn(blocks: number): boolean {
    const end = Math.min(this.log.blocks.length, this.#read + blocks);
    for (; this.#read < end; this.#read++) {
      const block = this.log.blocks[this.#read]!;
      if (this.#senderlog) this.attempts.feed(block);
      else this.#take(block, undefined);
    }
    if (end < this.log.blocks.length) return false;
    this.attempts.settle();
    for (const entry of this.attempts.entries) if (entry !== undefined) this.#meet(entry.id);
    return true;
  }

  /** Follows a change of the log; returns the base ids whose messages may differ. */
  update(change: LogChange): ReadonlySet<string> {
    const dirty = new Set<string>();
    if (this.#senderlog) {
      for (const id of this.attempts.update(change, this.log.blocks)) dirty.add(this.#meet(id));
    } else {
      for (const block of change.gone) this.#drop(block, dirty);
      for (let i = 0; i < change.inserted; i++) this.#take(this.log.blocks[change.index + i]!, dirty);
    }
    return dirty;
  }

  /** The base ids of the log. */
  bases(): Iterable<string> {
    return this.#senderlog ? this.#ids.keys() : this.#notes.keys();
  }

  /** The queue entries of a message, in the order in which the log tells of them. */
  entries(base: string): QueueEntry[] {
    const found: QueueEntry[] = [];
    for (const id of this.#ids.get(base) ?? []) {
      const entry = this.attempts.entry(id);
      if (entry !== undefined) found.push(entry);
    }
    return found.length < 2 ? found : found.sort(byPlace);
  }

  notes(base: string): readonly Note[] {
    return this.#notes.get(base) ?? [];
  }

  /** The deliveries of a message. */
  deliveries(base: string): Delivery[] {
    return deliveriesOf({ base, entries: this.entries(base), notes: this.notes(base) }, id => this.log.ids.text(id));
  }

  #meet(id: number): string {
    const base = this.log.ids.text(id).slice(0, BASE_LENGTH);
    const ids = this.#ids.get(base);
    if (ids === undefined) this.#ids.set(base, [id]);
    else if (!ids.includes(id)) ids.push(id);
    return base;
  }

  #take(block: LexedBlock, dirty: Set<string> | undefined): void {
    const notes: Note[] = [];
    for (let row = 0; row < block.records.count; row++) {
      const note = noteOf(block, row, this.#names);
      if (note === undefined) continue;
      notes.push(note);
      dirty?.add(note.base);
      const known = this.#notes.get(note.base);
      if (known === undefined) this.#notes.set(note.base, [note]);
      else known.push(note);
    }
    if (notes.length > 0) this.#ofBlock.set(block, notes);
  }

  #drop(block: LexedBlock, dirty: Set<string>): void {
    const gone = this.#ofBlock.get(block);
    if (gone === undefined) return;
    this.#ofBlock.delete(block);
    for (const note of gone) {
      dirty.add(note.base);
      const rest = (this.#notes.get(note.base) ?? []).filter(n => n !== note);
      if (rest.length > 0) this.#notes.set(note.base, rest);
      else this.#notes.delete(note.base);
    }
  }
}

function byPlace(a: QueueEntry, b: QueueEntry): number {
  const [x, y] = [firstOf(a), firstOf(b)];
  if (x === undefined || y === undefined) return a.id - b.id;
  return x.block.index - y.block.index || x.row - y.row;
}

const firstOf = (e: QueueEntry): Spot | undefined => e.attempts[0]?.start ?? e.giveUps[0]?.at ?? e.waits[0]?.at;
