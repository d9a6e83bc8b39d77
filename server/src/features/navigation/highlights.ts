import type { DocumentHighlight } from 'vscode-languageserver-types';
import type { Position } from '../../text/store.ts';
import type { LogDocument } from '../document.ts';
import { Occurrences } from './occurrences.ts';
import { Ranges } from './ranges.ts';
import { namedAt } from './subject.ts';

/** Blocks that are looked through on either side of the cursor: some 4 MB. */
const REACH = 256;
const MAX_HIGHLIGHTS = 1000;

/** The same id, address or host around the cursor, the nearest first until there are enough; null where none stands there. */
export function* highlights(document: LogDocument, position: Position): Generator<void, DocumentHighlight[] | null> {
  const named = namedAt(document, position);
  if (named === undefined) return null;
  const { blocks } = document.log;
  const middle = document.store.placeAt(position).block;
  const occurrences = new Occurrences(named);
  const found: { block: number; from: number; to: number }[] = [];
  for (let distance = 0; distance <= REACH && found.length < MAX_HIGHLIGHTS; distance++) {
    for (const index of distance === 0 ? [middle] : [middle - distance, middle + distance]) {
      const block = blocks[index];
      if (block !== undefined) for (const [from, to] of occurrences.in(block)) found.push({ block: index, from, to });
    }
    if (distance % 8 === 7) yield;
  }
  const ranges = new Ranges(document.store);
  return found
    .slice(0, MAX_HIGHLIGHTS)
    .sort((a, b) => a.block - b.block || a.from - b.from)
    .map(({ block, from, to }) => ({ range: ranges.range(block, from, to) }));
}
