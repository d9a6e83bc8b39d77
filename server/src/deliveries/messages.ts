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

  /** @param midnight as in {@link Attempts} */
  constructor(log: Log, midnight = 0) {
    this.log = log;
    this.attempts = new Attempts(true, midnight, this.#names);
    this.#senderlog = log.name === 'senderlog';
    for (const block of log.blocks) {
      if (this.#senderlog) this.attempts.feed(block);
      else this.#take(block, undefined);
    }
    this.attempts.settle();
    for (const entry of this.attempts.entries) if (entry !== undefined) this.#meet(entry.id);
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
