import type { LexedBlock, Ref } from '../../logs/log.ts';
import type { LogDocument } from '../document.ts';

/** From a record to its neighbours. All walks are bounded, so that a hover costs the same in a log of any size. */

/** Rows that a walk looks at: about 1.5 MB of a log. */
const MAX_ROWS = 20_000;

/** What a walk looks for: records of these kinds (null: with a stamp) that belong to one of these ids. */
interface Wanted {
  readonly kinds: ReadonlySet<number> | null;
  /** Null: whoever they belong to. */
  readonly ids: readonly number[] | null;
  /** A further condition. */
  readonly fits?: (block: LexedBlock, row: number) => boolean;
}

/** The last such record before `ref`; `'start'` where the file begins first, undefined beyond the bound. */
export function lastBefore(
  document: LogDocument,
  ref: Ref,
  wanted: Wanted,
  most = MAX_ROWS,
): Ref | 'start' | undefined {
  const { blocks } = document.log;
  let left = most;
  let from = ref.row - 1;
  for (let i = ref.block.index; i >= 0; i--) {
    const block = blocks[i]!;
    if (block !== ref.block) from = block.records.count - 1;
    const owners = ownersIn(document, block);
    for (let row = from; row >= 0; row--) {
      if (left-- <= 0) return undefined;
      if (isWanted(block, row, owners, wanted)) return { block, row };
    }
  }
  return 'start';
}

/** The first such record after `ref`; undefined beyond the bound. */
export function firstAfter(document: LogDocument, ref: Ref, wanted: Wanted, most = MAX_ROWS): Ref | undefined {
  const { blocks } = document.log;
  let left = most;
  let from = ref.row + 1;
  for (let i = ref.block.index; i < blocks.length; i++) {
    const block = blocks[i]!;
    const owners = ownersIn(document, block);
    for (let row = from; row < block.records.count; row++) {
      if (left-- <= 0) return undefined;
      if (isWanted(block, row, owners, wanted)) return { block, row };
    }
    from = 0;
  }
  return undefined;
}

type Owners = ReadonlyMap<number, number> | undefined;

const ownersIn = (document: LogDocument, block: LexedBlock): Owners =>
  document.log.name === 'senderlog' ? document.attempts().ownersIn(block) : undefined;

function isWanted(block: LexedBlock, row: number, owners: Owners, { kinds, ids, fits }: Wanted): boolean {
  const { records } = block;
  if (ids !== null) {
    const id = owners?.get(row) ?? records.id(row);
    // One id is the rule, and this is the loop that a hover spends its time in.
    if (id === 0 || (ids.length === 1 ? ids[0] !== id : !ids.includes(id))) return false;
  }
  if (kinds === null ? records.stamp(row) < 0 : !kinds.has(records.kind(row))) return false;
  return fits === undefined || fits(block, row);
}

/** The id that a record belongs to; 0 where none is known. */
export const ownerOf = (document: LogDocument, { block, row }: Ref): number =>
  document.log.name === 'senderlog' ? document.attempts().ownerOf(block, row) : block.records.id(row);
