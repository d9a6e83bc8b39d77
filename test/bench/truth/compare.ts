import type { Truth } from '../generator/books.ts';

/** What `senderlog check --findings --format json` says of a generated folder, beside the truth that was written with it. */

interface FoundDelivery {
  readonly base: string;
  readonly queueId: string;
  readonly recipient: string | null;
  readonly domain: string;
  readonly outcome: string;
  readonly attempts: number;
  readonly cause: string | null;
  readonly errorMail: boolean;
}

interface FoundFinding {
  readonly rule: string;
  readonly base: string | null;
  readonly queueId: string | null;
  readonly since: string | null;
  readonly until: string | null;
  readonly host: string | null;
  readonly deliveries: number;
}

interface PlantedIncident {
  readonly kind: string;
  readonly rule: string;
  readonly receiver: string | null;
  readonly since: string;
  readonly until: string;
}

interface IncidentResult extends PlantedIncident {
  /** Seconds by which the finding begins and ends too late; undefined where there is none. */
  readonly onset: number | undefined;
  readonly end: number | undefined;
}

export interface Comparison {
  readonly deliveries: number;
  /** `what: expected -> found` with an example, what differs delivery by delivery. */
  readonly differences: readonly string[];
  /** `expected -> found` of rules, with how often and the id of one. */
  readonly confusion: ReadonlyMap<string, { count: number; example: string }>;
  readonly incidents: readonly IncidentResult[];
  /** Findings of many deliveries that are no incident and no trouble of a receiver. */
  readonly inventions: readonly string[];
  readonly unknownLines: number;
}

const MINUTE = 60;
export const NONE = '-';

export function compare(truthText: string, outputText: string): Comparison {
  const truths: Truth[] = [];
  const planted: PlantedIncident[] = [];
  for (const line of linesOf(truthText)) {
    const one = JSON.parse(line) as Truth & PlantedIncident & { planted?: string };
    if (one.planted === undefined) truths.push(one);
    else if (one.planted === 'incident') planted.push(one);
  }
  const found: FoundDelivery[] = [];
  const findings: FoundFinding[] = [];
  let unknownLines = 0;
  for (const line of linesOf(outputText)) {
    const one = JSON.parse(line) as { type: string; unknownCount: number };
    if (one.type === 'file') unknownLines += one.unknownCount;
    if (one.type === 'delivery') found.push(one as unknown as FoundDelivery);
    if (one.type === 'finding') findings.push(byOwnClock(one as unknown as FoundFinding));
  }
  const knowable = named(truths, found);
  const rules = new Rules(findings, planted);
  for (const truth of knowable) rules.expect(truth);
  rules.end();
  return {
    deliveries: knowable.length,
    differences: differences(knowable, found),
    confusion: rules.table,
    incidents: planted.map(one => resultOf(one, findings)),
    inventions: rules.inventions,
    unknownLines,
  };
}

/** Without those that no line tells apart: of a unit that never came to RCPT, nobody is named, and it counts as one. */
function named(truths: readonly Truth[], found: readonly FoundDelivery[]): Truth[] {
  const known = new Set(found.map(keyOf));
  const nameless = new Set<string>();
  return truths.filter(truth => {
    if (known.has(keyOf(truth))) return true;
    const unit = keyOf({ ...truth, recipient: null });
    if (!known.has(unit)) return true;
    const again = nameless.has(unit);
    nameless.add(unit);
    return !again;
  });
}

const linesOf = (text: string): string[] => text.split('\n').filter(line => line !== '');

function differences(truths: readonly Truth[], found: readonly FoundDelivery[]): string[] {
  const told: string[] = [];
  const byKey = groupBy(found, keyOf);
  for (const truth of truths) {
    // An address that no line names cannot be known.
    const one = byKey.get(keyOf(truth))?.shift() ?? byKey.get(keyOf({ ...truth, recipient: null }))?.shift();
    const about = `${truth.queueId} ${truth.recipient}`;
    if (one === undefined) {
      told.push(`missing: ${truth.outcome} ${about}`);
      continue;
    }
    const fails = truth.outcome !== 'delivered';
    if (one.errorMail !== truth.errorMail) told.push(`errorMail: ${truth.errorMail} -> ${one.errorMail} ${about}`);
    if (one.outcome !== truth.outcome) told.push(`outcome: ${truth.outcome} -> ${one.outcome} ${about}`);
    if (one.attempts !== truth.attempts) told.push(`attempts: ${truth.attempts} -> ${one.attempts} ${about}`);
    if (fails && one.cause !== truth.cause) told.push(`cause: ${truth.cause} -> ${one.cause} ${about}`);
    if (!fails && one.cause !== null) told.push(`cause: null -> ${one.cause} ${about}`);
    // A mail to a local box is known from outlocallog alone, by its base id.
    const local = truth.attempts === 0 && !fails;
    if (!local && one.queueId !== truth.queueId) told.push(`queueId: ${truth.queueId} -> ${one.queueId} ${about}`);
  }
  for (const rest of byKey.values()) {
    for (const one of rest) told.push(`invented: ${one.outcome} ${one.queueId} ${one.recipient} ${one.domain}`);
  }
  return told;
}

