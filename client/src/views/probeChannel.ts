import { type Disposable, type OutputChannel, window } from 'vscode';
import { sanitize } from '../probes/index.ts';
import { toJsonLine } from '../probes/json.ts';

/** A finished run, ready to be saved. */
interface FinishedProbe {
  readonly text: string;
  /** NDJSON, as the terminal program prints it. */
  readonly json: string;
}

/** One run in the channel; runs may overlap. */
interface ProbeRecord {
  /** Rendered lines: what a peer said in them has been made safe when it was read, and their tabs are ours. */
  readonly write: (lines: readonly string[]) => void;
  /** The end of the run; what gave results can be saved. */
  readonly finish: (lines: readonly string[], results: readonly unknown[]) => void;
}

/** The channel "Senderlog Probes": what went over the wire and what it means. Shown without taking the focus. */
export class ProbeChannel implements Disposable {
  readonly #channel: OutputChannel = window.createOutputChannel('Senderlog Probes', 'senderlog-transcript');
  #last: FinishedProbe | undefined;

  /** The last run that gave a result. */
  get last(): FinishedProbe | undefined {
    return this.#last;
  }

  /** A heading: what is asked now. */
  begin(title: string): ProbeRecord {
    this.#channel.show(true);
    const all: string[] = [];
    const write = (lines: readonly string[]): void => {
      if (lines.length === 0) return;
      all.push(...lines);
      this.#channel.appendLine(lines.join('\n'));
    };
    write([`# ${sanitize(title)}`]);
    return {
      write,
      finish: (lines, results) => {
        write(lines);
        this.#channel.appendLine('');
        const json = results.map(result => `${toJsonLine(result)}\n`).join('');
        if (results.length > 0) this.#last = { text: `${all.join('\n')}\n`, json };
      },
    };
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
