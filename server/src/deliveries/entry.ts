import { findByte } from '../logs/bytes.ts';
import type { LexedBlock } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import {
  type Attempt,
  type Failure,
  type GiveUp,
  type Recipient,
  type Spot,
  type Stage,
  spot,
  type Wait,
} from './attempt.ts';
import { added } from './lists.ts';
import type { Names } from './names.ts';
import { NOTHING, type PackedAttempts } from './packed.ts';
import { Passes } from './passes.ts';
import type { Rest } from './resting.ts';
import { Session } from './session.ts';
import { domainOf, domainStands, returnTo, routeOf, writeFailed } from './texts.ts';

/** Records of one queue entry (one full id) → its attempts. Depends on that id's records alone, handed in in order. */
export class QueueEntry {
  readonly id: number;
  giveUps: readonly GiveUp[] = NO_GIVE_UPS;
  /** The blocks that hold records of it, in order; kept only where the log may change. */
  blocks: LexedBlock[] = NO_BLOCKS;
  /** A work file could not be written. */
  workfile: Spot | undefined;
  readonly #passes = new Passes();
  readonly #names: Names;
  /** Where attempts that are over go; undefined where they stay objects. */
  readonly #packer: PackedAttempts | undefined;
  /** The last one that went there, {@link NOTHING} where none did; the ones after it. */
  #packed = NOTHING;
  #attempts: readonly Attempt[] = NO_ATTEMPTS;
  #session: Session | undefined;
  /** State of the session whose attempt was packed last, which late lines may take up again; -1 where none may. */
  #ended = -1;
  #domain = '';
  /** Its number among the names; 0 where that is not known. */
  #domainNumber = 0;
  #route: Attempt['route'];
  /** A look-up without result, which is an attempt of its own unless a connection follows (long output). */
  #lookup: { at: Spot; time: number } | undefined;

  /** @param packer where the records are handed in once: attempts that are over go there */
  constructor(id: number, names: Names, packer?: PackedAttempts) {
    this.id = id;
    this.#names = names;
    this.#packer = packer;
  }

  /** In order. Those that were packed are made anew each time, and cannot be changed. */
  get attempts(): readonly Attempt[] {
    if (this.#packed === NOTHING) return this.#attempts;
    const packed = this.#packer!.all(this.#packed);
    return this.#attempts.length === 0 ? packed : [...packed, ...this.#attempts];
  }

  /** Is there something to tell of it: an attempt, an end, or waiting? */
  get tells(): boolean {
    return this.#hasAttempts || this.giveUps.length > 0 || this.waits.length > 0;
  }

  get #hasAttempts(): boolean {
    return this.#packed !== NOTHING || this.#attempts.length > 0;
  }

