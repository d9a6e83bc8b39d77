import { setImmediate } from 'node:timers/promises';
import { Ledger } from '../deliveries/ledger.ts';
import { IdTable } from '../logs/ids.ts';
import type { LexedBlock } from '../logs/log.ts';
import { LogStream } from '../logs/stream.ts';
import { DAY } from '../logs/units.ts';
import { chunksWaited } from './chunks.ts';
import { FileReport } from './file-report.ts';
import type { LogFile, ServerFiles } from './log-files.ts';

/** Reads logs from disk once, from the beginning to the end, and understands those of one server together. */

/** How long the process works without looking at what else happened (Ctrl+C), in seconds. */
const TURN = 0.1;

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
  const turn = turns();
  let last: LogStream | undefined;
  for (const file of server.files) {
    if (options.signal.aborted) break;
    if (file.log === 'senderlog') ledger.attempts.nextFile((file.day ?? 0) * DAY);
    const report = new FileReport(file);
    try {
      const stream = await readFile(file, ledger, report, turn, options);
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

/** To be asked again and again: it is to be waited for when others have not come to their turn for long. */
function turns(): () => Promise<void> | undefined {
  // Not `performance`, which takes a short run longer to load than its logs to read.
  let begun = process.uptime();
  const others = async (): Promise<void> => {
    await setImmediate();
    begun = process.uptime();
  };
  return () => (process.uptime() - begun < TURN ? undefined : others());
}

async function readFile(
  file: LogFile,
  ledger: Ledger,
  report: FileReport,
  turn: () => Promise<void> | undefined,
  o: ReadOptions,
): Promise<LogStream> {
  const stream = new LogStream(file.log ?? 'senderlog', ledger.ids, file.path);
  const take = (blocks: readonly LexedBlock[]): void => {
    for (const block of blocks) {
      report.add(block);
      if (file.log === 'senderlog') ledger.attempts.feed(block);
      else if (file.log !== undefined) ledger.addNotes(block);
    }
  };
  for (const bytes of chunksWaited(file.path, o, stream)) {
    take(stream.push(bytes));
    const others = turn();
    if (others !== undefined) await others;
  }
  take(stream.end());
  report.end(stream.lines);
  return stream;
}
