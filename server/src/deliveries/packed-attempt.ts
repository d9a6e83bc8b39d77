import type { LexedBlock } from '../logs/log.ts';
import type { Attempt, Failure, QueueAge, Recipient, Spot, Stage } from './attempt.ts';
import {
  ACCEPTED_SIZE,
  AGE_SIZE,
  Bit,
  FailureField,
  Field,
  kindIn,
  longAt,
  NEGATIVE,
  nameAt,
  type Part,
  REMOTE,
  RecipientField,
  routeIn,
  SENDER_SIZE,
  SPOT_SIZE,
  spotAt,
  stageIn,
  textAt,
  tlsIn,
} from './packed-part.ts';

/**
 * An attempt as it lies in a part: what is asked for is read from its numbers. Of most attempts only a few things are ever
 * asked for, so that one costs a small part of what an object of them all would. It cannot be changed.
 */
export class PackedAttempt implements Attempt {
  readonly #part: Part;
  readonly #at: number;
  readonly #head: number;
  #failures: readonly Failure[] | undefined;
  #recipients: Recipient[] | undefined;
  #age: QueueAge | undefined;

  constructor(part: Part, at: number) {
    this.#part = part;
    this.#at = at;
    this.#head = part.numbers[at + Field.Head]!;
  }

  get id(): number {
    return this.#number(Field.Id);
  }
  get domain(): string {
    return nameAt(this.#part, this.#at + Field.Domain);
  }
  get host(): string {
    return nameAt(this.#part, this.#at + Field.Host);
  }
  get start(): Spot {
    return spotAt(this.#part, this.#at + Field.Start);
  }
  get endBlock(): LexedBlock {
    return this.#part.blocks[this.#number(Field.EndBlock)]!;
  }
  get endRow(): number {
    return this.#number(Field.EndRow);
  }
  get startTime(): number {
    return longAt(this.#part, this.#at + Field.StartTime);
  }
  get endTime(): number {
    return longAt(this.#part, this.#at + Field.EndTime);
  }
  get age(): QueueAge | undefined {
    if ((this.#head & Bit.Age) === 0) return undefined;
    this.#age ??= ageAt(this.#part, this.#rest);
    return this.#age;
  }
  get stage(): Stage {
    return stageIn(this.#head);
  }
  get failure(): Failure | undefined {
    return this.#failureOf(Field.Failure);
  }
  get broke(): Failure | undefined {
    return this.#failureOf(Field.Broke);
  }
  get recipients(): Recipient[] {
    this.#recipients ??= this.#readRecipients();
    return this.#recipients;
  }
  get sender(): string | undefined {
    return (this.#head & Bit.Sender) === 0 ? undefined : nameAt(this.#part, this.#placeOf(Bit.Sender));
  }
  get accepted(): Spot | undefined {
    return this.#spotIf(Bit.Accepted);
  }
  get acceptedText(): string {
    return (this.#head & Bit.Accepted) === 0 ? '' : textAt(this.#part, this.#placeOf(Bit.Accepted) + SPOT_SIZE);
  }
  get tls(): Attempt['tls'] {
    return tlsIn(this.#head);
  }
  get route(): Attempt['route'] {
    return routeIn(this.#head);
  }
  get tokenFailed(): Spot | undefined {
    return this.#spotIf(Bit.TokenFailed);
  }
  get tlsRemembered(): Spot | undefined {
    return this.#spotIf(Bit.TlsRemembered);
  }
  get ehloRejected(): boolean {
    return (this.#head & Bit.EhloRejected) !== 0;
  }
  get secret(): Spot | undefined {
    return this.#spotIf(Bit.Secret);
  }
  get bodyErrors(): number {
    return this.#number(Field.BodyErrors);
  }
  get givenUp(): Spot | undefined {
    return this.#spotIf(Bit.GivenUp);
  }
  get closed(): boolean {
    return (this.#head & Bit.Closed) !== 0;
  }
  get interrupted(): boolean {
    return (this.#head & Bit.Interrupted) !== 0;
  }
  get uncertain(): boolean {
    return (this.#head & Bit.Uncertain) !== 0;
  }

  #number(field: number): number {
    return this.#part.numbers[this.#at + field]!;
  }

  #failureOf(field: number): Failure | undefined {
    const n = this.#number(field);
    return n < 0 ? undefined : this.#failure(n);
  }

  /** The same object each time it is asked for. */
  #failure(n: number): Failure {
    this.#failures ??= this.#readFailures();
    return this.#failures[n]!;
  }

  #readFailures(): Failure[] {
    const first = this.#at + Field.Lists;
    const found: Failure[] = [new PackedFailure(this.#part, first)];
    const count = this.#number(Field.Failures);
    for (let n = 1; n < count; n++) found.push(new PackedFailure(this.#part, first + n * FailureField.Size));
    return found;
  }

  #readRecipients(): Recipient[] {
    const count = this.#number(Field.Recipients);
    const first = this.#at + Field.Lists + this.#number(Field.Failures) * FailureField.Size;
    if (count === 1) return [this.#recipient(first)];
    const found: Recipient[] = [];
    for (let n = 0; n < count; n++) found.push(this.#recipient(first + n * RecipientField.Size));
    return found;
  }

  #recipient(at: number): Recipient {
    const failure = this.#part.numbers[at + RecipientField.Failure]!;
    return new PackedRecipient(this.#part, at, failure < 0 ? undefined : this.#failure(failure));
  }

  /** Where what is not always there begins. */
  get #rest(): number {
    const failures = this.#number(Field.Failures) * FailureField.Size;
    return this.#at + Field.Lists + failures + this.#number(Field.Recipients) * RecipientField.Size;
  }

  /** Where what a bit of the head tells of stands. */
  #placeOf(bit: number): number {
    const before = this.#head & (bit - 1);
    let at = this.#rest;
    if ((before & Bit.Age) !== 0) at += AGE_SIZE;
    if ((before & Bit.Sender) !== 0) at += SENDER_SIZE;
    if ((before & Bit.Accepted) !== 0) at += ACCEPTED_SIZE;
    for (let spot = Bit.TokenFailed as number; spot < bit; spot <<= 1) if ((before & spot) !== 0) at += SPOT_SIZE;
    return at;
  }

  #spotIf(bit: number): Spot | undefined {
    return (this.#head & bit) === 0 ? undefined : spotAt(this.#part, this.#placeOf(bit));
  }
}

function ageAt(part: Part, at: number): QueueAge {
  return {
    now: longAt(part, at),
    queued: longAt(part, at + 2),
    limit: longAt(part, at + 4),
    count: longAt(part, at + 6),
  };
}

class PackedFailure implements Failure {
  readonly #part: Part;
  readonly #at: number;
  readonly #head: number;
  #text: string | undefined;

  constructor(part: Part, at: number) {
    this.#part = part;
    this.#at = at;
    this.#head = part.numbers[at + FailureField.Head]!;
  }

  get at(): Spot {
    return spotAt(this.#part, this.#at + FailureField.At);
  }
  get stage(): Stage {
    return stageIn(this.#head);
  }
  get origin(): Failure['origin'] {
    return (this.#head & REMOTE) === 0 ? 'epost' : 'remote';
  }
  get kind(): Failure['kind'] {
    return kindIn(this.#head);
  }
  get code(): number {
    return longAt(this.#part, this.#at + FailureField.Code);
  }
  get negative(): boolean {
    return (this.#head & NEGATIVE) !== 0;
  }
  get text(): string {
    this.#text ??= textAt(this.#part, this.#at + FailureField.Text);
    return this.#text;
  }
  get waited(): number {
    return longAt(this.#part, this.#at + FailureField.Waited);
  }
}

class PackedRecipient implements Recipient {
  readonly failure: Failure | undefined;
  readonly #part: Part;
  readonly #at: number;

  constructor(part: Part, at: number, failure: Failure | undefined) {
    this.#part = part;
    this.#at = at;
    this.failure = failure;
  }

  get at(): Spot {
    return spotAt(this.#part, this.#at + RecipientField.At);
  }
  get code(): number {
    return this.#part.numbers[this.#at + RecipientField.Code]!;
  }
  get address(): string {
    return nameAt(this.#part, this.#at + RecipientField.Address);
  }
}

/** The same attempt as an object that may be changed. */
export function unpacked(a: PackedAttempt): Attempt {
  const copies = new Map<Failure, Failure>();
  const copyOf = (f: Failure | undefined): Failure | undefined => {
    if (f !== undefined && !copies.has(f)) copies.set(f, failureCopy(f));
    return f && copies.get(f);
  };
  return {
    id: a.id,
    domain: a.domain,
    host: a.host,
    start: a.start,
    endBlock: a.endBlock,
    endRow: a.endRow,
    startTime: a.startTime,
    endTime: a.endTime,
    age: a.age,
    stage: a.stage,
    failure: copyOf(a.failure),
    broke: copyOf(a.broke),
    recipients: a.recipients.map(({ at, address, code, failure }) => ({ at, address, code, failure: copyOf(failure) })),
    sender: a.sender,
    accepted: a.accepted,
    acceptedText: a.acceptedText,
    tls: a.tls,
    route: a.route,
    tokenFailed: a.tokenFailed,
    tlsRemembered: a.tlsRemembered,
    ehloRejected: a.ehloRejected,
    secret: a.secret,
    bodyErrors: a.bodyErrors,
    givenUp: a.givenUp,
    closed: a.closed,
    interrupted: a.interrupted,
    uncertain: a.uncertain,
  };
}

const failureCopy = ({ at, stage, origin, kind, code, negative, text, waited }: Failure): Failure => ({
  at,
  stage,
  origin,
  kind,
  code,
  negative,
  text,
  waited,
});