  /**
   * Its last session may be over: then the attempt is packed.
   * @returns what {@link resumed} makes this entry of again; undefined where there is more to it
   */
  pack(): Rest | undefined {
    if (this.#session !== undefined) {
      const { state } = this.#session;
      if (state === undefined || !this.#packAll()) return undefined;
      this.#session = undefined;
      this.#ended = state;
    } else if (!this.#packAll()) return undefined;
    const isAll =
      !this.#passes.matter &&
      this.giveUps.length === 0 &&
      this.workfile === undefined &&
      this.#lookup === undefined &&
      this.#route === undefined &&
      this.#packed !== NOTHING &&
      this.#domain === this.#packer!.domain(this.#packed);
    return isAll ? { where: this.#packed, state: this.#ended } : undefined;
  }

  /** The entry that {@link pack} told of. */
  static resumed(id: number, names: Names, packer: PackedAttempts, { where, state }: Rest): QueueEntry {
    const entry = new QueueEntry(id, names, packer);
    entry.#packed = where;
    entry.#ended = state;
    entry.#domain = packer.domain(where);
    return entry;
  }

  /** Packs all attempts; none of them may change any more. */
  #packAll(): boolean {
    if (this.#packer === undefined) return false;
    while (this.#attempts.length > 0) {
      const where = this.#packer.add(this.#attempts[0]!, this.#packed);
      if (where === NOTHING) return false;
      this.#packed = where;
      this.#attempts = this.#attempts.slice(1);
    }
    return true;
  }

  /** The last attempt, as an object that may be changed. */
  #lastAttempt(): Attempt | undefined {
    if (this.#attempts.length > 0 || this.#packed === NOTHING) return this.#attempts.at(-1);
    const last = this.#packer!.take(this.#packed);
    this.#packed = this.#packer!.before(this.#packed);
    this.#attempts = [last];
    return last;
  }

  /** The session at hand, also where it had been packed. */
  #current(): Session | undefined {
    if (this.#ended < 0) return this.#session;
    this.#session = new Session(this.#lastAttempt()!, this.#names, this.#ended);
    this.#ended = -1;
    return this.#session;
  }

  /** A further block holds records of it. */
  addBlock(block: LexedBlock): void {
    if (this.blocks.length === 0) this.blocks = [block];
    else this.blocks.push(block);
  }

  /** What only a session under way needs is let go. */
  settle(): void {
    this.#lookedUp();
    this.#session?.end();
    this.#session = undefined;
    this.#passes.settle();
  }

  /** The session at hand turns out to be one that TLS was begun on. */
  beganTls(): void {
    const a = this.#current()?.attempt;
    if (a?.tls === 'none') a.tls = 'implicit';
  }

  /** The attribution of the record at hand is not certain. */
  doubt(): void {
    const a = this.#current()?.attempt;
    if (a !== undefined) a.uncertain = true;
  }

  /**
   * Takes the next record.
   * @param time as in {@link Attempt.startTime}
   * @param keepText the block will be gone later: what a reader may ask for is taken now
   */
  step(block: LexedBlock, row: number, kind: Kind, time: number, keepText: boolean): void {
    switch (kind) {
      case Kind.TryCheck:
        this.#tryServer(block, row);
        return;
      case Kind.TryAge:
        this.#tryServer(block, row);
        this.#passes.look(block, row, time, this.#domain);
        return;
      case Kind.AfterCutting:
        if (this.workfile === undefined && writeFailed(block, row)) this.workfile = spot(block, row);
        return;
      case Kind.ConnectHost:
        this.#connect(block, row, time);
        return;
      case Kind.BounceStart:
        this.#bounce(block, row, time);
        return;
      case Kind.Route:
        this.#route = routeOf(block, row);
        return;
      case Kind.MxNotFound:
      case Kind.IllegalDomain:
        this.#lookup = { at: spot(block, row), time };
        return;
      default: {
        const s = this.#current() ?? this.#joinLate(block, row, time, kind);
        s?.step(block, row, kind, time, keepText);
      }
    }
  }

  /** A further line of the reply that was answered last: part of its text. */
  goOn(block: LexedBlock, row: number): void {
    this.#session?.goOn(block, row);
  }

  /** Is there a failure whose text the next lines may continue? */
  get listens(): boolean {
    return this.#session?.listens === true;
  }

  /** See {@link Wait}. */
  get waits(): readonly Wait[] {
    return this.#passes.waits;
  }

  /** The queue goes on without a connection after a look-up that found nothing: that was the attempt. */
  #lookedUp(): void {
    const found = this.#lookup;
    if (found === undefined) return;
    this.#lookup = undefined;
    const s = this.#begin(found.at.block, found.at.row, found.time, 'resolve', '', found.at);
    const f: Failure = { ...RESOLVE, at: found.at };
    s.attempt.failure = f;
    s.attempt.broke = f;
    s.attempt.closed = true;
    this.#session = undefined;
  }

  #tryServer(block: LexedBlock, row: number): void {
    this.#lookedUp();
    this.#route = undefined;
    this.#ended = -1;
    const s = this.#session;
    if (s !== undefined) {
      s.end();
      this.#unanswered(s);
      const a = s.attempt;
      if (!a.closed) {
        // The queue is looked through again while the session has no end: it was cut off (service stopped, lines missing).
        a.closed = true;
        a.interrupted = a.failure === undefined && a.accepted === undefined;
      }
      this.#session = undefined;
    }
    // The same domain as last time is the rule: compare before making a string.
    if (domainStands(block, row, this.#domain, this.#names, this.#domainNumber)) return;
    this.#domain = domainOf(block, row, this.#names);
    this.#domainNumber = this.#domain === '' ? 0 : this.#names.number;
  }

  /** A connect without any result: the host name could not be resolved, which is logged in no other way (row 19). */
  #unanswered(s: Session | undefined): void {
    if (s === undefined) return;
    const a = s.attempt;
    if (a.stage !== 'connect' || a.failure !== undefined || a.closed || a.tls !== 'none') return;
    const f: Failure = { ...RESOLVE, at: a.start };
    a.failure = f;
    a.broke = f;
    a.stage = 'resolve';
    a.closed = true;
  }

  #connect(block: LexedBlock, row: number, time: number): void {
    this.#session?.end();
    const old = this.#session?.attempt;
    if (old !== undefined && !old.closed) {
      old.closed = true;
      old.interrupted = old.failure === undefined && old.accepted === undefined;
    }
    const b = block.text.bytes;
    const start = block.records.payload(row);
    const end = block.records.end(row);
    const close = findByte(b, start, end, 0x29);
    const stop = close < 0 ? end : close;
    this.#begin(block, row, time, 'connect', this.#names.read(b, start, stop));
  }

  /** A session that the excerpt begins in the middle of; what may follow a closed one (echoes) opens none. */
  #joinLate(block: LexedBlock, row: number, time: number, kind: Kind): Session | undefined {
    if (OPENS_NONE.has(kind)) return undefined;
    if (kind === Kind.ConnectFailed || kind === Kind.ConnectLocalError) {
      return this.#begin(block, row, time, 'connect', '');
    }
    if (this.#hasAttempts && (kind === Kind.Reply || kind === Kind.OrphanReply)) return undefined;
    return this.#begin(block, row, time, 'greeting', '');
  }

  #begin(
    block: LexedBlock,
    row: number,
    time: number,
    stage: Stage,
    host: string,
    start: Spot = spot(block, row),
  ): Session {
    this.#lookup = undefined;
    this.#passes.tried();
    const attempt: Attempt = {
      id: this.id,
      domain: this.#domain,
      host,
      start,
      endBlock: block,
      endRow: row,
      startTime: time,
      endTime: time,
      age: this.#passes.takeAge(),
      stage,
      failure: undefined,
      broke: undefined,
      recipients: NOBODY,
      sender: undefined,
      accepted: undefined,
      acceptedText: '',
      tls: 'none',
      route: this.#route,
      tokenFailed: undefined,
      tlsRemembered: undefined,
      ehloRejected: false,
      secret: undefined,
      bodyErrors: 0,
      givenUp: undefined,
      closed: false,
      interrupted: false,
      uncertain: false,
    };
    this.#packAll();
    this.#ended = -1;
    this.#attempts = added(this.#attempts, attempt);
    const s = new Session(attempt, this.#names);
    this.#session = s;
    return s;
  }

  #bounce(block: LexedBlock, row: number, time: number): void {
    this.#lookedUp();
    this.#passes.tried();
    this.#session?.end();
    this.#unanswered(this.#session);
    const at = spot(block, row);
    const inSession = this.#session !== undefined || this.#ended >= 0;
    const last = this.#lastAttempt();
    if (last !== undefined && last.domain === this.#domain) last.givenUp ??= at;
    // One error mail names each of its recipients: only the first line is the decision.
    if (this.giveUps.at(-1)?.domain !== this.#domain || inSession || this.giveUps.length === 0) {
      const to = returnTo(block, row, this.#names);
      this.giveUps = added(this.giveUps, { at, domain: this.#domain, returnTo: to, age: this.#passes.takeAge(), time });
    }
    this.#session = undefined;
    this.#ended = -1;
    this.#packAll();
  }
}

const OPENS_NONE: ReadonlySet<Kind> = new Set([
  Kind.Self451,
  Kind.TlsConnectTrace,
  Kind.TlsFailed,
  Kind.TlsMemory,
  Kind.Stub,
  Kind.OAuth,
]);

const RESOLVE: Omit<Failure, 'at'> = {
  stage: 'resolve',
  origin: 'epost',
  kind: 'resolve',
  code: 0,
  negative: false,
  text: '',
  waited: -1,
};
/** Shared by all that have none; never written to. */
const NOBODY: Recipient[] = [];
const NO_ATTEMPTS: readonly Attempt[] = [];
const NO_GIVE_UPS: readonly GiveUp[] = [];
const NO_BLOCKS: LexedBlock[] = [];
