import { pathOf } from '../../deliveries/story/line.ts';
import { secondsText } from '../../deliveries/times.ts';
import type { Refusal } from '../../deliveries/trace/refusals.ts';
import { beginOf, type Found, type Hit } from '../../deliveries/trace/trace.ts';
import { diagnosisContext } from '../../diagnosis/context.ts';
import { causeOfDelivery } from '../../diagnosis/diagnose.ts';
import { storyMessages } from '../../l10n/story-messages.ts';
import { traceMessages } from '../../l10n/trace-messages.ts';
import type { FeatureContext } from '../context.ts';
import type { Cancellation, LogAccess, Where } from '../log-access.ts';
import { logLine, outcomeOf, type StoryContext, type StoryDocument, shower } from '../story/document.ts';
import { storyContext } from '../story/story.ts';
import { type TraceQuery, traceQuery } from './query.ts';

/** A message that may be the one, as it is offered. */
export interface Candidate {
  /** Base id; '' for a mail that was refused on receipt. */
  readonly queueId: string;
  readonly server: string;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly outcome: StoryDocument['outcome'];
  /** A log of that server that names it, if known. */
  readonly files: readonly string[];
  /** Of a refusal, which no id leads to again. */
  readonly document?: StoryDocument;
}

export interface TraceAnswer {
  /** What was understood of the query. */
  readonly kind: TraceQuery['kind'];
  /** The likeliest first. */
  readonly candidates: readonly Candidate[];
  /** The first one is meant: nothing has to be chosen. */
  readonly sure: boolean;
  /** What the user has to know beside, a sentence each. */
  readonly notes: readonly string[];
}

/** More are not offered. */
const MAX_CANDIDATES = 200;
const MAX_SAID = 300;

/** Finds the message that somebody asks about, whatever he has of it. */
export async function trace(
  given: string,
  where: Where,
  logs: LogAccess,
  c: FeatureContext,
  cancel: Cancellation,
): Promise<TraceAnswer> {
  const query = traceQuery(given, logs.now());
  const m = traceMessages(c.language);
  if (query.kind === 'nothing') return { kind: query.kind, candidates: [], sure: false, notes: [m.nothingGiven] };
  return traceAnswer(query, await logs.trace(query, where, cancel), storyContext(c));
}

function traceAnswer(query: TraceQuery, found: Found, c: StoryContext): TraceAnswer {
  const show = shower(c);
  const hits = found.hits.map(hit => hitCandidate(hit, c, show));
  const refusals = found.refusals.map(r => refusalCandidate(r.server, r.refusal, c, show));
  const candidates = [...hits, ...refusals].slice(0, MAX_CANDIDATES);
  const surely = candidates.length === 1 && found.hits[0]?.by !== 'domain' && !found.widened;
  return { kind: query.kind, candidates, sure: surely, notes: notesOf(query, found, c, show) };
}

function notesOf(query: TraceQuery, found: Found, c: StoryContext, show: (text: string) => string): string[] {
  const m = traceMessages(c.language);
  const notes: string[] = [];
  if (query.writer.kind === 'other') notes.push(m.other(query.writer.name));
  const nothing = found.hits.length + found.refusals.length === 0;
  if (found.files === 0) notes.push(m.noLogs);
  else if (nothing) notes.push(query.ids.length > 0 ? m.notFoundIds(query.ids.slice(0, 3).join(', ')) : m.notFound);
  else if (query.ids.length > 0 && found.hits[0]?.by !== 'id') notes.push(m.byAddress);
  if (found.widened && !nothing) notes.push(m.widened);
  if (found.dropped > 0) notes.push(m.dropped(found.dropped));
  if (found.unread.length > 0) notes.push(m.unread(found.unread.length, show(found.unread[0]!)));
  return notes;
}

function hitCandidate(hit: Hit, c: StoryContext, show: (text: string) => string): Candidate {
  const m = traceMessages(c.language);
  const s = storyMessages(c.language);
  const people = [...new Set(hit.deliveries.flatMap(d => d.recipient ?? []))];
  if (people.length === 0) people.push(...hit.notes.flatMap(n => n.recipients));
  const first = people[0] === undefined ? m.nobody : show(people[0]);
  const outcome = outcomeOf(hit.deliveries);
  const detail: string[] = [];
  const begin = beginOf(hit);
  if (begin >= 0) detail.push(timeText(begin));
  const diagnosis = diagnosisContext(c.catalogue, c.replyCause, hit.rawReplies);
  const causes = new Set(hit.deliveries.flatMap(d => causeOfDelivery(d, diagnosis) ?? []));
  for (const slug of [...causes].slice(0, 2))
    detail.push(c.catalogue().byId(`epost:cause-${slug}`)?.title[c.language] ?? slug);
  if (hit.deliveries.length === 0) detail.push(m.noLines);
  if (hit.by === 'domain') detail.push(m.onlyDomain);
  return {
    queueId: hit.base,
    server: hit.server,
    label: `${hit.base} → ${m.recipients(first, Math.max(0, people.length - 1))}`,
    description: s.outcome[outcome] ?? outcome,
    detail: detail.join(' · '),
    outcome,
    files: filesOf(hit),
  };
}

function filesOf(hit: Hit): string[] {
  const spots = [...hit.deliveries.flatMap(d => d.tries.map(t => t.attempt.start)), ...hit.notes.map(n => n.at)];
  return [...new Set(spots.slice(0, 1).map(at => pathOf(at.block)))].filter(path => path !== '');
}

function refusalCandidate(
  server: string,
  refusal: Refusal,
  c: StoryContext,
  show: (text: string) => string,
): Candidate {
  const m = traceMessages(c.language);
  const said = show(refusal.said).slice(0, MAX_SAID);
  const when = timeText(refusal.time);
  return {
    queueId: '',
    server,
    label: said,
    description: m.refused,
    detail: m.refusedDetail(when, show(refusal.peer)).replace(/ · $/, ''),
    outcome: 'refused',
    files: [],
    document: refusalDocument(refusal, when, said, c, show),
  };
}

/** The lines of a mail that our server did not take. */
function refusalDocument(
  refusal: Refusal,
  when: string,
  said: string,
  c: StoryContext,
  show: (text: string) => string,
): StoryDocument {
  const s = storyMessages(c.language);
  return {
    base: '',
    outcome: 'refused',
    lines: [
      { text: `# ${s.refusal} — ${when}`, level: 1 },
      { text: `## ${s.verdict}`, level: 2 },
      { text: `# ${s.refusalVerdict}` },
      { text: `#   ${said}` },
      { text: '' },
      { text: `## ${s.receipt} (${refusal.lines[0]!.log})`, level: 2 },
      ...refusal.lines.map(line => logLine(line, show)),
    ],
  };
}

const timeText = (local: number): string => secondsText(local) ?? '?';
