import { promises as fs } from 'node:fs';
import { Ledger } from '../deliveries/ledger.ts';
import { IdTable } from '../logs/ids.ts';
import type { LexedBlock } from '../logs/log.ts';
import { LogStream } from '../logs/stream.ts';
import { DAY } from '../logs/units.ts';
import { FileReport } from './file-report.ts';
import { type LogFile, type ServerFiles, utf16 } from './log-files.ts';

/** Reads logs from disk once, from the beginning to the end, and understands those of one server together. */

/** Bytes read at a time: large enough for the disk, small enough that a chunk is understood in a few milliseconds. */
const CHUNK = 512 * 1024;

interface ReadOptions {
  readonly signal: Pick<AbortSignal, 'aborted'>;
  /** WHATWG name; undefined: guessed. */
  readonly encoding?: string | undefined;
  readonly onFile?: (report: FileReport) => Promise<void> | void;
  readonly onError?: (path: string, error: NodeJS.ErrnoException) => void;
}

/** Reads the logs of a server into a ledger. A file that cannot be read is told and left out; what was read of it counts. */
export async function readServer(server: ServerFiles, options: ReadOptions): Promise<Ledger> {
  const ledger = new Ledger(new IdTable(), false);
  let last: LogStream | undefined;
  for (const file of server.files) {
    if (options.signal.aborted) break;
    if (file.log === 'senderlog') ledger.attempts.nextFile((file.day ?? 0) * DAY);
    const report = new FileReport(file);
    try {
      const stream = await readFile(file, ledger, report, options);
      // A session that goes on after midnight looks back into the file of the day before, but no further.
      if (file.log === 'senderlog') {
        last?.release();
        last = stream;
      } else {
        stream.release();
      }
    } catch (error) {
      options.onError?.(file.path, error as NodeJS.ErrnoException);
    }
    await options.onFile?.(report);
  }
  ledger.attempts.settle();
  last?.release();
  return ledger;
}

async function readFile(file: LogFile, ledger: Ledger, report: FileReport, o: ReadOptions): Promise<LogStream> {
  const stream = new LogStream(file.log ?? 'senderlog', ledger.ids, file.path);
  const take = (blocks: readonly LexedBlock[]): void => {
    for (const block of blocks) {
      report.add(block);
      if (file.log === 'senderlog') ledger.attempts.feed(block);
      else if (file.log !== undefined) ledger.addNotes(block);
    }
  };
  for await (const bytes of chunks(file.path, o)) take(stream.push(bytes));
  take(stream.end());
  report.end(stream.lines);
  return stream;
}

/** The bytes of a file, in UTF-8 where it is UTF-16 or an encoding is given that is no superset of ASCII. */
export async function* chunks(
  name: string,
  { signal, encoding }: Pick<ReadOptions, 'signal' | 'encoding'>,
  size = CHUNK,
): AsyncGenerator<Uint8Array> {
  const handle = await fs.open(name);
  // Not Buffer.allocUnsafe: the bytes are kept while blocks look back, and a shared pool would be written over.
  const read = (position: number) => handle.read(new Uint8Array(size), 0, size, position);
  let next = read(0);
  try {
    let position = 0;
    let decoder: InstanceType<typeof TextDecoder> | undefined;
    const encoder = new TextEncoder();
    for (;;) {
      if (signal.aborted) return;
      const { buffer, bytesRead } = await next;
      if (bytesRead === 0) break; // the end, or a file that shrank meanwhile
      const bytes = buffer.subarray(0, bytesRead);
      if (position === 0) {
        const told = utf16(bytes) ?? encoding;
        if (told !== undefined && told !== 'utf-8') decoder = new TextDecoder(told);
      }
      position += bytesRead;
      // The disk works while we do.
      next = read(position);
      yield decoder === undefined ? bytes : encoder.encode(decoder.decode(bytes, { stream: true }));
    }
    if (decoder !== undefined) yield encoder.encode(decoder.decode());
  } finally {
    await next.catch(() => undefined);
    await handle.close();
  }
}
