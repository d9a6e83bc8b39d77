import type { LexedBlock, LogChange } from '../logs/log.ts';
import { Command, Kind } from '../logs/record.ts';
import { DAY } from '../logs/units.ts';
import type { Attempt } from './attempt.ts';
import { type BlockNotes, dayBefore, grown, idsIn, lastReply } from './block-notes.ts';
import { QueueEntry } from './entry.ts';
import { Names } from './names.ts';
import { NOTHING, PackedAttempts, type PlainAttempt } from './packed.ts';
import type { Reading } from './reading.ts';
import { Resting } from './resting.ts';
import { ENDING, isTold, ROLES, Role } from './roles.ts';
import { type SpeakerState, START, sameState } from './speaker-state.ts';
import { Speakers } from './speakers.ts';
import type { EntryFacts } from './units.ts';
import { walk } from './walk.ts';

/**
 * The attempts of a senderlog, kept equal to its records. The state of a queue entry depends on its own records alone, once it
 * is known who speaks in the records without an id ({@link Speakers}); so a change costs the entries that have records in
 * the blocks that changed, and the result is the same as from scratch.
 */
export class Attempts {
  /** A raw reply (`get_reply()`) was seen: the build is 4.79 or later. */
  rawReplies = false;
  readonly #entries: (QueueEntry | undefined)[] = [];
  readonly #speakers = new Speakers();
  readonly #names: Names;
  readonly #keep: boolean;
  readonly #reading: Reading | undefined;
  /** Where blocks are fed once: takes the attempts that are over. A reading asks for few, and for those as they are. */
  readonly #packer: PackedAttempts | undefined;
  readonly #resting = new Resting();
  /** The entries whose session ended in the block at hand, and in the one before. */
  #ended: QueueEntry[] = [];
  #endedBefore: QueueEntry[] = [];
  #midnight: number;
  #notes: BlockNotes[] = [];
  #state: SpeakerState = START;
  /** The state that the speakers are in: after an update it is not the last one. */
  #at: SpeakerState = START;
  /** The entry of the failure at hand whose text the next lines may continue. */
  #answered: QueueEntry | undefined;

  /**
   * @param keep the blocks stay and may change; otherwise they are fed once, in order, and may be dropped after
   * @param midnight ms from 1970-01-01 to the midnight, by the server's clock, at which the log begins; 0 where unknown
   * @param names may be shared with what else tells of the same server
   * @param reading only where the blocks are fed once
   */
  constructor(keep = true, midnight = 0, names = new Names(), reading?: Reading) {
    this.#names = names;
    this.#keep = keep;
    this.#midnight = midnight;
    this.#reading = reading;
    this.#packer = keep || reading !== undefined ? undefined : new PackedAttempts();
  }

  /** The queue entries met, by number of the full id; where the blocks stay. */
  get entries(): readonly (QueueEntry | undefined)[] {
    return this.#entries;
  }

  /** A queue entry that was met; made anew each time where it is at rest. */
  entry(id: number): QueueEntry | undefined {
    return this.#entries[id] ?? this.#rested(id);
  }

  /**
   * The one attempt of a queue entry, where that is all that is known of it and it was accepted for its one recipient; undefined also
   * where that is not known without looking closer.
   */
  plain(id: number): PlainAttempt | undefined {
    const where = this.#resting.where(id);
    return where === NOTHING ? undefined : this.#packer?.plain(where);
  }

