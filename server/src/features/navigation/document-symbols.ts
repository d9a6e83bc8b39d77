import type { DocumentSymbol, Range } from 'vscode-languageserver-types';
import type { Attempt, Stage } from '../../deliveries/attempt.ts';
import { Names } from '../../deliveries/names.ts';
import { noteOf } from '../../deliveries/notes.ts';
import { chainOf } from '../../deliveries/units.ts';
import { messages } from '../../l10n/messages.ts';
import { navigationText } from '../../l10n/navigation.ts';
import type { LexedBlock } from '../../logs/log.ts';
import { Kind } from '../../logs/record.ts';
import type { FeatureContext } from '../context.ts';
import type { LogDocument } from '../document.ts';
import { attemptText, label, messageText } from './attempt-text.ts';
import { attemptsInOrder } from './attempts-in-order.ts';
import { Ranges } from './ranges.ts';
import { stagesOf } from './stages.ts';

/** Symbols of one file; an editor's outline is of no use beyond that. */
export const MAX_SYMBOLS = 10_000;
/** Messages that are worked out in one step. */
const STEP = 5;

// Kinds of symbol as the protocol numbers them; a log has none of its own.
const FILE_KIND = 1;
const METHOD_KIND = 6;
const FIELD_KIND = 8;
const EVENT_KIND = 24;

/**
 * The outline: message → attempt → stage; in a companion log its lines. In steps. Where there is more than an outline may hold,
 * first the stages are left out, then messages that were delivered, then others; a last symbol says how many.
 */
export function* documentSymbols(document: LogDocument, c: FeatureContext): Generator<void, DocumentSymbol[]> {
  if (document.log.name !== 'senderlog') return yield* lineSymbols(document, c);
  const attempts = yield* attemptsInOrder(document);
  yield* document.idsInSteps();
  const all = yield* byMessage(document, attempts);
  const room = MAX_SYMBOLS - 1;
  const total = all.length + attempts.length;
  const kept = total <= room ? all : choose(all, room);
  const stages = yield* stagesOf(
    document,
    kept.flatMap(m => m.attempts),
    room - Math.min(total, room),
  );
  const ranges = new Ranges(document.store);
  const made: DocumentSymbol[] = [];
  for (const [i, message] of kept.entries()) {
    if (i % STEP === STEP - 1) yield;
    made.push(messageSymbol(document, message, stages, ranges, c));
  }
  // Messages lie within each other in time: an editor that looks for the one at the cursor takes the first that holds it, so the
  // shortest come first. Outlines are sorted by the editor.
  made.sort((a, b) => length(a.range) - length(b.range) || a.range.start.line - b.range.start.line);
  if (kept.length < all.length) made.push(notice(navigationText(c.language).moreMessages(all.length - kept.length)));
  return made;
}

const length = (r: Range): number => r.end.line - r.start.line;

interface MessageAttempts {
  readonly base: string;
  readonly attempts: Attempt[];
}

function* byMessage(document: LogDocument, attempts: readonly Attempt[]): Generator<void, MessageAttempts[]> {
  const found = new Map<string, MessageAttempts>();
  for (const [i, a] of attempts.entries()) {
    if (i % 1000 === 999) yield;
    const base = document.log.ids.base(a.id);
    const known = found.get(base);
    if (known === undefined) found.set(base, { base, attempts: [a] });
    else known.attempts.push(a);
  }
  return [...found.values()];
}

/** The messages that fit: those with a failure before the others, each group in the order of the file. */
function choose(all: readonly MessageAttempts[], room: number): MessageAttempts[] {
  const failed = (m: MessageAttempts): boolean => m.attempts.some(a => a.failure !== undefined);
  const kept = new Set<MessageAttempts>();
  let left = room;
  for (const wanted of [true, false]) {
    for (const m of all) {
      if (failed(m) !== wanted || left < m.attempts.length + 1) continue;
      kept.add(m);
      left -= m.attempts.length + 1;
    }
  }
  return all.filter(m => kept.has(m));
}

type Stages = ReadonlyMap<Attempt, readonly StageRows[]>;

/** A stage of an attempt: its first and its last record. */
export interface StageRows {
  readonly stage: Stage;
  readonly from: LexedBlock;
  readonly fromRow: number;
  to: LexedBlock;
  toRow: number;
}

