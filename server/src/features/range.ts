import { STAGE_OF, type Stage } from '../deliveries/attempt.ts';
import type { Attempts } from '../deliveries/attempts.ts';
import type { LexedBlock, Ref } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import { DAY } from '../logs/units.ts';
import { utf16Length } from '../text/columns.ts';
import type { Position } from '../text/store.ts';
import type { LogDocument } from './document.ts';

/** The records of a range, with what the dialogue before them tells; for features that look at what is on the screen. */

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Records of one request; what lies beyond is left out, since no screen shows as many. */
const MAX_RECORDS = 5000;
/** Blocks before the range that are looked at for the dialogue under way: about 64 KB. */
const BLOCKS_BEFORE = 4;

/** The records that the range touches, in order. */
export function* recordsIn(document: LogDocument, { start, end }: Range): Generator<Ref> {
  const { log, store } = document;
  const from = store.placeAt(start);
  const to = store.placeAt(end);
  let left = MAX_RECORDS;
  for (let i = from.block; i <= to.block && i < log.blocks.length; i++) {
    const block = log.blocks[i]!;
    const { records } = block;
    const first = i === from.block ? Math.max(0, records.rowAt(from.offset)) : 0;
    for (let row = first; row < records.count; row++) {
      if ((i === to.block && records.offset(row) > to.offset) || left-- <= 0) return;
      yield { block, row };
    }
  }
}

/** Positions of places that are asked for in ascending order; each byte is passed once. */
export class Places {
  readonly #document: LogDocument;
  #block: LexedBlock | undefined;
  #offset = 0;
  #line = 0;
  #start = 0;

  constructor(document: LogDocument) {
    this.#document = document;
  }

  at(block: LexedBlock, offset: number): Position {
    if (block !== this.#block || offset < this.#offset) {
      this.#block = block;
      this.#line = this.#document.store.positionAt({ block: block.index, offset: 0 }).line;
      this.#offset = 0;
      this.#start = 0;
    }
    const { bytes, ascii } = block.text;
    for (let i = this.#offset; i < offset; i++) {
      const c = bytes[i]!;
      if (c === LF || (c === CR && bytes[i + 1] !== LF)) {
        this.#line++;
        this.#start = i + 1;
      }
    }
    this.#offset = offset;
    const character = ascii ? offset - this.#start : utf16Length(bytes, this.#start, offset);
    return { line: this.#line, character };
  }

  /** The part of a piece of text that lies on its first line, in UTF-16 units; a piece that begins with a line break is empty. */
  span(block: LexedBlock, start: number, end: number): Position & { readonly length: number } {
    const position = this.at(block, start);
    const { bytes, ascii } = block.text;
    let stop = start;
    while (stop < end && bytes[stop] !== LF && bytes[stop] !== CR) stop++;
    return { ...position, length: ascii ? stop - start : utf16Length(bytes, start, stop) };
  }
}

const LF = 10;
const CR = 13;

/** What a queue entry's dialogue waits for. */
interface Step {
  /** The stage under way; `body` from the 354 on. */
  readonly stage: StepStage;
  /** Stamp of the record that began it, in ms of the day; -1 where it has none or the step is over. */
  readonly since: number;
}

export type StepStage = Exclude<Stage, 'resolve'>;

/** Follows the dialogues of all queue entries over the records of a range; begins some blocks before it. */
export class Dialogues {
  readonly #attempts: Attempts;
  readonly #steps = new Map<number, Step>();

  constructor(document: LogDocument, start: Position) {
    this.#attempts = document.attempts();
    const { block, offset } = document.store.placeAt(start);
    for (let i = Math.max(0, block - BLOCKS_BEFORE); i <= block; i++) {
      const lexed = document.log.blocks[i];
      if (lexed === undefined) break;
      const stop = i === block ? lexed.records.rowAt(offset) : lexed.records.count;
      for (let row = 0; row < stop; row++) this.pass(lexed, row);
    }
  }

  /** The step that this record ends or takes part in: as it was before the record. */
  before(block: LexedBlock, row: number): Step | undefined {
    return this.#steps.get(this.#attempts.ownerOf(block, row));
  }

  /** How long the step took that this record ends, in ms; -1 where it ends none or a stamp is missing. */
  waited(block: LexedBlock, row: number): number {
    const stamp = block.records.stamp(row);
    const since = this.before(block, row)?.since ?? -1;
    if (!ENDS_STEP.has(block.records.kind(row)) || stamp < 0 || since < 0) return -1;
    // Past midnight the clock of the day begins anew.
    return stamp >= since ? stamp - since : stamp + DAY - since < DAY / 2 ? stamp + DAY - since : -1;
  }

  /** Takes the next record. */
  pass(block: LexedBlock, row: number): void {
    const { records } = block;
    const kind = records.kind(row);
    const id = this.#attempts.ownerOf(block, row);
    if (id <= 0) return;
    const now = records.stamp(row);
    const before = this.#steps.get(id);
    switch (kind) {
      case Kind.ConnectHost:
        this.#steps.set(id, { stage: 'connect', since: now });
        break;
      case Kind.ConnectSuccess:
        this.#steps.set(id, { stage: 'greeting', since: now });
        break;
      case Kind.Command: {
        const stage = STAGE_OF[records.code(row)];
        if (stage !== undefined) this.#steps.set(id, { stage, since: now });
        break;
      }
      case Kind.AuthData:
        this.#steps.set(id, { stage: 'auth', since: now });
        break;
      case Kind.DataComplete:
        this.#steps.set(id, { stage: 'final', since: now });
        break;
      case Kind.Reply:
      case Kind.OrphanReply: {
        const body = before?.stage === 'data' && records.code(row) < 400;
        if (before !== undefined) this.#steps.set(id, body ? { stage: 'body', since: now } : { ...before, since: -1 });
        break;
      }
      case Kind.ConnectFailed:
      case Kind.ConnectLocalError:
      case Kind.DataError:
        if (before !== undefined) this.#steps.set(id, { ...before, since: -1 });
        break;
      default:
    }
  }
}

/** Records that end a step. */
const ENDS_STEP: ReadonlySet<number> = new Set([
  Kind.Reply,
  Kind.OrphanReply,
  Kind.ConnectFailed,
  Kind.ConnectSuccess,
  Kind.ConnectLocalError,
  Kind.DataComplete,
  Kind.DataError,
]);
