import type { IdTable } from '../logs/ids.ts';
import type { LexedBlock, LogSource } from '../logs/log.ts';
import { Records } from '../logs/record.ts';
import { drop, LOOK_BACK, type PassingBlock } from '../logs/stream.ts';
import { Block } from '../text/block.ts';
import type { LogFile } from './log-files.ts';
import { type Batch, MAX_HELD, OWN, type Ring } from './ring.ts';

interface HeldBlock extends PassingBlock {
  /** Where its text and its rows lie; undefined where they have memory of their own. */
  slot: HeldSlot | undefined;
}

interface HeldSlot {
  readonly slot: number;
  /** Blocks in it that somebody may look at. */
  users: number;
}

/** A log that another thread lexes. Its blocks are dropped behind the reader, as in a `LogStream`. */
export class ReadAheadLog implements LogSource {
  readonly name: LogSource['name'];
  readonly ids: IdTable;
  readonly path: string;
  lines = 0;
  readonly #ring: Ring;
  #count = 0;
  #kept: HeldBlock[] = [];
  #keptBytes = 0;
  #heldSlots = 0;

  constructor(file: LogFile, ids: IdTable, ring: Ring) {
    this.name = file.log ?? 'senderlog';
    this.path = file.path;
    this.ids = ids;
    this.#ring = ring;
  }

  /** The blocks of the next batch. Those handed out before have been read. */
  take({ slot, own, blocks, ids }: Batch): LexedBlock[] {
    this.#dropOld();
    if (ids !== undefined) this.ids.append(ids);
    const memory = own === undefined ? this.#ring.bytesOf(slot) : new Uint8Array(own);
    const held = slot === OWN ? undefined : { slot, users: blocks.length };
    if (held === undefined) this.#ring.giveBack(slot);
    else this.#heldSlots++;
    const from = this.#kept.length;
    for (const { textAt, textLength, rowsAt, rowsLength, wide, firstLine } of blocks) {
      this.#kept.push({
        text: new Block(memory.subarray(textAt, textAt + textLength)),
        records: new Records(new Int32Array(memory.buffer, memory.byteOffset + rowsAt, rowsLength), wide),
        entry: 0,
        exit: 0,
        index: this.#count++,
        log: this,
        firstLine,
        slot: held,
      });
      this.#keptBytes += textLength;
    }
    return this.#kept.slice(from);
  }

  /** Nobody looks back into this log any more. */
  release(): void {
    for (const block of this.#kept) this.#drop(block);
    this.#kept = [];
    this.#keptBytes = 0;
  }

  fileLineOf(block: LexedBlock, line: number): number {
    return (block as HeldBlock).firstLine + line;
  }

  after(): undefined {
    return undefined;
  }

  #dropOld(): void {
    while (this.#keptBytes > LOOK_BACK && this.#kept.length > 1) {
      const old = this.#kept.shift()!;
      this.#keptBytes -= old.text.bytes.length;
      this.#drop(old);
    }
    // Where rows take more room than texts, what is still looked back to moves out.
    for (let i = 0; this.#heldSlots > MAX_HELD && i < this.#kept.length; i++) this.#moveOut(this.#kept[i]!);
  }

  #drop(block: HeldBlock): void {
    this.#leave(block);
    drop(block);
  }

  #moveOut(block: HeldBlock): void {
    if (block.slot === undefined) return;
    const rows = new Int32Array(block.records.byteLength / 4);
    block.records.copyTo(rows);
    block.text = new Block(block.text.bytes.slice());
    block.records = new Records(rows, block.records.wide);
    this.#leave(block);
  }

  #leave(block: HeldBlock): void {
    const held = block.slot;
    if (held === undefined) return;
    block.slot = undefined;
    if (--held.users > 0) return;
    this.#heldSlots--;
    this.#ring.giveBack(held.slot);
  }
}
