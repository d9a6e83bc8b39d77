import { behaviourOf, type Entry, type Trouble } from './entry.ts';
import type { Form } from './form.ts';
import type { Incidents, Met } from './incidents.ts';
import type { Peer } from './peers.ts';
import type { Random } from './random.ts';
import type { Behaviour } from './scenarios.ts';
import type { Schedule } from './schedule.ts';
import type { Script } from './script.ts';
import { Dialogue, type Ending } from './session.ts';
import { slugOf } from './troubles.ts';

const UNDELIVERABLE = 'Unable to deliver to destination domain';
const LOCAL_UNKNOWN = ' Your message has encountered delivery problems to local user.';

/** What came of a pass; told when its last write is done. */
export interface Result {
  readonly kind: 'skipped' | 'delivered' | 'retry' | 'failed';
  readonly accepted: readonly string[];
  readonly failed: readonly string[];
  readonly host: string;
  /** What this pass failed of. */
  readonly trouble: Trouble | undefined;
  /** As in the faillog. */
  readonly reason: string;
  /** The error mail that was queued. */
  readonly bounce: { readonly id: string; readonly to: string; readonly peer: Peer } | undefined;
}

const NONE = { accepted: [], failed: [], host: '', trouble: undefined, reason: '', bounce: undefined } as const;
const SKIPPED: Result = { kind: 'skipped', ...NONE };

/** Sessions that end before the greeting is answered. */
const WITHOUT_EHLO: ReadonlySet<Behaviour> = new Set([
  'refused',
  'timedOut',
  'unresolved',
  'busy',
  'closeGreeting',
  'tlsLeak',
]);

/** Writes what the log holds of one pass of a queue entry. */
export class Passes {
  readonly #form: Form;
  readonly #schedule: Schedule;
  readonly #dialogue: Dialogue;
  readonly #random: Random;
  readonly #incidents: Incidents;

  constructor(form: Form, schedule: Schedule, random: Random, incidents: Incidents) {
    this.#form = form;
    this.#schedule = schedule;
    this.#random = random;
    this.#incidents = incidents;
    this.#dialogue = new Dialogue(form, random);
  }

  write(script: Script, entry: Entry, socket: number): Result {
    const form = this.#form;
    const { peer, id } = entry;
    const { domain } = peer;
    form.checks(script, id, domain, entry.queued);
    if (!this.#schedule.attempts(entry, script.now)) return SKIPPED;
    const late = this.#schedule.tooLate(entry, script.now);
    if (late || !peer.cached) form.check(script, id, domain);
    if (late) return this.#giveUp(script, entry, NONE, UNDELIVERABLE);
    const planned = behaviourOf(entry);
    if (planned === 'local') {
      script.now += 3;
      return { ...NONE, kind: 'delivered', accepted: entry.recipients, host: domain };
    }
    if (planned === 'localUnknown') {
      this.#trouble(entry, planned, { code: 0, begin: script.now, end: script.now });
      return this.#giveUp(script, entry, { ...NONE, host: domain }, LOCAL_UNKNOWN);
    }
    if (peer.hosts[0] !== domain) peer.cached = true;
    const host = peer.hosts[(entry.attempts >> 1) % peer.hosts.length]!;
    entry.attempts++;
    script.now += this.#random.below(3);
    const begin = script.now;
    const met = this.#incidents.met(peer, planned, begin);
    const behaviour = met?.behaviour ?? planned;
    if (peer.character === 'old' && !WITHOUT_EHLO.has(behaviour)) entry.ehloRejected = true;
    const ending = this.#dialogue.run(script, {
      id,
      base: entry.base,
      peer,
      host,
      socket,
      sender: entry.sender,
      recipients: entry.recipients,
      refused: met === undefined ? entry.refused : entry.recipients,
      behaviour,
      text: met === undefined ? (entry.scenario.text ?? []) : [met.text],
    });
    if (ending.failed.length === 0) return { ...NONE, kind: 'delivered', accepted: ending.accepted, host };
    const trouble = this.#trouble(entry, behaviour, { code: ending.code, begin, end: script.now }, met);
    return this.#settle(script, entry, ending, { host, trouble });
  }

  #trouble(entry: Entry, behaviour: Behaviour, how: Omit<Trouble, 'slug'>, met?: Met): Trouble {
    // A block of the port looks like a time-out of each receiver: only all together show it.
    const slug = met === undefined || behaviour === 'timedOut' ? undefined : met.incident.plan.rule;
    const trouble = { slug: slug ?? slugOf(behaviour, entry.scenario), ...how };
    entry.troubles.push(trouble);
    met?.incident.add(how.begin, how.end);
    // What an incident spoiled does not count as one of the failures that the mail was to have.
    if (met === undefined) entry.failures--;
    return trouble;
  }

  #settle(script: Script, entry: Entry, ending: Ending, where: Pick<Result, 'host' | 'trouble'>): Result {
    const { accepted, failed, reply } = ending;
    if (accepted.length === 0) entry.peer.cached = false;
    else entry.partial = true;
    entry.lastCode = ending.code;
    entry.failed++;
    this.#form.checks(script, entry.id, entry.peer.domain, entry.queued);
    if (this.#schedule.final(entry, ending.code, script.now)) {
      const reason = ending.code === 0 ? UNDELIVERABLE : reply;
      return this.#giveUp(script, entry, { ...where, accepted, failed }, reason);
    }
    return { ...NONE, kind: 'retry', accepted, failed, ...where, reason: reply };
  }

  /** The making of the error mail; none leaves where the sender is empty. */
  #giveUp(
    script: Script,
    entry: Entry,
    so: Pick<Result, 'accepted' | 'failed' | 'host' | 'trouble'>,
    reason: string,
  ): Result {
    const form = this.#form;
    const mark = `[${entry.id}] [001]:ReturnMail`;
    const { sender, senderPeer } = entry;
    form.line(script, `${mark} Start:RCPT To=${sender}`, 0);
    const route = senderPeer?.hosts[0] ?? entry.peer.hosts[0]!;
    if (senderPeer !== undefined) {
      form.check(script, entry.id, senderPeer.domain);
      if (!senderPeer.cached) form.check(script, entry.id, senderPeer.domain);
      form.age(script, entry.id, senderPeer.domain, entry.queued);
      senderPeer.cached = senderPeer.character !== 'local';
    }
    form.line(script, `${mark} Start:domain:[${senderPeer?.domain ?? ''}] smtp server:[${route}]`);
    form.line(script, `${mark} Completed.`, 2);
    const bounce = senderPeer === undefined ? undefined : { id: `${entry.id}-E001`, to: sender, peer: senderPeer };
    const failed = so.failed.length > 0 ? so.failed : entry.recipients;
    return { kind: 'failed', ...so, failed, reason, bounce };
  }
}
