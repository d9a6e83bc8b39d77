import type { LexedBlock } from '../logs/log.ts';
import { Command, Flag, Kind } from '../logs/record.ts';
import { type Attempt, type Failure, type Stage, spot } from './attempt.ts';
import type { Names } from './names.ts';
import { addressOf, continuedText, MAX_REPLY, ownCode, ownNegative, tellsError, tlsFailedBefore } from './texts.ts';

/** What a session waits for: the stage of its last command; `tls` after STARTTLS was granted. */
type Expect = Stage | 'tls';

/** The dialogue of one attempt under way: takes its records in order and fills the attempt. */
export class Session {
  readonly attempt: Attempt;
  readonly #names: Names;
  #expect: Expect = 'greeting';
  #helo = false;
  #tlsFailed = false;
  /** Of the last record with a stamp. */
  #time: number;
  /** A failure whose text may go on in the lines that follow. */
  #open: Failure | undefined;

  constructor(attempt: Attempt, names: Names) {
    this.attempt = attempt;
    this.#names = names;
    this.#time = attempt.startTime;
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
      case Kind.Command:
        this.#command(block, row);
        break;
      case Kind.AuthData:
        this.#expect = 'auth';
        a.secret ??= spot(block, row);
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
        if (tellsError(block, row)) a.tokenFailed ??= spot(block, row);
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
      if (a.stage === 'final' && a.failure === undefined) a.stage = 'quit';
      return;
    }
    const stage = STAGE_OF[command];
    if (stage === undefined) return;
    if (command === Command.Ehlo && this.#expect === 'tls') a.tls = this.#tlsFailed ? 'failed' : 'starttls';
    if (command === Command.Helo) this.#helo = true;
    if (command === Command.Mail) a.sender = addressOf(block, row, this.#names);
    if (command === Command.Rcpt) {
      const r = { at: spot(block, row), address: addressOf(block, row), code: 0, failure: undefined };
      if (a.recipients.length === 0) a.recipients = [r];
      else if (a.recipients.length < MAX_RECIPIENTS) a.recipients.push(r);
    }
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
        if (!this.#helo && !own) a.ehloRejected = true;
        else this.#fail(block, row, time, 'ehlo', 'reply');
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
    const f = failureAt(block, row, stage, kind, this.#time >= 0 && time >= this.#time ? time - this.#time : -1);
    a.failure ??= f;
    if (!single) a.broke ??= f;
    this.#open = kind === 'reply' ? f : undefined;
    return f;
  }
}

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
