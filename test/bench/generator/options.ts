import type { ScenarioName } from './scenarios.ts';

/** Builds of the delivery agent whose layouts were recorded. */
export type BuildName = '4.84' | '4.78' | '4.75';
export type Edition = 'windows' | 'unix';

export interface Options {
  /** Same seed and options, same bytes. */
  readonly seed: number;
  /** Size of the senderlog to aim at; reached within some per cent. Ignored where `messages` is given. */
  readonly bytes: number;
  readonly messages: number | undefined;
  readonly days: number;
  /** Delivery threads: how many sessions interleave. */
  readonly threads: number;
  readonly domains: number;
  readonly build: BuildName;
  readonly edition: Edition;
  /** Of 10,000 replies, how many are torn from their stub by another thread. */
  readonly splitReplies: number;
  /** Weights of the scenarios; those not named have none. */
  readonly mix: Partial<Record<ScenarioName, number>>;
  /** Retry interval in seconds. */
  readonly interval: number;
  /** Retry period after 4xx replies, and for hosts that do not answer, in hours. */
  readonly temporaryHours: number;
  readonly noAnswerHours: number;
  /** Intervals after which a 5xx is final. */
  readonly rejectRetries: number;
  readonly retryRule: 'growing' | 'constant';
  /** Folder level below the kind of log, as with clustering on; '' for none. */
  readonly computer: string;
  /** First day, `YYYY-MM-DD`, local time of the server (UTC+9). */
  readonly start: string;
  /** Incidents of the whole server or of one receiver; without a word where the log is large. */
  readonly incidents: boolean | undefined;
  /** Also yield the same deliveries as a Postfix log of as many lines, under `postfix/maillog`. */
  readonly postfix: boolean;
}

export const DEFAULT_MIX: Readonly<Record<ScenarioName, number>> = {
  delivered: 700,
  local: 20,
  greylisted: 40,
  userUnknown: 25,
  mailboxFull: 5,
  blocklisted: 5,
  contentRejected: 12,
  partial: 15,
  severalDomains: 20,
  refused: 3,
  timedOut: 3,
  recovered: 12,
  busy: 15,
  busyExpired: 2,
  closes: 12,
  resets: 6,
  silent: 2,
  resetInBody: 4,
  startTls: 60,
  tlsCut: 4,
  tlsGarbage: 4,
  tlsRefused: 8,
  ehloRejected: 15,
  overflow: 2,
  unresolvable: 5,
  addressOnly: 2,
  localUnknown: 5,
  emptySender: 3,
  bounceFails: 2,
  japanese: 6,
};

const DEFAULTS: Options = {
  seed: 1,
  bytes: 10_000_000,
  messages: undefined,
  days: 3,
  threads: 16,
  domains: 3000,
  build: '4.84',
  edition: 'windows',
  splitReplies: 0,
  mix: DEFAULT_MIX,
  interval: 120,
  temporaryHours: 8,
  noAnswerHours: 24,
  rejectRetries: 9,
  retryRule: 'growing',
  computer: '',
  start: '2026-11-24',
  incidents: undefined,
  postfix: false,
};

export function complete(options: Partial<Options>): Options {
  return { ...DEFAULTS, ...options };
}