function messageSymbol(
  document: LogDocument,
  { base, attempts }: MessageAttempts,
  stages: Stages,
  ranges: Ranges,
  c: FeatureContext,
): DocumentSymbol {
  const t = navigationText(c.language);
  const counts = new Map<string, number>();
  const children = attempts.map(a => {
    // An error mail is a delivery of its own: its attempts count from 1.
    const chain = chainOf(document.log.ids.text(a.id));
    const n = (counts.get(chain) ?? 0) + 1;
    counts.set(chain, n);
    return attemptSymbol(document, a, n, stages.get(a) ?? [], ranges, c);
  });
  const all = document.deliveriesOf(base);
  const mails = all.filter(d => !d.errorMail);
  const deliveries = mails.length > 0 ? mails : all;
  const named = [...new Set(deliveries.flatMap(d => d.recipient ?? []))];
  const who = named.length > 0 ? named[0]! : (attempts.find(a => a.domain !== '')?.domain ?? '');
  const parts = [t.recipients(label(who, c), Math.max(0, named.length - 1)), messageText(deliveries, c)];
  return {
    name: base,
    detail: parts.filter(part => part !== '').join(' · '),
    kind: FILE_KIND,
    range: hull(children.map(child => child.range)),
    selectionRange: children[0]!.selectionRange,
    children,
  };
}

function attemptSymbol(
  document: LogDocument,
  a: Attempt,
  n: number,
  stages: readonly StageRows[],
  ranges: Ranges,
  c: FeatureContext,
): DocumentSymbol {
  const { start } = a;
  const first = ranges.record(start.block, start.row);
  const last = ranges.record(a.endBlock, a.endRow);
  const children = stages.map(stage => stageSymbol(stage, ranges, c));
  const chain = document.log.ids.text(a.id).slice(document.log.ids.base(a.id).length);
  const parts = [navigationText(c.language).attempt(n), label(a.host, c), chain];
  return {
    name: parts.filter(part => part !== '').join(' · '),
    detail: attemptText(a, c),
    kind: EVENT_KIND,
    range: hull([first, last, ...children.map(child => child.range)]),
    selectionRange: first,
    children,
  };
}

function stageSymbol(s: StageRows, ranges: Ranges, c: FeatureContext): DocumentSymbol {
  const first = ranges.record(s.from, s.fromRow);
  return {
    name: messages(c.language).stage[s.stage] ?? s.stage,
    kind: METHOD_KIND,
    range: hull([first, ranges.record(s.to, s.toRow)]),
    selectionRange: first,
  };
}

/** From the first beginning to the last end. */
function hull(ranges: readonly Range[]): Range {
  let { start, end } = ranges[0]!;
  for (const r of ranges) {
    if (before(r.start, start)) start = r.start;
    if (before(end, r.end)) end = r.end;
  }
  return { start, end };
}

const before = (a: Range['start'], b: Range['start']): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);

/** The lines of a companion log that speak of a message. */
function* lineSymbols(document: LogDocument, c: FeatureContext): Generator<void, DocumentSymbol[]> {
  const t = navigationText(c.language);
  const ranges = new Ranges(document.store);
  const made: DocumentSymbol[] = [];
  const names = new Names();
  let more = 0;
  for (const block of document.log.blocks) {
    yield;
    for (let row = 0; row < block.records.count; row++) {
      const id = block.records.id(row);
      if (id === 0) continue;
      if (made.length >= MAX_SYMBOLS - 1) {
        more++;
        continue;
      }
      const range = ranges.record(block, row);
      const note = block.records.kind(row) === Kind.AcceptResult ? undefined : noteOf(block, row, names);
      const who = t.recipients(label(note?.recipients[0] ?? '', c), Math.max(0, (note?.recipients.length ?? 0) - 1));
      const detail = [who, label(note?.reason ?? '', c)].filter(part => part !== '').join(' · ');
      made.push({ name: document.log.ids.text(id), detail, kind: FIELD_KIND, range, selectionRange: range });
    }
  }
  if (more > 0) made.push(notice(t.moreLines(more)));
  return made;
}

function notice(name: string): DocumentSymbol {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return { name, kind: FIELD_KIND, range, selectionRange: range };
}
