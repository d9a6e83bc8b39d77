/**
 * Finds which of a fixed set of words occur in a text, in one pass and regardless of case (Aho and Corasick, 1975).
 * The cost of a pass follows the length of the text alone; the tables never grow.
 */
interface WordAutomaton {
  /** How many numbers there are; words that the automaton cannot tell apart share one. */
  readonly size: number;
  /**
   * Marks the words that occur: `seen[number]` is set to `stamp`, and the numbers newly marked are written to `found`.
   * Returns how many were written. Both need room for {@link size} numbers.
   */
  scan(text: string, seen: Uint32Array, stamp: number, found: Uint16Array): number;
}

/** A set of words as a tree of states, the first of which is the root: plain data that may be kept as JSON. */
export interface WordTree {
  /** The letters that the words use. */
  readonly letters: string;
  /** For each state but the root its place in the table of an automaton, which tells from where and by which letter it is reached. */
  readonly slots: readonly number[];
  /** For each state the number + 1 of the word that ends in it, or 0. */
  readonly ends: readonly number[];
}

/**
 * @param words at most 65,535, in lower case.
 * @returns their tree, and the number of each word in the order given.
 */
export function wordTree(words: readonly string[]): { tree: WordTree; numbers: readonly number[] } {
  const letters = [...new Set(words.join(''))].join('');
  const { classOf, width } = letterClasses(letters);
  const stateAt = new Map<number, number>();
  const ends = [0];
  let size = 0;
  const numbers = words.map(word => {
    let state = 0;
    for (let i = 0; i < word.length; i++) {
      const slot = state * width + classOf[word.charCodeAt(i)]!;
      state = stateAt.get(slot) ?? ends.push(0) - 1;
      stateAt.set(slot, state);
    }
    if (ends[state] === 0) ends[state] = ++size;
    return ends[state]! - 1;
  });
  return { tree: { letters, slots: [...stateAt.keys()], ends }, numbers };
}

export function createWordAutomaton({ letters, slots, ends }: WordTree): WordAutomaton {
  const { classOf, width } = letterClasses(letters);
  const states = ends.length;
  // Where a state goes on with a letter: first as the words go on alone.
  const next = new Uint16Array(states * width);
  for (let i = 0; i < slots.length; i++) next[slots[i]!] = i + 1;
  const wordAt = Uint16Array.from(ends);
  const fail = new Uint16Array(states); // the state of the longest suffix
  const outputAt = new Uint16Array(states); // nearest state on the suffix chain (itself included) where a word ends
  const whole = new Uint8Array(states);
  /**
   * Where no longer word goes on, the state of the longest suffix takes over. Done when a text first comes to a state: few
   * texts come to more than a small part of them, and a process that is soon over sees few texts.
   */
  const complete = (state: number): void => {
    whole[state] = 1;
    const suffix = fail[state]!;
    if (whole[suffix] === 0) complete(suffix);
    for (let c = 0; c < width; c++) {
      const slot = state * width + c;
      const child = next[slot]!;
      const viaSuffix = state === 0 ? 0 : next[suffix * width + c]!;
      if (child === 0) next[slot] = viaSuffix;
      else {
        fail[child] = viaSuffix;
        outputAt[child] = wordAt[child] !== 0 ? child : outputAt[viaSuffix]!;
      }
    }
  };
  complete(0);

  return {
    size: ends.reduce((most, end) => Math.max(most, end)),
    scan(text, seen, stamp, found) {
      let count = 0;
      let state = 0;
      for (let i = 0; i < text.length; i++) {
        if (whole[state] === 0) complete(state);
        state = next[state * width + classOf[text.charCodeAt(i)]!]!;
        let end = outputAt[state]!;
        while (end !== 0) {
          const word = wordAt[end]! - 1;
          // Whatever ends on the rest of the chain was marked together with this one.
          if (seen[word] === stamp) break;
          seen[word] = stamp;
          found[count++] = word;
          end = outputAt[fail[end]!]!;
        }
      }
      return count;
    },
  };
}

/** Letters beyond ASCII share this many numbers: a wrong guess costs a look at an expression, a wide table costs more. */
const OTHER_LETTERS = 4;

/** Numbers letters; upper and lower case share a number, all other characters are 0. */
function letterClasses(letters: string): { classOf: Uint8Array; width: number } {
  const classOf = new Uint8Array(0x10000);
  let width = 1 + OTHER_LETTERS;
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i]!;
    const code = letter.charCodeAt(0);
    if (classOf[code] !== 0) continue;
    const number = code < 0x80 ? width++ : 1 + (code % OTHER_LETTERS);
    for (const form of [letter, letter.toUpperCase()]) if (form.length === 1) classOf[form.charCodeAt(0)] = number;
  }
  return { classOf, width };
}
