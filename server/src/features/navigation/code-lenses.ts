import type { CodeLens, Command } from 'vscode-languageserver-types';
import type { Attempt, Failure } from '../../deliveries/attempt.ts';
import type { Delivery, Try } from '../../deliveries/delivery.ts';
import { type Ending, type Forecast, forecast } from '../../deliveries/schedule.ts';
import { navigationText } from '../../l10n/navigation.ts';
import { DAY } from '../../logs/units.ts';
import type { FeatureContext } from '../context.ts';
import type { LogDocument } from '../document.ts';
import { attemptText } from './attempt-text.ts';
import { attemptsInOrder } from './attempts-in-order.ts';
import { Ranges } from './ranges.ts';

/** Attempts of one file that have lenses. */
const MAX_LENSED = 2000;

type LensKind = 'title' | 'story' | 'retrace';

/** What a lens is about, until an editor that shows it asks for its text. */
interface LensData {
  readonly uri: string;
  readonly kind: LensKind;
  /** Full id. */
  readonly id: string;
  /** Which attempt of that queue entry, from 0. */
  readonly n: number;
}

const COMMANDS: Readonly<Record<'story' | 'retrace', string>> = {
  story: 'senderlog.showStory',
  retrace: 'senderlog.retrace',
};

/**
 * Lenses over each attempt: how it went, and what can be done. Only the places; texts are worked out for those that are shown. Where
 * there are more attempts than have lenses, those that failed come first, and a lens on the first line says it.
 * @param commands those that the editor has
 */
export function* codeLenses(
  document: LogDocument,
  commands: ReadonlySet<string>,
  c: FeatureContext,
): Generator<void, CodeLens[]> {
  if (document.log.name !== 'senderlog') return [];
  const all = yield* attemptsInOrder(document);
  const shown = all.length <= MAX_LENSED ? all : chosen(all);
  const kinds: LensKind[] = ['title'];
  for (const kind of ['story', 'retrace'] as const) if (commands.has(COMMANDS[kind])) kinds.push(kind);
  const ranges = new Ranges(document.store);
  const made: CodeLens[] = [];
  if (shown.length < all.length) made.push(notice(navigationText(c.language).moreLenses(all.length - shown.length)));
  for (const [i, a] of shown.entries()) {
    if (i % 100 === 99) yield;
    const range = ranges.record(a.start.block, a.start.row);
    const id = document.log.ids.text(a.id);
    const n = document.attempts().entry(a.id)?.attempts.indexOf(a) ?? 0;
    for (const kind of kinds) made.push({ range, data: { uri: document.uri, kind, id, n } satisfies LensData });
  }
  return made;
}

/** Failed ones first, all in the order of the file. */
function chosen(all: readonly Attempt[]): Attempt[] {
  const failed = all.filter(a => a.failure !== undefined).slice(0, MAX_LENSED);
  const kept = new Set(failed);
  for (const a of all) {
    if (kept.size >= MAX_LENSED) break;
    kept.add(a);
  }
  return all.filter(a => kept.has(a));
}

function notice(title: string): CodeLens {
  const start = { line: 0, character: 0 };
  return { range: { start, end: start }, command: { title, command: '' } };
}

/** The address of the document that a lens belongs to; undefined where a client sends something else. */
export function lensUri(lens: CodeLens): string | undefined {
  return readData(lens)?.uri;
}

function readData({ data }: CodeLens): LensData | undefined {
  const { uri, kind, id, n } = (data ?? {}) as Partial<LensData>;
  if (typeof uri !== 'string' || typeof id !== 'string' || !Number.isInteger(n)) return undefined;
  return kind === 'title' || kind === 'story' || kind === 'retrace' ? { uri, kind, id, n: n! } : undefined;
}

/** A lens with its text. One whose attempt is gone, after an edit, says nothing. */
export function resolveLens(document: LogDocument, lens: CodeLens, c: FeatureContext): CodeLens {
  const data = readData(lens);
  const a = data && document.attempts().entry(document.log.ids.lookup(data.id))?.attempts[data.n];
  if (data === undefined || a === undefined) return { ...lens, command: { title: '', command: '' } };
  if (data.kind === 'title') return { ...lens, command: { title: lensTitle(document, a, c), command: '' } };
  const position = new Ranges(document.store).position(a.start.block.index, a.start.block.records.offset(a.start.row));
  const command: Command = {
    title: navigationText(c.language)[data.kind],
    command: COMMANDS[data.kind],
    arguments: [{ uri: document.uri, position }],
  };
  return { ...lens, command };
}

/** `550 at RCPT TO · attempt 3 · next about 14:30 (computed)`. */
export function lensTitle(document: LogDocument, a: Attempt, c: FeatureContext): string {
  const t = navigationText(c.language);
  const parts = [attemptText(a, c)];
  const deliveries = document
    .deliveriesOf(document.log.ids.base(a.id))
    .filter(d => d.tries.some(one => one.attempt === a));
  // Several recipients share an attempt: the one that waits or failed is the one to speak of.
  const d = deliveries.find(one => one.outcome !== 'delivered') ?? deliveries[0];
  if (d === undefined) return parts.join(' · ');
  const n = d.tries.findIndex(one => one.attempt === a) + 1;
  parts.push(beginsElsewhere(d) ? t.attemptHere(n) : t.attempt(n));
  if (n === d.tries.length) parts.push(...prospect(d, c));
  return parts.join(' · ');
}

/** Is there a sign of attempts before the first one that this file shows? */
function beginsElsewhere(d: Delivery): boolean {
  const first = d.tries[0]?.attempt;
  return /-R\d/.test(d.queueIds[0] ?? '') || (first?.age?.count ?? 0) > 1;
}

/** What is to come after the last attempt. */
function prospect(d: Delivery, c: FeatureContext): string[] {
  const t = navigationText(c.language);
  if (d.outcome === 'failed') return [t.gaveUp];
  if (d.outcome !== 'deferred') return [];
  const ending = endingOf(d.tries.at(-1)?.failure);
  const expected = ending && forecast(d.tries.map(seen), ending, c.settings.retry);
  if (expected === undefined) return [];
  const last = d.tries.at(-1)!.attempt.startTime;
  const { next, givesUp }: Forecast = expected;
  return [next === undefined ? t.noNext(clock(givesUp, last, t)) : t.next(clock(next, last, t))];
}

const seen = ({ attempt: { startTime, age } }: Try) => ({
  time: startTime,
  age: age === undefined ? undefined : age.now - age.queued,
  count: age?.count,
  limit: age?.limit,
});

/**
 * How the retry rules see a failure (format reference §6.2): E-Post's own 451 counts with the 4xx. Where a name was not resolved the
 * end depends on what the log does not show (with an MX or without), so nothing is foretold.
 */
function endingOf(f: Failure | undefined): Ending | undefined {
  if (f === undefined || f.kind === 'resolve') return undefined;
  if (f.kind === 'reply') return f.code >= 500 ? 'refused' : 'temporary';
  return f.kind === 'own-reply' ? 'temporary' : 'no-answer';
}

/** `14:30`, by the server's clock; with the day where it is another one than that of the last attempt. */
function clock(time: number, last: number, t: ReturnType<typeof navigationText>): string {
  const minutes = Math.floor((time % DAY) / 60_000);
  const text = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const days = Math.floor(time / DAY) - Math.floor(last / DAY);
  return days > 0 ? t.laterDay(text, days) : text;
}
