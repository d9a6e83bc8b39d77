import type { LexedBlock } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import { TELLING } from './block-notes.ts';
import { PLAIN } from './speakers.ts';

/** What a kind of record is to the pass over a block. */
export const Role = {
  /** Nothing. */
  Other: 0,
  /** A raw reply, as newer builds write it. */
  Raw: 1,
  /** A further line of the reply before it. */
  Continues: 2,
  /** Part of the session of the id that stands in it. */
  Plain: 3,
  /** Part of a session; whose it is has to be found out. */
  Speaks: 4,
} as const;

export const ROLES = new Uint8Array(64);
ROLES[Kind.GetReply] = Role.Raw;
ROLES[Kind.GetReplyEnd] = Role.Raw;
ROLES[Kind.Continuation] = Role.Continues;
TELLING.forEach((tells, kind) => {
  if (tells === 1) ROLES[kind] = PLAIN[kind] === 1 ? Role.Plain : Role.Speaks;
});

/**
 * Does the retry line beside this look at the queue say the same? It names the domain as well, and most often stands between two
 * such looks.
 */
export const isTold = (block: LexedBlock, row: number): boolean =>
  isSaid(block, row, row + 1) || isSaid(block, row, row - 1);

/** What follows the domain of a look at the queue. */
const LOOK = '] GetTryServer:()'.length;

function isSaid({ records, text }: LexedBlock, row: number, by: number): boolean {
  if (by < 0 || by >= records.count || records.kind(by) !== Kind.TryAge || records.id(by) !== records.id(row))
    return false;
  const b = text.bytes;
  const start = records.payload(row);
  const shift = records.payload(by) - start;
  // With its closing bracket.
  for (let i = records.end(row) - LOOK; i >= start; i--) if (b[i] !== b[i + shift]) return false;
  return true;
}

/** Kinds of record after which a session is over: QUIT, or a connection that failed. */
export const ENDING = new Uint8Array(64);
for (const kind of [Kind.Command, Kind.ConnectFailed, Kind.ConnectLocalError]) ENDING[kind] = 1;
