/** Lines typed before; secrets are not among them. */

const MAX_ENTRIES = 200;

export class History {
  readonly #entries: string[] = [];
  /** Index of the entry that is shown; the number of entries = the line being typed. */
  #at = 0;
  #typed = '';

  add(line: string): void {
    // The mechanism is worth remembering, what follows it is a secret.
    const kept = line.replace(/^(\s*AUTH\s+\S+)\s.*$/i, '$1');
    if (kept.trim() !== '' && kept !== this.#entries.at(-1)) this.#entries.push(kept);
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
    this.rewind();
  }

  /** The next move begins at the latest entry. */
  rewind(): void {
    this.#at = this.#entries.length;
    this.#typed = '';
  }

  /** The entry before or after the one shown; undefined where there is none. */
  move(direction: 'up' | 'down', shown: string): string | undefined {
    if (this.#at === this.#entries.length) this.#typed = shown;
    const next = this.#at + (direction === 'up' ? -1 : 1);
    if (next < 0 || next > this.#entries.length) return undefined;
    this.#at = next;
    return this.#entries[next] ?? this.#typed;
  }
}
