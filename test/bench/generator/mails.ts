import type { Entry } from './entry.ts';
import type { Incidents } from './incidents.ts';
import type { Options } from './options.ts';
import { makePeer, type Peer, type Peers } from './peers.ts';
import type { Random } from './random.ts';
import { Mix, SCENARIOS, type Scenario, type ScenarioName } from './scenarios.ts';

const LOCAL_DOMAIN = 'example.jp';
const SENDERS = ['sender.example.jp', 'branch1.example.jp', 'branch2.example.jp', 'shop.example.jp'];
const NAMES = 'taro hanako jiro yuki ken sato suzuki tanaka ito abe mori kato ueno info sales support news order'.split(
  ' ',
);
/** What else may follow the base id, and how often: forwarding, a copy, a list split by domain. */
const CHAINS = ['-T001', '-001', '-M0000000a', '-C00000002'];
const CHAIN_SHARE = 0.06;
const FIRST_NUMBER = 190_000;

/** Makes the mails that come in. */
export class Mails {
  readonly #random: Random;
  readonly #mix: Mix;
  readonly #peers: Peers;
  readonly #incidents: Incidents;
  readonly #senders: readonly Peer[];
  readonly #local: Peer;
  #number = FIRST_NUMBER;

  constructor(options: Options, random: Random, peers: Peers, incidents: Incidents) {
    this.#random = random;
    this.#incidents = incidents;
    this.#mix = new Mix(options.mix);
    this.#peers = peers;
    this.#senders = SENDERS.map((name, index) => makePeer(index, 'flaky', random, name));
    this.#local = { ...makePeer(0, 'good', random, LOCAL_DOMAIN), character: 'local', hosts: [LOCAL_DOMAIN] };
  }

  next(queued: number): Entry {
    const random = this.#random;
    const name = this.#mix.at(random.next());
    const scenario: Scenario = SCENARIOS[name];
    const base = `B${String(++this.#number).padStart(10, '0')}`;
    const id = random.next() < CHAIN_SHARE ? base + random.pick(CHAINS) : base;
    const { sender, peer: senderPeer } = this.#sender(scenario);
    const domains = new Set<string>();
    const unit = (ordinal: number, failures: number): Entry => {
      let peer = this.#receiver(name, scenario, queued);
      // Recipients of one domain are one unit.
      while (domains.has(peer.domain)) peer = this.#receiver(name, scenario, queued);
      domains.add(peer.domain);
      const recipients = this.#recipients(name, peer.domain);
      return {
        base,
        id,
        unit: ordinal,
        peer,
        scenario,
        sender,
        senderPeer,
        recipients,
        refused: scenario.partial ? recipients.slice(1, 2) : recipients,
        queued,
        failures,
        failed: 0,
        tries: 0,
        attempts: 0,
        lastCode: 0,
        troubles: [],
        ehloRejected: false,
        partial: false,
        errorMail: false,
        siblings: [],
        copies: [],
      };
    };
    const { failures } = scenario;
    const first = unit(
      1,
      scenario.several ? 0 : failures === undefined ? Infinity : random.between(failures[0], failures[1]),
    );
    if (scenario.several) {
      first.siblings.push(unit(2, random.below(4) === 0 ? Infinity : 0));
      if (random.below(2) === 0) first.siblings.push(unit(3, 0));
    }
    return first;
  }

  /** The error mail about an entry. */
  bounce(of: Entry, id: string, to: string, peer: Peer, queued: number): Entry {
    const dead = peer.character === 'dead';
    return {
      base: of.base,
      id,
      unit: 1,
      peer,
      scenario: dead ? SCENARIOS.refused : SCENARIOS.delivered,
      sender: '',
      senderPeer: undefined,
      recipients: [to],
      refused: [],
      queued,
      failures: dead ? Infinity : 0,
      failed: 0,
      tries: 0,
      attempts: 0,
      lastCode: 0,
      troubles: [],
      ehloRejected: false,
      partial: false,
      errorMail: true,
      siblings: [],
      copies: [],
    };
  }

  #receiver(name: ScenarioName, scenario: Scenario, queued: number): Peer {
    if (name === 'local' || name === 'localUnknown') return this.#local;
    return (name === 'delivered' && this.#incidents.receiver(queued)) || this.#peers.any(scenario.character);
  }

  #sender(scenario: Scenario): { sender: string; peer: Peer | undefined } {
    if (scenario.sender === '') return { sender: '', peer: undefined };
    const random = this.#random;
    let peer = random.below(5) === 0 ? this.#local : random.pick(this.#senders);
    if (scenario.sender === 'unreachable') peer = this.#peers.any('dead');
    return { sender: `${random.pick(NAMES)}@${peer.domain}`, peer };
  }

  #recipients(name: ScenarioName, domain: string): string[] {
    const random = this.#random;
    const several = name === 'delivered' && random.below(12) === 0;
    const count = name === 'partial' ? 3 : several ? random.between(2, 5) : 1;
    const first = random.below(900);
    return Array.from({ length: count }, (_, at) => `${random.pick(NAMES)}${first + at}@${domain}`);
  }
}
