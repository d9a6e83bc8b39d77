import type { LexedBlock, Log, LogChange } from '../logs/log.ts';
import type { Spot } from './attempt.ts';
import { Attempts } from './attempts.ts';
import { type Delivery, deliveriesOf } from './delivery.ts';
import type { QueueEntry } from './entry.ts';
import { Families } from './families.ts';
import { Names } from './names.ts';
import { type Note, noteOf } from './notes.ts';

/** Messages whose deliveries are remembered; when there are more, the memory starts anew. */
const MAX_REMEMBERED = 500;

/**
 * The messages of one log that may change (an open document). Its blocks are fed once; what then is asked for is worked out
 * when it is asked for, and after a change it is known which messages may differ.
 */
export class Messages {
  readonly log: Log;
  readonly attempts: Attempts;
  readonly #families: Families;
  readonly #names = new Names();
  readonly #notes = new Map<string, Note[]>();
  readonly #ofBlock = new Map<LexedBlock, readonly Note[]>();
  readonly #deliveries = new Map<string, readonly Delivery[]>();
  readonly #senderlog: boolean;

  /** @param midnight as in {@link Attempts} */
  constructor(log: Log, midnight = 0) {
    this.log = log;
    this.#families = new Families(log.ids);
    this.attempts = new Attempts(true, midnight, this.#names);
    this.#senderlog = log.name === 'senderlog';
  }

  /** Takes the next block of the log. */
  feed(block: LexedBlock): void {
    if (this.#senderlog) this.attempts.feed(block);
    else this.#take(block, undefined);
  }

  /** All blocks were fed: from here on {@link update} follows changes. */
  settle(): void {
    this.attempts.settle();
  }

  /** Follows a change of the log; returns the base ids whose messages may differ. */
  update(change: LogChange): ReadonlySet<string> {
    const dirty = new Set<string>();
    if (this.#senderlog) {
      for (const id of this.attempts.update(change, this.log.blocks)) dirty.add(this.log.ids.base(id));
    } else {
      for (const block of change.gone) this.#drop(block, dirty);
      if (change.grown !== undefined) this.#take(change.grown.block, dirty, change.grown.from);
      for (let i = 0; i < change.inserted; i++) this.#take(this.log.blocks[change.index + i]!, dirty);
    }
    for (const base of dirty) this.#deliveries.delete(base);
    return dirty;
  }

  /** The base ids of the log; some may have nothing to tell any more. */
  *bases(): Iterable<string> {
    if (!this.#senderlog) yield* this.#notes.keys();
    this.meet();
    const families = this.#families;
    for (let message = 1; message < families.size; message++) yield this.log.ids.base(families.first(message));
  }

  /** Numbers of the ids that a message has or had in this log, whatever their suffixes. */
  idsOf(base: string): readonly number[] {
    const families = this.#families;
    const found: number[] = [];
    for (let id = families.first(families.find(base)); id !== 0; id = families.next(id)) found.push(id);
    return found;
  }

  /** Prepares {@link idsOf} for the next ids of the log; true while there are more. */
  meet(count?: number): boolean {
    return this.#families.meet(count);
  }

  /** The queue entries of a message, in the order in which the log tells of them. */
  entries(base: string): QueueEntry[] {
    const found: QueueEntry[] = [];
    for (const id of this.idsOf(base)) {
      const entry = this.attempts.entry(id);
      if (entry !== undefined) found.push(entry);
    }
    // After edits the numbers of ids are not in the order of the text any more.
    return found.length < 2 ? found : found.sort(byPlace);
  }

  notes(base: string): readonly Note[] {
    return this.#notes.get(base) ?? [];
  }

  /** What this log shows of a message: its deliveries, in the order of their beginning. */
  deliveries(base: string): readonly Delivery[] {
    const known = this.#deliveries.get(base);
    if (known !== undefined) return known;
    const facts = { base, entries: this.entries(base), notes: this.notes(base) };
    const made = deliveriesOf(facts, id => this.log.ids.text(id));
    if (this.#deliveries.size >= MAX_REMEMBERED) this.#deliveries.clear();
    this.#deliveries.set(base, made);
    return made;
  }

  #take(block: LexedBlock, dirty: Set<string> | undefined, from = 0): void {
    const notes: Note[] = from === 0 ? [] : [...(this.#ofBlock.get(block) ?? [])];
    for (let row = from; row < block.records.count; row++) {
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
  // Those without anything to tell stand last: compared by another measure, they would upset the order of the rest.
  if (x === undefined || y === undefined) return x === y ? a.id - b.id : x === undefined ? 1 : -1;
  return x.block.index - y.block.index || x.row - y.row;
}

const firstOf = (e: QueueEntry): Spot | undefined => e.attempts[0]?.start ?? e.giveUps[0]?.at ?? e.waits[0]?.at;
