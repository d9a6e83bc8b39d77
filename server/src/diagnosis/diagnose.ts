import type { Attempt, Spot } from '../deliveries/attempt.ts';
import type { Delivery, Try } from '../deliveries/delivery.ts';
import { causeOf, reasonCause } from './cause.ts';
import type { CauseRule, DiagnosisContext, Finding, NoteRule, Severity } from './finding.ts';
import { bounceUndeliverable } from './rules/bounce-undeliverable.ts';
import { ehloRejected } from './rules/ehlo-rejected.ts';
import { faillogMismatch } from './rules/faillog-mismatch.ts';
import { forwardBreaksSpf } from './rules/forward-breaks-spf.ts';
import { illegalDomain } from './rules/illegal-domain.ts';
import { implicitTlsToPlainPort } from './rules/implicit-tls-to-plain-port.ts';
import { mxLowPriorityStuck } from './rules/mx-low-priority-stuck.ts';
import { mxStale } from './rules/mx-stale.ts';
import { noAnswer } from './rules/no-answer-24h.ts';
import { oauthToken } from './rules/oauth-token.ts';
import { partialRecipients } from './rules/partial-recipients.ts';
import { peerBusyMixed } from './rules/peer-busy-mixed.ts';
import { queueExpired } from './rules/queue-expired.ts';
import { secretsInLog } from './rules/secrets-in-log.ts';
import { sendWindowClosed } from './rules/send-window-closed.ts';
import { starttlsRememberedBad } from './rules/starttls-remembered-bad.ts';
import { tlsFlagLeak } from './rules/tls-flag-leak.ts';
import { workfileError } from './rules/workfile-error.ts';

/** Rules that look at a whole delivery, in order of precedence; where none takes it, its decisive failure alone decides. */
const CAUSES: readonly CauseRule[] = [
  illegalDomain,
  queueExpired,
  sendWindowClosed,
  oauthToken,
  tlsFlagLeak,
  implicitTlsToPlainPort,
  peerBusyMixed,
  mxLowPriorityStuck,
  mxStale,
  bounceUndeliverable,
  noAnswer,
  forwardBreaksSpf,
];

const NOTES: readonly NoteRule[] = [
  secretsInLog,
  ehloRejected,
  starttlsRememberedBad,
  partialRecipients,
  faillogMismatch,
  workfileError,
];

/** The slug of what kept a mail from being delivered; null for one that was, and where the logs do not tell. */
export function causeOfDelivery(d: Delivery, c: DiagnosisContext): string | null {
  if (d.outcome === 'delivered') return null;
  for (const rule of CAUSES) if (rule.matches(d, c)) return rule.slug;
  if (d.decisive?.failure !== undefined) return causeOf(d.decisive.failure, d.decisive.failure.text, c.replyCause);
  const fail = d.notes.find(n => n.log === 'faillog');
  if (fail !== undefined) {
    const told = reasonCause(fail.reason ?? '', c.replyCause);
    return told === 'undeliverable-unspecified' && endsAtConnect(d) ? 'unresolvable-domain' : told;
  }
  return d.outcome === 'failed' ? 'undeliverable-unspecified' : null;
}

/** The excerpt ends behind `ConnectHost(…)`: nothing is logged where a name has no address (format reference §2.3 row 19). */
function endsAtConnect(d: Delivery): boolean {
  const last = d.tries.at(-1)?.attempt;
  return last !== undefined && last.stage === 'connect' && last.tls === 'none' && last.host !== '';
}

const SEVERITY: Readonly<Record<Delivery['outcome'], Severity>> = {
  delivered: 'information',
  deferred: 'warning',
  failed: 'error',
  'in-progress': 'warning',
  unknown: 'information',
};

/**
 * What there is to say of one delivery: its cause, and what is worth knowing beside it.
 * @param cause from {@link causeOfDelivery}, where it is known already
 */
