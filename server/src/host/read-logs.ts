import { setImmediate } from 'node:timers/promises';
import { Ledger } from '../deliveries/ledger.ts';
import { IdTable } from '../logs/ids.ts';
import type { LexedBlock } from '../logs/log.ts';
import { LogStream } from '../logs/stream.ts';
import { DAY } from '../logs/units.ts';
import { chunksWaited } from './chunks.ts';
import { FileReport } from './file-report.ts';
import type { LogFile, ServerFiles } from './log-files.ts';
import { ReadAhead, ThreadError } from './read-ahead.ts';

/** Reads logs from disk once, from the beginning to the end, and understands those of one server together. */

/** How long the process works without looking at what else happened (Ctrl+C), in seconds. */
const TURN = 0.1;

interface ReadOptions {
  readonly signal: Pick<AbortSignal, 'aborted'>;
  /** WHATWG name; undefined: guessed. */
  readonly encoding?: string | undefined;
  /** The program of a thread that reads and lexes ahead; undefined: none does. */
  readonly ahead?: string | undefined;
  readonly onFile?: (report: FileReport) => Promise<void> | void;
  readonly onError?: (path: string, error: NodeJS.ErrnoException) => void;
}

/** A log that is read; what it says of lines is true when it has been. */
interface OpenLog {
  readonly lines: number;
  readonly release: () => void;
}

/** Where the blocks of logs come from. */
interface Reader<L extends OpenLog> {
  readonly ids: IdTable;
  readonly open: (file: LogFile) => L;
  readonly blocks: (log: L) => AsyncIterable<readonly LexedBlock[]>;
  readonly end: () => Promise<void> | void;
}

/**
 * Reads the logs of a server into a ledger. A file that cannot be read is told and left out; what was read of it counts.
 * @throws ThreadError
 */
export function readServer(server: ServerFiles, options: ReadOptions): Promise<Ledger> {
  const { ahead, encoding } = options;
  return ahead === undefined
    ? readFrom(new ReadHere(options), server, options)
    : readFrom(new ReadAhead(server, encoding, ahead), server, options);
}

async function readFrom<L extends OpenLog>(reader: Reader<L>, server: ServerFiles, o: ReadOptions): Promise<Ledger> {
  const ledger = new Ledger(reader.ids, false);
  let last: L | undefined;
  try {
    for (const file of server.files) {
      if (o.signal.aborted) break;
      if (file.log === 'senderlog') ledger.attempts.nextFile((file.day ?? 0) * DAY);
      const report = new FileReport(file);
      const log = reader.open(file);
      try {
        await readFile(file, reader.blocks(log), ledger, report, o.signal);
        report.end(log.lines);
      } catch (error) {
        if (error instanceof ThreadError) throw error;
        o.onError?.(file.path, error as NodeJS.ErrnoException);
      }
      // A session that goes on after midnight looks back into the file of the day before, but no further.
      if (file.log === 'senderlog') {
        last?.release();
        last = log;
      } else {
        log.release();
      }
      await o.onFile?.(report);
    }
  } finally {
    await reader.end();
  }
  ledger.attempts.settle();
  last?.release();
  return ledger;
}

async function readFile(
  file: LogFile,
  pieces: AsyncIterable<readonly LexedBlock[]>,
  ledger: Ledger,
  report: FileReport,
  signal: ReadOptions['signal'],
): Promise<void> {
  for await (const blocks of pieces) {
    for (const block of blocks) {
      report.add(block);
      if (file.log === 'senderlog') ledger.attempts.feed(block);
      else if (file.log !== undefined) ledger.addNotes(block);
    }
    if (signal.aborted) break;
  }
}

/** Reads and lexes where it is called. */
class ReadHere implements Reader<LogStream> {
  readonly ids = new IdTable();
  readonly #options: ReadOptions;
  /** Not `performance`, which takes a short run longer to load than its logs to read. */
  #begun = process.uptime();

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  open(file: LogFile): LogStream {
    return new LogStream(file.log ?? 'senderlog', this.ids, file.path);
  }

  async *blocks(stream: LogStream): AsyncGenerator<readonly LexedBlock[]> {
    for (const bytes of chunksWaited(stream.path, this.#options, stream)) {
      yield stream.push(bytes);
      if (process.uptime() - this.#begun < TURN) continue;
      // Others have not come to their turn for long.
      await setImmediate();
      this.#begun = process.uptime();
    }
    yield stream.end();
  }

  end(): void {}
}