export function groupBy<T>(all: readonly T[], keyFor: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const known = groups.get(keyFor(one));
    if (known === undefined) groups.set(keyFor(one), [one]);
    else known.push(one);
  }
  return groups;
}

function keyOf(of: { base: string; domain: string; recipient: string | null }): string {
  return `${of.base} ${of.domain} ${of.recipient}`;
}

/** A finding of many deliveries, and how many of them no expectation has claimed yet. */
interface Systemic {
  readonly finding: FoundFinding;
  left: number;
}

class Rules {
  readonly table = new Map<string, { count: number; example: string }>();
  readonly inventions: string[] = [];
  readonly #single: Map<string, string[]>;
  readonly #systemic: Systemic[];
  readonly #planted: readonly PlantedIncident[];
  readonly #open: { rule: string; key: string; truth: Truth }[] = [];

  constructor(findings: readonly FoundFinding[], planted: readonly PlantedIncident[]) {
    this.#planted = planted;
    this.#single = new Map();
    for (const { base, queueId, rule } of findings) {
      if (base === null) continue;
      const key = `${base} ${queueId}`;
      const rules = this.#single.get(key);
      if (rules === undefined) this.#single.set(key, [rule]);
      else rules.push(rule);
    }
    this.#systemic = findings.filter(one => one.base === null).map(one => ({ finding: one, left: one.deliveries }));
  }

  expect(truth: Truth): void {
    const key = `${truth.base} ${truth.queueId}`;
    const expected = truth.cause === null ? truth.notes : [truth.cause, ...truth.notes];
    for (const rule of expected) {
      const single = this.#single.get(key);
      const at = single?.indexOf(rule) ?? -1;
      if (at >= 0) {
        single!.splice(at, 1);
        this.#count(rule, rule, truth.queueId);
        continue;
      }
      this.#open.push({ rule, key, truth });
    }
    if (expected.length === 0 && !this.#single.get(key)?.length) this.#count(NONE, NONE, truth.queueId);
  }

  /** The rule of the finding that the expected one went into, with many others. */
  #joined(rule: string, truth: Truth): string | undefined {
    const within = ({ since, until }: FoundFinding): boolean =>
      truth.since === null || (since !== null && until !== null && truth.since >= since && truth.since <= until);
    const one = this.#systemic.find(({ finding: f, left }) => {
      if (left === 0 || !within(f)) return false;
      if (f.rule === 'port-25-blocked') return rule === 'connect-timeout' && this.#blocked(f);
      return f.rule === rule && (f.host === null || f.host === truth.domain);
    });
    if (one === undefined) return undefined;
    one.left--;
    return one.finding.rule;
  }

  #blocked(finding: FoundFinding): boolean {
    return this.#planted.some(one => one.rule === finding.rule && Math.abs(lateness(one, finding)) <= MINUTE);
  }

  /** What was expected and not found is paired with what was found of the same delivery instead. */
  end(): void {
    for (const { rule, key, truth } of this.#open) {
      // What has a finding of its own, though another one, is no part of a finding of many.
      const instead = this.#single.get(key)?.shift();
      const joined = instead === undefined ? this.#joined(rule, truth) : undefined;
      this.#count(joined ?? rule, joined ?? instead ?? NONE, truth.queueId);
    }
    for (const [key, rules] of this.#single) for (const rule of rules) this.#count(NONE, rule, key.split(' ')[1]!);
    for (const { finding: f, left } of this.#systemic) {
      if (left > 0) this.inventions.push(`${f.rule} ${f.host ?? ''} ${f.since} ${left} of ${f.deliveries} deliveries`);
    }
  }

  #count(expected: string, found: string, example: string): void {
    const cell = `${expected} -> ${found}`;
    const known = this.table.get(cell);
    if (known === undefined) this.table.set(cell, { count: 1, example });
    else known.count++;
  }
}

function resultOf(one: PlantedIncident, findings: readonly FoundFinding[]): IncidentResult {
  const overlaps = (f: FoundFinding): boolean =>
    f.since !== null && f.until !== null && f.since <= one.until && f.until >= one.since;
  const [best] = findings
    .filter(f => f.base === null && f.rule === one.rule && (one.receiver === null || f.host === one.receiver))
    .filter(overlaps)
    .sort((a, b) => Math.abs(lateness(one, a)) - Math.abs(lateness(one, b)));
  if (best === undefined) return { ...one, onset: undefined, end: undefined };
  return { ...one, onset: lateness(one, best), end: seconds(best.until!) - seconds(one.until) };
}

const lateness = (one: PlantedIncident, finding: FoundFinding): number => seconds(finding.since!) - seconds(one.since);

/** Both sides are in the server's time and say no offset. */
/** The truth is written in the times of the mail server's own clock. */
const byOwnClock = (f: FoundFinding): FoundFinding => ({
  ...f,
  since: f.since?.replace(OFFSET, '') ?? null,
  until: f.until?.replace(OFFSET, '') ?? null,
});

const OFFSET = /[+-]\d\d:\d\d$/;

const seconds = (text: string): number => Date.parse(`${text.slice(0, 23)}Z`) / 1000;
