import type { FoldingRange } from 'vscode-languageserver-types';
import { Kind } from '../../logs/record.ts';
import type { LogDocument } from '../document.ts';
import { Ranges } from './ranges.ts';

/** What an editor takes at most where it does not say it. */
const MAX_FOLDS = 5000;

/**
 * Folds by message run (lines of one message with no line of another between) and, in it, by attempt. Folds never cross: where the
 * lines of several threads are mixed, what is not in one piece has no fold. In steps.
 * @param limit how many folds the editor takes; the longest are kept
 */
export function* folding(document: LogDocument, limit = MAX_FOLDS): Generator<void, FoldingRange[]> {
  if (document.log.name !== 'senderlog') return [];
  const all = yield* document.attemptsInSteps();
  const { ids } = document.log;
  const ranges = new Ranges(document.store);
  const folds: Fold[] = [];
  const bases: string[] = [];
  let run: { base: string; first: number; last: number } | undefined;
  let attempt: { id: number; first: number; last: number } | undefined;
  const endAttempt = (): void => {
    add(folds, attempt);
    attempt = undefined;
  };
  const endRun = (): void => {
    endAttempt();
    add(folds, run);
    run = undefined;
  };
  for (const { index, records } of document.log.blocks) {
    yield;
    const block = document.log.blocks[index]!;
    for (let row = 0; row < records.count; row++) {
      const kind = records.kind(row);
      const owner = kind === Kind.Continuation ? 0 : all.ownerOf(block, row);
      const last = ranges.position(index, Math.max(records.offset(row), records.end(row) - 1)).line;
      if (owner === 0) {
        // What has no id goes with the lines before it.
        if (run !== undefined) run.last = last;
        if (attempt !== undefined) attempt.last = last;
        continue;
      }
      const first = ranges.position(index, records.offset(row)).line;
      bases[owner] ??= ids.base(owner);
      const base = bases[owner];
      if (run?.base !== base) {
        endRun();
        // Two records of one line: the line is the first one's.
        run = { base, first, last };
      }
      run!.last = last;
      if (kind === Kind.ConnectHost) {
        endAttempt();
        attempt = { id: owner, first, last };
      } else if (attempt !== undefined) {
        if (attempt.id !== owner || ENDS.has(kind)) endAttempt();
        else attempt.last = last;
      }
    }
  }
  endRun();
  return chosen(folds, limit);
}

/** The queue goes on: the attempt before is over. */
const ENDS: ReadonlySet<number> = new Set([Kind.TryCheck, Kind.TryAge, Kind.BounceStart]);

interface Fold {
  readonly first: number;
  readonly last: number;
}

/** One line is no fold. The line at which one ends may be the first of the next: it is left to that one. */
function add(folds: Fold[], { first, last }: Fold = { first: 0, last: 0 }): void {
  if (last > first) folds.push({ first, last });
}

/** In order, outer before inner, each lines once, none that crosses another; where there are too many, the longest. */
function chosen(folds: readonly Fold[], limit: number): FoldingRange[] {
  const kept = folds.length <= limit ? [...folds] : longest(folds, limit);
  kept.sort((a, b) => a.first - b.first || b.last - a.last);
  const open: Fold[] = [];
  const made: FoldingRange[] = [];
  for (const fold of kept) {
    while (open.length > 0 && open.at(-1)!.last < fold.first) open.pop();
    const outer = open.at(-1);
    // Lines that two records share may make neighbours touch: the later one gives way.
    if (outer !== undefined && (fold.last > outer.last || (fold.first === outer.first && fold.last === outer.last)))
      continue;
    open.push(fold);
    made.push({ startLine: fold.first, endLine: fold.last, kind: 'region' });
  }
  return made;
}

const longest = (folds: readonly Fold[], limit: number): Fold[] =>
  [...folds].sort((a, b) => b.last - b.first - (a.last - a.first)).slice(0, limit);
