import type { LexedBlock, Ref } from '../../logs/log.ts';
import { Command, Flag, Kind } from '../../logs/record.ts';
import type { Owner } from './line.ts';

/**
 * Whose are the raw chunks `n:get_reply():…` and E-Post's own 451, which carry no id? The same text follows behind the id
 * (`SendMailMess:`), which ties the number of the socket to it (format reference §2.1 point 3). All of it is derived.
 */

/** Raw chunks that wait for the reply that repeats them. */
const MAX_WAITING = 64;
/** Bytes of two texts that are compared. */
const COMPARED = 200;

interface Waiting extends Ref {
  readonly kind: Kind;
  readonly socket: number;
  readonly time: number;
  /** Further lines of a chunk. */
  readonly more: Ref[];
}

type Take = (block: LexedBlock, row: number, owner: Owner, time: number) => void;

export class RawReplies {
  readonly #wants: (id: number) => boolean;
  readonly #take: Take;
  #waiting: Waiting[] = [];
  readonly #ids = new Map<number, number>();
  readonly #sockets = new Map<number, number>();
  /** Ids that sent QUIT: the next chunk of their socket is its last. */
  readonly #leaving = new Set<number>();
  #last: Owner | Waiting | undefined;

  constructor(wants: (id: number) => boolean, take: Take) {
    this.#wants = wants;
    this.#take = take;
  }

  clear(): void {
    this.#waiting = [];
    this.#ids.clear();
    this.#sockets.clear();
    this.#leaving.clear();
    this.#last = undefined;
  }

  /** A chunk, or E-Post's own 451. */
  add(block: LexedBlock, row: number, kind: Kind, time: number): void {
    const before = this.#last;
    const socket = kind === Kind.Self451 ? -1 : socketOf(block, row);
    const id = this.#ids.get(socket);
    if (id !== undefined) {
      this.#last = this.#given(block, row, id, time);
      if (this.#leaving.has(id) && kind !== Kind.GetReplyEnd) this.#forget(id);
      return;
    }
    // The 451 stands right behind the chunk that tells of the end.
    if (kind === Kind.Self451 && before !== undefined && 'id' in before) {
      this.#last = this.#given(block, row, before.id, time);
      if (this.#leaving.has(before.id)) this.#forget(before.id);
      return;
    }
    if (this.#waiting.length >= MAX_WAITING) this.#waiting.shift();
    const one: Waiting = { block, row, kind, socket, time, more: [] };
    this.#waiting.push(one);
    this.#last = one;
  }

  /** A further line; false where the line before was none of ours. */
  goOn(block: LexedBlock, row: number): boolean {
    const last = this.#last;
    if (last === undefined) return false;
    if (!('id' in last)) last.more.push({ block, row });
    else if (this.#wants(last.id)) this.#take(block, row, last, -1);
    return true;
  }

  /** Any other record: a reply takes the chunks that it repeats, a new session a new socket. */
  pass(block: LexedBlock, row: number, kind: Kind, owner: number): void {
    this.#last = undefined;
    if (owner === 0) return;
    if (kind === Kind.Reply || kind === Kind.OrphanReply) this.#claim(block, row, owner);
    else if (kind === Kind.Command && block.records.code(row) === Command.Quit) this.#leaving.add(owner);
    else if (kind === Kind.ConnectHost || kind === Kind.TryCheck) this.#forget(owner);
  }

  #given(block: LexedBlock, row: number, id: number, time: number): Owner {
    const owner = { id, derived: true, uncertain: false };
    if (this.#wants(id)) this.#take(block, row, owner, time);
    return owner;
  }

  #claim(block: LexedBlock, row: number, id: number): void {
    const fits = this.#waiting.filter(w => repeats(block, row, w));
    const chosen = fits[0];
    if (chosen === undefined) return;
    // A chunk of a closed connection (size 0) belongs with the 451 right behind it.
    const pair = chosen.kind === Kind.Self451 ? this.#endBefore(chosen) : undefined;
    const all = pair === undefined ? [chosen] : [pair, chosen];
    this.#waiting = this.#waiting.filter(w => !all.includes(w));
    const owner = { id, derived: true, uncertain: fits.length > 1 };
    if (this.#wants(id)) {
      for (const w of all) {
        this.#take(w.block, w.row, owner, w.time);
        for (const more of w.more) this.#take(more.block, more.row, owner, -1);
      }
    }
    if (chosen.socket < 0 || owner.uncertain) return;
    this.#ids.set(chosen.socket, id);
    this.#sockets.set(id, chosen.socket);
    this.#leaving.delete(id);
  }

  #endBefore(own: Waiting): Waiting | undefined {
    const before = this.#waiting[this.#waiting.indexOf(own) - 1];
    return before?.kind === Kind.GetReplyEnd ? before : undefined;
  }

  #forget(id: number): void {
    const socket = this.#sockets.get(id);
    if (socket !== undefined && this.#ids.get(socket) === id) this.#ids.delete(socket);
    this.#sockets.delete(id);
    this.#leaving.delete(id);
  }
}

/** The number before `:get_reply()`; the stamp ends with a blank. */
function socketOf(block: LexedBlock, row: number): number {
  const { records, text } = block;
  const b = text.bytes;
  let n = 0;
  let at = records.offset(row);
  if (b[at] === 0x5b) at = b.indexOf(0x5d, at) + 2;
  for (; b[at]! >= 0x30 && b[at]! <= 0x39 && n < 1e12; at++) n = n * 10 + b[at]! - 0x30;
  return n;
}

/** Does the reply repeat what waits? EHLO replies change their case; a 451 of E-Post's own is told by its numbers. */
function repeats(block: LexedBlock, row: number, w: Waiting): boolean {
  const { records } = block;
  const other = w.block.records;
  if (w.kind === Kind.Self451) {
    if ((records.flags(row) & Flag.Own) === 0) return false;
    return numbers(block, row) === numbers(w.block, w.row);
  }
  if (w.kind !== Kind.GetReply || other.code(w.row) !== records.code(row)) return false;
  const [a, b] = [block.text.bytes, w.block.text.bytes];
  const [from, start] = [records.payload(row), other.payload(w.row)];
  const length = Math.min(COMPARED, records.end(row) - from, other.end(w.row) - start);
  for (let i = 0; i < length; i++) if (lower(a[from + i]!) !== lower(b[start + i]!)) return false;
  return length > 0;
}

const lower = (c: number): number => (c >= 0x41 && c <= 0x5a ? c + 0x20 : c);

/** `a/b` of `(code=a/b)`; '' where none stands. */
function numbers(block: LexedBlock, row: number): string {
  const { records, text } = block;
  const end = Math.min(records.end(row), records.offset(row) + 400);
  let found = '';
  for (let i = text.bytes.lastIndexOf(0x28, end - 1) + 1; i > records.offset(row) && i < end; i++)
    found += String.fromCharCode(text.bytes[i]!);
  return found;
}
