import { Worker } from 'node:worker_threads';
import { hashSeed } from '../logs/bytes.ts';
import { IdTable } from '../logs/ids.ts';
import type { LexedBlock } from '../logs/log.ts';
import type { LexTask } from './lex-ahead.ts';
import type { LogFile, ServerFiles } from './log-files.ts';
import { ReadAheadLog } from './read-ahead-log.ts';
import { Ring, type Telling } from './ring.ts';

/** Room for young objects, in MB: lexing makes few. */
const YOUNG = 3;

/** The thread that reads ahead has ended before its work was done. */
export class ThreadError extends Error {}

/** The logs of a server, read and lexed by another thread ({@link lexAhead}). To be ended whatever happens. */
export class ReadAhead {
  readonly ids: IdTable;
  readonly #ring = new Ring();
  readonly #worker: Worker;
  readonly #told: Telling[] = [];
  #error: ThreadError | undefined;
  #news: () => void = () => {};

  /** @param program the file of `worker.ts`, or its bundle */
  constructor(server: ServerFiles, encoding: string | undefined, program: string) {
    const seed = hashSeed();
    this.ids = new IdTable(seed);
    const task: LexTask = { files: server.files, encoding, seed, ring: this.#ring.memory };
    this.#worker = new Worker(program, { workerData: task, resourceLimits: { maxYoungGenerationSizeMb: YOUNG } });
    this.#worker.on('message', (telling: Telling) => {
      this.#told.push(telling);
      this.#news();
    });
    const fail = (why: string): void => {
      this.#error ??= new ThreadError(why);
      this.#news();
    };
    this.#worker.on('error', error => fail(error.message));
    this.#worker.on('messageerror', error => fail(error.message));
    this.#worker.on('exit', () => fail('the thread that reads the logs has ended'));
  }

  open(file: LogFile): ReadAheadLog {
    return new ReadAheadLog(file, this.ids, this.#ring);
  }

  /**
   * The blocks of the next file, in pieces; the files are to be asked for in order.
   * @throws ErrnoException where the file cannot be read, ThreadError
   */
  async *blocks(log: ReadAheadLog): AsyncGenerator<readonly LexedBlock[]> {
    for (;;) {
      const telling = this.#told.shift() ?? (await this.#next());
      if (telling.type === 'batch') {
        yield log.take(telling.batch);
      } else if (telling.type === 'end') {
        log.lines = telling.lines;
        return;
      } else {
        const { code, message } = telling;
        throw Object.assign(new Error(message), code !== undefined && { code });
      }
    }
  }

  async #next(): Promise<Telling> {
    for (;;) {
      const telling = this.#told.shift();
      if (telling !== undefined) return telling;
      if (this.#error !== undefined) throw this.#error;
      await new Promise<void>(resolve => {
        this.#news = resolve;
      });
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
