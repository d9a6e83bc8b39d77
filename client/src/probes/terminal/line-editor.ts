/**
 * Keys of a terminal → lines of an SMTP client: editing, history, secrets. What it echoes is printable ASCII and its own cursor
 * movements; what it submits is one line of printable ASCII, so that no line can become two commands.
 */
import { type Edited, edit } from './edits.ts';
import { History } from './history.ts';
import { type Key, KeyReader } from './keys.ts';

/** RFC 4954 §4: an AUTH line may have 12,288 octets with its end; every other command less. */
const MAX_LINE = 12_286;
/** Characters typed ahead while no line is asked for. */
const MAX_AHEAD = 4096;

const BELL = '\x07';

/** A `secret` is shown as asterisks; only a `command` is remembered; `text` is what a mail consists of. */
export type LineMode = 'command' | 'secret' | 'text';

interface LineEditorOptions {
  readonly write: (text: string) => void;
  readonly submit: (line: string) => void;
  /** Ctrl+C on an empty line or while no line is asked for. */
  readonly interrupt: () => void;
  /** Ctrl+D on an empty line. */
  readonly end: () => void;
  /** Several lines were pasted; only the first was taken. */
  readonly pastedMore: () => void;
}

export class LineEditor {
  readonly #options: LineEditorOptions;
  readonly #keys = new KeyReader();
  readonly #history = new History();
  #columns = 80;
  #prompt: string | null = null;
  #mode: LineMode = 'command';
  #line = '';
  #cursor = 0;
  /** Rows between the first row of the prompt and the cursor. */
  #row = 0;
  #ahead: Key[] = [];

  constructor(options: LineEditorOptions) {
    this.#options = options;
  }

  /** Ask for a line. What was typed ahead is taken at once. */
  ask(prompt: string, mode: LineMode = 'command'): void {
    this.#prompt = prompt;
    this.#mode = mode;
    this.#line = '';
    this.#cursor = 0;
    this.#row = 0;
    this.#history.rewind();
    this.#redraw();
    const ahead = this.#ahead;
    this.#ahead = [];
    for (const key of ahead) this.#press(key);
  }

  /** Take the line away from the screen, so that something else can be printed; `ask` or `show` brings it back. */
  hide(): void {
    if (this.#prompt !== null) this.#options.write(`${this.#toStart()}\x1b[J`);
    this.#row = 0;
  }

  /** Draw the line again after `hide`. */
  show(): void {
    if (this.#prompt !== null) this.#redraw();
  }

  resize(columns: number): void {
    if (columns > 0) this.#columns = columns;
  }

  input(data: string): void {
    for (const key of this.#keys.read(data)) this.#press(key);
  }

  #press(key: Key): void {
    if (this.#prompt === null) {
      if (key.kind === 'interrupt') {
        this.#ahead = [];
        this.#options.interrupt();
      } else if (this.#ahead.length < MAX_AHEAD) this.#ahead.push(key);
      return;
    }
    switch (key.kind) {
      case 'text':
        this.#insert(key.text, key.more);
        break;
      case 'enter':
        this.#enter();
        break;
      case 'interrupt':
        if (this.#line === '') this.#options.interrupt();
        else this.#replace({ line: '', cursor: 0 });
        break;
      case 'end-of-input':
        if (this.#line === '') this.#options.end();
        else this.#replace(edit('delete', this.#line, this.#cursor));
        break;
      case 'up':
      case 'down':
        this.#recall(key.kind);
        break;
      case 'unknown':
        this.#options.write(BELL);
        break;
      default:
        this.#replace(edit(key.kind, this.#line, this.#cursor));
    }
  }

  #insert(text: string, more: boolean): void {
    const room = MAX_LINE - this.#line.length;
    const typed = toAscii(text);
    if (typed.length > room || typed === '') this.#options.write(BELL);
    const taken = typed.slice(0, room);
    const [line, at] = [this.#line, this.#cursor];
    this.#replace({ line: line.slice(0, at) + taken + line.slice(at), cursor: at + taken.length });
    if (more) this.#options.pastedMore();
  }

  #enter(): void {
    const line = this.#line;
    this.#replace({ line, cursor: line.length });
    this.#options.write('\r\n');
    if (this.#mode === 'command') this.#history.add(line);
    this.#prompt = null;
    this.#line = '';
    this.#options.submit(line);
  }

  #recall(direction: 'up' | 'down'): void {
    const found = this.#mode === 'command' ? this.#history.move(direction, this.#line) : undefined;
    this.#replace(found === undefined ? null : { line: found, cursor: found.length });
  }

  #replace(edited: Edited | null): void {
    if (edited === null) {
      this.#options.write(BELL);
      return;
    }
    this.#line = edited.line;
    this.#cursor = edited.cursor;
    this.#redraw();
  }

  #redraw(): void {
    const prompt = this.#prompt ?? '';
    const shown = prompt + displayed(this.#line, this.#mode);
    const position = prompt.length + this.#cursor;
    const end = Math.floor(shown.length / this.#columns);
    const row = Math.floor(position / this.#columns);
    // A terminal wraps only when the next character comes: the blank makes it wrap now.
    const wrap = shown.length % this.#columns === 0 && shown.length > 0 ? ' \b' : '';
    const up = end > row ? `\x1b[${end - row}A` : '';
    const right = position % this.#columns;
    this.#options.write(`${this.#toStart()}\x1b[J${shown}${wrap}${up}\r${right > 0 ? `\x1b[${right}C` : ''}`);
    this.#row = row;
  }

  #toStart(): string {
    return `${this.#row > 0 ? `\x1b[${this.#row}A` : ''}\r`;
  }
}

/** What a Japanese keyboard makes of ASCII becomes ASCII again; everything else is dropped: it is not SMTP. */
function toAscii(text: string): string {
  return text
    .slice(0, MAX_LINE)
    .normalize('NFKC')
    .replace(/[^\x20-\x7e]/g, '');
}

function displayed(line: string, mode: LineMode): string {
  if (mode === 'secret') return '*'.repeat(line.length);
  return mode === 'command' ? maskSecret(line) : line;
}

/** `AUTH PLAIN AGpvaG4…`: what follows the mechanism is a secret (RFC 4954 §4). */
export function maskSecret(line: string): string {
  const start = /^\s*AUTH\s+\S+\s+/i.exec(line)?.[0].length;
  return start === undefined ? line : line.slice(0, start) + '*'.repeat(line.length - start);
}
