import { pieceText } from '../../logs/bytes.ts';
import type { LexedBlock } from '../../logs/log.ts';
import { Kind } from '../../logs/record.ts';
import { DAY } from '../../logs/units.ts';
import { type Asking, handleOf, maskedAnswer, SILENCE } from '../story/inbound.ts';
import { lineAt, type StoryLine } from '../story/line.ts';
import { inTime, isWanted, type Wanted } from './mentions.ts';
import { receiptOf } from './receipts.ts';

/**
 * Mails that our server did not take, which therefore have no message id: found in acceptlog and receivelog by address and time.
 */
export interface Refusal {
  /** Ms since 1970-01-01 by the server's clock. */
  readonly time: number;
  /** The remote side, as the log writes it; '' where it does not. */
  readonly peer: string;
  /** What our server said or noted: its reply, or `abort` and the like. */
  readonly said: string;
  readonly lines: readonly StoryLine[];
}

const MAX_REFUSALS = 200;
const MAX_SESSION_LINES = 200;
const MAX_SESSIONS = 256;
const REPLY = /^[^\d]{0,20}([45]\d\d[ -].*)$/s;
const ADDRESS = /<([^<>\s]{1,320})>/g;

interface Session extends Asking {
  lines: StoryLine[];
  named: boolean;
  said: string;
  time: number;
  last: number;
}

export class Refusals {
  readonly found: Refusal[] = [];
  readonly #wanted: Wanted;
  readonly #sessions = new Map<string, Session>();
  #last: Session | undefined;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
  }

  /** A block of an acceptlog or a receivelog. */
  add(block: LexedBlock): void {
    const { records } = block;
    for (let row = 0; row < records.count; row++) {
      const kind = records.kind(row);
      if (kind === Kind.AcceptResult) this.#result(block, row);
      else if (kind === Kind.Inbound) this.#inbound(block, row);
      else if (kind === Kind.Continuation && this.#last !== undefined) this.#keep(this.#last, block, row, -1);
    }
  }

  /** The end of a file. */
  end(): void {
    for (const session of this.#sessions.values()) this.#close(session);
    this.#sessions.clear();
    this.#last = undefined;
  }

  #result(block: LexedBlock, row: number): void {
    const time = timeOf(block, row);
    const receipt = inTime(this.#wanted, time) ? receiptOf(block, row) : undefined;
    if (receipt === undefined || receipt.taken) return;
    if (!isWanted(this.#wanted, receipt.sender) && !this.#isPeer(receipt.peer)) return;
    const line = lineAt(block, row, { id: block.records.id(row), derived: false, uncertain: false }, time);
    this.#push({ time, peer: receipt.peer, said: `${receipt.sender} ${receipt.state}`.trim(), lines: [line] });
  }

  /** `mx.example.com [203.0.113.25]` of a domain that is looked for. */
  #isPeer(peer: string): boolean {
    const name = (/^[^\s[]{1,255}/.exec(peer)?.[0] ?? '').toLowerCase();
    for (const domain of this.#wanted.domains) if (name === domain || name.endsWith(`.${domain}`)) return true;
    return false;
  }

  #inbound(block: LexedBlock, row: number): void {
    const time = timeOf(block, row);
    const handle = handleOf(block, row);
    let session = this.#sessions.get(handle);
    if (session !== undefined && time - session.last > SILENCE) {
      this.#close(session);
      session = undefined;
    }
    if (session === undefined) {
      session = { lines: [], named: false, said: '', time, last: time, asked: false };
      this.#sessions.delete(handle);
      this.#sessions.set(handle, session);
      if (this.#sessions.size > MAX_SESSIONS) this.#drop(this.#sessions.keys().next().value!);
    }
    session.last = time;
    this.#last = session;
    const { records, text } = block;
    const from = records.payload(row);
    const said = pieceText(text.bytes, from, Math.min(records.end(row), from + 1024));
    this.#keep(session, block, row, time);
    for (const match of said.matchAll(ADDRESS)) if (isWanted(this.#wanted, match[1]!)) session.named = true;
    const refused = REPLY.exec(said)?.[1];
    // Before any address was named, a refusal is the peer's as a whole.
    if (refused !== undefined && session.named) session.said ||= refused;
    if (said.includes('CloseClient')) this.#drop(handle);
  }

  #drop(handle: string): void {
    const session = this.#sessions.get(handle);
    if (session !== undefined) this.#close(session);
    this.#sessions.delete(handle);
  }

  #keep(session: Session, block: LexedBlock, row: number, time: number): void {
    if (session.lines.length >= MAX_SESSION_LINES) return;
    const line = lineAt(block, row, { id: 0, derived: true, uncertain: false }, time);
    session.lines.push(time < 0 ? line : maskedAnswer(line, session));
  }

  #close({ lines, named, said, time }: Session): void {
    if (!named || said === '' || !inTime(this.#wanted, time)) return;
    this.#push({ time, peer: '', said, lines });
  }

  #push(refusal: Refusal): void {
    if (this.found.length < MAX_REFUSALS) this.found.push(refusal);
  }
}

const timeOf = ({ records }: LexedBlock, row: number): number => records.code(row) * DAY + records.stamp(row);
