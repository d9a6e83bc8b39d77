import { findByte, pieceText } from '../logs/bytes.ts';
import type { LexedBlock } from '../logs/log.ts';
import { Command, Flag, Kind } from '../logs/record.ts';
import {
  type Attempt,
  type Failure,
  type GiveUp,
  type QueueAge,
  type Recipient,
  type Spot,
  type Stage,
  spot,
} from './attempt.ts';
import {
  addressOf,
  continuedText,
  domainOf,
  domainStands,
  MAX_REPLY,
  ownCode,
  ownNegative,
  queueAge,
  returnTo,
  routeOf,
  tellsError,
} from './texts.ts';

/** Records of one queue entry (one full id) → its attempts. Depends on that id's records alone, handed in in order. */
export class QueueEntry {
  readonly id: number;
  attempts: Attempt[] = [];
  giveUps: GiveUp[] = [];
  /** The blocks that hold records of it, in order; kept only where the log may change. */
  blocks: LexedBlock[] = [];
  #session: Session | undefined;
  #domain = '';
  #route: Attempt['route'];
  #age: Spot | undefined;
  /** A look-up without result, which is an attempt of its own unless a connection follows (long output). */
  #lookup: { at: Spot; time: number } | undefined;
  /** A failure whose text may go on in the lines that follow. */
  #open: Failure | undefined;

  constructor(id: number) {
    this.id = id;
  }

  /** What only a session under way needs is let go. */
  settle(): void {
    this.#lookedUp();
    this.#session = undefined;
    this.#open = undefined;
    this.#age = undefined;
  }

  /** The attribution of the record at hand is not certain. */
  doubt(): void {
    const a = this.#session?.attempt;
    if (a !== undefined) a.uncertain = true;
  }

  /**
   * Takes the next record.
   * @param time as in {@link Attempt.startTime}
   * @param keepText the block will be gone later: what a reader may ask for is taken now
   */
  step(block: LexedBlock, row: number, kind: Kind, time: number, keepText: boolean): void {
    if (kind === Kind.TryCheck) {
      this.#tryServer(block, row);
      return;
    }
    if (kind === Kind.TryAge) {
      this.#tryServer(block, row);
      this.#age = spot(block, row);
      return;
    }
    if (kind === Kind.ConnectHost) {
      this.#connect(block, row, time);
      return;
    }
    if (kind === Kind.BounceStart) {
      this.#bounce(block, row, time);
      return;
    }
    if (kind === Kind.Route) {
      this.#route = routeOf(block, row);
      return;
    }
    if (kind === Kind.MxNotFound || kind === Kind.IllegalDomain) {
      this.#lookup = { at: spot(block, row), time };
      return;
    }
    const s = this.#session ?? this.#joinLate(block, row, time, kind);
    if (s === undefined) return;
    switch (kind) {
      case Kind.Reply:
      case Kind.OrphanReply:
        this.#answer(s, block, row, time, keepText);
        break;
      case Kind.Command:
        this.#command(s, block, row, time);
        break;
      case Kind.AuthData:
        s.expect = 'auth';
        s.attempt.secret ??= spot(block, row);
        break;
      case Kind.DataComplete:
        s.expect = 'final';
        s.attempt.stage = 'final';
        break;
      case Kind.DataError:
        s.attempt.bodyErrors++;
        this.#fail(s, block, row, time, 'body', 'body');
        s.attempt.stage = 'body';
        break;
      case Kind.ConnectFailed:
      case Kind.ConnectLocalError:
        this.#fail(s, block, row, time, 'connect', 'connect');
        s.attempt.closed = true;
        break;
      case Kind.TlsFailed:
        s.tlsFailed = true;
        this.#fail(s, block, row, time, s.expect === 'greeting' ? 'connect' : 'starttls', 'tls');
        break;
      case Kind.OAuth:
        if (tellsError(block, row)) s.attempt.tokenFailed ??= spot(block, row);
        break;
      case Kind.TlsConnectTrace:
        if (s.attempt.tls === 'none') s.attempt.tls = 'implicit';
        break;
      default:
        return;
    }
    s.attempt.endBlock = block;
    s.attempt.endRow = row;
    if (time >= 0) {
      s.attempt.endTime = time;
      s.time = time;
    }
  }

