/** What a terminal sends for keys (xterm control sequences, ECMA-48) → keys. Never fails; what is not known is one `unknown`. */

type Plain =
  | 'enter'
  | 'backspace'
  | 'delete'
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'home'
  | 'line-end'
  | 'kill'
  | 'kill-before'
  | 'kill-word'
  | 'interrupt'
  | 'end-of-input'
  | 'unknown';

export type Key =
  | { readonly kind: Plain }
  /** `more`: line ends followed, which a paste may contain; what stood behind them is dropped. */
  | { readonly kind: 'text'; readonly text: string; readonly more: boolean };

const CONTROLS: Readonly<Record<string, Plain>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x01': 'home',
  '\x05': 'line-end',
  '\x02': 'left',
  '\x06': 'right',
  '\x10': 'up',
  '\x0e': 'down',
  '\x0b': 'kill',
  '\x15': 'kill-before',
  '\x17': 'kill-word',
  '\x03': 'interrupt',
  '\x04': 'end-of-input',
};

const SEQUENCES: Readonly<Record<string, Plain>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'line-end',
  '1~': 'home',
  '7~': 'home',
  '4~': 'line-end',
  '8~': 'line-end',
  '3~': 'delete',
};

const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** More of a paste than any command line can take is not kept. */
const MAX_PASTE = 20_000;

export class KeyReader {
  /** The paste that is under way. */
  #paste: string | null = null;

  read(data: string): Key[] {
    const keys: Key[] = [];
    let rest = data;
    while (rest !== '') rest = this.#paste === null ? this.#readOne(rest, keys) : this.#readPaste(rest, keys);
    return keys;
  }

  /** Takes one key from the beginning. @returns what is left */
  #readOne(data: string, keys: Key[]): string {
    if (data.startsWith(PASTE_BEGIN)) {
      this.#paste = '';
      return data.slice(PASTE_BEGIN.length);
    }
    if (data.startsWith('\x1b')) {
      const sequence = /^\x1b(?:\[|O)([0-9;]{0,16}[A-Za-z~])/.exec(data);
      keys.push({ kind: (sequence && SEQUENCES[sequence[1]!]) ?? 'unknown' });
      return data.slice(sequence?.[0].length ?? 1);
    }
    const text = /^[^\x00-\x1f\x7f]+/.exec(data)?.[0];
    if (text === undefined) {
      keys.push({ kind: CONTROLS[data[0]!] ?? 'unknown' });
      return data.slice(data.startsWith('\r\n') ? 2 : 1);
    }
    const rest = data.slice(text.length);
    // A line end in the middle of what came at once is a paste in a terminal without bracketed paste.
    const pasted = /^(?:\r\n|\r|\n)+[^\r\n]/.test(rest) && !/^\r\x1b/.test(rest);
    keys.push({ kind: 'text', text, more: pasted });
    return pasted ? '' : rest;
  }

  #readPaste(data: string, keys: Key[]): string {
    const end = data.indexOf(PASTE_END);
    const piece = end < 0 ? data : data.slice(0, end);
    this.#paste = (this.#paste! + piece).slice(0, MAX_PASTE);
    if (end < 0) return '';
    const whole = this.#paste.replace(/^[\r\n]+/, '');
    this.#paste = null;
    const text = /^[^\r\n]*/.exec(whole)?.[0] ?? '';
    const more = /[^\r\n]/.test(whole.slice(text.length));
    keys.push({ kind: 'text', text, more });
    return data.slice(end + PASTE_END.length);
  }
}
