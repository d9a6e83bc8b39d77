import type { LexedBlock, LogChange } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import type { Attempt } from './attempt.ts';
import { QueueEntry } from './entry.ts';
import { Names } from './names.ts';
import { SPEAKS, type SpeakerState, Speakers, START, sameState } from './speakers.ts';

const DAY = 86_400_000;

/** Kinds of record that a session is made of. */
const TELLING = new Uint8Array(64);
for (const kind of [
  Kind.Reply,
  Kind.OrphanReply,
  Kind.Stub,
  Kind.Command,
  Kind.AuthData,
  Kind.DataComplete,
  Kind.DataError,
  Kind.ConnectHost,
  Kind.ConnectFailed,
  Kind.ConnectLocalError,
  Kind.TlsConnectTrace,
  Kind.TlsFailed,
  Kind.TryCheck,
  Kind.TryAge,
  Kind.BounceStart,
  Kind.MxNotFound,
  Kind.IllegalDomain,
  Kind.Route,
  Kind.OAuth,
  Kind.TlsMemory,
  Kind.AfterCutting,
]) {
  TELLING[kind] = 1;
}

/** What the pass over a block found out, beside its records. */
interface Notes {
  readonly entry: SpeakerState;
  readonly exit: SpeakerState;
  /** Rows whose owner is not the id that stands in them. */
  readonly owners: ReadonlyMap<number, number> | undefined;
  /** Pairs (row, id): at that row the session of that id becomes uncertain. */
  readonly doubts: readonly (readonly [number, number])[] | undefined;
  /** The rows that tell something of an id, by id; made when an entry is read again. */
  rows?: ReadonlyMap<number, readonly number[]>;
  /** Rows at which it shows that TLS was begun on the connection. */
  readonly implied: ReadonlySet<number> | undefined;
  /** Rows at which the day changes, with the day from there; undefined in almost every block. */
  readonly days: readonly (readonly [number, number])[] | undefined;
}

