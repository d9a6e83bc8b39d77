import { type Disposable, type OutputChannel, window } from 'vscode';
import { toJsonLine } from '../cli/json.ts';
import { sanitize } from '../probes/index.ts';

/** A finished run, ready to be saved. */
export interface FinishedProbe {
  readonly text: string;
  /** NDJSON, as the terminal program prints it. */
  readonly json: string;
}

/** The channel "Senderlog Probes": what went over the wire and what it means. Shown without taking the focus. */
export class ProbeChannel implements Disposable {
  readonly #channel: OutputChannel = window.createOutputChannel('Senderlog Probes', 'senderlog-transcript');
  /** Lines of the runs that are under way and of the last one, by run: runs may overlap. */
  #lines: string[] = [];
  #last: FinishedProbe | undefined;

  /** The last run that gave a result. */
  get last(): FinishedProbe | undefined {
    return this.#last;
  }

  /** A heading: what is asked now. */
  begin(title: string): void {
    this.#channel.show(true);
    this.#lines = [];
    this.write([`# ${sanitize(title)}`]);
  }

  /** Rendered lines: what a peer said in them has been made safe when it was read, and their tabs are ours. */
  write(lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.#lines.push(...lines);
    this.#channel.appendLine(lines.join('\n'));
  }

  /** The end of a run; its results are kept for saving. */
  finish(lines: readonly string[], results: readonly unknown[]): void {
    this.write(lines);
    this.#channel.appendLine('');
    if (results.length === 0) return;
    this.#last = {
      text: `${this.#lines.join('\n')}\n`,
      json: results.map(result => `${toJsonLine(result)}\n`).join(''),
    };
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