  /** What an entry tells, if it tells anything; put together anew each time. */
  facts(id: number): EntryFacts | undefined {
    const entry = this.#entries[id];
    if (entry === undefined) {
      const where = this.#resting.where(id);
      if (where === NOTHING) return undefined;
      // Of an entry at rest there is nothing but its attempts.
      return { id, attempts: this.#packer!.all(where), giveUps: NONE, waits: NONE, workfile: undefined };
    }
    if (!entry.tells) return undefined;
    const { attempts, giveUps, waits, workfile } = entry;
    return { id, attempts, giveUps, waits, workfile };
  }

  #rested(id: number): QueueEntry | undefined {
    const packer = this.#packer;
    const rest = packer === undefined ? undefined : this.#resting.get(id);
    return rest === undefined ? undefined : QueueEntry.resumed(id, this.#names, packer!, rest);
  }

  /** The queue entries met, by number of the full id. */
  *met(): Generator<QueueEntry> {
    for (let id = 0; id < this.#entries.length; id++) {
      const entry = this.entry(id);
      if (entry !== undefined) yield entry;
    }
  }

  /** All attempts, in the order of their beginning. */
  all(): Attempt[] {
    const found: Attempt[] = [];
    // Not spread: an entry may have more attempts than a call takes arguments.
    for (const entry of this.met()) for (const attempt of entry.attempts) found.push(attempt);
    return found.sort((a, b) => a.start.block.index - b.start.block.index || a.start.row - b.start.row);
  }

  /** A new file of the same server begins: its days are counted anew, sessions go on. */
  nextFile(midnight: number): void {
    this.#midnight = midnight;
    this.#state = { ...(this.#keep ? this.#state : this.#speakers.leave()), day: 0, last: -1 };
  }

  /** Takes the next block. */
  feed(block: LexedBlock): void {
    const notes = this.#pass(block, this.#state, true);
    this.#state = notes.exit;
    if (this.#keep) this.#notes.push(notes);
    if (this.#packer !== undefined) this.#pack();
  }

  /** Packs what ended a block ago: by now the peer's answer to QUIT has come. */
  #pack(): void {
    const over = this.#endedBefore;
    for (const entry of over) {
      // It may have been put by since, and begun anew.
      if (this.#entries[entry.id] === entry) this.#putBy(entry);
    }
    over.length = 0;
    this.#endedBefore = this.#ended;
    this.#ended = over;
  }

  #putBy(entry: QueueEntry): void {
    const rest = entry.pack();
    if (rest === undefined) return;
    this.#resting.put(entry.id, rest);
    this.#entries[entry.id] = undefined;
  }

  /** All blocks were fed: what only sessions under way need is let go; from here on {@link update} follows changes. */
  settle(): void {
    for (const entry of this.#entries) {
      if (entry === undefined) continue;
      entry.settle();
      if (this.#packer !== undefined) this.#putBy(entry);
    }
  }

  /** The id whose session a record is part of: the one in it, else the one found out for it; 0 where none is. */
  ownerOf(block: LexedBlock, row: number): number {
    return this.ownersIn(block)?.get(row) ?? block.records.id(row);
  }

  /** The rows of a block whose owner is not the id that stands in them; undefined where there are none. */
  ownersIn(block: LexedBlock): ReadonlyMap<number, number> | undefined {
    return this.#notes[block.index]?.owners;
  }

  /** When a record was written, as {@link Attempt.startTime}; -1 where it has no stamp. */
  timeOf(block: LexedBlock, row: number): number {
    return timeAt(block.records.stamp(row), this.#midnight + this.dayOf(block, row) * DAY);
  }

  /** Whole days passed in the file before a record. */
  dayOf(block: LexedBlock, row: number): number {
    const notes = this.#notes[block.index];
    return notes === undefined ? 0 : dayBefore(notes, row);
  }

  /**
   * Follows a change of the log.
   * @param splice what `Log.update` returned
   * @param blocks all blocks of the log now
   * @returns the full ids whose entries may differ
   */
  update(splice: LogChange, blocks: readonly LexedBlock[]): ReadonlySet<number> {
    const dirty = new Set<number>();
    const removed = splice.gone;
    const gone = new Set<LexedBlock>(removed);
    const before = blocks[splice.index - 1];
    const grew = splice.grown;
    if (grew !== undefined) this.#grow(grew.block, grew.from, dirty);
    else if (before !== undefined) lastReply(before, this.#notes[splice.index - 1]!, before.records.count, dirty);
    for (let i = 0; i < removed.length; i++) idsIn(removed[i]!, this.#notes[splice.index + i]!, dirty);
    let state = splice.index === 0 ? START : this.#notes[splice.index - 1]!.exit;
    const made: BlockNotes[] = [];
    const stop = splice.index + splice.inserted;
    let at = splice.index;
    let old = splice.index + splice.removed;
    const touched: LexedBlock[] = [];
    while (at < blocks.length) {
      if (at >= stop) {
        if (sameState(this.#notes[old]!.entry, state)) break;
        idsIn(blocks[at]!, this.#notes[old]!, dirty);
        old++;
      }
      const notes = this.#pass(blocks[at]!, state, false);
      idsIn(blocks[at]!, notes, dirty);
      touched.push(blocks[at]!);
      made.push(notes);
      state = notes.exit;
      at++;
    }
    this.#notes.splice(splice.index, old - splice.index, ...made);
    this.#state = this.#notes.at(-1)?.exit ?? START;
    if (grew !== undefined) this.#list(grew.block, grew.from);
    this.#relist(dirty, gone, touched);
    for (const id of dirty) this.#again(id);
    return dirty;
  }

  /** Follows a last block that took further lines: what is known of the rows before `from` stays true. */
  #grow(block: LexedBlock, from: number, dirty: Set<number>): void {
    const old = this.#notes[block.index]!;
    lastReply(block, old, from, dirty);
    const more = this.#pass(block, old.exit, false, from);
    idsIn(block, more, dirty, from);
    this.#notes[block.index] = grown(old, more);
  }

  /** One pass over a block: who speaks, which day; with `step` the sessions go along. */
  #pass(block: LexedBlock, entry: SpeakerState, step: boolean, from = 0): BlockNotes {
    const speakers = this.#speakers;
    const records = block.records;
    const reading = this.#reading;
    const packer = this.#packer;
    reading?.enter(block);
    if (entry !== this.#at) speakers.enter(entry);
    let owners: Map<number, number> | undefined;
    let doubts: [number, number][] | undefined;
    let implied: Set<number> | undefined;
    let days: [number, number][] | undefined;
    let day = speakers.day;
    let midnight = this.#midnight + day * DAY;
    let answered = step ? this.#answered : undefined;
    const { count } = records;
    for (let row = from; row < count; row++) {
      const kind = records.kind(row);
      const role = ROLES[kind]!;
      if (role < Role.Plain) {
        if (role === Role.Continues) answered?.goOn(block, row);
        else {
          answered = undefined;
          if (role === Role.Raw) this.rawReplies = true;
        }
        reading?.record(block, row, records.id(row), timeAt(records.stamp(row), midnight), NOBODY);
        continue;
      }
      const stamp = records.stamp(row);
      if (stamp >= 0 && speakers.clock(stamp)) {
        day = speakers.day;
        midnight = this.#midnight + day * DAY;
        days ??= [];
        days.push([row, day]);
      }
      const id = records.id(row);
      let owner = id;
      let doubtful = NOBODY;
      let tls = false;
      if (role === Role.Speaks) {
        owner = speakers.owner(block, row, kind, id);
        if (owner !== id) {
          owners ??= new Map();
          owners.set(row, owner);
        }
        doubtful = speakers.doubtful;
        if (doubtful.length > 0) {
          doubts ??= [];
          for (const one of doubtful) doubts.push([row, one]);
          speakers.doubtful = NOBODY;
        }
        tls = speakers.implied;
        if (tls) {
          implied ??= new Set();
          implied.add(row);
          speakers.implied = false;
        }
      }
      const time = timeAt(stamp, midnight);
      reading?.record(block, row, owner, time, doubtful);
      if (!step) continue;
      answered = undefined;
      const isWanted = owner !== 0 && reading?.wants(owner) !== false;
      if (isWanted && !(kind === Kind.TryCheck && isTold(block, row))) {
        const e = this.#stepped(owner, block);
        if (tls) e.beganTls();
        e.step(block, row, kind, time, !this.#keep);
        if (ENDING[kind] === 1 && packer !== undefined && (kind !== Kind.Command || records.code(row) === Command.Quit))
          this.#ended.push(e);
        if ((kind === Kind.Reply || kind === Kind.OrphanReply) && e.listens) answered = e;
      }
      if (doubtful.length > 0) for (const one of doubtful) this.#doubt(one, block);
    }
    if (step) this.#answered = answered;
    // Where nothing will change, no state but the last is asked for.
    const exit = this.#keep ? speakers.leave() : entry;
    this.#at = exit;
    return { entry, exit, owners, doubts, implied, days };
  }

  #doubt(id: number, block: LexedBlock): void {
    if (this.entry(id) !== undefined) this.#stepped(id, block).doubt();
  }

  #stepped(id: number, block: LexedBlock): QueueEntry {
    let entry = this.#entries[id];
    if (entry === undefined) {
      while (this.#entries.length <= id) this.#entries.push(undefined);
      entry = this.#rested(id) ?? new QueueEntry(id, this.#names, this.#packer);
      this.#resting.delete(id);
      this.#entries[id] = entry;
    }
    if (this.#keep && entry.blocks.at(-1) !== block) entry.addBlock(block);
    return entry;
  }

  /** Mends the lists of blocks of the dirty entries. */
  #relist(dirty: ReadonlySet<number>, gone: ReadonlySet<LexedBlock>, touched: readonly LexedBlock[]): void {
    const again = new Set(touched);
    for (const id of dirty) {
      const entry = this.#entries[id];
      if (entry !== undefined) entry.blocks = entry.blocks.filter(b => !gone.has(b) && !again.has(b));
    }
    for (const block of touched) this.#list(block, 0);
    for (const id of dirty) this.#entries[id]?.blocks.sort((a, b) => a.index - b.index);
  }

  /** Names a block to the entries that have records in it, from a row on. */
  #list(block: LexedBlock, from: number): void {
    const own = new Set<number>();
    idsIn(block, this.#notes[block.index]!, own, from);
    for (const id of own) {
      while (this.#entries.length <= id) this.#entries.push(undefined);
      this.#entries[id] ??= new QueueEntry(id, this.#names);
      const entry = this.#entries[id];
      if (entry.blocks.at(-1) !== block) entry.addBlock(block);
    }
  }

  /** An entry from its records alone. */
  #again(id: number): void {
    const old = this.#entries[id];
    if (old === undefined) return;
    if (old.blocks.length === 0) {
      this.#entries[id] = undefined;
      return;
    }
    const entry = new QueueEntry(id, this.#names);
    entry.blocks = old.blocks;
    this.#entries[id] = entry;
    for (const block of entry.blocks) walk(entry, block, this.#notes[block.index]!, this.#midnight);
    entry.settle();
  }
}

const NOBODY: readonly number[] = [];
const NONE: readonly never[] = [];

const timeAt = (stamp: number, midnight: number): number => (stamp < 0 ? -1 : midnight + stamp);
