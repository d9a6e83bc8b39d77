import { IdTable } from '../logs/ids.ts';
import type { LexedBlock } from '../logs/log.ts';
import { LogStream } from '../logs/stream.ts';
import { chunksWaited } from './chunks.ts';
import type { LogFile } from './log-files.ts';
import { type BlockShape, Ring, type RingMemory, SLOT_SIZE, type Telling } from './ring.ts';

/** The work of the thread that reads and lexes the logs of a server ahead of the one that understands them. */

export interface LexTask {
  readonly files: readonly LogFile[];
  readonly encoding: string | undefined;
  /** Of the table of ids. */
  readonly seed: number;
  readonly ring: RingMemory;
}

/** Reads the files in order; ended from outside. Waits while the ring is full. */
export function lexAhead({ files, encoding, seed, ring }: LexTask, tell: (telling: Telling) => void): void {
  const batches = new Batches(new IdTable(seed), new Ring(ring), tell);
  const signal = { aborted: false };
  for (const file of files) {
    const stream = new LogStream(file.log ?? 'senderlog', batches.ids, file.path);
    try {
      for (const bytes of chunksWaited(file.path, { signal, encoding }, stream)) batches.add(stream.push(bytes));
      batches.add(stream.end());
      batches.flush();
      tell({ type: 'end', lines: stream.lines });
    } catch (error) {
      batches.flush();
      const { code, message } = error as NodeJS.ErrnoException;
      tell({ type: 'error', code, message });
    }
    stream.release();
  }
}

/** Gathers blocks, as copies in the ring. */
class Batches {
  readonly ids: IdTable;
  readonly #ring: Ring;
  readonly #tell: (telling: Telling) => void;
  /** The other thread knows the ids before this one. */
  #untold = 1;
  /** The slot at hand, with its blocks. */
  #slot: number | undefined;
  #blocks: BlockShape[] = [];
  /** Where its texts end, and where its rows begin. */
  #front = 0;
  #back = 0;

  constructor(ids: IdTable, ring: Ring, tell: (telling: Telling) => void) {
    this.ids = ids;
    this.#ring = ring;
    this.#tell = tell;
  }

  add(blocks: readonly LexedBlock[]): void {
    for (const block of blocks) {
      const room = roomOf(block);
      if (this.#front + room > this.#back) this.flush();
      if (room > SLOT_SIZE) this.#addAlone(block, room);
      else this.#add(block);
    }
  }

  #add(block: LexedBlock): void {
    if (this.#slot === undefined) {
      this.#slot = this.#ring.take();
      this.#front = 0;
      this.#back = SLOT_SIZE;
    }
    const shape = copied(block, this.#ring.bytesOf(this.#slot), this.#front, this.#back);
    this.#front = shape.textAt + shape.textLength;
    this.#back = shape.rowsAt;
    this.#blocks.push(shape);
  }

  #addAlone(block: LexedBlock, room: number): void {
    const slot = this.#ring.takeOwn();
    const own = new SharedArrayBuffer(room);
    const shape = copied(block, new Uint8Array(own), 0, room);
    this.#tell({ type: 'batch', batch: { slot, own, blocks: [shape], ids: this.#newIds() } });
  }

  /** Hands over what was gathered. */
  flush(): void {
    if (this.#slot === undefined) return;
    const batch = { slot: this.#slot, own: undefined, blocks: this.#blocks, ids: this.#newIds() };
    this.#tell({ type: 'batch', batch });
    this.#slot = undefined;
    this.#blocks = [];
    this.#front = 0;
    this.#back = 0;
  }

  #newIds(): ReturnType<IdTable['since']> | undefined {
    if (this.ids.size === this.#untold) return undefined;
    const ids = this.ids.since(this.#untold);
    this.#untold = this.ids.size;
    return ids;
  }
}

/** Shared memory is copied word by word only where both sides lie alike in their words; otherwise byte by byte, which takes ten times as long. */
const WORD = 8;

/** Bytes that suffice for a block wherever it lay; a multiple of {@link WORD}. */
const roomOf = ({ text, records }: LexedBlock): number =>
  Math.ceil((text.bytes.length + records.byteLength) / WORD + 2) * WORD;

/** Copies a block to the memory between `front` and `back`: its text to the beginning, its rows to the end. */
function copied(block: LexedBlock, memory: Uint8Array<SharedArrayBuffer>, front: number, back: number): BlockShape {
  const { text, records } = block;
  const textAt = front + ((text.bytes.byteOffset - front) & (WORD - 1));
  memory.set(text.bytes, textAt);
  const end = back - records.byteLength;
  const rowsAt = end - ((end - records.byteOffset) & (WORD - 1));
  const rowsLength = records.byteLength / 4;
  records.copyTo(new Int32Array(memory.buffer, memory.byteOffset + rowsAt, rowsLength));
  const firstLine = block.log.fileLineOf(block, 0);
  return { textAt, textLength: text.bytes.length, rowsAt, rowsLength, wide: records.wide, firstLine };
}
