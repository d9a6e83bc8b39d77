import { HOUR } from '../logs/units.ts';
import { type Stretch, stretchOf, TIMED_OUT } from './blocked-port.ts';
import type { Affected, DiagnosisContext, Finding, Severity } from './finding.ts';

/**
 * Many deliveries, one cause: one finding with its extent instead of hundreds. Blocked port 25 (every destination times out in
 * the same stretch of time), and trouble with one receiver (its domain, one cause, since when, until when).
 */

/** As many deliveries of one receiver with the same cause are an incident, not mishaps. */
const MANY = 10;
/** Trouble that pauses longer than this is two incidents, in ms: retries with growing gaps come up to four hours apart. */
const PAUSE = 6 * HOUR;

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

/** Findings of one receiver with one rule. */
interface Group<D extends Affected> {
  readonly parts: Set<Finding<D>>;
  /** The incidents that they come to; undefined after a change. */
  made: Incident<D>[] | undefined;
}

interface Incident<D extends Affected> {
  readonly finding: Finding<D>;
  readonly parts: readonly Finding<D>[];
}

/** Joins findings of many deliveries to systemic ones. Findings may come and go. */
export class Systemic<D extends Affected> {
  readonly #context: DiagnosisContext;
  readonly #groups = new Map<string, Group<D>>();
  #stretches: readonly Stretch[] = NONE;

  constructor(context: DiagnosisContext) {
    this.#context = context;
  }

  join(f: Finding<D>): void {
    const key = keyOf(f);
    if (key === undefined) return;
    const known = this.#groups.get(key);
    if (known === undefined) this.#groups.set(key, { parts: new Set([f]), made: undefined });
    else {
      known.parts.add(f);
      known.made = undefined;
    }
  }

  forget(f: Finding<D>): void {
    const key = keyOf(f);
    const group = key === undefined ? undefined : this.#groups.get(key);
    if (group === undefined) return;
    group.parts.delete(f);
    group.made = undefined;
    if (group.parts.size === 0) this.#groups.delete(key!);
  }

  /** Takes the stretches in which nobody could be reached, as they are known now. */
  block(stretches: readonly Stretch[]): void {
    if (stretches.length === 0 && this.#stretches.length === 0) return;
    this.#stretches = stretches;
    for (const [key, group] of this.#groups) if (TIMED_OUT.has(ruleOf(key))) group.made = undefined;
  }

  /** All findings: the systemic ones, then those of `single` that are no part of one. */
  all(single: Iterable<Finding<D>>): Finding<D>[] {
    const joined = new Set<Finding<D>>();
    const found: Finding<D>[] = [];
    for (const [{ since, until }, parts] of this.#blocked()) {
      if (parts.length === 0) continue;
      for (const f of parts) joined.add(f);
      found.push({ ...asOne(parts, 'port-25-blocked', this.#context), since, until, host: '' });
    }
    for (const [key, group] of this.#groups) {
      if (group.parts.size < MANY) continue;
      group.made ??= this.#incidents(key, group.parts);
      for (const { finding, parts } of group.made) {
        found.push(finding);
        for (const f of parts) joined.add(f);
      }
    }
    for (const f of single) if (!joined.has(f)) found.push(f);
    return found;
  }

  /** The stretches in which port 25 was blocked, in order, each with the findings that it explains. */
  #blocked(): ReadonlyMap<Stretch, readonly Finding<D>[]> {
    const parts = new Map<Stretch, Finding<D>[]>(this.#stretches.map(stretch => [stretch, []]));
    if (parts.size === 0) return parts;
    for (const [key, group] of this.#groups) {
      if (!TIMED_OUT.has(ruleOf(key))) continue;
      for (const f of group.parts) {
        const stretch = stretchOf(f, this.#stretches);
        if (stretch !== undefined) parts.get(stretch)!.push(f);
      }
    }
    return parts;
  }

  #incidents(key: string, all: Iterable<Finding<D>>): Incident<D>[] {
    const own = [...all].filter(f => stretchOf(f, this.#stretches) === undefined);
    const found: Incident<D>[] = [];
    for (const parts of cut(own)) {
      if (parts.length >= MANY) found.push({ finding: asOne(parts, ruleOf(key), this.#context), parts });
    }
    return found;
  }
}

const NONE: readonly never[] = [];

/** Findings with the same key can be parts of one incident; undefined for what is never more than a mishap. */
function keyOf(f: Finding<Affected>): string | undefined {
  if (EVERYWHERE.has(f.rule)) return `${f.rule} `;
  return SHARED.has(f.rule) ? `${f.rule} ${receiverOf(f)}` : undefined;
}

const ruleOf = (key: string): string => key.slice(0, key.indexOf(' '));

const receiverOf = (f: Finding<Affected>): string => f.deliveries[0]?.domain || f.host;

/** Cuts where nothing happened for long. */
function* cut<D extends Affected>(group: readonly Finding<D>[]): Generator<Finding<D>[]> {
  const sorted = [...group].sort((a, b) => a.since - b.since);
  let current: Finding<D>[] = [];
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

function asOne<D extends Affected>(parts: readonly Finding<D>[], rule: string, c: DiagnosisContext): Finding<D> {
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
