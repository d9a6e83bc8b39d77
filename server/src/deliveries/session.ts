import type { LexedBlock } from '../logs/log.ts';
import { Command, Flag, Kind } from '../logs/record.ts';
import { type Attempt, type Failure, type Spot, STAGE_OF, type Stage, spot } from './attempt.ts';
import type { Names } from './names.ts';
import {
  addressOf,
  authTells,
  continuedText,
  MAX_REPLY,
  ownCode,
  ownNegative,
  startsHelper,
  tellsError,
  tlsFailedBefore,
} from './texts.ts';

/** What a session waits for: the stage of its last command; `tls` after STARTTLS was granted. */
type Expect = Stage | 'tls';

/** The dialogue of one attempt under way: takes its records in order and fills the attempt. */
export class Session {
  readonly attempt: Attempt;
  readonly #names: Names;
  #expect: Expect = 'greeting';
  #helo = false;
  #tlsFailed = false;
  /** The helper that fetches an OAuth token was run, and neither AUTH nor MAIL has followed. */
  #token: Spot | undefined;
  /** E-Post's own 451 as it stands without an id. */
  #bare: Failure | undefined;
  /** EHLO was refused: what decides where HELO does not follow. */
  #ehloRefusal: Failure | undefined;
  /** Of the last record with a stamp. */
  #time: number;
  /** A failure whose text may go on in the lines that follow. */
  #open: Failure | undefined;

  /** @param state what {@link state} told of a session that is taken up again */
  constructor(attempt: Attempt, names: Names, state?: number) {
    this.attempt = attempt;
    this.#names = names;
    this.#time = attempt.endTime;
    if (state === undefined) return;
    if ((state & State.Quit) !== 0) this.#expect = 'quit';
    this.#helo = (state & State.Helo) !== 0;
    this.#tlsFailed = (state & State.TlsFailed) !== 0;
  }

