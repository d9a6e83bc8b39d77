import { ascii, find, findByte, utf8Text } from '../logs/bytes.ts';
import type { LexedBlock } from '../logs/log.ts';
import { Command, Flag, Kind } from '../logs/record.ts';
import type { Attempt, Failure, Stage } from './attempt.ts';

/**
 * Records → attempts. Fed with one block after the other, in order. An attempt runs from the `ConnectHost` of a full id to the
 * next `ConnectHost` or `ReturnMail` of that id; the first failure in it decides, since what follows on a dead session
 * (the 451 after QUIT, the 10054 that meets HELO after a close) is only an echo (format reference §2.3 row 38).
 */
export class AttemptMachine {
  /** All attempts, in the order of their beginning. */
  readonly attempts: Attempt[] = [];
  #live: (Session | undefined)[] = [];
  /** The latest attempt of an id, closed or not. */
  #last: (Attempt | undefined)[] = [];
  #domains: string[] = [];
  /** Ids whose `SendMailMess:` waits for its reply, oldest first. */
  #stubs: number[] = [];

  feed(block: LexedBlock): void {
    const records = block.records;
    for (let row = 0; row < records.count; row++) {
      switch (records.kind(row)) {
        case Kind.TryCheck:
        case Kind.TryAge:
          this.#tryServer(block, row);
          break;
        case Kind.ConnectHost:
          this.#connect(block, row);
          break;
        case Kind.ConnectFailed:
        case Kind.ConnectLocalError:
          this.#connectFailed(block, row);
          break;
        case Kind.Stub:
          this.#stubs.push(records.id(row));
          break;
        case Kind.OrphanReply:
          this.#orphan(block, row);
          break;
        case Kind.Reply:
          this.#reply(block, row);
          break;
        case Kind.Command:
          this.#command(block, row);
          break;
        case Kind.AuthData:
          this.#session(block, row).expect = 'auth';
          break;
        case Kind.DataComplete: {
          const s = this.#session(block, row);
          reach(s, 'final', block, row);
          s.expect = 'final';
          break;
        }
        case Kind.DataError: {
          const s = this.#session(block, row);
          fail(s, block, row, 'body', 'body');
          reach(s, 'body', block, row);
          break;
        }
        case Kind.TlsFailed:
          this.#tlsFailed(block, row);
          break;
        case Kind.BounceStart:
          this.#bounce(block, row);
          break;
        default:
      }
    }
  }

