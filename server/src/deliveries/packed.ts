import { MAX_UTF8, putAscii } from '../logs/bytes.ts';
import type { LexedBlock } from '../logs/log.ts';
import { type Attempt, acceptedFor, type Failure, type QueueAge, type Recipient, type Spot } from './attempt.ts';
import { added } from './lists.ts';
import { PackedAttempt, unpacked } from './packed-attempt.ts';
import {
  BASE,
  Bit,
  FailureField,
  Field,
  failureNumbersOf,
  longAt,
  NEGATIVE,
  nameAt,
  numbersOf,
  type Part,
  REMOTE,
  RecipientField,
  SPOT_SIZE,
} from './packed-part.ts';

/**
 * Attempts that are over, as numbers and texts in large arrays: where logs of a year are read, an object for each thing that
 * was seen would take most of the memory and a quarter of the time. What comes out tells the same as what was put in.
 */

/** No attempt. */
export const NOTHING = -1;

/** Numbers of a part; no attempt lies in two. */
const PART = 1 << 16;
const PART_BITS = 16;
/** Attempts with more recipients are not packed: an attempt takes at most {@link ROOM} numbers. */
const MOST_RECIPIENTS = 50;
const ROOM = 1024;

/** Blocks that are looked through for one. */
const LATE = 64;

/** Bytes of a part's texts; it grows where they are long. */
const TEXT_BYTES = 64 * 1024;

/** An attempt that was accepted for its one recipient, with nothing more to tell: where mail went, when, and to whom. */
export interface PlainAttempt {
  readonly host: string;
  /** As in {@link Attempt.startTime}. */
  readonly startTime: number;
  /** The recipient. */
  readonly address: string;
}

const NO_FAILURES: readonly Failure[] = [];

export class PackedAttempts {
  /** The blocks that attempts speak of. */
  readonly #blocks: LexedBlock[] = [];
  readonly #parts: Part[] = [];
  /** The last part, its numbers and how many of these are taken; none before there is a part. */
  #part!: Part;
  #numbers!: Int32Array;
  #at = PART;

  /**
   * Takes an attempt that will not change any more.
   * @param before where the attempt before it of the same queue entry lies, or {@link NOTHING}
   * @returns where it lies; NOTHING if it has too many recipients
   */
  add(a: Attempt, before: number): number {
    if (a.recipients.length > MOST_RECIPIENTS) return NOTHING;
    if (this.#at + ROOM > PART) this.#addPart();
    const where = ((this.#parts.length - 1) << PART_BITS) | this.#at;
    this.#write(a, before);
    return where;
  }

  #addPart(): void {
    this.#part = {
      numbers: new Int32Array(PART),
      names: [],
      bytes: new Uint8Array(TEXT_BYTES),
      used: 0,
      blocks: this.#blocks,
    };
    this.#parts.push(this.#part);
    this.#numbers = this.#part.numbers;
    this.#at = 0;
  }

  /** Where the attempt before one lies, or {@link NOTHING}. */
  before(where: number): number {
    return this.#parts[where >>> PART_BITS]!.numbers[(where & (PART - 1)) + Field.Before]!;
  }

  /** What it tells where it is the only attempt of its queue entry, accepted for its one recipient, and nothing more to tell of it. */
  plain(where: number): PlainAttempt | undefined {
    const part = this.#parts[where >>> PART_BITS]!;
    const { numbers } = part;
    const at = where & (PART - 1);
    if ((numbers[at + Field.Head]! & Bit.Plain) === 0 || numbers[at + Field.Before] !== NOTHING) return undefined;
    return {
      host: nameAt(part, at + Field.Host),
      startTime: longAt(part, at + Field.StartTime),
      address: nameAt(part, at + Field.Lists + RecipientField.Address),
    };
  }

  /** Its {@link Attempt.domain}. */
  domain(where: number): string {
    return nameAt(this.#parts[where >>> PART_BITS]!, (where & (PART - 1)) + Field.Domain);
  }

  /** The attempt that lies there. */
  read(where: number): PackedAttempt {
    return new PackedAttempt(this.#parts[where >>> PART_BITS]!, where & (PART - 1));
  }

  /** The attempts of a queue entry, whose last one lies there, in order. */
  all(where: number): Attempt[] {
    const found: Attempt[] = [];
    for (let at = where; at !== NOTHING; at = this.before(at)) found.push(this.read(at));
    return found.length === 1 ? found : found.reverse();
  }

  /** The same as {@link read} as an object that may be changed. */
  take(where: number): Attempt {
    return unpacked(this.read(where));
  }

  #write(a: Attempt, before: number): void {
    const failures = failuresOf(a);
    const n = this.#numbers;
    const at = this.#at;
    n[at + Field.Before] = before;
    n[at + Field.Head] = headOf(a);
    n[at + Field.Id] = a.id;
    n[at + Field.Domain] = this.#nameNumber(a.domain);
    n[at + Field.Host] = this.#nameNumber(a.host);
    n[at + Field.EndBlock] = this.#numberOf(a.endBlock);
    n[at + Field.EndRow] = a.endRow;
    n[at + Field.BodyErrors] = a.bodyErrors;
    n[at + Field.Failure] = placeOf(a.failure, failures);
    n[at + Field.Broke] = placeOf(a.broke, failures);
    n[at + Field.Failures] = failures.length;
    n[at + Field.Recipients] = a.recipients.length;
    this.#at = at + Field.Start;
    this.#putSpot(a.start);
    this.#at = at + Field.StartTime;
    this.#putLong(a.startTime);
    this.#putLong(a.endTime);
    this.#at = at + Field.Lists;
    for (const f of failures) this.#putFailure(f);
    for (const r of a.recipients) this.#putRecipient(r, failures);
    this.#writeRest(a);
  }

  /** What is not always there, in the order of {@link Bit}. */
  #writeRest(a: Attempt): void {
    if (a.age !== undefined) this.#putAge(a.age);
    if (a.sender !== undefined) this.#put(this.#nameNumber(a.sender));
    if (a.accepted !== undefined) {
      this.#putSpot(a.accepted);
      this.#putText(a.acceptedText);
    }
    if (a.tokenFailed !== undefined) this.#putSpot(a.tokenFailed);
    if (a.tlsRemembered !== undefined) this.#putSpot(a.tlsRemembered);
    if (a.secret !== undefined) this.#putSpot(a.secret);
    if (a.givenUp !== undefined) this.#putSpot(a.givenUp);
  }

  /** In the order of {@link FailureField}. */
  #putFailure(f: Failure): void {
    this.#put(failureNumbersOf(f) | (f.origin === 'remote' ? REMOTE : 0) | (f.negative ? NEGATIVE : 0));
    this.#putSpot(f.at);
    this.#putLong(f.code);
    this.#putLong(f.waited);
    this.#putText(f.text);
  }

