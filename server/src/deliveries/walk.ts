import type { LexedBlock } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import { DAY } from '../logs/units.ts';
import { type BlockNotes, dayBefore, rowsById } from './block-notes.ts';
import type { QueueEntry } from './entry.ts';

/**
 * Takes an entry through its own records of a block, as the pass over the whole block did.
 * @param midnight as in `Attempts`
 */
export function walk(entry: QueueEntry, block: LexedBlock, notes: BlockNotes, midnight: number): void {
  const { records } = block;
  const { owners, doubts } = notes;
  notes.rows ??= rowsById(block, notes);
  for (const row of notes.rows.get(entry.id) ?? []) {
    const kind = records.kind(row);
    if ((owners?.get(row) ?? records.id(row)) === entry.id) {
      if (notes.implied?.has(row)) entry.beganTls();
      const stamp = records.stamp(row);
      const time = stamp < 0 ? -1 : midnight + dayBefore(notes, row) * DAY + stamp;
      entry.step(block, row, kind, time, false);
      if (entry.listens && (kind === Kind.Reply || kind === Kind.OrphanReply)) goOn(entry, block, row + 1);
    }
    if (doubts !== undefined) for (const [at, one] of doubts) if (at === row && one === entry.id) entry.doubt();
  }
}

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