  /** Of a session that has ended: all that is worth knowing beside the attempt; undefined where more may come. */
  get state(): number | undefined {
    const a = this.attempt;
    if (!a.closed || this.#open !== undefined || this.#token !== undefined) return undefined;
    if (this.#expect !== 'quit' && this.#expect !== 'greeting') return undefined;
    // What was put by for a session without a decision counts no more where there is one.
    const isDecided = a.failure !== undefined && a.broke !== undefined;
    if (!isDecided && (this.#bare !== undefined || this.#ehloRefusal !== undefined)) return undefined;
    return (
      (this.#expect === 'quit' ? State.Quit : 0) |
      (this.#helo ? State.Helo : 0) |
      (this.#tlsFailed ? State.TlsFailed : 0)
    );
  }

  /**
   * Takes the next record.
   * @param time as in {@link Attempt.startTime}
   * @param keepText the block will be gone later: what a reader may ask for is taken now
   */
  step(block: LexedBlock, row: number, kind: Kind, time: number, keepText: boolean): void {
    const a = this.attempt;
    switch (kind) {
      case Kind.Reply:
      case Kind.OrphanReply:
        this.#answer(block, row, time, keepText);
        break;
      case Kind.Self451:
        this.#bare ??= failureAt(block, row, this.#stage(), 'reply', this.#waited(time));
        return;
      case Kind.Command:
        this.#command(block, row);
        break;
      case Kind.AuthData:
        this.#expect = 'auth';
        // The grammar has the helper's answer behind `SendMailMess:`, too (format reference §2.2).
        if (!this.#helper(block, row)) a.secret ??= spot(block, row);
        break;
      case Kind.DataComplete:
        this.#expect = 'final';
        a.stage = 'final';
        break;
      case Kind.DataError:
        a.bodyErrors++;
        this.#fail(block, row, time, 'body', 'body');
        a.stage = 'body';
        break;
      case Kind.ConnectFailed:
      case Kind.ConnectLocalError:
        this.#fail(block, row, time, 'connect', 'connect');
        a.closed = true;
        break;
      case Kind.TlsFailed:
        this.#tlsFailed = true;
        this.#fail(block, row, time, this.#expect === 'greeting' ? 'connect' : 'starttls', 'tls');
        break;
      case Kind.OAuth:
        this.#helper(block, row);
        break;
      case Kind.TlsMemory:
        if (tlsFailedBefore(block, row, a.domain)) a.tlsRemembered ??= spot(block, row);
        return;
      case Kind.TlsConnectTrace:
        if (a.tls === 'none') a.tls = 'implicit';
        break;
      default:
        return;
    }
    a.endBlock = block;
    a.endRow = row;
    if (time >= 0) {
      a.endTime = time;
      this.#time = time;
    }
  }

  /** Nothing more comes: a refused EHLO, or E-Post's own 451 whose copy is missing, decides where nothing else does. */
  end(): void {
    const a = this.attempt;
    if (this.#token !== undefined) a.tokenFailed ??= this.#token;
    if (a.accepted !== undefined || a.failure !== undefined) return;
    const refused = this.#helo && (a.ehloRejected || this.#bare === undefined) ? undefined : this.#ehloRefusal;
    const f = refused ?? this.#bare;
    if (f === undefined) return;
    a.failure = f;
    a.broke = f;
    if (a.stage === 'connect') a.stage = 'greeting';
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

  #command(block: LexedBlock, row: number): void {
    const a = this.attempt;
    const command = block.records.code(row);
    this.#open = undefined;
    if (command === Command.Quit) {
      this.#expect = 'quit';
      a.closed = true;
      this.end();
      if (a.stage === 'final' && a.failure === undefined) a.stage = 'quit';
      return;
    }
    const stage = STAGE_OF[command];
    if (stage === undefined) return;
    if (command === Command.Ehlo && this.#expect === 'tls') a.tls = this.#tlsFailed ? 'failed' : 'starttls';
    if (command === Command.Helo) this.#helo = true;
    if (command === Command.Auth && authTells(block, row)) a.secret ??= spot(block, row);
    if (command === Command.Mail) a.sender = addressOf(block, row, this.#names);
    if (command === Command.Rcpt) {
      const r = { at: spot(block, row), address: addressOf(block, row), code: 0, failure: undefined };
      if (a.recipients.length === 0) a.recipients = [r];
      else if (a.recipients.length < MAX_RECIPIENTS) a.recipients.push(r);
    }
    if (command === Command.Auth || command === Command.Mail) this.#token = undefined;
    this.#expect = stage;
    a.stage = stage;
  }

  /** A reply, attributed to this session. */
  #answer(block: LexedBlock, row: number, time: number, keepText: boolean): void {
    const a = this.attempt;
    const code = block.records.code(row);
    this.#open = undefined;
    if (code >= 400) {
      this.#refusal(block, row, time, code);
      return;
    }
    switch (this.#expect) {
      case 'greeting':
        if (a.stage === 'connect') a.stage = 'greeting';
        break;
      case 'starttls':
        this.#expect = 'tls';
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

  #refusal(block: LexedBlock, row: number, time: number, code: number): void {
    const a = this.attempt;
    const own = (block.records.flags(row) & Flag.Own) !== 0;
    switch (this.#expect) {
      case 'quit':
        return;
      case 'greeting':
        if (a.stage === 'connect') a.stage = 'greeting';
        this.#fail(block, row, time, 'greeting', 'reply');
        return;
      case 'ehlo':
        // A refused EHLO is followed by HELO; only its refusal is a failure. E-Post's own 451 means a dead session.
        if (this.#helo || own) {
          // E-Post answers every refused EHLO with HELO; a peer that had enough is gone by then.
          if (own && this.#ehloRefusal !== undefined) {
            this.#bare ??= failureAt(block, row, 'ehlo', 'reply', this.#waited(time));
            this.end();
          }
          this.#fail(block, row, time, 'ehlo', 'reply');
          return;
        }
        a.ehloRejected = code === 500 || code === 502;
        this.#ehloRefusal = failureAt(block, row, 'ehlo', 'reply', this.#waited(time));
        this.#open = this.#ehloRefusal;
        return;
      case 'tls':
        this.#fail(block, row, time, 'starttls', 'reply');
        return;
      case 'rcpt': {
        const r = a.recipients.at(-1);
        const first = r !== undefined && r.code === 0;
        if (first) r.code = code;
        const f = this.#fail(block, row, time, 'rcpt', 'reply', !own);
        if (first && !own) r.failure = f;
        return;
      }
      default:
        this.#fail(block, row, time, this.#expect, 'reply');
    }
  }

  /** @returns whether the record is the helper's answer, not a secret */
  #helper(block: LexedBlock, row: number): boolean {
    const failed = tellsError(block, row);
    if (failed) this.attempt.tokenFailed ??= spot(block, row);
    else if (startsHelper(block, row)) this.#token ??= spot(block, row);
    return failed;
  }

  #stage(): Stage {
    return this.#expect === 'tls' ? 'starttls' : this.#expect;
  }

  /** Time since the last record, in ms; -1 where a stamp is missing. */
  #waited(time: number): number {
    return this.#time >= 0 && time >= this.#time ? time - this.#time : -1;
  }

  #fail(
    block: LexedBlock,
    row: number,
    time: number,
    stage: Stage,
    kind: Failure['kind'],
    single = false,
  ): Failure | undefined {
    const a = this.attempt;
    if (single ? a.broke !== undefined : a.broke !== undefined && a.failure !== undefined) return undefined;
    const f = failureAt(block, row, stage, kind, this.#waited(time));
    a.failure ??= f;
    if (!single) a.broke ??= f;
    this.#open = kind === 'reply' ? f : undefined;
    return f;
  }
}

/** Bits of a session's state. */
const State = { Quit: 1, Helo: 2, TlsFailed: 4 } as const;

/** More recipients of one session than any server sends are not told apart. */
const MAX_RECIPIENTS = 10_000;

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
