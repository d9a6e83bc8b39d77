/** A small terminal: what a user sees after the control sequences that the SMTP terminal uses. Anything else is kept in `foreign`. */
export class Screen {
  readonly #rows: string[] = [''];
  readonly #columns: number;
  #row = 0;
  #column = 0;
  /** Control characters and sequences that this program has no business to write. */
  readonly foreign: string[] = [];
  raw = '';

  constructor(columns = 80) {
    this.#columns = columns;
  }

  write(data: string): void {
    this.raw += data;
    for (let rest = data; rest !== ''; ) {
      const sequence = /^\x1b\[([?0-9;]*)([A-Za-z])/.exec(rest);
      if (sequence !== null) this.#control(sequence[1]!, sequence[2]!);
      else this.#character(rest[0]!);
      rest = rest.slice(sequence?.[0].length ?? 1);
    }
  }

  #control(parameters: string, final: string): void {
    const n = Number(parameters || '1');
    if (final === 'A') this.#row = Math.max(0, this.#row - n);
    else if (final === 'C') this.#column = Math.min(this.#columns - 1, this.#column + n);
    else if (final === 'J') {
      this.#rows.length = this.#row + 1;
      this.#rows[this.#row] = this.#rows[this.#row]!.slice(0, this.#column);
    } else if (final !== 'm' && !(final === 'h' && parameters === '?2004')) this.foreign.push(parameters + final);
  }

  #character(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#down();
    else if (character === '\b') this.#column = Math.max(0, this.#column - 1);
    else if (character === '\x07') return;
    else if (/[\p{Cc}\p{Cf}]/u.test(character)) this.foreign.push(JSON.stringify(character));
    else {
      if (this.#column >= this.#columns) {
        this.#column = 0;
        this.#down();
      }
      const row = this.#rows[this.#row]!.padEnd(this.#column);
      this.#rows[this.#row] = row.slice(0, this.#column) + character + row.slice(this.#column + 1);
      this.#column++;
    }
  }

  #down(): void {
    this.#row++;
    while (this.#rows.length <= this.#row) this.#rows.push('');
  }

  get lines(): readonly string[] {
    return this.#rows.map(row => row.trimEnd());
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** Row and column of the cursor, from 0. */
  get cursor(): readonly [number, number] {
    return [this.#row, this.#column];
  }
}
