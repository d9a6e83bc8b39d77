import { BASE_LENGTH, type IdTable } from '../logs/ids.ts';
import type { LexedBlock } from '../logs/log.ts';
import { Attempts } from './attempts.ts';
import { type Delivery, deliveriesOf } from './delivery.ts';
import type { QueueEntry } from './entry.ts';
import { Names } from './names.ts';
import { type Note, noteOf } from './notes.ts';
import type { Reading } from './reading.ts';

/** Everything that the logs of one mail server tell, understood together: its senderlogs in order, and its companion logs. */
export class Ledger {
  readonly ids: IdTable;
  readonly attempts: Attempts;
  readonly #names = new Names();
  readonly #notes = new Map<string, Note[]>();
  readonly #wants: ((id: number) => boolean) | undefined;

  /**
   * @param keep as in {@link Attempts}
   * @param reading what goes along; of ids that it does not want nothing is kept
   */
  constructor(ids: IdTable, keep: boolean, reading?: Reading) {
    this.ids = ids;
    this.attempts = new Attempts(keep, 0, this.#names, reading);
    this.#wants = reading?.wants;
  }

  /** A block of a companion log. */
  addNotes(block: LexedBlock): void {
    const records = block.records;
    for (let row = 0; row < records.count; row++) {
      if (this.#wants?.(records.id(row)) === false) continue;
      const note = noteOf(block, row, this.#names);
      if (note === undefined) continue;
      const known = this.#notes.get(note.base);
      if (known === undefined) this.#notes.set(note.base, [note]);
      else known.push(note);
    }
  }

  notesOf(base: string): readonly Note[] {
    return this.#notes.get(base) ?? [];
  }

  /** Base ids, those of the senderlog first, in the order in which they were met. */
  bases(): Map<string, QueueEntry[]> {
    const found = new Map<string, QueueEntry[]>();
    for (const entry of this.attempts.met()) {
      if (!entry.tells) continue;
      const base = this.ids.text(entry.id).slice(0, BASE_LENGTH);
      const known = found.get(base);
      if (known === undefined) found.set(base, [entry]);
      else known.push(entry);
    }
    for (const base of this.#notes.keys()) if (!found.has(base)) found.set(base, []);
    return found;
  }

  /** The deliveries of one message. */
  deliveries(base: string, entries: readonly QueueEntry[]): Delivery[] {
    return deliveriesOf({ base, entries, notes: this.notesOf(base) }, id => this.ids.text(id));
  }
}
