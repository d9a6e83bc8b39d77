import type { Attempt } from '../../deliveries/attempt.ts';
import type { Section } from '../../deliveries/story/sections.ts';
import { stepsOf } from '../../deliveries/story/steps.ts';
import type { Story } from '../../deliveries/story/story.ts';
import { placeInDelivery } from '../../deliveries/story/tries.ts';
import { momentText, startOf } from '../../deliveries/times.ts';
import { causeOf } from '../../diagnosis/cause.ts';
import { messages } from '../../l10n/messages.ts';
import { storyMessages } from '../../l10n/story-messages.ts';
import { Kind } from '../../logs/record.ts';
import { DAY } from '../../logs/units.ts';
import type { StoryContext } from './document.ts';

/** Texts of replies in a heading, in characters. */
const MAX_REPLY = 160;

/** The heading of a section and what stands below it, without the marks of a comment. */
export function sectionHeading(
  section: Section,
  story: Story,
  c: StoryContext,
  show: (text: string) => string,
): [string, ...string[]] {
  const m = storyMessages(c.language);
  switch (section.kind) {
    case 'attempt':
      return attemptHeading(section.attempt!, section, story, c, show);
    case 'receipt':
      return [`${m.receipt} (${section.lines[0]!.log})`];
    case 'result':
      return [`${m.result[section.lines[0]!.log] ?? ''} (${section.lines[0]!.log})`];
    case 'waiting': {
      const passes = section.lines.filter(l => l.kind === Kind.TryAge).length;
      return [passes > 0 ? m.waiting(passes) : m.queue];
    }
    case 'give-up': {
      const start = section.lines.find(l => l.kind === Kind.BounceStart);
      const to = start === undefined ? undefined : /RCPT To=(.*)$/.exec(start.text)?.[1]?.trim();
      if (to === undefined) return [m.giveUp];
      return [to === '' ? m.giveUpNobody : m.giveUpTo(show(to))];
    }
  }
}

function attemptHeading(
  a: Attempt,
  section: Section,
  story: Story,
  c: StoryContext,
  show: (text: string) => string,
): [string, ...string[]] {
  const m = storyMessages(c.language);
  const place = placeInDelivery(a, story.deliveries);
  const number = place === undefined ? m.lone : m.attempt(place.number, place.delivery.tries.length);
  const parts = [place?.delivery.errorMail === true ? `${m.errorMail}, ${number}` : number];
  const when = beginning(a);
  if (when !== undefined) parts.push(when.text);
  parts.push(a.host === '' ? m.noHost : show(a.host));
  const to = a.recipients.map(r => r.address);
  if (to.length > 0) parts.push(show(to.slice(0, 3).join(', ')) + (to.length > 3 ? ' …' : ''));
  parts.push(...resultOf(a, c, show));
  const below: string[] = [];
  if (when?.derived === true) below.push(m.dateDerived);
  const steps = stepsText(section, c);
  if (steps !== '') below.push(m.steps(steps));
  const heading = parts.join(' · ');
  return [heading.charAt(0).toUpperCase() + heading.slice(1), ...below];
}

function resultOf(a: Attempt, c: StoryContext, show: (text: string) => string): string[] {
  const m = storyMessages(c.language);
  const found: string[] = [];
  const stage = messages(c.language).stage;
  for (const r of a.recipients) {
    if (r.failure !== undefined && a.recipients.length > 1 && found.length < 3)
      found.push(m.refused(r.code, show(r.address)));
  }
  if (a.accepted !== undefined) found.push(m.accepted(show(a.acceptedText.slice(0, MAX_REPLY))));
  else if (a.failure !== undefined) {
    const cause = causeOf(a.failure, a.failure.text, c.replyCause);
    const title = c.catalogue().byId(`epost:cause-${cause}`)?.title[c.language] ?? cause;
    found.push(m.at(stage[a.failure.stage] ?? a.failure.stage), title);
  } else found.push(m.at(stage[a.stage] ?? a.stage), m.cut);
  return found;
}

/** When an attempt began, by the server's clock; undefined where no line tells it. */
function beginning(a: Attempt): { text: string; derived: boolean } | undefined {
  const moment = startOf(a);
  if (moment === undefined) {
    if (a.startTime < 0) return undefined;
    return { text: new Date(a.startTime % DAY).toISOString().slice(11, 19), derived: false };
  }
  const text = momentText({ ...moment, local: Math.floor(moment.local / 1000) * 1000 });
  return text === '' ? undefined : { text, derived: moment.derived };
}

function stepsText(section: Section, c: StoryContext): string {
  const m = storyMessages(c.language);
  const stage = messages(c.language).stage;
  const steps = stepsOf(section.lines);
  const apart = steps.some(s => s.stage === 'connect');
  return steps
    .slice(0, 40)
    .map(s => `${s.stage === 'greeting' && !apart ? m.connecting : (stage[s.stage] ?? s.stage)} ${duration(s.ms)}`)
    .join(c.language === 'ja' ? '、' : ', ');
}

/** `7 ms`, `1.2 s`, `20 min 3 s`. */
function duration(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
