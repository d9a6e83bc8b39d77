import type { IdTable } from '../logs/ids.ts';
import type { LexedBlock } from '../logs/log.ts';
import { Attempts } from './attempts.ts';
import { type Delivery, deliveriesOf, type MessageFacts } from './delivery.ts';
import { Families } from './families.ts';
import { Names } from './names.ts';
import { NoteStore } from './note-store.ts';
import type { PlainAttempt } from './packed.ts';
import type { Reading } from './reading.ts';
import type { EntryFacts, IdText } from './units.ts';

/** Everything that the logs of one mail server tell, understood together: its senderlogs in order, and its companion logs. */
export class Ledger {
  readonly ids: IdTable;
  readonly attempts: Attempts;
  readonly #families: Families;
  readonly #notes = new NoteStore();
  readonly #wants: ((id: number) => boolean) | undefined;
  readonly #idText: IdText = id => this.ids.text(id);

  /**
   * @param keep as in {@link Attempts}
   * @param reading what goes along; of ids that it does not want nothing is kept
   */
  constructor(ids: IdTable, keep: boolean, reading?: Reading) {
    this.ids = ids;
    this.attempts = new Attempts(keep, 0, new Names(), reading);
    this.#families = new Families(ids);
    this.#wants = reading?.wants;
  }

  /** A block of a companion log. */
  addNotes(block: LexedBlock): void {
    const records = block.records;
    for (let row = 0; row < records.count; row++) {
      const id = records.id(row);
      if (id === 0 || this.#wants?.(id) === false) continue;
      this.#notes.add(block, row, this.#families.of(id));
    }
  }

  /**
   * The messages, those of the senderlog first, in the order in which they were met. What is known of one is put together when
   * its turn comes, and nothing of it is held here.
   * @param plain told of the messages that are one mail to one recipient, delivered at the first attempt, of which no log tells more;
   * where it is given they are not made
   */
  *messages(plain?: (attempt: PlainAttempt) => void): Generator<MessageFacts> {
    const families = this.#families;
    families.meet();
    const told = new Uint8Array(families.size);
    for (let id = 1; id < this.ids.size; id++) {
      const message = families.of(id);
      if (told[message] === 1) continue;
      const attempt = plain === undefined ? undefined : this.#plain(message, id);
      if (attempt !== undefined) {
        told[message] = 1;
        plain!(attempt);
        continue;
      }
      const first = this.attempts.facts(id);
      if (first === undefined) continue;
      told[message] = 1;
      const entries = this.#entries(families.next(id), [first]);
      const base = this.ids.base(id);
      yield { base, entries, notes: this.#notes.of(message, base) };
    }
    for (const message of this.#notes.messages) {
      if (told[message] === 1) continue;
      const base = this.ids.base(families.first(message));
      const notes = this.#notes.of(message, base);
      if (notes.length > 0) yield { base, entries: [], notes };
    }
  }

  #plain(message: number, id: number): PlainAttempt | undefined {
    if (this.#families.first(message) !== id || this.#families.next(id) !== 0) return undefined;
    const attempt = this.attempts.plain(id);
    return attempt !== undefined && this.#notes.tellNothingBut(message, attempt) ? attempt : undefined;
  }

  /** What is known of a base id; it may be nothing. */
  message(base: string): MessageFacts {
    const message = this.#families.find(base);
    return { base, entries: this.#entries(this.#families.first(message), []), notes: this.#notes.of(message, base) };
  }

  /** Adds the entries of a message that tell something, from that of `first` on. */
  #entries(first: number, found: EntryFacts[]): EntryFacts[] {
    for (let id = first; id !== 0; id = this.#families.next(id)) {
      const facts = this.attempts.facts(id);
      if (facts !== undefined) found.push(facts);
    }
    return found;
  }

  deliveries(message: MessageFacts): Delivery[] {
    return deliveriesOf(message, this.#idText);
  }
}
