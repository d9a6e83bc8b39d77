import { asciiText } from '../logs/bytes.ts';
import type { LexedBlock } from '../logs/log.ts';
import { type Attempt, type Failure, type Spot, STAGES } from './attempt.ts';

/** How an attempt lies in a part of {@link PackedAttempts}: what is always there first, then failures, recipients and the rest. */

/** Where the numbers of an attempt stand, from its beginning on. */
export const Field = {
  /** Where the attempt before it of the same queue entry lies. */
  Before: 0,
  /** Stage, TLS, route and {@link Bit}s. */
  Head: 1,
  Id: 2,
  Domain: 3,
  Host: 4,
  Start: 5,
  EndBlock: 8,
  EndRow: 9,
  StartTime: 10,
  EndTime: 12,
  BodyErrors: 14,
  /** Which of the failures. */
  Failure: 15,
  Broke: 16,
  /** How many. */
  Failures: 17,
  Recipients: 18,
  Lists: 19,
} as const;

/** Where those of a failure stand. */
export const FailureField = { Head: 0, At: 1, Code: 4, Waited: 6, Text: 8, Size: 10 } as const;

/** Where those of a recipient stand. */
export const RecipientField = { At: 0, Code: 3, Failure: 4, Address: 5, Size: 6 } as const;

/** Numbers of what stands there only if the head says so, in order. */
export const SPOT_SIZE = 3;
export const AGE_SIZE = 8;
export const SENDER_SIZE = 1;
export const ACCEPTED_SIZE = SPOT_SIZE + 2;

/** Bits of an attempt's head, above its stage (4 bits), TLS (2) and route (2). */
export const Bit = {
  EhloRejected: 1 << 8,
  Closed: 1 << 9,
  Interrupted: 1 << 10,
  Uncertain: 1 << 11,
  Age: 1 << 12,
  Sender: 1 << 13,
  Accepted: 1 << 14,
  TokenFailed: 1 << 15,
  TlsRemembered: 1 << 16,
  Secret: 1 << 17,
  GivenUp: 1 << 18,
  /** See `PackedAttempts.plain`. */
  Plain: 1 << 19,
} as const;

/** Bits of a failure's head, above its stage (4 bits) and kind (3). */
export const REMOTE = 1 << 7;
export const NEGATIVE = 1 << 8;

const TLS: readonly Attempt['tls'][] = ['none', 'starttls', 'failed', 'implicit'];
const ROUTES: readonly Attempt['route'][] = [undefined, 'cache', 'gateway', 'mx'];
const KINDS: readonly Failure['kind'][] = ['reply', 'own-reply', 'connect', 'body', 'tls', 'resolve'];

/** What one of a few words is in a head. */
export const numbersOf = ({ stage, tls, route }: Pick<Attempt, 'stage' | 'tls' | 'route'>): number =>
  placeIn(STAGES, stage) | (placeIn(TLS, tls) << 4) | (placeIn(ROUTES, route) << 6);
export const failureNumbersOf = ({ stage, kind }: Failure): number =>
  placeIn(STAGES, stage) | (placeIn(KINDS, kind) << 4);
export const stageIn = (head: number): Attempt['stage'] => STAGES[head & 15]!;
export const tlsIn = (head: number): Attempt['tls'] => TLS[(head >> 4) & 3]!;
export const routeIn = (head: number): Attempt['route'] => ROUTES[(head >> 6) & 3];
export const kindIn = (head: number): Failure['kind'] => KINDS[(head >> 4) & 7]!;

/** The same as `indexOf`, which is slower in so short a list. */
function placeIn<T>(list: readonly T[], item: T): number {
  let i = 0;
  while (i < list.length && list[i] !== item) i++;
  return i;
}

/** What does not fit into 31 bits (ms since 1970, say) takes two numbers, this being the base. */
export const BASE = 0x40000000;

export interface Part {
  readonly numbers: Int32Array;
  /** Names and addresses that come again and again, each one string of all. */
  readonly names: string[];
  /** Replies, one byte a character; what has others stands among the names. */
  bytes: Uint8Array;
  used: number;
  /** The blocks that attempts of all parts speak of. */
  readonly blocks: readonly LexedBlock[];
}

/** A whole number below 2^61, also a negative one. */
export const longAt = ({ numbers }: Part, at: number): number => numbers[at]! * BASE + numbers[at + 1]!;

export const nameAt = (part: Part, at: number): string => part.names[part.numbers[at]!]!;

export function spotAt({ numbers, blocks }: Part, at: number): Spot {
  return { block: blocks[numbers[at]!]!, row: numbers[at + 1]!, line: numbers[at + 2]! };
}

/** Where a text begins and its length stand at `at`; for one among the names, its number and -1. */
export function textAt({ numbers, bytes, names }: Part, at: number): string {
  const start = numbers[at]!;
  const length = numbers[at + 1]!;
  return length < 0 ? names[start]! : asciiText(bytes, start, start + length);
}
