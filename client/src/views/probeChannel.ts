import { type Disposable, type OutputChannel, window } from 'vscode';
import { sanitize } from '../probes/index.ts';

/** The channel "Senderlog Probes": what went over the wire and what it means. Shown without taking the focus. */
export class ProbeChannel implements Disposable {
  readonly #channel: OutputChannel = window.createOutputChannel('Senderlog Probes', 'senderlog-transcript');

  /** A heading: what is asked now. */
  begin(title: string): void {
    this.#channel.show(true);
    this.#channel.appendLine(`# ${sanitize(title)}`);
  }

  /** Rendered lines: what a peer said in them has been made safe when it was read, and their tabs are ours. */
  write(lines: readonly string[]): void {
    this.#channel.appendLine(lines.join('\n'));
    this.#channel.appendLine('');
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
