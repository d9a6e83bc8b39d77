/** Where in a JSON text a value stands that a JSON pointer (RFC 6901) names. */

/** Deeper nesting than this is not followed: the files that are read here have four levels. */
const MAX_DEPTH = 32;

/**
 * Offsets of the value, without its quotation marks if it is a text that the pointer's last step names as such; of the
 * deepest value on the way where there is no such one. Never fails: what is no JSON gives the place where reading stopped.
 */
export function placeOf(json: string, pointer: string): { readonly start: number; readonly end: number } {
  const steps = pointer.split('/').slice(1).map(unescaped);
  const reader = new Reader(json);
  let place = { start: reader.blanks(json.charCodeAt(0) === 0xfeff ? 1 : 0), end: json.length };
  for (const step of steps) {
    const found = reader.child(place.start, step);
    if (found === undefined) break;
    place = { start: found, end: json.length };
  }
  return { start: place.start, end: Math.min(reader.skip(place.start, 0), json.length) };
}

const unescaped = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');

class Reader {
  readonly #json: string;

  constructor(json: string) {
    this.#json = json;
  }

  blanks(at: number): number {
    let i = at;
    while (i < this.#json.length && /[\s,:]/.test(this.#json[i]!)) i++;
    return i;
  }

  /** Where the member or item `step` of the value at `start` begins. */
  child(start: number, step: string): number | undefined {
    const open = this.#json[start];
    if (open !== '{' && open !== '[') return undefined;
    let at = this.blanks(start + 1);
    for (let i = 0; at < this.#json.length && this.#json[at] !== '}' && this.#json[at] !== ']'; i++) {
      let name = String(i);
      if (open === '{') {
        const end = this.skip(at, 0);
        name = textOf(this.#json.slice(at, end));
        at = this.blanks(end);
      }
      if (name === step) return at;
      const next = this.blanks(this.skip(at, 0));
      if (next <= at) return undefined;
      at = next;
    }
    return undefined;
  }

  /** The end of the value at `start`. */
  skip(start: number, depth: number): number {
    const json = this.#json;
    const open = json[start];
    if (open === '"') {
      let i = start + 1;
      while (i < json.length && json[i] !== '"' && json[i] !== '\n') i += json[i] === '\\' ? 2 : 1;
      return Math.min(i + 1, json.length);
    }
    if ((open === '{' || open === '[') && depth < MAX_DEPTH) {
      let at = this.blanks(start + 1);
      while (at < json.length && json[at] !== '}' && json[at] !== ']') {
        const next = this.blanks(this.skip(at, depth + 1));
        if (next <= at) return at;
        at = next;
      }
      return Math.min(at + 1, json.length);
    }
    let i = start;
    while (i < json.length && !/[\s,:\]}]/.test(json[i]!)) i++;
    return i;
  }
}

function textOf(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
