import type { Delivery } from '../deliveries/delivery.ts';
import type { DiagnosisContext, Finding, Severity } from './finding.ts';

/**
 * Many deliveries, one cause: one finding with its extent instead of hundreds. Blocked port 25 (every destination times out in
 * the same stretch of time), and trouble with one receiver (its domain, one cause, since when, until when).
 */

/** As many deliveries of one receiver with the same cause are an incident, not mishaps. */
const MANY = 10;
/** Trouble that pauses longer than this is two incidents, in ms: retries with growing gaps come up to four hours apart. */
const PAUSE = 6 * 3_600_000;
/** Destinations that must time out together before the own side is to blame. */
const HOSTS = 3;

/** Causes that lie with the sender's side or the receiver as a whole: not with one address or one mail. */
const SHARED: ReadonlySet<string> = new Set([
  'connect-timeout',
  'connect-refused',
  'connect-reset',
  'connect-unreachable',
  'no-answer-24h',
  'silence-or-close-0-0',
  'receive-timeout',
  'reset-while-reading',
  'peer-busy-421',
  'peer-busy-mixed',
  'rate-limited',
  'ip-blocklisted',
  'sender-auth-rejected',
  'reverse-dns-missing',
  'policy-ip-rejected',
  'starttls-handshake-failed',
  'starttls-refused',
  'helo-not-fqdn',
  'spf-gray',
  'auth-failed',
  'auth-required',
  'ehlo-rejected',
  'mx-stale',
]);

/** Causes of the whole server, wherever the mail goes. */
const EVERYWHERE: ReadonlySet<string> = new Set(['tls-flag-leak', 'connect-local-exhaustion', 'secrets-in-log']);

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2 };

/** Joins findings of single deliveries to systemic ones. The order of the rest is kept. */
export function joined(findings: readonly Finding[], deliveries: Iterable<Delivery>, c: DiagnosisContext): Finding[] {
  const rest = new Set(findings);
  const found: Finding[] = [];
  for (const blocked of blockedPort(findings, deliveries, c)) {
    for (const f of blocked.parts) rest.delete(f);
    found.push(blocked.finding);
  }
  for (const group of groups(rest)) {
    if (group.length < MANY) continue;
    for (const f of group) rest.delete(f);
    found.push(asOne(group, group[0]!.rule, c));
  }
  return [...found, ...rest];
}

function* groups(findings: Iterable<Finding>): Generator<Finding[]> {
  const byPlace = new Map<string, Finding[]>();
  for (const f of findings) {
    const place = EVERYWHERE.has(f.rule) ? '' : SHARED.has(f.rule) ? receiverOf(f) : undefined;
    if (place === undefined) continue;
    const key = `${f.rule} ${place}`;
    const known = byPlace.get(key);
    if (known === undefined) byPlace.set(key, [f]);
    else known.push(f);
  }
  for (const group of byPlace.values()) yield* stretches(group);
}

const receiverOf = (f: Finding): string => f.deliveries[0]?.domain || f.host;

/** Cuts where nothing happened for long. */
function* stretches(group: readonly Finding[]): Generator<Finding[]> {
  const sorted = [...group].sort((a, b) => a.since - b.since);
  let current: Finding[] = [];
  let until = -1;
  for (const f of sorted) {
    if (current.length > 0 && f.since >= 0 && until >= 0 && f.since - until > PAUSE) {
      yield current;
      current = [];
    }
    current.push(f);
    until = Math.max(until, f.until);
  }
  if (current.length > 0) yield current;
}

function asOne(parts: readonly Finding[], rule: string, c: DiagnosisContext): Finding {
  const first = parts.reduce((a, b) => (rank[b.severity] < rank[a.severity] ? b : a));
  const begins = parts.map(f => f.since).filter(t => t >= 0);
  return {
    rule,
    severity: first.severity,
    ...c.about(rule),
    base: null,
    queueId: null,
    deliveries: parts.flatMap(f => f.deliveries),
    since: begins.length > 0 ? begins.reduce((a, b) => Math.min(a, b)) : -1,
    until: parts.reduce((t, f) => Math.max(t, f.until), -1),
    evidence: parts.flatMap(f => f.evidence.slice(0, 1)),
    host: new Set(parts.map(receiverOf)).size === 1 ? receiverOf(first) : '',
  };
}

/** Stretches in which connections to at least three receivers timed out and none to anybody came about. */
function blockedPort(
  findings: readonly Finding[],
  deliveries: Iterable<Delivery>,
  c: DiagnosisContext,
): { finding: Finding; parts: Finding[] }[] {
  const silent = findings.filter(f => TIMED_OUT.has(f.rule) && f.since >= 0);
  if (silent.length < HOSTS) return [];
  const events: { time: number; end: number; host: string; up: boolean }[] = [];
  for (const d of deliveries) {
    for (const { attempt: a } of d.tries) {
      if (a.startTime < 0 || a.failure?.kind === 'resolve') continue;
      const timedOut = a.failure?.kind === 'connect' && SILENT.has(a.failure.code);
      // Refused or reset is an answer, too: somebody was reached.
      if (timedOut || a.stage !== 'connect' || a.failure !== undefined)
        events.push({ time: a.startTime, end: a.endTime, host: a.host, up: !timedOut });
    }
  }
  events.sort((a, b) => a.time - b.time);
  const found: { finding: Finding; parts: Finding[] }[] = [];
  let from = 0;
  for (let i = 0; i <= events.length; i++) {
    if (i < events.length && !events[i]!.up) continue;
    const run = events.slice(from, i);
    from = i + 1;
    if (new Set(run.map(e => e.host)).size < HOSTS) continue;
    const since = run[0]!.time;
    const until = run.reduce((t, e) => Math.max(t, e.end), since);
    const parts = silent.filter(f => f.since >= since && f.since <= until);
    if (parts.length === 0) continue;
    found.push({ finding: { ...asOne(parts, 'port-25-blocked', c), since, until, host: '' }, parts });
  }
  return found;
}

const TIMED_OUT: ReadonlySet<string> = new Set(['connect-timeout', 'no-answer-24h']);
/** Winsock, BSD and Linux. */
const SILENT: ReadonlySet<number> = new Set([10060, 60, 110]);
