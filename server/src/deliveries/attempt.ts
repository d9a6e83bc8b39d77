import type { Ref } from '../logs/log.ts';

/** How far an attempt came (design vocabulary), in order. */
export const STAGES = [
  'resolve',
  'connect',
  'greeting',
  'ehlo',
  'starttls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'body',
  'final',
  'quit',
] as const;
export type Stage = (typeof STAGES)[number];

export type Origin = 'remote' | 'epost';

export type Outcome = 'delivered' | 'deferred' | 'failed' | 'in-progress' | 'unknown';

/** Why an attempt did not get through: the first thing that went wrong in it. */
export interface Failure {
  /** The record that shows it. */
  readonly at: Ref;
  readonly stage: Stage;
  readonly origin: Origin;
  readonly kind: 'reply' | 'own-reply' | 'connect' | 'body' | 'tls' | 'resolve';
  /** Reply code (kind reply), first number of `code=a/b` (own-reply) or socket error number (connect, body); 0 = none. */
  readonly code: number;
  /** Second number of `code=a/b` is `ffffffff`. */
  readonly negative: boolean;
}

/** A recipient named in an attempt by `RCPT TO`. */
export interface Recipient {
  readonly at: Ref;
  readonly address: string;
  /** The reply to RCPT; undefined while none was seen. */
  reply: Ref | undefined;
  code: number;
}

/** One connection (or failed look-up) of one queue entry to one host. Times are ms of the day, -1 where unknown. */
export interface Attempt {
  /** Number of the full id in the id table of the log. */
  readonly id: number;
  /** Recipient domain, from the `GetTryServer` lines before; '' where none was seen. */
  readonly domain: string;
  /** As in `ConnectHost(host)`; '' where the excerpt begins after it. */
  readonly host: string;
  readonly start: Ref;
  end: Ref;
  readonly startTime: number;
  endTime: number;
  /** The last stage reached. */
  stage: Stage;
  failure: Failure | undefined;
  recipients: Recipient[];
  /** The reply that accepted the message. */
  accepted: Ref | undefined;
  tls: 'none' | 'starttls' | 'failed' | 'implicit';
  /** EHLO was refused and HELO accepted. */
  ehloRejected: boolean;
  /** `ReturnMail Start` of this id followed: E-Post gave up. */
  givenUp: Ref | undefined;
  /** QUIT was sent, or the connection failed: nothing more is expected. */
  closed: boolean;
  /** The attribution of a reply in it is not certain (interleaved threads). */
  uncertain: boolean;
}
