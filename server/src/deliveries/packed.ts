import { asciiText } from '../logs/bytes.ts';
import type { LexedBlock } from '../logs/log.ts';
import {
  type Attempt,
  acceptedFor,
  type Failure,
  type QueueAge,
  type Recipient,
  type Spot,
  STAGES,
} from './attempt.ts';

/**
 * Attempts that are over, as numbers and texts in large arrays: where logs of a year are read, an object for each thing that
 * was seen would take most of the memory and a quarter of the time. What comes out is equal to what was put in.
 */

/** No attempt. */
export const NOTHING = -1;

/** Numbers of a part; no attempt lies in two. */
const PART = 1 << 16;
const PART_BITS = 16;
/** Attempts with more recipients are not packed: an attempt takes at most {@link ROOM} numbers. */
const MOST_RECIPIENTS = 50;
const ROOM = 1024;
/** What does not fit into 31 bits (ms since 1970, say) takes two numbers, this being the base. */
const BASE = 0x40000000;

/** Blocks that are looked through for one. */
const LATE = 64;

const TLS: readonly Attempt['tls'][] = ['none', 'starttls', 'failed', 'implicit'];
const ROUTES: readonly Attempt['route'][] = [undefined, 'cache', 'gateway', 'mx'];
const KINDS: readonly Failure['kind'][] = ['reply', 'own-reply', 'connect', 'body', 'tls', 'resolve'];

/** Bits of an attempt's head, above its stage (4 bits), TLS (2) and route (2). */
const Bit = {
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
  /** See {@link PackedAttempts.plain}. */
  Plain: 1 << 19,
} as const;

/** Bits of a failure's head, above its stage (4 bits) and kind (3). */
const REMOTE = 1 << 7;
const NEGATIVE = 1 << 8;

/** Bytes of a part's texts; it grows where they are long. */
const TEXT_BYTES = 64 * 1024;

/** An attempt that was accepted for its one recipient, with nothing more to tell: where mail went, when, and to whom. */
export interface PlainAttempt {
  readonly host: string;
  /** As in {@link Attempt.startTime}. */
  readonly startTime: number;
  /** The recipient, in ASCII: from `start` to `end` in `bytes`. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Numbers of a plain attempt that lie between its head and its host, and so on: see {@link PackedAttempts} `#write`. */
const PLAIN = { host: 2, startTime: 5, address: 12 } as const;

interface Part {
  readonly numbers: Int32Array;
  /** Names that come again and again, each one string of all. */
  readonly names: string[];
  /** Texts of their own, one byte a character; what has others stands among the names. */
  bytes: Uint8Array;
  used: number;
}

const newPart = (): Part => ({
  numbers: new Int32Array(PART),
  names: [],
  bytes: new Uint8Array(TEXT_BYTES),
  used: 0,
});

export class PackedAttempts {
  readonly #parts: Part[] = [newPart()];
  /** Numbers of the last part that are taken. */
  #used = 0;
  /** The blocks that attempts speak of. */
  readonly #blocks: LexedBlock[] = [];
  // What is being written or read, and where.
  #part = this.#parts[0]!;
  #numbers = this.#part.numbers;
  #at = 0;

