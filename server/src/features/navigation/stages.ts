import { type Attempt, STAGE_OF, type Stage } from '../../deliveries/attempt.ts';
import { Kind } from '../../logs/record.ts';
import type { LogDocument } from '../document.ts';
import type { StageRows } from './document-symbols.ts';

/**
 * The stages that attempts went through, each with its first and last record, in one pass over the blocks, in steps. At most `room`
 * stages in all; where there would be more, none.
 */
export function* stagesOf(
  document: LogDocument,
  attempts: readonly Attempt[],
  room: number,
): Generator<void, ReadonlyMap<Attempt, readonly StageRows[]>> {
  const found = new Map<Attempt, StageRows[]>();
  const queues = new Map<number, Attempt[]>();
  for (const a of attempts) {
    const queue = queues.get(a.id);
    if (queue === undefined) queues.set(a.id, [a]);
    else queue.push(a);
  }
  const all = document.attempts();
  let made = 0;
  for (const block of document.log.blocks) {
    yield;
    const { records } = block;
    let at: Attempt | undefined;
    for (let row = 0; row < records.count; row++) {
      const kind = records.kind(row);
      if (kind !== Kind.Continuation) at = current(queues.get(all.ownerOf(block, row)), block.index, row);
      if (at === undefined) continue;
      let stages = found.get(at);
      if (stages === undefined) {
        stages = [];
        found.set(at, stages);
      }
      const last = stages.at(-1);
      const stage = stageAt(kind, records.code(row), last?.stage);
      if (stage === undefined || stage === last?.stage) {
        if (last !== undefined) {
          last.to = block;
          last.toRow = row;
        }
        continue;
      }
      if (++made > room) return new Map();
      stages.push({ stage, from: block, fromRow: row, to: block, toRow: row });
    }
  }
  return found;
}

/** The attempt of a queue entry in which a place lies; those that end before it are let go. */
function current(queue: Attempt[] | undefined, block: number, row: number): Attempt | undefined {
  if (queue === undefined) return undefined;
  while (queue.length > 0 && precedes(queue[0]!.endBlock.index, queue[0]!.endRow, block, row)) queue.shift();
  const a = queue[0];
  return a === undefined || precedes(block, row, a.start.block.index, a.start.row) ? undefined : a;
}

const precedes = (block: number, row: number, otherBlock: number, otherRow: number): boolean =>
  block < otherBlock || (block === otherBlock && row < otherRow);

/** The stage that a record begins or goes on with; undefined: the one before goes on. */
function stageAt(kind: number, code: number, last: Stage | undefined): Stage | undefined {
  switch (kind) {
    case Kind.ConnectHost:
    case Kind.ConnectFailed:
    case Kind.ConnectLocalError:
      return 'connect';
    case Kind.MxNotFound:
    case Kind.IllegalDomain:
      return 'resolve';
    case Kind.Reply:
    case Kind.OrphanReply:
      return last === undefined || last === 'connect' ? 'greeting' : undefined;
    case Kind.Command:
      return STAGE_OF[code];
    case Kind.DataError:
      return 'body';
    case Kind.DataComplete:
      return 'final';
    default:
      return undefined;
  }
}
