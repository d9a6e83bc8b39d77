/** The JSON lines of `senderlog check` (docs/reference.md). */
import { fileLineOf, type Spot } from '../../../server/src/deliveries/attempt.ts';
import type { Delivery } from '../../../server/src/deliveries/delivery.ts';
import { type Reply, readReply } from '../../../server/src/deliveries/reply.ts';
import { rfc3339, spanOf } from '../../../server/src/deliveries/times.ts';
import type { OffsetAt } from '../../../server/src/deliveries/zone.ts';
import { ownCause } from '../../../server/src/diagnosis/cause.ts';
import type { FileReport } from '../../../server/src/host/file-report.ts';
import type { LogStream } from '../../../server/src/logs/stream.ts';

export function fileJson(report: FileReport): object {
  const { file } = report;
  return {
    type: 'file',
    path: file.path,
    log: file.log ?? 'unknown',
    encoding: report.encoding,
    edition: report.edition ?? null,
    lines: report.lines,
    recordCounts: report.recordCounts,
    unknownCount: report.unknownCount,
    unknown: report.unknown,
  };
}

export function deliveryJson(d: Delivery, cause: string | null, zone: OffsetAt): object {
  const { start, end } = spanIn(d, zone);
  const derived: string[] = [];
  if (start?.derived) derived.push('startedAt');
  if (end?.derived) derived.push('endedAt');
  if (d.recipientDerived && d.tries.length > 0) derived.push('recipient');
  const failure = d.decisive?.failure;
  return {
    type: 'delivery',
    queueId: d.queueIds.at(-1) ?? d.base,
    queueIds: d.queueIds,
    base: d.base,
    recipient: d.recipient,
    domain: d.domain,
    outcome: d.outcome,
    attempts: d.tries.length,
    startedAt: rfc3339(start),
    endedAt: rfc3339(end),
    errorMail: d.errorMail,
    cause,
    reply: replyOf(d),
    evidence: evidenceOf(d),
    stage: failure?.stage ?? null,
    host: (d.decisive ?? d.tries.at(-1))?.attempt.host || null,
    socketError: failure?.kind === 'connect' || failure?.kind === 'body' ? failure.code : null,
    ...(derived.length > 0 && { derived }),
    ...(d.tries.some(t => t.attempt.uncertain) && { uncertain: true }),
  };
}

/** First and last moment of a delivery, in the zone that was given. */
export const spanIn = (d: Delivery, zone: OffsetAt): ReturnType<typeof spanOf> =>
  spanOf(d, zone(d.tries[0]?.attempt.startTime ?? d.notes[0]?.time ?? -1));

/** The reply that decided: the refusal, or the one that accepted the message; from the faillog where no session shows one. */
export function replyOf(d: Delivery): Reply | null {
  if (d.outcome === 'delivered') {
    const accepted = d.tries.find(t => t.attempt.accepted !== undefined && t.recipient !== undefined)?.attempt;
    return accepted === undefined ? null : readReply(accepted.acceptedText, 'remote');
  }
  const failure = d.decisive?.failure;
  if (failure !== undefined) return failure.text === '' ? null : readReply(failure.text, failure.origin);
  const reason = d.notes.find(n => n.log === 'faillog' && n.reason !== undefined)?.reason ?? '';
  return /^[2-5]\d\d[ -]/.test(reason) ? readReply(reason, ownCause(reason) !== undefined ? 'epost' : 'remote') : null;
}

/** Where it stands, the decisive line first. */
export function evidenceOf(d: Delivery): Place[] {
  const found: Place[] = [];
  let seen: Set<string> | undefined;
  for (const at of spotsOf(d)) {
    const place = placeOf(at);
    if (seen?.has(keyOf(place)) ?? found.some(p => p.line === place.line && p.path === place.path)) continue;
    found.push(place);
    if (seen !== undefined) seen.add(keyOf(place));
    else if (found.length >= FEW) seen = new Set(found.map(keyOf));
    if (found.length >= MAX_EVIDENCE) break;
  }
  return found;
}

/** The decisive line. */
export function decisivePlace(d: Delivery): Place | undefined {
  for (const at of spotsOf(d)) return placeOf(at);
  return undefined;
}

/** The records that show a delivery, the decisive one first; some may come twice. */
function* spotsOf(d: Delivery): Generator<Spot> {
  const accepted = d.outcome === 'delivered' ? d.tries.find(t => t.attempt.accepted !== undefined) : undefined;
  if (accepted !== undefined) yield accepted.attempt.accepted!;
  if (d.decisive?.failure !== undefined) yield d.decisive.failure.at;
  for (const note of d.notes) yield note.at;
  if (d.giveUp !== undefined) yield d.giveUp.at;
  for (const { attempt, failure } of d.tries) yield failure?.at ?? attempt.start;
}

interface Place {
  readonly path: string;
  readonly line: number;
}

const keyOf = (p: Place): string => `${p.line} ${p.path}`;

/** Up to so many places are compared one by one. */
const FEW = 8;

/** A year of retries fits. */
const MAX_EVIDENCE = 1000;

export const placeOf = (at: Spot): Place => ({
  path: (at.block.log as LogStream).path,
  line: fileLineOf(at),
});
