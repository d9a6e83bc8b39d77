import type { Character } from './peers.ts';

/** What happens in one attempt. */
export type Behaviour =
  | 'accept'
  | 'refused'
  | 'timedOut'
  | 'unresolved'
  | 'busy'
  | 'closeGreeting'
  | 'closeEhlo'
  | 'resetMail'
  | 'silent'
  | 'rejectRecipient'
  | 'rejectBody'
  | 'overflow'
  | 'resetBody'
  | 'tlsCut'
  | 'tlsGarbage'
  | 'tlsRefused'
  | 'tlsLeak'
  | 'local'
  | 'localUnknown';

/** How the life of a mail goes. */
export interface Scenario {
  readonly character: Character;
  /** Failing attempts before the one that is accepted, at least and at most; none given: it never is. */
  readonly failures?: readonly [number, number];
  /** Taken in turn by the failing attempts. */
  readonly failing: readonly Behaviour[];
  /** What a rejection says; `<a>` stands for the recipient. */
  readonly text?: readonly string[];
  /** Slug of what the receiver's words mean (format reference, 7), where the behaviour alone does not tell. */
  readonly cause?: string;
  /** Only one of several recipients is refused. */
  readonly partial?: true;
  /** Recipients in several domains. */
  readonly several?: true;
  /** Written into every mail of the scenario instead of a usual sender. */
  readonly sender?: '' | 'unreachable';
}

const UNKNOWN = ['550 5.1.1 <a>: Recipient address rejected: User unknown in virtual mailbox table'];
const UNAUTHENTICATED = [
  '550-5.7.26 This mail has been blocked because the sender is unauthenticated.',
  '550-5.7.26 Requires all senders to authenticate with either SPF or DKIM.',
  '550-5.7.26  ',
  '550-5.7.26  Authentication results:',
  '550-5.7.26  DKIM = did not pass',
  '550-5.7.26  SPF [sender.example.jp] with ip: [192.0.2.25] = did not pass',
  '550 5.7.26 https://support.example.com/mail/answer/81126 a1si123 - gsmtp',
];
const GREYLISTED = [
  '450 4.2.0 <a>: Recipient address rejected: Greylisted, see http://postgrey.example.net/help/example.jp.html',
];
const FULL = ['452 4.2.2 <a>: Recipient address rejected: Mailbox full'];
const BLOCKED = ['554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using dnsbl.example.org'];
/** "User does not exist" in CP932 with trail bytes that look like `[` and `\`. */
const UNKNOWN_JAPANESE = [
  '550 5.1.1 \x83\x86\x81[\x83U\x81[\x82\xaa\x95\\\x8e\xa6\x82\xb3\x82\xea\x82\xdc\x82\xb9\x82\xf1\x81B',
];

export const SCENARIOS = {
  delivered: { character: 'good', failures: [0, 0], failing: [] },
  local: { character: 'good', failures: [0, 0], failing: [] },
  greylisted: {
    character: 'grey',
    failures: [2, 3],
    failing: ['rejectRecipient'],
    text: GREYLISTED,
    cause: 'greylisted',
  },
  userUnknown: { character: 'good', failing: ['rejectRecipient'], text: UNKNOWN, cause: 'user-unknown' },
  mailboxFull: { character: 'good', failures: [3, 8], failing: ['rejectRecipient'], text: FULL, cause: 'mailbox-full' },
  blocklisted: { character: 'good', failing: ['rejectRecipient'], text: BLOCKED, cause: 'ip-blocklisted' },
  contentRejected: {
    character: 'strict',
    failing: ['rejectBody'],
    text: UNAUTHENTICATED,
    cause: 'sender-auth-rejected',
  },
  partial: { character: 'good', failing: ['rejectRecipient'], text: UNKNOWN, cause: 'user-unknown', partial: true },
  severalDomains: {
    character: 'good',
    failing: ['rejectRecipient'],
    text: UNKNOWN,
    cause: 'user-unknown',
    several: true,
  },
  refused: { character: 'dead', failing: ['refused'] },
  timedOut: { character: 'blackhole', failing: ['timedOut'] },
  recovered: { character: 'flaky', failures: [1, 5], failing: ['refused'] },
  busy: { character: 'busy', failures: [1, 6], failing: ['busy', 'closeGreeting'] },
  busyExpired: { character: 'busy', failing: ['busy'] },
  closes: { character: 'closing', failures: [1, 4], failing: ['closeEhlo'] },
  resets: { character: 'resetting', failures: [1, 4], failing: ['resetMail'] },
  silent: { character: 'mute', failures: [1, 2], failing: ['silent'] },
  resetInBody: { character: 'cutter', failing: ['resetBody'] },
  startTls: { character: 'tls', failures: [0, 0], failing: [] },
  tlsCut: { character: 'tlsCut', failing: ['tlsCut'] },
  tlsGarbage: {
    character: 'tlsGarbage',
    failures: [1, 1],
    failing: ['tlsGarbage'],
  },
  tlsRefused: { character: 'tlsRefused', failures: [1, 1], failing: ['tlsRefused'] },
  ehloRejected: { character: 'old', failures: [0, 0], failing: [] },
  overflow: { character: 'verbose', failures: [1, 3], failing: ['overflow'] },
  unresolvable: { character: 'nowhere', failing: ['unresolved'] },
  addressOnly: { character: 'addressOnly', failing: ['refused'] },
  localUnknown: { character: 'good', failing: ['localUnknown'] },
  emptySender: { character: 'good', failing: ['rejectRecipient'], text: UNKNOWN, cause: 'user-unknown', sender: '' },
  bounceFails: {
    character: 'good',
    failing: ['rejectRecipient'],
    text: UNKNOWN,
    cause: 'user-unknown',
    sender: 'unreachable',
  },
  japanese: { character: 'japanese', failing: ['rejectRecipient'], text: UNKNOWN_JAPANESE, cause: 'user-unknown' },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

/** Picks scenarios by their weights. */
export class Mix {
  readonly #names: ScenarioName[] = [];
  readonly #sums: number[] = [];
  #total = 0;

  constructor(weights: Partial<Record<ScenarioName, number>>) {
    for (const name of Object.keys(SCENARIOS) as ScenarioName[]) {
      const weight = weights[name] ?? 0;
      if (weight <= 0) continue;
      this.#total += weight;
      this.#names.push(name);
      this.#sums.push(this.#total);
    }
    if (this.#total === 0) throw new RangeError('the mix is empty');
  }

  at(share: number): ScenarioName {
    const wanted = share * this.#total;
    return this.#names[this.#sums.findIndex(sum => wanted < sum)]!;
  }
}