  #tryServer(block: LexedBlock, row: number): void {
    const id = block.records.id(row);
    const s = this.#live[id];
    if (s !== undefined) {
      // No result of the connect: the host name could not be resolved, which the server logs in no other way (row 19).
      if (s.attempt.stage === 'connect' && s.attempt.failure === undefined && !s.attempt.closed) {
        fail(s, s.attempt.start.block, s.attempt.start.row, 'resolve', 'resolve');
        s.attempt.stage = 'resolve';
        s.attempt.closed = true;
      }
      if (s.attempt.closed) this.#live[id] = undefined;
    }
    const start = block.records.payload(row);
    const b = block.text.bytes;
    // The same domain as last time is the rule: compare before making a string.
    const known = this.#domains[id];
    const end = block.records.end(row);
    if (known !== undefined && b[start + known.length] === 0x5d && startsWith(b, start, known)) return;
    const close = find(b, start, end, CLOSE_TRY);
    if (close > start) this.#domains[id] = utf8Text(b, start, close);
  }

  #connect(block: LexedBlock, row: number): void {
    const id = block.records.id(row);
    const b = block.text.bytes;
    const start = block.records.payload(row);
    const end = block.records.end(row);
    const close = findByte(b, start, end, 0x29);
    const s = this.#open(id, utf8Text(b, start, close < 0 ? end : close), block, row, 'connect');
    s.expect = 'greeting';
  }

  #open(id: number, host: string, block: LexedBlock, row: number, stage: Stage): Session {
    const at = { block, row };
    const time = block.records.stamp(row);
    const attempt: Attempt = {
      id,
      domain: this.#domains[id] ?? '',
      host,
      start: at,
      end: at,
      startTime: time,
      endTime: time,
      stage,
      failure: undefined,
      recipients: [],
      accepted: undefined,
      tls: 'none',
      ehloRejected: false,
      givenUp: undefined,
      closed: false,
      uncertain: false,
    };
    const s: Session = { attempt, expect: 'greeting', helo: false, tlsFailed: false };
    this.#live[id] = s;
    this.#last[id] = attempt;
    this.attempts.push(attempt);
    return s;
  }

  /** The session of the record's id; one that the excerpt begins in the middle of is opened without a host. */
  #session(block: LexedBlock, row: number): Session {
    const id = block.records.id(row);
    return this.#live[id] ?? this.#open(id, '', block, row, 'greeting');
  }

  #connectFailed(block: LexedBlock, row: number): void {
    const s = this.#session(block, row);
    fail(s, block, row, 'connect', 'connect');
    touch(s.attempt, block, row);
    s.attempt.closed = true;
  }

  #orphan(block: LexedBlock, row: number): void {
    const candidates = this.#stubs.map(id => this.#live[id]).filter(s => s !== undefined);
    const code = block.records.code(row);
    const fits = candidates.filter(s => plausible(s, code));
    const chosen = candidates.length === 1 ? candidates[0] : fits[0];
    if (chosen === undefined) return;
    if (fits.length > 1) for (const s of fits) s.attempt.uncertain = true;
    this.#take(chosen.attempt.id);
    answer(chosen, block, row);
  }

  #take(id: number): void {
    const at = this.#stubs.indexOf(id);
    if (at >= 0) this.#stubs.splice(at, 1);
  }

  #reply(block: LexedBlock, row: number): void {
    const s = this.#session(block, row);
    if (this.#stubs.length > 0 && twoStubs(block, row)) {
      // Two stubs on one line, then a reply: it is the older stub's where it fits that one at all; ours comes later on a
      // line of its own (§2.1 point 3).
      const code = block.records.code(row);
      const other = this.#stubs.map(id => this.#live[id]).find(o => o !== undefined && plausible(o, code));
      if (other !== undefined) {
        this.#take(other.attempt.id);
        this.#stubs.push(s.attempt.id);
        if (plausible(s, code)) {
          other.attempt.uncertain = true;
          s.attempt.uncertain = true;
        }
        answer(other, block, row);
        return;
      }
    }
    answer(s, block, row);
  }

  #command(block: LexedBlock, row: number): void {
    const s = this.#session(block, row);
    const a = s.attempt;
    this.#take(a.id); // whatever its stub waited for is over
    const command = block.records.code(row);
    if (command === Command.Quit) {
      s.expect = 'quit';
      touch(a, block, row);
      a.closed = true;
      if (a.stage === 'final' && a.failure === undefined) a.stage = 'quit';
      return;
    }
    const stage = STAGE_OF[command];
    if (stage === undefined) {
      touch(a, block, row);
      return;
    }
    if (command === Command.Ehlo && s.expect === 'tls') a.tls = s.tlsFailed ? 'failed' : 'starttls';
    if (command === Command.Helo) s.helo = true;
    if (command === Command.Rcpt) {
      a.recipients.push({ at: { block, row }, address: addressOf(block, row), reply: undefined, code: 0 });
    }
    s.expect = stage;
    reach(s, stage, block, row);
  }

  /** `SSL_connect() failed SMTP=[host] PORT=[25]` has no id: it belongs to the session that negotiates with that host. */
  #tlsFailed(block: LexedBlock, row: number): void {
    const b = block.text.bytes;
    const open = find(b, block.records.offset(row), block.records.end(row), SMTP_OPEN);
    const close = open < 0 ? -1 : findByte(b, open, block.records.end(row), 0x5d);
    const host = close < 0 ? '' : utf8Text(b, open + SMTP_OPEN.length, close);
    const waiting = this.#live.filter(
      s => s !== undefined && !s.attempt.closed && s.attempt.host === host && s.expect === 'starttls',
    ) as Session[];
    if (waiting.length > 1) for (const s of waiting) s.attempt.uncertain = true;
    const s = waiting[0];
    if (s === undefined) return;
    s.tlsFailed = true;
    fail(s, block, row, 'starttls', 'tls');
  }

  #bounce(block: LexedBlock, row: number): void {
    const id = block.records.id(row);
    const attempt = this.#last[id];
    if (attempt !== undefined) attempt.givenUp = { block, row };
    this.#live[id] = undefined;
  }
}

/** Does the reply's own stub stand behind another stub on the same line? */
function twoStubs(block: LexedBlock, row: number): boolean {
  const wanted = Flag.Glued | Flag.Stubbed;
  return (block.records.flags(row) & wanted) === wanted && row > 0 && block.records.kind(row - 1) === Kind.Stub;
}

/** What a session waits for: the stage of its last command. */
type Expect = Stage | 'tls';

interface Session {
  readonly attempt: Attempt;
  expect: Expect;
  helo: boolean;
  tlsFailed: boolean;
}

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

const CLOSE_TRY = ascii('] GetTryServer');
const SMTP_OPEN = ascii('SMTP=[');

