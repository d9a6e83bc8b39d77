import type { Attempt } from '../../deliveries/attempt.ts';
import type { LogDocument } from '../document.ts';

/** Entries that are looked at in one step. */
const STEP = 500;

/** All attempts of a log in the order of their beginning, found in steps of a few milliseconds. */
export function* attemptsInOrder(document: LogDocument): Generator<void, Attempt[]> {
  const { entries } = yield* document.attemptsInSteps();
  const byBlock: (Attempt[] | undefined)[] = new Array(document.log.blocks.length).fill(undefined);
  for (let i = 0; i < entries.length; i++) {
    if (i % STEP === STEP - 1) yield;
    for (const a of entries[i]?.attempts ?? []) {
      const list = byBlock[a.start.block.index];
      if (list === undefined) byBlock[a.start.block.index] = [a];
      else list.push(a);
    }
  }
  const found: Attempt[] = [];
  for (let i = 0; i < byBlock.length; i++) {
    if (i % STEP === STEP - 1) yield;
    const list = byBlock[i];
    if (list === undefined) continue;
    list.sort((a, b) => a.start.row - b.start.row);
    for (const a of list) found.push(a);
  }
  return found;
}
