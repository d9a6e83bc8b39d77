import type { LexedBlock } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import type { SpeakerState } from './speaker-state.ts';

/** Kinds of record that a session is made of. */
export const TELLING = new Uint8Array(64);
for (const kind of [
  Kind.Reply,
  Kind.OrphanReply,
  Kind.Self451,
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
export interface BlockNotes {
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

/** The notes of a block that took further lines: what was found out before stays true. */
export const grown = (old: BlockNotes, more: BlockNotes): BlockNotes => ({
  entry: old.entry,
  exit: more.exit,
  owners: more.owners === undefined ? old.owners : new Map([...(old.owners ?? []), ...more.owners]),
  doubts: more.doubts === undefined ? old.doubts : [...(old.doubts ?? []), ...more.doubts],
  implied: more.implied === undefined ? old.implied : new Set([...(old.implied ?? []), ...more.implied]),
  days: more.days === undefined ? old.days : [...(old.days ?? []), ...more.days],
});

/** Whole days passed in the file before a record. */
export function dayBefore(notes: BlockNotes, row: number): number {
  let day = notes.entry.day;
  if (notes.days !== undefined) for (const [from, d] of notes.days) if (from <= row) day = d;
  return day;
}

/** Every id that has something to say in a block, from a row on. */
export function idsIn(block: LexedBlock, notes: BlockNotes, ids: Set<number>, from = 0): void {
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
export function lastReply(block: LexedBlock, notes: BlockNotes, end: number, ids: Set<number>): void {
  const records = block.records;
  for (let row = end - 1; row >= 0; row--) {
    if (records.kind(row) === Kind.Continuation) continue;
    const owner = notes.owners?.get(row) ?? records.id(row);
    if (owner > 0) ids.add(owner);
    return;
  }
}

/** The rows that tell something of an id: those it owns, and those that leave it in doubt. */
export function rowsById({ records }: LexedBlock, { owners, doubts }: BlockNotes): Map<number, number[]> {
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