  /**
   * Takes an attempt that will not change any more.
   * @param before where the attempt before it of the same queue entry lies, or {@link NOTHING}
   * @returns where it lies; NOTHING if it has too many recipients
   */
  add(a: Attempt, before: number): number {
    if (a.recipients.length > MOST_RECIPIENTS) return NOTHING;
    if (this.#used + ROOM > PART) {
      this.#parts.push(newPart());
      this.#used = 0;
    }
    const part = this.#parts.at(-1)!;
    const where = ((this.#parts.length - 1) << PART_BITS) | this.#used;
    this.#part = part;
    this.#numbers = part.numbers;
    this.#at = this.#used;
    this.#put(before);
    this.#write(a);
    this.#used = this.#at;
    return where;
  }

  /** Where the attempt before one lies, or {@link NOTHING}. */
  before(where: number): number {
    return this.#parts[where >>> PART_BITS]!.numbers[where & (PART - 1)]!;
  }

  /** What it tells where it is the only attempt of its queue entry, accepted for its one recipient, and nothing more to tell of it. */
  plain(where: number): PlainAttempt | undefined {
    this.#open(where);
    const isPlain = (this.#take() & Bit.Plain) !== 0;
    if (!isPlain || this.before(where) !== NOTHING) return undefined;
    this.#at += PLAIN.host;
    const host = this.#takeName();
    this.#at += PLAIN.startTime;
    const startTime = this.#takeLong();
    this.#at += PLAIN.address;
    const start = this.#take();
    const length = this.#take();
    return length < 0 ? undefined : { host, startTime, bytes: this.#part.bytes, start, end: start + length };
  }

  /** Its {@link Attempt.domain}. */
  domain(where: number): string {
    this.#open(where);
    this.#at += 2;
    return this.#takeName();
  }

  /** The attempt that lies there. */
  read(where: number): Attempt {
    this.#open(where);
    return this.#read();
  }

  #open(where: number): void {
    this.#part = this.#parts[where >>> PART_BITS]!;
    this.#numbers = this.#part.numbers;
    this.#at = (where & (PART - 1)) + 1;
  }

  #write(a: Attempt): void {
    const failures: Failure[] = [];
    if (a.failure !== undefined) failures.push(a.failure);
    if (a.broke !== undefined && a.broke !== a.failure) failures.push(a.broke);
    for (const { failure } of a.recipients) {
      if (failure !== undefined && !failures.includes(failure)) failures.push(failure);
    }
    this.#put(headOf(a));
    this.#put(a.id);
    this.#putName(a.domain);
    this.#putName(a.host);
    this.#putSpot(a.start);
    this.#put(this.#numberOf(a.endBlock));
    this.#put(a.endRow);
    this.#putLong(a.startTime);
    this.#putLong(a.endTime);
    this.#put(a.bodyErrors);
    this.#put(failures.length);
    for (const f of failures) this.#putFailure(f);
    this.#put(a.failure === undefined ? -1 : 0);
    this.#put(a.broke === undefined ? -1 : failures.indexOf(a.broke));
    this.#put(a.recipients.length);
    for (const r of a.recipients) {
      this.#putSpot(r.at);
      this.#put(r.code);
      this.#put(r.failure === undefined ? -1 : failures.indexOf(r.failure));
      this.#putText(r.address);
    }
    if (a.age !== undefined) this.#putAge(a.age);
    if (a.sender !== undefined) this.#putName(a.sender);
    if (a.accepted !== undefined) {
      this.#putSpot(a.accepted);
      this.#putText(a.acceptedText);
    }
    for (const at of [a.tokenFailed, a.tlsRemembered, a.secret, a.givenUp]) if (at !== undefined) this.#putSpot(at);
  }

  #read(): Attempt {
    const head = this.#take();
    const id = this.#take();
    const domain = this.#takeName();
    const host = this.#takeName();
    const start = this.#takeSpot();
    const endBlock = this.#blocks[this.#take()]!;
    const endRow = this.#take();
    const startTime = this.#takeLong();
    const endTime = this.#takeLong();
    const bodyErrors = this.#take();
    const failures: Failure[] = [];
    for (let n = this.#take(); n > 0; n--) failures.push(this.#takeFailure());
    const failure = failures[this.#take()];
    const broke = failures[this.#take()];
    const recipients: Recipient[] = [];
    for (let n = this.#take(); n > 0; n--) {
      const at = this.#takeSpot();
      const code = this.#take();
      recipients.push({ at, code, failure: failures[this.#take()], address: this.#takeText() });
    }
    const age = (head & Bit.Age) === 0 ? undefined : this.#takeAge();
    const sender = (head & Bit.Sender) === 0 ? undefined : this.#takeName();
    const accepted = this.#spotIf(head, Bit.Accepted);
    return {
      id,
      domain,
      host,
      start,
      endBlock,
      endRow,
      startTime,
      endTime,
      age,
      stage: STAGES[head & 15]!,
      failure,
      broke,
      recipients,
      sender,
      accepted,
      acceptedText: accepted === undefined ? '' : this.#takeText(),
      tls: TLS[(head >> 4) & 3]!,
      route: ROUTES[(head >> 6) & 3],
      tokenFailed: this.#spotIf(head, Bit.TokenFailed),
      tlsRemembered: this.#spotIf(head, Bit.TlsRemembered),
      ehloRejected: (head & Bit.EhloRejected) !== 0,
      secret: this.#spotIf(head, Bit.Secret),
      bodyErrors,
      givenUp: this.#spotIf(head, Bit.GivenUp),
      closed: (head & Bit.Closed) !== 0,
      interrupted: (head & Bit.Interrupted) !== 0,
      uncertain: (head & Bit.Uncertain) !== 0,
    };
  }

  #putFailure(f: Failure): void {
    const bits = (f.origin === 'remote' ? REMOTE : 0) | (f.negative ? NEGATIVE : 0);
    this.#put(STAGES.indexOf(f.stage) | (KINDS.indexOf(f.kind) << 4) | bits);
    this.#putSpot(f.at);
    this.#putLong(f.code);
    this.#putLong(f.waited);
    this.#putText(f.text);
  }

  #takeFailure(): Failure {
    const head = this.#take();
    return {
      at: this.#takeSpot(),
      stage: STAGES[head & 15]!,
      origin: (head & REMOTE) === 0 ? 'epost' : 'remote',
      kind: KINDS[(head >> 4) & 7]!,
      code: this.#takeLong(),
      negative: (head & NEGATIVE) !== 0,
      waited: this.#takeLong(),
      text: this.#takeText(),
    };
  }

  #putAge(age: QueueAge): void {
    this.#putLong(age.now);
    this.#putLong(age.queued);
    this.#putLong(age.limit);
    this.#putLong(age.count);
  }

  #takeAge(): QueueAge {
    return { now: this.#takeLong(), queued: this.#takeLong(), limit: this.#takeLong(), count: this.#takeLong() };
  }

  #putSpot({ block, row, line }: Spot): void {
    this.#put(this.#numberOf(block));
    this.#put(row);
    this.#put(line);
  }

  #takeSpot(): Spot {
    return { block: this.#blocks[this.#take()]!, row: this.#take(), line: this.#take() };
  }

  #spotIf(head: number, bit: number): Spot | undefined {
    return (head & bit) === 0 ? undefined : this.#takeSpot();
  }

  #put(n: number): void {
    this.#numbers[this.#at++] = n;
  }

  #take(): number {
    return this.#numbers[this.#at++]!;
  }