  /** A further line of the reply that was answered last: part of its text. */
  goOn(block: LexedBlock, row: number): void {
    const f = this.#open;
    if (f === undefined) return;
    f.text = continuedText(f.text, block, row);
    if (f.text.length >= MAX_REPLY) this.#open = undefined;
  }

  /** Is there a failure whose text the next lines may continue? */
  get listens(): boolean {
    return this.#open !== undefined;
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
    const s = this.#session;
    if (s !== undefined) {
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
    if (this.#domain === '' || !domainStands(block, row, this.#domain)) this.#domain = domainOf(block, row);
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
    this.#begin(block, row, time, 'connect', pieceText(b, start, stop));
  }

  /** A session that the excerpt begins in the middle of; what may follow a closed one (echoes) opens none. */
  #joinLate(block: LexedBlock, row: number, time: number, kind: Kind): Session | undefined {
    if (kind === Kind.TlsConnectTrace || kind === Kind.TlsFailed || kind === Kind.Stub || kind === Kind.OAuth)
      return undefined;
    if (kind === Kind.ConnectFailed || kind === Kind.ConnectLocalError) {
      return this.#begin(block, row, time, 'connect', '');
    }
    if (this.attempts.length > 0 && (kind === Kind.Reply || kind === Kind.OrphanReply)) return undefined;
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
    const attempt: Attempt = {
      id: this.id,
      domain: this.#domain,
      host,
      start,
      endBlock: block,
      endRow: row,
      startTime: time,
      endTime: time,
      age: this.#readAge(),
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
      ehloRejected: false,
      secret: undefined,
      bodyErrors: 0,
      givenUp: undefined,
      closed: false,
      interrupted: false,
      uncertain: false,
    };
    this.attempts.push(attempt);
    const s: Session = { attempt, expect: 'greeting', helo: false, tlsFailed: false, time };
    this.#session = s;
    this.#open = undefined;
    return s;
  }

  #readAge(): QueueAge | undefined {
    const at = this.#age;
    this.#age = undefined;
    return at === undefined ? undefined : queueAge(at.block, at.row);
  }

  #bounce(block: LexedBlock, row: number, time: number): void {
    this.#lookedUp();
    const at = spot(block, row);
    const last = this.attempts.at(-1);
    if (last !== undefined && last.domain === this.#domain) last.givenUp ??= at;
    // One error mail names each of its recipients: only the first line is the decision.
    if (this.giveUps.at(-1)?.domain !== this.#domain || this.#session !== undefined || this.giveUps.length === 0) {
      this.giveUps.push({ at, domain: this.#domain, returnTo: returnTo(block, row), time });
    }
    this.#session = undefined;
  }

  #command(s: Session, block: LexedBlock, row: number, time: number): void {
    const a = s.attempt;
    const command = block.records.code(row);
    this.#open = undefined;
    if (command === Command.Quit) {
      s.expect = 'quit';
      a.closed = true;
      if (a.stage === 'final' && a.failure === undefined) a.stage = 'quit';
      return;
    }
    const stage = STAGE_OF[command];
    if (stage === undefined) return;
    if (command === Command.Ehlo && s.expect === 'tls') a.tls = s.tlsFailed ? 'failed' : 'starttls';
    if (command === Command.Helo) s.helo = true;
    if (command === Command.Mail) a.sender = addressOf(block, row);
    if (command === Command.Rcpt) {
      const r = { at: spot(block, row), address: addressOf(block, row), code: 0, failure: undefined };
      if (a.recipients.length === 0) a.recipients = [r];
      else if (a.recipients.length < MAX_RECIPIENTS) a.recipients.push(r);
    }
    s.expect = stage;
    a.stage = stage;
    if (time >= 0) s.time = time;
  }

  /** A reply, attributed to this session. */
  #answer(s: Session, block: LexedBlock, row: number, time: number, keepText: boolean): void {
    const a = s.attempt;
    const code = block.records.code(row);
    this.#open = undefined;
    if (code >= 400) {
      this.#refusal(s, block, row, time, code);
      return;
    }
    switch (s.expect) {
      case 'greeting':
        if (a.stage === 'connect') a.stage = 'greeting';
        break;
      case 'starttls':
        s.expect = 'tls';
        break;
      case 'rcpt': {
        const r = a.recipients.at(-1);
        if (r !== undefined && r.code === 0) r.code = code;
        break;
      }
      case 'data':
        if (code >= 300 && a.stage === 'data') a.stage = 'body';
        break;
      case 'final':
        if (code < 300 && a.accepted === undefined) {
          a.accepted = spot(block, row);
          if (keepText) a.acceptedText = continuedText('', block, row);
        }
        break;
      default:
    }
  }