/** What goes along while a log is read once, beside the attempts. */
export interface Reading {
  /** The full ids whose sessions are followed; the others only count for who speaks in records without an id. */
  readonly wants: (id: number) => boolean;
  /** Told of each block before its records. */
  readonly enter: (block: LexedBlock) => void;
  /**
   * Told of each record.
   * @param owner number of the full id that it belongs to, 0 for nobody
   * @param time as in {@link Attempt.startTime}
   * @param doubtful ids between which the owner was chosen; empty where it is certain
   */
  readonly record: (block: LexedBlock, row: number, owner: number, time: number, doubtful: readonly number[]) => void;
}

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
  #midnight: number;
  #notes: Notes[] = [];
  #state: SpeakerState = START;
  /** The state that the speakers are in: after an update it is not the last one. */
  #at: SpeakerState = START;
  /** The entry of the reply at hand, which the next lines may continue. */
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
  }

  /** The queue entries met, by number of the full id. */
  get entries(): readonly (QueueEntry | undefined)[] {
    return this.#entries;
  }

  entry(id: number): QueueEntry | undefined {
    return this.#entries[id];
  }

  /** All attempts, in the order of their beginning. */
  all(): Attempt[] {
    const found: Attempt[] = [];
    for (const entry of this.#entries) if (entry !== undefined) for (const a of entry.attempts) found.push(a);
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
  }

  /** All blocks were fed: what only sessions under way need is let go; from here on {@link update} follows changes. */
  settle(): void {
    for (const entry of this.#entries) entry?.settle();
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
    if (notes === undefined) return 0;
    let day = notes.entry.day;
    if (notes.days !== undefined) for (const [from, d] of notes.days) if (from <= row) day = d;
    return day;
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
    const grown = splice.grown;
    if (grown !== undefined) this.#grow(grown.block, grown.from, dirty);
    else if (before !== undefined) this.#lastReply(before, this.#notes[splice.index - 1]!, before.records.count, dirty);
    for (let i = 0; i < removed.length; i++) this.#idsOf(removed[i]!, this.#notes[splice.index + i]!, dirty);
    let state = splice.index === 0 ? START : this.#notes[splice.index - 1]!.exit;
    const made: Notes[] = [];
    const stop = splice.index + splice.inserted;
    let at = splice.index;
    let old = splice.index + splice.removed;
    const touched: LexedBlock[] = [];
    while (at < blocks.length) {
      if (at >= stop) {
        if (sameState(this.#notes[old]!.entry, state)) break;
        this.#idsOf(blocks[at]!, this.#notes[old]!, dirty);
        old++;
      }
      const notes = this.#pass(blocks[at]!, state, false);
      this.#idsOf(blocks[at]!, notes, dirty);
      touched.push(blocks[at]!);
      made.push(notes);
      state = notes.exit;
      at++;
    }
    this.#notes.splice(splice.index, old - splice.index, ...made);
    this.#state = this.#notes.at(-1)?.exit ?? START;
    if (grown !== undefined) this.#list(grown.block, grown.from);
    this.#relist(dirty, gone, touched);
    for (const id of dirty) this.#again(id);
    return dirty;
  }

  /** Follows a last block that took further lines: what is known of the rows before `from` stays true. */
  #grow(block: LexedBlock, from: number, dirty: Set<number>): void {
    const old = this.#notes[block.index]!;
    this.#lastReply(block, old, from, dirty);
    const more = this.#pass(block, old.exit, false, from);
    this.#idsOf(block, more, dirty, from);
    this.#notes[block.index] = {
      entry: old.entry,
      exit: more.exit,
      owners: more.owners === undefined ? old.owners : new Map([...(old.owners ?? []), ...more.owners]),
      doubts: more.doubts === undefined ? old.doubts : [...(old.doubts ?? []), ...more.doubts],
      implied: more.implied === undefined ? old.implied : new Set([...(old.implied ?? []), ...more.implied]),
      days: more.days === undefined ? old.days : [...(old.days ?? []), ...more.days],
    };
  }

  /** One pass over a block: who speaks, which day; with `step` the sessions go along. */
  #pass(block: LexedBlock, entry: SpeakerState, step: boolean, from = 0): Notes {
    const speakers = this.#speakers;
    const records = block.records;
    const reading = this.#reading;
    reading?.enter(block);
    if (entry !== this.#at) speakers.enter(entry);
    let owners: Map<number, number> | undefined;
    let doubts: [number, number][] | undefined;
    let implied: Set<number> | undefined;
    let days: [number, number][] | undefined;
    let day = speakers.day;
    let midnight = this.#midnight + day * DAY;
    for (let row = from; row < records.count; row++) {
      const kind = records.kind(row);
      if (TELLING[kind] === 0) {
        if (kind === Kind.GetReply || kind === Kind.GetReplyEnd) this.rawReplies = true;
        if (kind !== Kind.Continuation) this.#answered = undefined;
        else if (step) this.#answered?.goOn(block, row);
        reading?.record(block, row, records.id(row), timeAt(records.stamp(row), midnight), NOBODY);
        continue;
      }
      const stamp = records.stamp(row);
      if (stamp >= 0) {
        speakers.clock(stamp);
        if (speakers.day !== day) {
          day = speakers.day;
          midnight = this.#midnight + day * DAY;
          days ??= [];
          days.push([row, day]);
        }
      }
      const id = records.id(row);
      let owner = id;
      let doubtful = NOBODY;
      let tls = false;
      if (SPEAKS[kind] === 1) {
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
      if (owner === 0 || reading?.wants(owner) === false) {
        this.#answered = undefined;
        continue;
      }
      const e = this.#stepped(owner, block);
      if (tls) e.beganTls();
      e.step(block, row, kind, time, !this.#keep);
      if (doubtful.length > 0) for (const one of doubtful) this.#entries[one]?.doubt();
      this.#answered = kind === Kind.Reply || kind === Kind.OrphanReply ? e : undefined;
    }
    // Where nothing will change, no state but the last is asked for.
    const exit = this.#keep ? speakers.leave() : entry;
    this.#at = exit;
    return { entry, exit, owners, doubts, implied, days };
  }

  #stepped(id: number, block: LexedBlock): QueueEntry {
    let entry = this.#entries[id];
    if (entry === undefined) {
      while (this.#entries.length <= id) this.#entries.push(undefined);
      entry = new QueueEntry(id, this.#names);
      this.#entries[id] = entry;
    }
    if (this.#keep && entry.blocks.at(-1) !== block) entry.addBlock(block);
    return entry;
  }

  /** Every id that has something to say in a block, from a row on. */
  #idsOf(block: LexedBlock, notes: Notes, ids: Set<number>, from = 0): void {
    const records = block.records;
    let last = -1;
    for (let row = from; row < records.count; row++) {
      const id = records.id(row);
      if (id === last || id === 0 || TELLING[records.kind(row)] === 0) continue;
      ids.add(id);
      last = id;
    }
    if (notes.owners !== undefined) for (const owner of notes.owners.values()) if (owner > 0) ids.add(owner);
    if (notes.doubts !== undefined) for (const [, id] of notes.doubts) ids.add(id);
  }

  /** The id of the reply before row `end` of a block, whose text may go on behind it. */
  #lastReply(block: LexedBlock, notes: Notes, end: number, ids: Set<number>): void {
    const records = block.records;
    for (let row = end - 1; row >= 0; row--) {
      if (records.kind(row) === Kind.Continuation) continue;
      const owner = notes.owners?.get(row) ?? records.id(row);
      if (owner > 0) ids.add(owner);
      return;
    }
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
    this.#idsOf(block, this.#notes[block.index]!, own, from);
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
    for (const block of entry.blocks) this.#walk(entry, block);
    entry.settle();
  }

  #walk(entry: QueueEntry, block: LexedBlock): void {
    const notes = this.#notes[block.index]!;
    const { records } = block;
    const { owners, doubts } = notes;
    notes.rows ??= rowsById(block, notes);
    for (const row of notes.rows.get(entry.id) ?? NOBODY) {
      const kind = records.kind(row);
      if ((owners?.get(row) ?? records.id(row)) === entry.id) {
        if (notes.implied?.has(row)) entry.beganTls();
        const day = notes.days === undefined ? notes.entry.day : this.dayOf(block, row);
        entry.step(block, row, kind, timeAt(records.stamp(row), this.#midnight + day * DAY), false);
        if (entry.listens && (kind === Kind.Reply || kind === Kind.OrphanReply)) goOn(entry, block, row + 1);
      }
      if (doubts !== undefined) for (const [at, one] of doubts) if (at === row && one === entry.id) entry.doubt();
    }
  }
}

/** The rows that tell something of an id: those it owns, and those that leave it in doubt. */
function rowsById({ records }: LexedBlock, { owners, doubts }: Notes): Map<number, number[]> {
  const found = new Map<number, number[]>();
  const add = (id: number, row: number): void => {
    const rows = found.get(id);
    if (rows === undefined) found.set(id, [row]);
    else if (rows.at(-1) !== row) rows.push(row);
  };
  let next = 0;
  for (let row = 0; row < records.count; row++) {
    if (TELLING[records.kind(row)] === 0) continue;
    add(owners?.get(row) ?? records.id(row), row);
    while (doubts !== undefined && next < doubts.length && doubts[next]![0] <= row) add(doubts[next++]![1], row);
  }
  return found;
}

const NOBODY: readonly number[] = [];

const timeAt = (stamp: number, midnight: number): number => (stamp < 0 ? -1 : midnight + stamp);

/** Hands the lines that continue a reply to its entry, into the next block if need be. */
function goOn(entry: QueueEntry, from: LexedBlock, first: number): void {
  let block: LexedBlock | undefined = from;
  let row = first;
  while (entry.listens) {
    if (row >= block.records.count) {
      block = block.log.after(block);
      row = 0;
      if (block === undefined || block.records.count === 0) return;
    }
    if (block.records.kind(row) !== Kind.Continuation) return;
    entry.goOn(block, row);
    row++;
  }
}