export function deliveryFindings(d: Delivery, c: DiagnosisContext, cause = causeOfDelivery(d, c)): Finding[] {
  const found: Finding[] = [];
  if (isClean(d)) return found;
  const shown = cause ?? overcome(d, c);
  if (shown !== null) found.push(finding(shown, SEVERITY[d.outcome], d, c, causeEvidence(d)));
  for (const rule of NOTES) {
    const at = rule.find(d);
    if (at !== undefined) found.push(finding(rule.slug, rule.severity ?? 'information', d, c, [at]));
  }
  return found;
}

/** Is something worth knowing in an attempt, whatever became of it? */
export const isNoted = (a: Attempt): boolean =>
  a.secret !== undefined || a.tlsRemembered !== undefined || a.ehloRejected;

/** Delivered, nothing failed before and nothing is worth knowing: almost every delivery of most servers. */
const isClean = (d: Delivery): boolean =>
  d.outcome === 'delivered' &&
  d.workfile === undefined &&
  d.tries.every(t => t.failure === undefined && !isNoted(t.attempt));

/** Trouble that a mail had before it was delivered: that of its first failed try. */
function overcome(d: Delivery, c: DiagnosisContext): string | null {
  if (d.outcome !== 'delivered') return null;
  const failed = d.tries.filter(t => t.failure !== undefined);
  if (failed.length === 0) return null;
  const troubled: Delivery = { ...d, outcome: 'deferred', tries: failed, decisive: failed.at(-1) };
  return causeOfDelivery(troubled, c);
}

function causeEvidence(d: Delivery): Spot[] {
  const spots: Spot[] = [];
  const decisive = d.decisive?.failure ?? d.tries.find(t => t.failure !== undefined)?.failure;
  if (decisive !== undefined) spots.push(decisive.at);
  for (const note of d.notes) if (note.log === 'faillog') spots.push(note.at);
  if (d.giveUp !== undefined) spots.push(d.giveUp.at);
  for (const t of d.tries) if (t.failure !== undefined && t.failure !== decisive) spots.push(t.failure.at);
  for (const wait of d.waits) spots.push(wait.at);
  const accepted = d.tries.find(t => t.attempt.accepted !== undefined)?.attempt.accepted;
  if (d.outcome === 'delivered' && accepted !== undefined) spots.push(accepted);
  return spots;
}

function finding(
  rule: string,
  severity: Severity,
  d: Delivery,
  c: DiagnosisContext,
  evidence: readonly Spot[],
): Finding {
  const failed = failedOf(d);
  return {
    rule,
    severity,
    ...c.about(rule),
    base: d.base,
    queueId: d.queueIds.at(-1) ?? d.base,
    deliveries: [d],
    since: beginOf(d, failed, c),
    until: endOf(d, failed),
    evidence,
    host: (d.decisive ?? failed[0])?.attempt.host || d.domain,
  };
}

function failedOf(d: Delivery): readonly Try[] {
  for (const t of d.tries) if (t.failure === undefined) return d.tries.filter(t => t.failure !== undefined);
  return d.tries;
}

/** When the trouble began: at the first attempt that failed for the reason that decided, else at the first that failed. */
function beginOf(d: Delivery, failed: readonly Try[], c: DiagnosisContext): number {
  const decisive = d.decisive ?? failed.at(-1);
  let first = failed[0];
  if (decisive !== undefined && first !== decisive) {
    const decided = reasonOf(decisive, c);
    first = failed.find(t => t === decisive || reasonOf(t, c) === decided) ?? first;
  }
  return (first ?? d.tries[0])?.attempt.startTime ?? d.giveUp?.time ?? d.waits[0]?.time ?? d.notes[0]?.time ?? -1;
}

const reasonOf = ({ attempt, failure: f }: Try, c: DiagnosisContext): string =>
  f === undefined ? '' : `${causeOf(f, f.text, c.replyCause)} ${attempt.tls === 'implicit'}`;

const endOf = (d: Delivery, failed: readonly Try[]): number =>
  d.giveUp?.time ??
  (failed.at(-1) ?? d.tries.at(-1))?.attempt.endTime ??
  d.waits.at(-1)?.time ??
  d.notes.at(-1)?.time ??
  -1;
