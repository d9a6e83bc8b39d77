import type { IdTable } from '../logs/ids.ts';
import type { LexedBlock, LogSource } from '../logs/log.ts';
import { Records } from '../logs/record.ts';
import { LookBack, type PassingBlock } from '../logs/stream.ts';
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
  readonly #behind = new LookBack<HeldBlock>(block => this.#leave(block));
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
    const found: HeldBlock[] = [];
    for (const { textAt, textLength, rowsAt, rowsLength, wide, firstLine } of blocks) {
      const block: HeldBlock = {
        text: new Block(memory.subarray(textAt, textAt + textLength)),
        records: new Records(new Int32Array(memory.buffer, memory.byteOffset + rowsAt, rowsLength), wide),
        entry: 0,
        exit: 0,
        index: this.#count++,
        log: this,
        firstLine,
        slot: held,
      };
      this.#behind.add(block);
      found.push(block);
    }
    return found;
  }

  /** Nobody looks back into this log any more. */
  release(): void {
    this.#behind.release();
  }

  fileLineOf(block: LexedBlock, line: number): number {
    return (block as HeldBlock).firstLine + line;
  }

  after(): undefined {
    return undefined;
  }

  #dropOld(): void {
    this.#behind.dropOld();
    const { blocks } = this.#behind;
    // Where rows take more room than texts, what is still looked back to moves out.
    for (let i = 0; this.#heldSlots > MAX_HELD && i < blocks.length; i++) this.#moveOut(blocks[i]!);
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
