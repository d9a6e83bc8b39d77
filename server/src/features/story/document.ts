import type { Catalogue } from '../../codes/catalogue.ts';
import { fileLineOf, type Outcome, type Spot } from '../../deliveries/attempt.ts';
import type { Delivery } from '../../deliveries/delivery.ts';
import { pathOf, type StoryLine } from '../../deliveries/story/line.ts';
import type { Section } from '../../deliveries/story/sections.ts';
import type { Notice, Story } from '../../deliveries/story/story.ts';
import type { ReplyCause } from '../../diagnosis/cause.ts';
import { diagnosisContext } from '../../diagnosis/context.ts';
import type { Language } from '../../l10n/messages.ts';
import { storyMessages } from '../../l10n/story-messages.ts';
import { DAY } from '../../logs/units.ts';
import { shownText } from '../masking.ts';
import { sectionHeading } from './headings.ts';
import { verdictLines } from './verdict.ts';

/** The story of a message as a document: the verdict first, a heading for each attempt, every line with its place. */

export interface StoryContext {
  readonly catalogue: () => Catalogue;
  readonly replyCause: ReplyCause;
  readonly language: Language;
  /** Makes text of strangers safe to show where it is shown. */
  readonly safe: (text: string) => string;
  readonly maskAddresses: boolean;
}

interface Place {
  readonly path: string;
  /** Line of the file, from 1. */
  readonly line: number;
  /** The line of it in an editor, from 0, where that was counted. */
  readonly editorLine?: number;
}

/** A line of the document. What is no line of a log begins with `#`. */
export interface StoryText {
  readonly text: string;
  /** Of a heading: 1 the message, 2 the verdict and each section. */
  readonly level?: 1 | 2;
  /** Where it stands in a log. */
  readonly at?: Place;
  /** No id stands in it, or it may be another message's. */
  readonly mark?: 'derived' | 'uncertain';
}

export interface StoryDocument {
  /** The base id; '' for a refusal, which has none. */
  readonly base: string;
  readonly outcome: Outcome | 'refused';
  readonly lines: readonly StoryText[];
}

export function storyDocument(story: Story, c: StoryContext): StoryDocument {
  const m = storyMessages(c.language);
  const show = shower(c);
  const diagnosis = diagnosisContext(c.catalogue, c.replyCause, story.rawReplies);
  const outcome = outcomeOf(story.deliveries);
  const lines: StoryText[] = [
    { text: `# ${story.base} — ${m.outcome[outcome] ?? outcome}`, level: 1 },
    { text: `## ${m.verdict}`, level: 2 },
  ];
  const placeOf = placesOf(story);
  const deliveries = worstFirst(story.deliveries);
  for (const d of deliveries.slice(0, MAX_VERDICTS)) lines.push(...verdictLines(d, diagnosis, c, show, placeOf));
  if (deliveries.length > MAX_VERDICTS) lines.push({ text: `# ${m.more(deliveries.length - MAX_VERDICTS)}` });
  if (story.notices.length > 0) {
    lines.push({ text: `## ${m.open}`, level: 2 });
    for (const notice of story.notices) lines.push({ text: `# - ${noticeText(notice, c.language)}` });
  }
  for (const section of story.sections) lines.push(...sectionLines(section, story, c, show));
  return { base: story.base, outcome, lines };
}

/** Deliveries of one message whose verdicts are written out, the worst first. */
const MAX_VERDICTS = 100;

/** Where a record stands, with the line of an editor where the story has it. */
export type PlaceOf = (at: Spot) => Place;

function placesOf(story: Story): PlaceOf {
  const known = new Map<string, number | undefined>();
  for (const { lines } of story.sections) for (const l of lines) known.set(`${l.line} ${l.path}`, l.editorLine);
  return at => {
    const place = { path: pathOf(at.block), line: fileLineOf(at) };
    const editorLine = known.get(`${place.line} ${place.path}`);
    return editorLine === undefined ? place : { ...place, editorLine };
  };
}

/** Makes log text fit to be shown: safe, and with local parts masked where the user wants that. */
export function shower({
  safe,
  maskAddresses,
}: Pick<StoryContext, 'safe' | 'maskAddresses'>): (text: string) => string {
  return text => safe(shownText(text, { maskAddresses }));
}

export const logLine = (line: StoryLine, show: (text: string) => string): StoryText => ({
  text: show(line.text),
  at: { path: line.path, line: line.line, ...(line.editorLine !== undefined && { editorLine: line.editorLine }) },
  ...((line.uncertain || line.derived) && { mark: line.uncertain ? 'uncertain' : 'derived' }),
});

function sectionLines(section: Section, story: Story, c: StoryContext, show: (text: string) => string): StoryText[] {
  const [heading, ...more] = sectionHeading(section, story, c, show);
  return [
    { text: '' },
    { text: `## ${heading}`, level: 2 },
    ...more.map(text => ({ text: `# ${text}` })),
    ...section.lines.map(line => logLine(line, show)),
  ];
}

const BADNESS: readonly Outcome[] = ['failed', 'deferred', 'in-progress', 'unknown', 'delivered'];
const badness = (d: Delivery): number => BADNESS.indexOf(d.outcome) + (d.errorMail ? BADNESS.length : 0);

/** The mails themselves before the error mails, what went wrong before what did not. */
const worstFirst = (deliveries: readonly Delivery[]): Delivery[] =>
  deliveries.toSorted((a, b) => badness(a) - badness(b));

/** The outcome of a message: the worst of its deliveries; error mails count only where there is nothing else. */
export const outcomeOf = (deliveries: readonly Delivery[]): Outcome => worstFirst(deliveries)[0]?.outcome ?? 'unknown';

function noticeText(n: Notice, language: Language): string {
  const m = storyMessages(language).notices;
  switch (n.kind) {
    case 'missing-days':
      return m.missingDays(n.log, daysText(n.days, language));
    case 'no-senderlog':
      return m.noSenderlog;
    case 'no-faillog':
      return m.noFaillog(n.given);
    case 'begins-before':
      return m.beginsBefore(n.count);
    case 'begins-in-session':
      return m.beginsInSession;
    case 'ends-in-session':
      return m.endsInSession;
    case 'id-reused':
      return m.idReused(n.at, n.of);
    case 'no-date':
      return m.noDate;
    case 'uncertain-lines':
      return m.uncertainLines(n.count);
    case 'derived-lines':
      return m.derivedLines(n.count);
    case 'dropped-lines':
      return m.droppedLines(n.count);
  }
}

const daysText = (days: readonly number[], language: Language): string =>
  days.map(day => new Date(day * DAY).toISOString().slice(0, 10)).join(language === 'ja' ? '、' : ', ');
