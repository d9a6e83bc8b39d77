import { ascii, find } from '../logs/bytes.ts';
import { type IdTable, idEnd } from '../logs/ids.ts';
import type { LexedBlock, Ref } from '../logs/log.ts';
import type { Take } from './raw-replies.ts';

/**
 * Sessions of a receivelog. Its lines carry the handle of their session, not the id of the message; the id stands only in what
 * the receiving service answers (`354 Start mail input;id <B…>`, format reference §5.4). The lines of that session are the
 * message's: derived.
 */

/** A session of more silence than this is another one with the same handle: the service waits 300 s (format reference §6.3). */
const SILENCE = 600_000;
/** Lines of a session that are kept until an id is seen. */
const MAX_LINES = 200;
const MAX_SESSIONS = 256;
const OPEN_ID = ascii('<B');
const CLOSED = ascii('CloseClient');

interface InboundSession {
  lines: (Ref & { readonly time: number })[];
  /** The message that it is about; 0 while no id was seen. */
  id: number;
  last: number;
}

export class InboundSessions {
  readonly #ids: IdTable;
  readonly #wants: (id: number) => boolean;
  readonly #take: Take;
  readonly #sessions = new Map<string, InboundSession>();
  #last: InboundSession | undefined;

  constructor(ids: IdTable, wants: (id: number) => boolean, take: Take) {
    this.#ids = ids;
    this.#wants = wants;
    this.#take = take;
  }

  clear(): void {
    this.#sessions.clear();
    this.#last = undefined;
  }

  line(block: LexedBlock, row: number, time: number): void {
    const handle = handleOf(block, row);
    let session = this.#sessions.get(handle);
    if (session === undefined || time - session.last > SILENCE) {
      session = { lines: [], id: 0, last: time };
      this.#sessions.set(handle, session);
      if (this.#sessions.size > MAX_SESSIONS) this.#sessions.delete(this.#sessions.keys().next().value!);
    }
    session.last = time;
    this.#last = session;
    const id = this.#idIn(block, row);
    if (id > 0 && id !== session.id) {
      const begun = session.id === 0 ? session.lines : [];
      session.id = id;
      session.lines = [];
      if (this.#wants(id)) for (const at of begun) this.#give(session, at.block, at.row, at.time);
    }
    this.#add(session, block, row, time);
    if (find(block.text.bytes, block.records.payload(row), block.records.end(row), CLOSED) >= 0)
      this.#sessions.delete(handle);
  }

  goOn(block: LexedBlock, row: number): void {
    if (this.#last !== undefined) this.#add(this.#last, block, row, -1);
  }

  #add(session: InboundSession, block: LexedBlock, row: number, time: number): void {
    if (session.id > 0) {
      if (this.#wants(session.id)) this.#give(session, block, row, time);
      return;
    }
    session.lines.push({ block, row, time });
    if (session.lines.length > MAX_LINES) session.lines.shift();
  }

  #give(session: InboundSession, block: LexedBlock, row: number, time: number): void {
    // A block that was dropped meanwhile has no records any more.
    if (row < block.records.count) this.#take(block, row, { id: session.id, derived: true, uncertain: false }, time);
  }

  #idIn(block: LexedBlock, row: number): number {
    const b = block.text.bytes;
    const end = Math.min(block.records.end(row), block.records.payload(row) + 400);
    const at = find(b, block.records.payload(row), end, OPEN_ID);
    const stop = at < 0 ? -1 : idEnd(b, at + 1, end);
    return stop < 0 ? 0 : this.#ids.intern(b, at + 1, stop);
  }
}

/** Eight hexadecimal digits before the payload. */
export function handleOf(block: LexedBlock, row: number): string {
  const from = block.records.payload(row) - 10;
  let handle = '';
  for (let i = from; i < from + 8; i++) handle += String.fromCharCode(block.text.bytes[i]!);
  return handle;
}
