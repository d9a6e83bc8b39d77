/** The JSON lines of `senderlog story`: one an attempt of each delivery (docs/reference.md). */
import type { Spot } from '../../../server/src/deliveries/attempt.ts';
import type { Delivery, Try } from '../../../server/src/deliveries/delivery.ts';
import { readReply } from '../../../server/src/deliveries/reply.ts';
import { stepsOf } from '../../../server/src/deliveries/story/steps.ts';
import type { Story } from '../../../server/src/deliveries/story/story.ts';
import { tryOutcome } from '../../../server/src/deliveries/story/tries.ts';
import { type Moment, momentOf, offsetOf, rfc3339 } from '../../../server/src/deliveries/times.ts';
import type { OffsetAt } from '../../../server/src/deliveries/zone.ts';
import { causeOf } from '../../../server/src/diagnosis/cause.ts';
import { causeOfDelivery } from '../../../server/src/diagnosis/diagnose.ts';
import type { DiagnosisContext } from '../../../server/src/diagnosis/finding.ts';
import { decisiveSpot } from '../../../server/src/features/story/verdict.ts';
import { evidenceOf, placeOf, replyOf, spanIn } from './check-json.ts';

export function attemptJson(story: Story, d: Delivery, one: Try, c: DiagnosisContext, zone: OffsetAt): object {
  const { attempt: a, recipient, failure } = one;
  const offset = offsetOf(a) ?? zone(a.startTime);
  const [start, end] = [momentOf(a, a.startTime, offset), momentOf(a, a.endTime, offset)];
  const outcome = tryOutcome(d, one);
  const reply = outcome === 'delivered' ? a.acceptedText : (failure?.text ?? '');
  const section = story.sections.find(s => s.attempt === a);
  const decisive: Spot = (outcome === 'delivered' ? a.accepted : failure?.at) ?? a.start;
  // The outlog tells the address of the session that succeeded, not of the others.
  const sent = outcome === 'delivered' ? d.notes.find(n => n.host === a.host && n.address !== '') : undefined;
  const derived = derivedOf(start, end, d.recipientDerived && recipient === undefined);
  return {
    queueId: story.idText(a.id),
    base: d.base,
    recipient: d.recipient,
    attempt: d.tries.indexOf(one) + 1,
    host: a.host || null,
    address: sent?.address ?? null,
    stage: failure?.stage ?? a.stage,
    outcome,
    reply: reply === '' ? null : readReply(reply, outcome === 'delivered' ? 'remote' : failure!.origin),
    startedAt: rfc3339(start),
    endedAt: rfc3339(end),
    evidence: unique([decisive, a.start].map(placeOf)),
    errorMail: d.errorMail,
    cause: failure === undefined || outcome === 'delivered' ? null : causeOf(failure, failure.text, c.replyCause),
    socketError: failure?.kind === 'connect' || failure?.kind === 'body' ? failure.code : null,
    steps: section === undefined ? [] : stepsOf(section.lines).map(s => ({ stage: s.stage, timeMs: s.ms })),
    ...(derived.length > 0 && { derived }),
    ...(a.uncertain && { uncertain: true }),
  };
}

/** A delivery of which no attempt is at hand: what the companion logs tell, as attempt null. */
export function lineOnlyJson(d: Delivery, c: DiagnosisContext, zone: OffsetAt): object {
  const { start, end } = spanIn(d, zone);
  const sent = d.notes.find(n => n.host !== '');
  const first = decisiveSpot(d);
  return {
    queueId: d.queueIds.at(-1) ?? d.base,
    base: d.base,
    recipient: d.recipient,
    attempt: null,
    host: sent?.host ?? null,
    address: sent?.address || null,
    stage: null,
    outcome: d.outcome,
    reply: replyOf(d),
    startedAt: null,
    endedAt: rfc3339(end ?? start),
    evidence: first === undefined ? evidenceOf(d) : unique([placeOf(first), ...evidenceOf(d)]),
    errorMail: d.errorMail,
    cause: causeOfDelivery(d, c),
    socketError: null,
    steps: [],
  };
}

function derivedOf(start: Moment | undefined, end: Moment | undefined, recipient: boolean): string[] {
  const derived: string[] = [];
  if (start?.derived) derived.push('startedAt');
  if (end?.derived) derived.push('endedAt');
  if (recipient) derived.push('recipient');
  return derived;
}

type Place = ReturnType<typeof placeOf>;

const unique = (places: readonly Place[]): Place[] =>
  places.filter((p, i) => places.findIndex(o => o.path === p.path && o.line === p.line) === i);
