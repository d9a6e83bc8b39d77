import { Attempts } from '../deliveries/attempts.ts';
import { type Delivery, deliveriesOf } from '../deliveries/delivery.ts';
import type { QueueEntry } from '../deliveries/entry.ts';
import { dateOfPath, type LogName, logOfContent, logOfPath } from '../logs/detect.ts';
import { BASE_LENGTH, IdTable } from '../logs/ids.ts';
import { Log } from '../logs/log.ts';
import { type Position, TextStore } from '../text/store.ts';

const DAY = 86_400_000;
/** Messages whose deliveries are remembered; when there are more, the memory starts anew. */
const MAX_REMEMBERED = 500;
/** Blocks that are understood in one step: some 250 KB. */
const BLOCKS_A_STEP = 16;
/** Ids that are met in one step. */
const IDS_A_STEP = 1000;

/** A change as the protocol sends it; without a range it is the whole text. */
export interface Change {
  readonly range?: { readonly start: Position; readonly end: Position };
  readonly text: string;
}

/** An open document: its text, its records and, from the first time they are asked for, its attempts. */
export class LogDocument {
  readonly uri: string;
  readonly log: Log;
  version: number;
  readonly #midnight: number;
  #attempts: Attempts | undefined;
  /** The attempts while they are being worked out: the blocks before `fed` are in. */
  #underWay: { readonly attempts: Attempts; fed: number } | undefined;
  /** Numbers of the full ids of each message, by base id; ids are only ever added. */
  readonly #family = new Map<string, number[]>();
  #known = 1;
  #deliveries = new Map<string, readonly Delivery[]>();

  constructor(uri: string, languageId: string, version: number, text: string) {
    this.uri = uri;
    this.version = version;
    const path = pathOf(uri);
    const store = TextStore.fromString(text);
    this.log = new Log(logName(path, languageId, store), store, new IdTable());
    this.#midnight = (dateOfPath(path)?.day ?? 0) * DAY;
  }

  get store(): TextStore {
    return this.log.store;
  }

  /** Follows changes; the cost is that of what they touch. */
  change(changes: readonly Change[], version: number): void {
    this.version = version;
    this.#deliveries.clear();
    for (const { range, text } of changes) {
      const end = { line: Number.MAX_SAFE_INTEGER, character: 0 };
      const { start, end: stop } = range ?? { start: { line: 0, character: 0 }, end };
      const change = this.log.update(this.store.edit(start, stop, text));
      if (this.log.name === 'senderlog') this.#attempts?.update(change, this.log.blocks);
      if (this.#underWay !== undefined && change.index < this.#underWay.fed) this.#underWay = undefined;
    }
  }

  /** The attempts of a senderlog; none for every other log. */
  attempts(): Attempts {
    const steps = this.attemptsInSteps();
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  /** The same, with a pause after each step of a few milliseconds; changes may come meanwhile. */
  *attemptsInSteps(): Generator<void, Attempts> {
    while (this.#attempts === undefined) {
      this.#underWay ??= { attempts: new Attempts(true, this.#midnight), fed: 0 };
      const { attempts, fed } = this.#underWay;
      const blocks = this.log.name === 'senderlog' ? this.log.blocks.slice(fed, fed + BLOCKS_A_STEP) : [];
      for (const block of blocks) {
        attempts.feed(block);
        // Counts its lines as well, so that no later question about a position has to count them all at once.
        this.store.positionAt({ block: block.index, offset: 0 });
      }
      this.#underWay.fed += blocks.length;
      if (blocks.length > 0) yield;
      else {
        attempts.settle();
        this.#attempts = attempts;
        this.#underWay = undefined;
      }
    }
    return this.#attempts;
  }

  /** Numbers of the ids that a message has or had in this file, whatever their suffixes. */
  idsOf(base: string): readonly number[] {
    this.#meet(this.log.ids.size);
    return this.#family.get(base) ?? [];
  }

  /** Prepares {@link idsOf} with pauses, for logs with very many ids. */
  *idsInSteps(): Generator<void, void> {
    for (let size = this.#known; size < this.log.ids.size; yield) {
      size += IDS_A_STEP;
      this.#meet(Math.min(size, this.log.ids.size));
    }
  }

  #meet(size: number): void {
    for (; this.#known < size; this.#known++) {
      const key = this.log.ids.base(this.#known);
      const family = this.#family.get(key);
      if (family === undefined) this.#family.set(key, [this.#known]);
      else family.push(this.#known);
    }
  }

  /** What this file shows of a message: its deliveries, in the order of their beginning. */
  deliveriesOf(base: string): readonly Delivery[] {
    let known = this.#deliveries.get(base);
    if (known === undefined) {
      const attempts = this.attempts();
      const entries: QueueEntry[] = [];
      for (const id of this.idsOf(base.slice(0, BASE_LENGTH))) {
        const entry = attempts.entry(id);
        if (entry !== undefined) entries.push(entry);
      }
      // After edits the numbers of ids are not in the order of the text any more.
      entries.sort(byPlace);
      known = deliveriesOf({ base, entries, notes: [] }, id => this.log.ids.text(id));
      if (this.#deliveries.size >= MAX_REMEMBERED) this.#deliveries.clear();
      this.#deliveries.set(base, known);
    }
    return known;
  }
}

const byPlace = (a: QueueEntry, b: QueueEntry): number => {
  const [x, y] = [firstOf(a), firstOf(b)];
  return x === undefined || y === undefined ? 0 : x.block.index - y.block.index || x.row - y.row;
};

const firstOf = ({ attempts: [a], giveUps: [g], waits: [w] }: QueueEntry) => a?.start ?? g?.at ?? w?.at;

function pathOf(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri; // A URI with a stray % is taken as it stands.
  }
}

function logName(path: string, languageId: string, store: TextStore): LogName {
  if (languageId === 'senderlog' || languageId === 'faillog') return languageId;
  const head = store.blocks[0]?.bytes ?? new Uint8Array(0);
  return logOfPath(path) ?? logOfContent(head) ?? 'senderlog';
}
