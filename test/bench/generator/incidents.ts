import { DAY, HOUR, localTime, SECOND } from './calendar.ts';
import type { Options } from './options.ts';
import type { Peer, Peers } from './peers.ts';
import type { Random } from './random.ts';
import type { Behaviour } from './scenarios.ts';

/**
 * Troubles of the whole server or of one receiver, each for a stretch of time: what a diagnosis has to tell as one cause
 * with its extent, not as hundreds of failures.
 */

type IncidentKind = 'rateLimit' | 'storm' | 'closing' | 'blockedPort' | 'tlsLeak';

/** An attempt that an incident spoils. */
export interface Met {
  readonly incident: Incident;
  readonly behaviour: Behaviour;
  /** What a refusal says. */
  readonly text: string;
}

interface Plan {
  readonly kind: IncidentKind;
  readonly rule: string;
  /** Which day of the log: the first, one in the middle, the last. */
  readonly day: 'first' | 'middle' | 'last';
  /** Hours of that day; without an end it lasts to the end of the log. */
  readonly from: number;
  readonly to?: number;
  /** At one receiver; else everywhere. */
  readonly receiver?: true;
}

/** One after the other, so that they do not overlap in a log of a single day either. */
const PLANS: readonly Plan[] = [
  { kind: 'rateLimit', rule: 'rate-limited', day: 'first', from: 8.5, to: 10, receiver: true },
  { kind: 'blockedPort', rule: 'port-25-blocked', day: 'middle', from: 10.6, to: 11.4 },
  { kind: 'closing', rule: 'silence-or-close-0-0', day: 'last', from: 12.6, to: 14, receiver: true },
  { kind: 'storm', rule: 'connect-refused', day: 'middle', from: 14.6, to: 16, receiver: true },
  { kind: 'tlsLeak', rule: 'tls-flag-leak', day: 'first', from: 16.6, to: 18 },
  { kind: 'blockedPort', rule: 'port-25-blocked', day: 'last', from: 19 },
];

/** In these minutes each begins, so that no onset is a round hour. */
const JITTER = 10 * 60;
/** A log this large has incidents unless told otherwise, in bytes. */
const LARGE = 20_000_000;
/** Share of the usual mails that go to a receiver while it is in trouble: a mailing to its users. */
const BURST = 0.35;
/** Of the attempts that may meet the leak of the flag, how many do. */
const LEAKING = 0.6;

export class Incident {
  readonly plan: Plan;
  readonly peer: Peer | undefined;
  readonly from: number;
  readonly to: number;
  /** Begin of the first attempt that met it and end of the last one: what a log can show of it. */
  since = Infinity;
  until = -Infinity;
  attempts = 0;

  constructor(plan: Plan, peer: Peer | undefined, from: number, to: number) {
    this.plan = plan;
    this.peer = peer;
    this.from = from;
    this.to = to;
  }

  add(begin: number, end: number): void {
    this.since = Math.min(this.since, begin);
    this.until = Math.max(this.until, end);
    this.attempts++;
  }

  /** The line of the truth. */
  get truth(): object {
    const { kind, rule } = this.plan;
    const times = { since: localTime(this.since), until: localTime(this.until) };
    return { planted: 'incident', kind, rule, receiver: this.peer?.domain ?? null, ...times, attempts: this.attempts };
  }
}

export class Incidents {
  readonly #all: Incident[] = [];
  readonly #random: Random;

  constructor(options: Options, start: number, peers: Peers, random: Random) {
    this.#random = random;
    if (!(options.incidents ?? (options.messages === undefined && options.bytes >= LARGE))) return;
    const days = { first: 0, middle: options.days >> 1, last: options.days - 1 };
    let rank = 0;
    for (const plan of PLANS) {
      // Later builds do not have the defect.
      if (plan.kind === 'tlsLeak' && options.build === '4.84') continue;
      const day = start + days[plan.day] * DAY;
      const from = day + plan.from * HOUR + random.below(JITTER) * SECOND;
      const to = plan.to === undefined ? Infinity : day + plan.to * HOUR + random.below(JITTER) * SECOND;
      this.#all.push(new Incident(plan, plan.receiver ? peers.good(rank++) : undefined, from, to));
    }
  }

  /** The receiver of a usual mail that is queued now, where it is part of a mailing. */
  receiver(now: number): Peer | undefined {
    const { peer } = this.#all.find(one => one.peer !== undefined && one.from <= now && now < one.to) ?? {};
    return peer !== undefined && this.#random.next() < BURST ? peer : undefined;
  }

  /** What an attempt that begins now meets instead of what its mail was to meet. */
  met(peer: Peer, behaviour: Behaviour, now: number): Met | undefined {
    if (behaviour === 'unresolved') return undefined;
    const incident = this.#all.find(
      one => one.from <= now && now < one.to && (one.peer === undefined || one.peer === peer),
    );
    switch (incident?.plan.kind) {
      case undefined:
        return undefined;
      case 'blockedPort':
        return { incident: incident!, behaviour: 'timedOut', text: '' };
      case 'storm':
        return { incident: incident!, behaviour: 'refused', text: '' };
      case 'closing':
        return { incident: incident!, behaviour: 'closeGreeting', text: '' };
      case 'tlsLeak':
        if (peer.character.startsWith('tls') || UNREACHED.has(behaviour) || this.#random.next() >= LEAKING)
          return undefined;
        return { incident: incident!, behaviour: 'tlsLeak', text: '' };
      case 'rateLimit': {
        if (this.#random.below(2) === 0)
          return {
            incident: incident!,
            behaviour: 'rejectRecipient',
            text: '450 4.7.1 Error: too many recipients from 192.0.2.25',
          };
        const text = `421 4.7.0 ${peer.hosts[0]} Error: too many connections from 192.0.2.25`;
        return { incident: incident!, behaviour: 'busy', text };
      }
    }
  }

  /** Those that at least one attempt met. */
  get seen(): readonly Incident[] {
    return this.#all.filter(one => one.attempts > 0);
  }
}

const UNREACHED: ReadonlySet<Behaviour> = new Set(['refused', 'timedOut', 'unresolved']);
