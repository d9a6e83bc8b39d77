import type { LexedBlock, Ref } from '../logs/log.ts';
import { Command } from '../logs/record.ts';

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

/** The stage that a command begins, by its number in {@link Command}; RSET begins none. */
export const STAGE_OF: Readonly<Record<number, Exclude<Stage, 'resolve' | 'connect' | 'body'> | undefined>> = {
  [Command.Ehlo]: 'ehlo',
  [Command.Helo]: 'ehlo',
  [Command.StartTls]: 'starttls',
  [Command.Auth]: 'auth',
  [Command.Mail]: 'mail',
  [Command.Rcpt]: 'rcpt',
  [Command.Data]: 'data',
  [Command.Quit]: 'quit',
};

export type Origin = 'remote' | 'epost';

export type Outcome = 'delivered' | 'deferred' | 'failed' | 'in-progress' | 'unknown';

/** A record, with what stays true after its block was dropped: its line in the block, from 0. */
export interface Spot extends Ref {
  readonly line: number;
}

export const spot = (block: LexedBlock, row: number): Spot => ({ block, row, line: block.records.line(row) });

/** The line of the file, from 1. */
export const fileLineOf = (at: Spot): number => at.block.log.fileLineOf(at.block, at.line);

/** Something that went wrong in an attempt. */
export interface Failure {
  /** The record that shows it. */
  readonly at: Spot;
  readonly stage: Stage;
  readonly origin: Origin;
  readonly kind: 'reply' | 'own-reply' | 'connect' | 'body' | 'tls' | 'resolve';
  /** Reply code (kind reply), first number of `code=a/b` (own-reply) or socket error number (connect, body); 0 = none. */
  readonly code: number;
  /** Second number of `code=a/b` is `ffffffff`. */
  readonly negative: boolean;
  /** The reply with the lines that continue it, at most 2,048 characters; '' for what is no reply. */
  text: string;
  /** Time since the record before it of the same id, in ms; -1 where a stamp is missing. */
  readonly waited: number;
}

/** A recipient named in an attempt by `RCPT TO`. */
export interface Recipient {
  readonly at: Spot;
  readonly address: string;
  /** Code of the reply to RCPT; 0 while none was seen. */
  code: number;
  /** The reply refused this recipient. */
  failure: Failure | undefined;
}

/** One connection (or failed look-up) of one queue entry to one host. */
export interface Attempt {
  /** Number of the full id in the id table of the log. */
  readonly id: number;
  /** Recipient domain, from the `GetTryServer` lines before; '' where none was seen. */
  readonly domain: string;
  /** As in `ConnectHost(host)`; '' where the excerpt begins after it. */
  readonly host: string;
  readonly start: Spot;
  /** The last record of it. */
  endBlock: LexedBlock;
  endRow: number;
  /**
   * Times in ms of the server's clock: since 1970-01-01 where the log's date is known, else since the midnight at which the
   * log began (above a day after a rollover); -1 where there is no stamp.
   */
  readonly startTime: number;
  endTime: number;
  /** The retry line `GetTryServer:(ltime(…)-otime(…))/N=(K)` before it, undefined where none was seen. */
  readonly age: QueueAge | undefined;
  /** The last stage reached. */
  stage: Stage;
  /** The first thing that went wrong: it decides, what follows on a dead session is an echo (format reference §2.3 row 38). */
  failure: Failure | undefined;
  /** The first thing that went wrong for the whole session: not the refusal of a single recipient. */
  broke: Failure | undefined;
  recipients: Recipient[];
  /** Envelope sender; undefined while MAIL was not sent, '' for `<>`. */
  sender: string | undefined;
  /** The reply that accepted the message. */
  accepted: Spot | undefined;
  /** Its text, where the log's blocks are not kept; else read it with `replyText(accepted)`. */
  acceptedText: string;
  tls: 'none' | 'starttls' | 'failed' | 'implicit';
  /** How the host was chosen, where the long output tells it. */
  readonly route: 'cache' | 'gateway' | 'mx' | undefined;
  /** The helper that fetches an OAuth token told an error. */
  tokenFailed: Spot | undefined;
  /** The domain was on the list of receivers whose TLS had failed, so that none was tried (long output). */
  tlsRemembered: Spot | undefined;
  /** EHLO is not known to the peer (500, 502); HELO followed. */
  ehloRejected: boolean;
  /** A secret of an AUTH exchange stands there. */
  secret: Spot | undefined;
  /** Lines `SendData (socket error code=N)`. */
  bodyErrors: number;
  /** `ReturnMail Start` of this id followed: E-Post gave up. */
  givenUp: Spot | undefined;
  /** QUIT was sent, or the connection failed: nothing more is expected. */
  closed: boolean;
  /** The session ended without QUIT or failure: the service was stopped, or lines are missing. */
  interrupted: boolean;
  /** The attribution of a reply in it is not certain (interleaved threads). */
  uncertain: boolean;
}

/** `GetTryServer:(ltime(now)-otime(queued))/limit=(count)`; times in seconds since 1601-01-01 UTC. */
export interface QueueAge {
  readonly now: number;
  readonly queued: number;
  /** The greatest number of attempts after temporary failures (not an interval; format reference C1). */
  readonly limit: number;
  /** Age in retry intervals. */
  readonly count: number;
}

/** `ReturnMail Start` of an id: E-Post gives up. */
export interface GiveUp {
  readonly at: Spot;
  /** The domain that was tried, '' where no line told it. */
  readonly domain: string;
  /** The sender, to whom the error mail goes; '' where there is none. */
  readonly returnTo: string;
  /** The retry line before it; undefined where none was seen. */
  readonly age: QueueAge | undefined;
  readonly time: number;
}

/** A pass of the queue that looked at an entry and tried nothing. */
export interface Wait {
  readonly at: Spot;
  readonly domain: string;
  /** As in {@link Attempt.startTime}. */
  readonly time: number;
}

/** What went wrong for one recipient in an attempt; undefined where nothing did, or where it was not among those tried. */
export const failureFor = (a: Attempt, r: Recipient | undefined): Failure | undefined => r?.failure ?? a.broke;

/** Was the message taken for this recipient? */
export const acceptedFor = (a: Attempt, r: Recipient): boolean =>
  a.accepted !== undefined && r.code >= 200 && r.code < 300;