  #refusal(s: Session, block: LexedBlock, row: number, time: number, code: number): void {
    const a = s.attempt;
    const own = (block.records.flags(row) & Flag.Own) !== 0;
    switch (s.expect) {
      case 'quit':
        return;
      case 'greeting':
        if (a.stage === 'connect') a.stage = 'greeting';
        this.#fail(s, block, row, time, 'greeting', 'reply');
        return;
      case 'ehlo':
        // A refused EHLO is followed by HELO; only its refusal is a failure. E-Post's own 451 means a dead session.
        if (!s.helo && !own) a.ehloRejected = true;
        else this.#fail(s, block, row, time, 'ehlo', 'reply');
        return;
      case 'tls':
        this.#fail(s, block, row, time, 'starttls', 'reply');
        return;
      case 'rcpt': {
        const r = a.recipients.at(-1);
        const first = r !== undefined && r.code === 0;
        if (first) r.code = code;
        const f = this.#fail(s, block, row, time, 'rcpt', 'reply', !own);
        if (first && !own) r.failure = f;
        return;
      }
      default:
        this.#fail(s, block, row, time, s.expect, 'reply');
    }
  }

  #fail(
    s: Session,
    block: LexedBlock,
    row: number,
    time: number,
    stage: Stage,
    kind: Failure['kind'],
    single = false,
  ): Failure | undefined {
    const a = s.attempt;
    if (single ? a.broke !== undefined : a.broke !== undefined && a.failure !== undefined) return undefined;
    const f = failureAt(block, row, stage, kind, s.time >= 0 && time >= s.time ? time - s.time : -1);
    a.failure ??= f;
    if (!single) a.broke ??= f;
    this.#open = kind === 'reply' ? f : undefined;
    return f;
  }
}

/** What a session waits for: the stage of its last command; `tls` after STARTTLS was granted. */
type Expect = Stage | 'tls';

interface Session {
  readonly attempt: Attempt;
  expect: Expect;
  helo: boolean;
  tlsFailed: boolean;
  /** Of the last record with a stamp. */
  time: number;
}

const RESOLVE: Omit<Failure, 'at'> = {
  stage: 'resolve',
  origin: 'epost',
  kind: 'resolve',
  code: 0,
  negative: false,
  text: '',
  waited: -1,
};
/** Shared by all attempts without recipients; never written to. */
const NOBODY: Recipient[] = [];
/** More recipients of one session than any server sends are not told apart. */
const MAX_RECIPIENTS = 10_000;

/** The stage that a command begins; RSET begins none, QUIT ends the session. */
const STAGE_OF: Readonly<Record<number, Stage | undefined>> = {
  [Command.Ehlo]: 'ehlo',
  [Command.Helo]: 'ehlo',
  [Command.StartTls]: 'starttls',
  [Command.Auth]: 'auth',
  [Command.Mail]: 'mail',
  [Command.Rcpt]: 'rcpt',
  [Command.Data]: 'data',
};

function failureAt(block: LexedBlock, row: number, stage: Stage, kind: Failure['kind'], waited: number): Failure {
  const own = kind === 'reply' && (block.records.flags(row) & Flag.Own) !== 0;
  return {
    at: spot(block, row),
    stage,
    origin: kind === 'reply' && !own ? 'remote' : 'epost',
    kind: own ? 'own-reply' : kind,
    code: own ? ownCode(block, row) : block.records.code(row),
    negative: own ? ownNegative(block, row) : false,
    text: kind === 'reply' ? continuedText('', block, row) : '',
    waited,
  };
}