  /** A whole number below 2^61, also a negative one. */
  #putLong(n: number): void {
    const high = Math.floor(n / BASE);
    this.#put(high);
    this.#put(n - high * BASE);
  }

  #takeLong(): number {
    return this.#take() * BASE + this.#take();
  }

  #putName(text: string): void {
    this.#put(this.#part.names.push(text) - 1);
  }

  #takeName(): string {
    return this.#part.names[this.#take()]!;
  }

  /** Where it begins and its length; for one among the names, its number and -1. */
  #putText(text: string): void {
    const part = this.#part;
    const { length } = text;
    if (part.used + length > part.bytes.length) {
      const more = new Uint8Array(2 * part.bytes.length + length);
      more.set(part.bytes);
      part.bytes = more;
    }
    const { bytes, used } = part;
    let seen = 0;
    for (let i = 0; i < length; i++) {
      const c = text.charCodeAt(i);
      seen |= c;
      bytes[used + i] = c;
    }
    if (seen > 0x7f) {
      this.#putName(text);
      this.#put(-1);
      return;
    }
    this.#put(used);
    this.#put(length);
    part.used = used + length;
  }

  #takeText(): string {
    const start = this.#take();
    const length = this.#take();
    return length < 0 ? this.#part.names[start]! : asciiText(this.#part.bytes, start, start + length);
  }

  /** An attempt speaks of blocks that were read of late. One that is not among those gets another number, which does no harm. */
  #numberOf(block: LexedBlock): number {
    const blocks = this.#blocks;
    const stop = Math.max(0, blocks.length - LATE);
    for (let i = blocks.length - 1; i >= stop; i--) if (blocks[i] === block) return i;
    return blocks.push(block) - 1;
  }
}

function headOf(a: Attempt): number {
  return (
    STAGES.indexOf(a.stage) |
    (TLS.indexOf(a.tls) << 4) |
    (ROUTES.indexOf(a.route) << 6) |
    (a.ehloRejected ? Bit.EhloRejected : 0) |
    (a.closed ? Bit.Closed : 0) |
    (a.interrupted ? Bit.Interrupted : 0) |
    (a.uncertain ? Bit.Uncertain : 0) |
    (a.age !== undefined ? Bit.Age : 0) |
    (a.sender !== undefined ? Bit.Sender : 0) |
    (a.accepted !== undefined ? Bit.Accepted : 0) |
    (a.tokenFailed !== undefined ? Bit.TokenFailed : 0) |
    (a.tlsRemembered !== undefined ? Bit.TlsRemembered : 0) |
    (a.secret !== undefined ? Bit.Secret : 0) |
    (a.givenUp !== undefined ? Bit.GivenUp : 0) |
    (isPlain(a) ? Bit.Plain : 0)
  );
}

const isPlain = (a: Attempt): boolean =>
  a.domain !== '' &&
  a.recipients.length === 1 &&
  acceptedFor(a, a.recipients[0]!) &&
  a.failure === undefined &&
  !a.ehloRejected &&
  !a.uncertain &&
  (a.secret ?? a.tokenFailed ?? a.tlsRemembered ?? a.givenUp) === undefined;