function startsWith(b: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (b[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

function touch(a: Attempt, block: LexedBlock, row: number): void {
  a.end = { block, row };
  a.endTime = block.records.stamp(row);
}

function reach(s: Session, stage: Stage, block: LexedBlock, row: number): void {
  s.attempt.stage = stage;
  touch(s.attempt, block, row);
}

function fail(s: Session, block: LexedBlock, row: number, stage: Stage, kind: Failure['kind']): void {
  if (s.attempt.failure !== undefined) return;
  const own = kind === 'reply' && (block.records.flags(row) & Flag.Own) !== 0;
  s.attempt.failure = {
    at: { block, row },
    stage,
    origin: kind === 'reply' && !own ? 'remote' : 'epost',
    kind: own ? 'own-reply' : kind,
    code: own ? ownCode(block, row) : block.records.code(row),
    negative: own ? ownNegative(block, row) : false,
  };
}

const CODE = ascii('(code=');

/** The first number of `(code=a/b)` in E-Post's own 451; 0 where the text has none. */
function ownCode(block: LexedBlock, row: number): number {
  const b = block.text.bytes;
  const at = find(b, block.records.payload(row), block.records.end(row), CODE);
  if (at < 0) return 0;
  let n = 0;
  for (let i = at + CODE.length; b[i]! >= 48 && b[i]! <= 57 && n < 1e9; i++) n = n * 10 + b[i]! - 48;
  return n;
}

const NEGATIVE = ascii('/ffffffff');

const ownNegative = (block: LexedBlock, row: number): boolean =>
  find(block.text.bytes, block.records.payload(row), block.records.end(row), NEGATIVE) >= 0;

/** A reply, attributed to its session. */
function answer(s: Session, block: LexedBlock, row: number): void {
  const a = s.attempt;
  const code = block.records.code(row);
  const bad = code >= 400;
  touch(a, block, row);
  switch (s.expect) {
    case 'greeting':
      if (a.stage === 'connect') a.stage = 'greeting';
      if (bad) fail(s, block, row, 'greeting', 'reply');
      break;
    case 'ehlo':
      if (bad) {
        // A refused EHLO is followed by HELO; only its refusal is a failure. E-Post's own 451 means a dead session.
        if (!s.helo && (block.records.flags(row) & Flag.Own) === 0) a.ehloRejected = true;
        else fail(s, block, row, 'ehlo', 'reply');
      }
      break;
    case 'starttls':
      if (bad) fail(s, block, row, 'starttls', 'reply');
      else s.expect = 'tls';
      break;
    case 'tls':
      if (bad) fail(s, block, row, 'starttls', 'reply');
      break;
    case 'auth':
      if (bad) fail(s, block, row, 'auth', 'reply');
      break;
    case 'mail':
      if (bad) fail(s, block, row, 'mail', 'reply');
      break;
    case 'rcpt': {
      const r = a.recipients.at(-1);
      if (r !== undefined && r.reply === undefined) {
        r.reply = { block, row };
        r.code = code;
      }
      if (bad) fail(s, block, row, 'rcpt', 'reply');
      break;
    }
    case 'data':
      if (code >= 300 && code < 400) {
        if (a.stage === 'data') a.stage = 'body';
      } else if (bad) fail(s, block, row, 'data', 'reply');
      break;
    case 'final':
      if (bad) fail(s, block, row, 'final', 'reply');
      else if (code < 300 && a.accepted === undefined) a.accepted = { block, row };
      break;
    default:
  }
}

/** Could `code` be the answer that the session waits for? */
function plausible(s: Session, code: number): boolean {
  if (code >= 400) return s.expect !== 'quit';
  if (code === 354) return s.expect === 'data';
  if (code === 334) return s.expect === 'auth';
  if (code === 220) return s.expect === 'greeting' || s.expect === 'starttls';
  if (code === 221) return s.expect === 'quit';
  return s.expect !== 'data' && s.expect !== 'greeting' && s.expect !== 'starttls' && s.expect !== 'quit';
}

const OPEN_ADDRESS = 0x3c;

/** The address of `MAIL FROM:<a>` or `RCPT TO:<b>`; '' for the empty sender. */
export function addressOf(block: LexedBlock, row: number): string {
  const b = block.text.bytes;
  const end = block.records.end(row);
  const open = findByte(b, block.records.payload(row), end, OPEN_ADDRESS);
  if (open < 0) return '';
  let close = end;
  while (close > open && b[close - 1] !== 0x3e) close--;
  return close > open + 1 ? utf8Text(b, open + 1, close - 1) : '';
}
