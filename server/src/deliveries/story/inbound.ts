import { ascii, find } from '../../logs/bytes.ts';
import { type IdTable, idEnd } from '../../logs/ids.ts';
import type { LexedBlock } from '../../logs/log.ts';
import { MASK, type StoryLine } from './line.ts';

/**
 * Sessions of a receivelog. Its lines carry the handle of their session, not the id of the message; the id stands only in what
 * the receiving service answers (`354 Start mail input;id <B…>`, format reference §5.4). The lines of that session are the
 * message's: derived.
 */

/** A session of more silence than this is another one with the same handle: the service waits 300 s (format reference §6.3). */
export const SILENCE = 600_000;
/** Lines of a session that are kept until an id is seen. */
const MAX_LINES = 200;
const MAX_SESSIONS = 256;
const OPEN_ID = ascii('<B');
const CLOSED = ascii('CloseClient');

interface InboundSession extends Asking {
  lines: StoryLine[];
  /** The message that it is about; 0 while no id was seen. */
  id: number;
  last: number;
}

export class InboundSessions {
  readonly #ids: IdTable;
  readonly #wants: (id: number) => boolean;
  readonly #make: (block: LexedBlock, row: number, time: number) => StoryLine;
  readonly #take: (line: StoryLine) => void;
  readonly #sessions = new Map<string, InboundSession>();
  #last: InboundSession | undefined;

  /**
   * @param make the line of a record; nobody's so far
   * @param take takes a line of a wanted message
   */
  constructor(
    ids: IdTable,
    wants: (id: number) => boolean,
    make: (block: LexedBlock, row: number, time: number) => StoryLine,
    take: (line: StoryLine) => void,
  ) {
    this.#ids = ids;
    this.#wants = wants;
    this.#make = make;
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
      session = { lines: [], id: 0, last: time, asked: false };
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
      if (this.#wants(id)) for (const line of begun) this.#take({ ...line, id });
    }
    this.#add(session, maskedAnswer(this.#make(block, row, time), session));
    if (find(block.text.bytes, block.records.payload(row), block.records.end(row), CLOSED) >= 0)
      this.#sessions.delete(handle);
  }

  goOn(block: LexedBlock, row: number): void {
    if (this.#last !== undefined) this.#add(this.#last, this.#make(block, row, -1));
  }

  #add(session: InboundSession, line: StoryLine): void {
    if (session.id > 0) {
      if (this.#wants(session.id)) this.#take({ ...line, id: session.id });
      return;
    }
    session.lines.push(line);
    if (session.lines.length > MAX_LINES) session.lines.shift();
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

/** What a session has to know of its last line. */
export interface Asking {
  /** It was a 334: the client answers with a secret. */
  asked: boolean;
}

const PARTS = /^(\[[^\]]{20}\], [0-9a-f]{8}, )(.*)$/is;

/** The line, without the secret that a client sends after a 334 (RFC 4954 §4). */
export function maskedAnswer(line: StoryLine, session: Asking): StoryLine {
  const parts = PARTS.exec(line.text);
  const said = parts?.[2] ?? '';
  const secret = session.asked && /^[A-Za-z0-9+/=]{1,8192}$/.test(said.trim());
  session.asked = /^[^\d]{0,20}334(?: |$)/.test(said);
  return secret ? { ...line, text: `${parts![1]}${MASK}` } : line;
}
