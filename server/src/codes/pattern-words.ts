/**
 * What a text must contain for a regular expression to match it: a small parser of ECMAScript patterns that yields
 * sets of literal words, of which at least one each has to occur. It errs on the safe side: what it does not
 * understand demands nothing, so that a pattern is tried once too often, never once too seldom.
 */

/** One of these words must occur; all in lower case, at least {@link MIN_WORD} characters long. */
export type Clause = readonly string[];

const MIN_WORD = 3;
/** Longer words are cut: a part of a needed word is needed too, and the automaton stays small. */
const MAX_WORD = 7;
/** Most exact texts that are carried along while a pattern is read. */
const MAX_EXACT = 32;

/** What one part of a pattern demands: either it matches exactly these texts, or it demands the clauses. */
interface Demand {
  readonly exact: readonly string[] | null;
  readonly clauses: readonly Clause[];
}

const QUANTIFIER = /(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/y;
const PLAIN = /[^\\^$.|?*+()[\]{}]+(?![?*+{])/y;
const OPENING = /\((?:\?(?::|[=!]|<[=!]))?/y;
const NOTHING: Demand = { exact: null, clauses: [] };
const EMPTY: Demand = { exact: [''], clauses: [] };

/** Splits a pattern at its top-level `|`; a text matches it exactly when it matches one of the parts. */
export function alternatives(source: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (c === '\\') i++;
    else if (c === '[') i = endOfClass(source, i);
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (c === '|' && depth === 0) {
      parts.push(source.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(source.slice(from));
  return parts;
}

/** The clauses that every text matched by the pattern (case-insensitively) fulfils. */
export function neededWords(source: string): readonly Clause[] {
  const parser = new Parser(source);
  const demand = parser.alternation();
  // A parser that stopped early met something unknown: then nothing is certain.
  return parser.atEnd() ? closed(demand).clauses : [];
}

class Parser {
  private at = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  atEnd(): boolean {
    return this.at >= this.source.length;
  }

  alternation(): Demand {
    const branches = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at++;
      branches.push(this.sequence());
    }
    return branches.length === 1 ? branches[0]! : either(branches);
  }

  private sequence(): Demand {
    let exact: readonly string[] = [''];
    const clauses: Clause[] = [];
    const flush = () => {
      const clause = clauseOf(exact);
      if (clause) clauses.push(clause);
      exact = [''];
    };
    let pure = true;
    while (!this.atEnd() && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      const run = this.literalRun();
      if (run !== '') {
        exact = exact.length === 1 ? [exact[0]! + run] : exact.map(text => text + run);
        continue;
      }
      const item = this.quantified();
      if (item.exact && exact.length * item.exact.length <= MAX_EXACT) {
        exact = product(exact, item.exact);
        continue;
      }
      flush();
      pure = false;
      if (item.exact) exact = item.exact;
      else clauses.push(...item.clauses);
    }
    if (pure) return { exact, clauses: [] };
    flush();
    return { exact: null, clauses };
  }

  /** Plain characters up to the next special one; one that a quantifier follows is left to {@link quantified}. */
  private literalRun(): string {
    PLAIN.lastIndex = this.at;
    const run = PLAIN.exec(this.source)?.[0] ?? '';
    this.at += run.length;
    return run.toLowerCase();
  }

  private quantified(): Demand {
    const item = this.atom();
    QUANTIFIER.lastIndex = this.at;
    const rest = QUANTIFIER.exec(this.source);
    if (!rest) return item;
    this.at += rest[0].length;
    const mark = rest[0][0]!;
    if (mark === '?') return item.exact ? { exact: [...new Set([...item.exact, ''])], clauses: [] } : NOTHING;
    if (mark === '*' || (mark === '{' && rest[1] === '0')) return NOTHING;
    if (mark === '{' && rest[1] === '1' && rest[2] === '') return item;
    return { exact: null, clauses: closed(item).clauses };
  }

  private atom(): Demand {
    const c = this.source[this.at]!;
    if (c === '(') return this.group();
    if (c === '[') return this.charClass();
    if (c === '\\') return this.escape();
    this.at++;
    if (c === '^' || c === '$') return EMPTY;
    if (c === '.') return NOTHING;
    return { exact: [c.toLowerCase()], clauses: [] };
  }

  private group(): Demand {
    OPENING.lastIndex = this.at;
    const opening = OPENING.exec(this.source)![0];
    this.at += opening.length;
    const inner = this.alternation();
    if (this.source[this.at] === ')') this.at++;
    // A look-around consumes nothing, and what it demands is not worth the care.
    return opening.length > 1 && opening !== '(?:' ? EMPTY : inner;
  }

  private charClass(): Demand {
    const end = endOfClass(this.source, this.at);
    const body = this.source.slice(this.at + 1, end);
    this.at = end + 1;
    // Only short, plain sets (`[ -]`, `[45]`, `[sz]`) are spelt out.
    if (body.startsWith('^') || body.length > 8 || /\\|.-./.test(body)) return NOTHING;
    return { exact: [...new Set(body.toLowerCase())], clauses: [] };
  }

  private escape(): Demand {
    const c = this.source[this.at + 1] ?? '';
    this.at += 2;
    if (c === 'b' || c === 'B') return EMPTY;
    return /\w/.test(c) ? NOTHING : { exact: [c.toLowerCase()], clauses: [] };
  }
}

function endOfClass(source: string, start: number): number {
  for (let i = start + 1; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === ']') return i;
  }
  return source.length;
}

function product(a: readonly string[], b: readonly string[]): string[] {
  if (b.length === 1) return b[0] === '' ? [...a] : a.map(x => x + b[0]);
  return a.flatMap(x => b.map(y => x + y));
}

/** A clause of exact texts, or undefined when one of them is too short to tell anything. */
function clauseOf(exact: readonly string[]): Clause | undefined {
  const words = new Set<string>();
  for (const text of exact) {
    const word = text.slice(0, MAX_WORD);
    if (word.length < MIN_WORD && !/[^\0-\x7f]{2}/.test(word)) return undefined;
    words.add(word);
  }
  return [...words];
}

function closed(demand: Demand): Demand {
  if (!demand.exact) return demand;
  const clause = clauseOf(demand.exact);
  return { exact: null, clauses: clause ? [clause] : [] };
}

/** One of several branches: their texts together, or of each branch its best clause. */
function either(branches: readonly Demand[]): Demand {
  const exact: string[] = [];
  for (const branch of branches) if (branch.exact) exact.push(...branch.exact);
  if (branches.every(branch => branch.exact) && exact.length <= MAX_EXACT) {
    return { exact: [...new Set(exact)], clauses: [] };
  }
  const words = new Set<string>();
  for (const branch of branches) {
    const best = [...closed(branch).clauses].sort((a, b) => weight(a) - weight(b))[0];
    if (!best) return NOTHING;
    for (const word of best) words.add(word);
  }
  return { exact: null, clauses: [[...words]] };
}

/** Smaller is more telling: few long words. */
function weight(clause: Clause): number {
  return clause.length - 2 * Math.min(...clause.map(word => word.length));
}
