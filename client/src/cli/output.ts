/** What a subcommand prints: results to stdout, progress and errors to stderr. */
import type { Writable } from 'node:stream';
import { toJsonLine } from '../probes/json.ts';

/** Select Graphic Rendition parameters (ECMA-48 §8.3.117). */
const COLORS = { good: '32', bad: '31', warning: '33', dim: '2', bold: '1' } as const;
type Color = keyof typeof COLORS;

interface OutputOptions {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether stdout takes colours. */
  readonly color: boolean;
}

/**
 * Writing waits where the reader is slow. A reader that has gone (`| head`) is no error: the rest is dropped and `closed` tells.
 * Lines must be safe to print: what strangers wrote has gone through `sanitize`.
 */
export class Output {
  readonly #options: OutputOptions;
  #closed = false;
  #failure: NodeJS.ErrnoException | null = null;
  /** Text not handed on yet: a write for each line costs more than the line. */
  #pending = '';
  #handsOn: NodeJS.Immediate | undefined;

  constructor(options: OutputOptions) {
    this.#options = options;
    options.stdout.on('error', (error: NodeJS.ErrnoException) => {
      this.#closed = true;
      if (error.code !== 'EPIPE') this.#failure = error;
    });
    options.stderr.on('error', () => {});
  }

  /** Nobody reads any more; there is no point in going on. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Why stdout cannot be written (a full disk), other than a reader that has gone. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** @returns what is to be waited for, where the reader is slow */
  json(value: unknown): Promise<void> | undefined {
    return this.#write(`${toJsonLine(value)}\n`);
  }

  /** @returns as {@link json} */
  lines(lines: readonly string[]): Promise<void> | undefined {
    return lines.length > 0 ? this.#write(`${lines.join('\n')}\n`) : undefined;
  }

  error(line: string): void {
    this.#handOn();
    if (!this.#options.stderr.destroyed) this.#options.stderr.write(`${line}\n`);
  }

  paint(text: string, color: Color): string {
    return this.#options.color ? `\x1b[${COLORS[color]}m${text}\x1b[0m` : text;
  }

  /** Resolves when all has left the process. */
  async flush(): Promise<void> {
    this.#handOn();
    for (const stream of [this.#options.stdout, this.#options.stderr])
      if (!stream.destroyed && stream.writable) await new Promise<void>(resolve => stream.write('', () => resolve()));
  }

  /** Takes text; what is taken leaves when there is much of it, or as soon as the program waits for something. */
  #write(text: string): Promise<void> | undefined {
    if (this.#closed || this.#options.stdout.destroyed) return undefined;
    this.#pending += text;
    if (this.#pending.length >= MANY) return this.#handOn();
    this.#handsOn ??= setImmediate(() => void this.#handOn());
    return undefined;
  }

  #handOn(): Promise<void> | undefined {
    const { stdout } = this.#options;
    clearImmediate(this.#handsOn);
    this.#handsOn = undefined;
    const text = this.#pending;
    this.#pending = '';
    if (text === '' || this.#closed || stdout.destroyed || stdout.write(text)) return undefined;
    return new Promise(resolve => {
      const done = (): void => {
        stdout.off('drain', done).off('close', done).off('error', done);
        resolve();
      };
      stdout.on('drain', done).on('close', done).on('error', done);
    });
  }
}

/** Characters that are written at once. */
const MANY = 64 * 1024;
