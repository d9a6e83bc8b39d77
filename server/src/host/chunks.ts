import { closeSync, promises as fs, openSync, readSync } from 'node:fs';
import { utf16 } from './log-files.ts';

/** Reads the bytes of a log file, chunk by chunk. */

/** Bytes read at a time: large enough for the disk, small enough that a chunk is understood in a few milliseconds. */
const CHUNK = 512 * 1024;
/** Bytes read at a time where the process waits for them: what is read stays in the processor's cache. */
const CHUNK_WAITED = 256 * 1024;

interface ChunkOptions {
  readonly signal: Pick<AbortSignal, 'aborted'>;
  /** WHATWG name; undefined: guessed. */
  readonly encoding?: string | undefined;
}

/** Where memory to read into comes from: the reader of a chunk gives it back when nothing of it is needed any more. */
export interface Buffers {
  /** Memory for the next chunk, whatever stands in it. */
  buffer(size: number): Uint8Array<ArrayBuffer>;
}

// Not Buffer.allocUnsafe: the bytes are kept while blocks look back, and a shared pool would be written over.
const ALWAYS_NEW: Buffers = { buffer: size => new Uint8Array(size) };

/**
 * The bytes of a file, in UTF-8 where it is UTF-16 or an encoding is given that is no superset of ASCII. The process is free
 * while the disk works.
 */
export async function* chunks(
  name: string,
  { signal, encoding }: ChunkOptions,
  size = CHUNK,
  buffers = ALWAYS_NEW,
): AsyncGenerator<Uint8Array> {
  const handle = await fs.open(name);
  const read = (position: number) => handle.read(buffers.buffer(size), 0, size, position);
  let next = read(0);
  try {
    let position = 0;
    const text = new ToUtf8(encoding);
    while (!signal.aborted) {
      const { buffer, bytesRead } = await next;
      if (bytesRead === 0) break; // the end, or a file that shrank meanwhile
      position += bytesRead;
      // The disk works while we do.
      next = read(position);
      yield text.of(buffer.subarray(0, bytesRead));
    }
    if (!signal.aborted) yield* text.rest();
  } finally {
    await next.catch(() => undefined);
    await handle.close();
  }
}

/**
 * As {@link chunks}, where the process waits for the disk: for a program that has nothing else to do, since handing each read
 * to another thread costs more than the read.
 */
export function* chunksWaited(
  name: string,
  { signal, encoding }: ChunkOptions,
  buffers: Buffers,
): Generator<Uint8Array> {
  const file = openSync(name, 'r');
  try {
    const text = new ToUtf8(encoding);
    while (!signal.aborted) {
      const buffer = buffers.buffer(CHUNK_WAITED);
      const bytesRead = readSync(file, buffer);
      if (bytesRead === 0) break;
      yield text.of(buffer.subarray(0, bytesRead));
    }
    if (!signal.aborted) yield* text.rest();
  } finally {
    closeSync(file);
  }
}

/** Makes the chunks of one file UTF-8 where they are no superset of ASCII, else leaves them as they are. */
class ToUtf8 {
  readonly #encoding: string | undefined;
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  #first = true;

  constructor(encoding: string | undefined) {
    this.#encoding = encoding;
  }

  of(bytes: Uint8Array): Uint8Array {
    if (this.#first) {
      this.#first = false;
      const told = utf16(bytes) ?? this.#encoding;
      if (told !== undefined && told !== 'utf-8') this.#decoder = new TextDecoder(told);
    }
    return this.#decoder === undefined ? bytes : encoder.encode(this.#decoder.decode(bytes, { stream: true }));
  }

  /** What the decoder still holds at the end of the file. */
  *rest(): Generator<Uint8Array> {
    if (this.#decoder !== undefined) yield encoder.encode(this.#decoder.decode());
  }
}

const encoder = new TextEncoder();
