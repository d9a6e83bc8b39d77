import { behaviourOf, type Entry } from './entry.ts';
import type { Form } from './form.ts';
import type { Peer } from './peers.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';
import type { Script } from './script.ts';
import { Dialogue, type Ending } from './session.ts';

export const UNDELIVERABLE = 'Unable to deliver to destination domain';
const LOCAL_UNKNOWN = ' Your message has encountered delivery problems to local user.';

/** What came of a pass; told when its last write is done. */
export interface Result {
  readonly kind: 'skipped' | 'delivered' | 'retry' | 'failed';
  readonly accepted: readonly string[];
  readonly failed: readonly string[];
  readonly host: string;
  /** As in the faillog. */
  readonly reason: string;
  /** The error mail that was queued. */
  readonly bounce: { readonly id: string; readonly to: string; readonly peer: Peer } | undefined;
}

const SKIPPED: Result = { kind: 'skipped', accepted: [], failed: [], host: '', reason: '', bounce: undefined };

/** Writes what the log holds of one pass of a queue entry. */
export class Passes {
  readonly #form: Form;
  readonly #schedule: Schedule;
  readonly #dialogue: Dialogue;
  readonly #random: Random;

  constructor(form: Form, schedule: Schedule, random: Random) {
    this.#form = form;
    this.#schedule = schedule;
    this.#random = random;
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
    if (late) return this.#giveUp(script, entry, [], UNDELIVERABLE, '');
    const behaviour = behaviourOf(entry);
    if (behaviour === 'local') {
      script.now += 3;
      return { kind: 'delivered', accepted: entry.recipients, failed: [], host: domain, reason: '', bounce: undefined };
    }
    if (behaviour === 'localUnknown') return this.#giveUp(script, entry, [], LOCAL_UNKNOWN, domain);
    if (peer.hosts[0] !== domain) peer.cached = true;
    const host = peer.hosts[(entry.attempts >> 1) % peer.hosts.length]!;
    entry.attempts++;
    script.now += this.#random.below(3);
    const ending = this.#dialogue.run(script, {
      id,
      base: entry.base,
      peer,
      host,
      socket,
      sender: entry.sender,
      recipients: entry.recipients,
      refused: entry.refused,
      behaviour,
      text: entry.scenario.text ?? [],
    });
    return this.#settle(script, entry, ending, host);
  }

  #settle(script: Script, entry: Entry, ending: Ending, host: string): Result {
    const { accepted, failed, reply } = ending;
    if (failed.length === 0) return { kind: 'delivered', accepted, failed, host, reason: '', bounce: undefined };
    if (accepted.length === 0) entry.peer.cached = false;
    entry.lastCode = ending.code;
    entry.failed++;
    entry.failures--;
    this.#form.checks(script, entry.id, entry.peer.domain, entry.queued);
    if (this.#schedule.final(entry, ending.code, script.now)) {
      return this.#giveUp(script, entry, accepted, ending.code === 0 ? UNDELIVERABLE : reply, host, failed);
    }
    return { kind: 'retry', accepted, failed, host, reason: reply, bounce: undefined };
  }

  /** The making of the error mail; none leaves where the sender is empty. */
  #giveUp(
    script: Script,
    entry: Entry,
    accepted: readonly string[],
    reason: string,
    host: string,
    failed: readonly string[] = entry.recipients,
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
    return { kind: 'failed', accepted, failed, host, reason, bounce };
  }
}
