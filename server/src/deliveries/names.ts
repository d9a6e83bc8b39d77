/** More different names than this are not looked for again: a log of strangers' addresses must not fill the memory twice. */
const MOST = 200_000;

/** Keeps one string for each name: hosts, domains and senders come again and again, and each reading makes a new one. */
export class Names {
  readonly #known = new Map<string, string>();

  one(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    if (this.#known.size < MOST) this.#known.set(name, name);
    return name;
  }
}