  /** In the order of {@link RecipientField}. */
  #putRecipient(r: Recipient, failures: readonly Failure[]): void {
    this.#putSpot(r.at);
    this.#put(r.code);
    this.#put(placeOf(r.failure, failures));
    this.#put(this.#nameNumber(r.address));
  }

  #putAge(age: QueueAge): void {
    this.#putLong(age.now);
    this.#putLong(age.queued);
    this.#putLong(age.limit);
    this.#putLong(age.count);
  }

  #putSpot({ block, row, line }: Spot): void {
    const n = this.#numbers;
    const at = this.#at;
    n[at] = this.#numberOf(block);
    n[at + 1] = row;
    n[at + 2] = line;
    this.#at = at + SPOT_SIZE;
  }

  #put(n: number): void {
    this.#numbers[this.#at++] = n;
  }

  #putLong(n: number): void {
    const high = Math.floor(n / BASE);
    const at = this.#at;
    this.#numbers[at] = high;
    this.#numbers[at + 1] = n - high * BASE;
    this.#at = at + 2;
  }

  #nameNumber(text: string): number {
    return this.#part.names.push(text) - 1;
  }

  #putText(text: string): void {
    const part = this.#part;
    const used = part.used + MAX_UTF8 * text.length;
    if (used > part.bytes.length) {
      const more = new Uint8Array(Math.max(2 * part.bytes.length, used));
      more.set(part.bytes);
      part.bytes = more;
    }
    if (!putAscii(text, part.bytes, part.used)) {
      this.#put(this.#nameNumber(text));
      this.#put(-1);
      return;
    }
    this.#put(part.used);
    this.#put(text.length);
    part.used += text.length;
  }

  /** An attempt speaks of blocks that were read of late. One that is not among those gets another number, which does no harm. */
  #numberOf(block: LexedBlock): number {
    const blocks = this.#blocks;
    const stop = Math.max(0, blocks.length - LATE);
    for (let i = blocks.length - 1; i >= stop; i--) if (blocks[i] === block) return i;
    return blocks.push(block) - 1;
  }
}

/** What went wrong in an attempt, each thing once. */
function failuresOf({ failure, broke, recipients }: Attempt): readonly Failure[] {
  let found = NO_FAILURES;
  if (failure !== undefined) found = added(found, failure);
  if (broke !== undefined && broke !== failure) found = added(found, broke);
  for (const r of recipients) {
    if (r.failure !== undefined && r.failure !== failure && !found.includes(r.failure)) found = added(found, r.failure);
  }
  return found;
}

const placeOf = (f: Failure | undefined, all: readonly Failure[]): number => (f === undefined ? -1 : all.indexOf(f));

function headOf(a: Attempt): number {
  return (
    numbersOf(a) |
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
