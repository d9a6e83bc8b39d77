import type { IdTable } from '../../logs/ids.ts';
import type { LexedBlock } from '../../logs/log.ts';
import { Kind } from '../../logs/record.ts';
import { DAY } from '../../logs/units.ts';
import type { Reading } from '../reading.ts';
import { EditorLines } from './editor-lines.ts';
import { InboundSessions } from './inbound.ts';
import { lineAt, type Owner, type StoryLine } from './line.ts';
import { RawReplies } from './raw-replies.ts';

/** All lines of the wanted messages, taken while the logs of a server are read once; nothing else is kept. */

/** Lines that are kept of one reading; more are counted. A day of retries every two minutes leaves some 2,500. */
const MAX_LINES = 20_000;
const HALF_DAY = DAY / 2;

export class StoryLines implements Reading {
  readonly lines: StoryLine[] = [];
  /** Lines beyond those that are kept. */
  dropped = 0;
  readonly wants: (id: number) => boolean;
  readonly #raw: RawReplies;
  readonly #inbound: InboundSessions;
  /** Owner of the record before, which a line without id may continue; undefined where it was nobody's. */
  #last: Owner | undefined;
  #time = -1;
  readonly #editor = new EditorLines();

  readonly #max: number;

  /** @param wants full ids whose lines are kept */
  constructor(ids: IdTable, wants: (id: number) => boolean, max = MAX_LINES) {
    this.wants = wants;
    this.#max = max;
    const take = (block: LexedBlock, row: number, owner: Owner, time: number): void =>
      this.#keep(block, row, owner, time);
    this.#raw = new RawReplies(wants, take);
    const nobody: Owner = { id: 0, derived: true, uncertain: false };
    this.#inbound = new InboundSessions(
      ids,
      wants,
      (block, row, time) => this.#line(block, row, nobody, time),
      line => this.#push(line),
    );
  }

  /** A new file begins. */
  nextFile(): void {
    this.#last = undefined;
    this.#time = -1;
    this.#raw.clear();
    this.#inbound.clear();
    this.#editor.nextFile();
  }

  enter(block: LexedBlock): void {
    this.#editor.enter(block);
  }

  record(block: LexedBlock, row: number, owner: number, stamped: number, doubtful: readonly number[]): void {
    const { records } = block;
    const kind = records.kind(row);
    // Days are counted by the records of sessions; the first one after midnight may be another.
    const time = stamped >= 0 && this.#time - stamped > HALF_DAY ? stamped + DAY : stamped;
    if (time >= 0) this.#time = time;
    if (kind === Kind.Continuation) {
      if (this.#raw.goOn(block, row)) return;
      if (this.#last !== undefined) this.#keep(block, row, this.#last, -1);
      return;
    }
    this.#last = undefined;
    if (kind === Kind.GetReply || kind === Kind.GetReplyEnd || kind === Kind.Self451) {
      this.#raw.add(block, row, kind, time);
      return;
    }
    this.#raw.pass(block, row, kind, owner);
    if (owner === 0 || !this.wants(owner)) return;
    this.#last = { id: owner, derived: records.id(row) !== owner, uncertain: doubtful.includes(owner) };
    this.#keep(block, row, this.#last, time);
  }

  /** A block of a companion log. */
  companion(block: LexedBlock): void {
    const { records } = block;
    this.enter(block);
    for (let row = 0; row < records.count; row++) {
      const kind = records.kind(row);
      const time = records.stamp(row) < 0 ? -1 : records.code(row) * DAY + records.stamp(row);
      const id = records.id(row);
      if (kind === Kind.Inbound) this.#inbound.line(block, row, time);
      else if (kind === Kind.Continuation) this.#inbound.goOn(block, row);
      else if (id > 0 && this.wants(id)) this.#keep(block, row, { id, derived: false, uncertain: false }, time);
    }
  }

  #keep(block: LexedBlock, row: number, owner: Owner, time: number): void {
    // A block that was dropped meanwhile has no records any more.
    if (row < block.records.count) this.#push(this.#line(block, row, owner, time));
  }

  #line(block: LexedBlock, row: number, owner: Owner, time: number): StoryLine {
    const editorLine = this.#editor.of(block, block.records.offset(row));
    return { ...lineAt(block, row, owner, time), editorLine };
  }

  #push(line: StoryLine): void {
    if (this.lines.length < this.#max) this.lines.push(line);
    else this.dropped++;
  }
}
