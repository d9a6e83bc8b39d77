/**
 * "Which of these regular expressions matches first?", the same answer as a loop over all of them, at a fraction of
 * its cost: one pass tells which words occur, and only expressions all of whose needed words occur are tried.
 */
import { alternatives, type Clause, neededWords } from './pattern-words.ts';
import { createWordAutomaton, type WordTree, wordTree } from './word-automaton.ts';

interface FirstMatch {
  /** The index of the first pattern, in the order given, that matches the text; -1 if none does. */
  find(text: string): number;
}

/** One top-level alternative of a pattern. */
interface Part {
  /** Index of the pattern. */
  readonly index: number;
  /** Source of an expression without unbounded backtracking. */
  readonly source: string;
  /** Numbers of words, of which at least one each has to occur; the part is entered from those of the first, rarest. */
  readonly clauses: readonly (readonly number[])[];
}

/** What the patterns need, worked out once: plain data that may be kept as JSON. */
export interface MatchPlan {
  readonly tree: WordTree;
  readonly parts: readonly Part[];
}

/**
 * @param sources ECMAScript sources, matched case-insensitively; a faulty one throws when it is first tried.
 * @param sample texts that show which words are common; they steer the speed, not the answers.
 */
export function planFirstMatch(sources: readonly string[], sample: readonly string[]): MatchPlan {
  const numbers = new Map<string, number>();
  const numberOf = (word: string) => {
    const number = numbers.get(word) ?? numbers.size;
    numbers.set(word, number);
    return number;
  };
  const parts = sources.flatMap((source, index) =>
    alternatives(source).map((part): Part => {
      const clauses = neededWords(part).map((clause: Clause) => [...new Set(clause.map(numberOf))]);
      return { index, source: linear(part), clauses };
    }),
  );
  const { tree, numbers: numberIn } = wordTree([...numbers.keys()]);
  const share = howCommon(tree, sample);
  const cost = (clause: readonly number[]) => clause.reduce((sum, word) => sum + share[word]!, 0);
  const sorted = parts.map(part => {
    const clauses = part.clauses.map(clause => clause.map(word => numberIn[word]!));
    return { ...part, clauses: clauses.sort((a, b) => cost(a) - cost(b)) };
  });
  return { tree, parts: sorted };
}

export function createFirstMatch({ tree, parts }: MatchPlan): FirstMatch {
  const automaton = createWordAutomaton(tree);
  const always: number[] = [];
  const entries: number[][] = Array.from({ length: automaton.size }, () => []);
  for (let p = 0; p < parts.length; p++) {
    const entry = parts[p]!.clauses[0];
    if (entry === undefined) always.push(p);
    else for (const word of entry) entries[word]!.push(p);
  }

  // Compiled on first use: a session meets a small part of the patterns.
  const expressions = new Array<RegExp | undefined>(parts.length);
  const seen = new Uint32Array(automaton.size);
  const found = new Uint16Array(automaton.size);
  const tried = new Uint32Array(parts.length);
  const candidates = new Uint16Array(parts.length);
  let stamp = 0;

  return {
    find(text) {
      stamp = (stamp + 1) >>> 0;
      if (stamp === 0) {
        seen.fill(0);
        tried.fill(0);
        stamp = 1;
      }
      const hits = automaton.scan(text, seen, stamp, found);
      let count = 0;
      for (; count < always.length; count++) candidates[count] = always[count]!;
      for (let h = 0; h < hits; h++) {
        const entered = entries[found[h]!]!;
        for (let e = 0; e < entered.length; e++) {
          const p = entered[e]!;
          if (tried[p] === stamp) continue;
          tried[p] = stamp;
          if (!othersSeen(parts[p]!.clauses, seen, stamp)) continue;
          // Kept in order; there are only a few.
          let at = count++;
          for (; at > 0 && candidates[at - 1]! > p; at--) candidates[at] = candidates[at - 1]!;
          candidates[at] = p;
        }
      }
      for (let c = 0; c < count; c++) {
        const p = candidates[c]!;
        expressions[p] ??= new RegExp(parts[p]!.source, 'i');
        if (expressions[p].test(text)) return parts[p]!.index;
      }
      return -1;
    },
  };
}

/** Does each clause but the first have a word that occurs? */
function othersSeen(clauses: readonly (readonly number[])[], seen: Uint32Array, stamp: number): boolean {
  for (let c = 1; c < clauses.length; c++) {
    const clause = clauses[c]!;
    let any = false;
    for (let w = 0; w < clause.length && !any; w++) any = seen[clause[w]!] === stamp;
    if (!any) return false;
  }
  return true;
}

/** In how many of the sample texts each word occurs, by its number. */
function howCommon(tree: WordTree, sample: readonly string[]): Uint32Array {
  const automaton = createWordAutomaton(tree);
  const counts = new Uint32Array(automaton.size);
  const seen = new Uint32Array(automaton.size);
  const found = new Uint16Array(automaton.size);
  sample.forEach((text, i) => {
    const hits = automaton.scan(text, seen, i + 1, found);
    for (let h = 0; h < hits; h++) counts[found[h]!]!++;
  });
  return counts;
}

/**
 * `A.*B` tries B again after each A, which takes time with the square of a hostile text. The first A is as good as any:
 * `A(?:(?!B).)*B` after a start that runs to the first A says the same and is linear.
 */
export function linear(source: string): string {
  const pieces = splitAtGaps(source);
  if (pieces.length < 2) return source;
  const anchored = pieces[0]!.startsWith('^');
  const first = anchored ? pieces[0]! : `^${upTo(pieces[0]!)}`;
  return first + pieces.slice(1).map(upTo).join('');
}

function upTo(piece: string): string {
  return `(?:(?!${piece})[^])*${piece}`;
}

/** Splits at each top-level `.*`; an empty list when it begins or ends with one, or when a look-around makes it doubtful. */
function splitAtGaps(source: string): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let inClass = false;
  let from = 0;
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (c === '\\') i++;
    else if (inClass) inClass = c !== ']';
    else if (c === '[') inClass = true;
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (depth === 0 && source.startsWith('.*', i)) {
      pieces.push(source.slice(from, i));
      from = i + 2;
      i++;
    }
  }
  pieces.push(source.slice(from));
  return pieces.some(piece => piece === '' || piece === '^' || piece.startsWith('^(?!')) ? [] : pieces;
}
