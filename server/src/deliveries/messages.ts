import { BASE_LENGTH } from '../logs/ids.ts';
import type { LexedBlock, Log, LogChange } from '../logs/log.ts';
import { Attempts } from './attempts.ts';
import { type Delivery, deliveriesOf } from './delivery.ts';
import type { QueueEntry } from './entry.ts';
import { type Note, noteOf } from './notes.ts';

/**
 * The messages of one log that may change (an open document): their deliveries are worked out when asked for and kept until a
 * change reaches one of their records.
 */
export class Messages {
  readonly log: Log;
  readonly attempts: Attempts;
  /** Numbers of the full ids of each base id, in the order in which they were met. */
  readonly #ids = new Map<string, number[]>();
  readonly #notes = new Map<string, Note[]>();
  readonly #ofBlock = new Map<LexedBlock, readonly Note[]>();
  readonly #deliveries = new Map<string, readonly Delivery[]>();
  readonly #senderlog: boolean;

  /** @param midnight as in {@link Attempts} */
  constructor(log: Log, midnight = 0) {
    this.log = log;
    this.attempts = new Attempts(true, midnight);
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
      for (const id of this.attempts.update(change, this.log.blocks).ids) dirty.add(this.#meet(id));
    } else {
      for (const block of change.gone) this.#drop(block, dirty);
      for (let i = 0; i < change.inserted; i++) this.#take(this.log.blocks[change.index + i]!, dirty);
    }
    for (const base of dirty) this.#deliveries.delete(base);
    return dirty;
  }

  /** The base ids of the log. */
  bases(): Iterable<string> {
    return this.#senderlog ? this.#ids.keys() : this.#notes.keys();
  }

  entries(base: string): QueueEntry[] {
    const found: QueueEntry[] = [];
    for (const id of this.#ids.get(base) ?? []) {
      const entry = this.attempts.entry(id);
      if (entry !== undefined) found.push(entry);
    }
    return found;
  }

  notes(base: string): readonly Note[] {
    return this.#notes.get(base) ?? [];
  }

  /** Did all go well at the first go? Then there is nothing to find out, and nothing is kept for it. */
  isClean(base: string): boolean {
    if (this.#notes.has(base)) return false;
    for (const id of this.#ids.get(base) ?? []) {
      const entry = this.attempts.entry(id);
      if (entry === undefined) continue;
      if (entry.giveUps.length > 0) return false;
      for (const a of entry.attempts) {
        if (a.failure !== undefined || a.secret !== undefined || a.ehloRejected || a.accepted === undefined)
          return false;
        if (a.uncertain || a.interrupted) return false;
      }
    }
    return true;
  }

  /** The deliveries of a message. */
  deliveries(base: string): readonly Delivery[] {
    const known = this.#deliveries.get(base);
    if (known !== undefined) return known;
    const facts = { base, entries: this.entries(base), notes: this.notes(base) };
    const made = deliveriesOf(facts, id => this.log.ids.text(id));
    if (!this.isClean(base)) this.#deliveries.set(base, made);
    return made;
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
      const note = noteOf(block, row);
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
