import type { Spot } from '../../deliveries/attempt.ts';
import type { Delivery } from '../../deliveries/delivery.ts';
import { causeOfDelivery, deliveryFindings } from '../../diagnosis/diagnose.ts';
import type { DiagnosisContext } from '../../diagnosis/finding.ts';
import { messages } from '../../l10n/messages.ts';
import { storyMessages } from '../../l10n/story-messages.ts';
import type { PlaceOf, StoryContext, StoryText } from './document.ts';

/** What became of one delivery, why, whose problem it is and what to do. */
export function verdictLines(
  d: Delivery,
  diagnosis: DiagnosisContext,
  c: StoryContext,
  show: (text: string) => string,
  placeOf: PlaceOf,
): StoryText[] {
  const m = storyMessages(c.language);
  const comma = c.language === 'ja' ? '、' : ', ';
  const facts = [m.outcome[d.outcome] ?? d.outcome, d.tries.length === 0 ? m.noAttempts : m.attempts(d.tries.length)];
  if (d.errorMail) facts.unshift(m.errorMail);
  if (d.recipientDerived && d.tries.length > 0) facts.push(m.derived);
  const lines: StoryText[] = [{ text: `# ${show(d.recipient ?? m.someone(d.domain))}: ${facts.join(comma)}` }];
  const say = (text: string): void => void lines.push({ text: `#   ${text}` });
  const slug = causeOfDelivery(d, diagnosis);
  // Of a delivered mail, the trouble it had before.
  const rule = slug ?? deliveryFindings(d, diagnosis).find(f => !NOTED.has(f.rule))?.rule ?? null;
  if (rule !== null) {
    const entry = c.catalogue().byId(`epost:cause-${rule}`);
    const title = entry?.title[c.language] ?? rule;
    say(slug === null ? m.earlier(title, rule) : m.cause(title, rule));
    const about = diagnosis.about(rule);
    if (about.confidence === 'low') say(m.notCertain);
    if (slug !== null && about.fixBy.length > 0)
      say(m.fixBy(about.fixBy.map(who => messages(c.language).who[who] ?? who).join(comma)));
    if (slug !== null && entry?.action !== undefined) say(m.action(entry.action[c.language]));
  } else if (d.outcome === 'failed' || d.outcome === 'deferred') say(m.noCause);
  for (const text of saidLines(d, c, show)) say(text);
  const at = decisiveSpot(d);
  if (at !== undefined) {
    const place = placeOf(at);
    lines.push({ text: `#   ${m.decisive(`${show(place.path)}:${place.line}`)}`, at: place });
  }
  return lines;
}

/** Findings that are worth knowing whatever became of the mail. */
const NOTED: ReadonlySet<string> = new Set(['secrets-in-log', 'ehlo-rejected']);

function saidLines(d: Delivery, c: StoryContext, show: (text: string) => string): string[] {
  const m = storyMessages(c.language);
  const said: string[] = [];
  const failure = d.decisive?.failure;
  const accepted = d.outcome === 'delivered' ? acceptedBy(d) : undefined;
  if (accepted !== undefined) said.push(m.peerSaid(show(accepted.acceptedText)));
  if (failure?.kind === 'connect' || failure?.kind === 'body') said.push(m.socket(failure.code));
  else if (failure !== undefined && failure.text !== '')
    said.push(failure.origin === 'epost' ? m.epostSaid(show(failure.text)) : m.peerSaid(show(failure.text)));
  const reason = d.notes.find(n => n.log === 'faillog')?.reason;
  if (reason !== undefined && !(failure?.text ?? '').startsWith(reason)) said.push(m.faillogSaid(show(reason)));
  return said;
}

const acceptedBy = (d: Delivery) =>
  d.tries.find(t => t.recipient !== undefined && t.attempt.accepted !== undefined)?.attempt;

/** The line that decided. */
export function decisiveSpot(d: Delivery): Spot | undefined {
  if (d.outcome === 'delivered') {
    const accepted = acceptedBy(d)?.accepted;
    return accepted ?? d.notes.find(n => n.log !== 'faillog' && n.log !== 'inlog')?.at;
  }
  return (
    d.decisive?.failure?.at ??
    d.notes.find(n => n.log === 'faillog')?.at ??
    d.giveUp?.at ??
    d.tries.at(-1)?.attempt.start
  );
}
