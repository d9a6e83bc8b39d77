/**
 * Finds which of a fixed set of words occur in a text, in one pass and regardless of case (Aho and Corasick, 1975).
 * The cost of a pass follows the length of the text alone; the tables are built once and never grow.
 */
interface WordAutomaton {
  /** How many numbers there are; words that the automaton cannot tell apart share one. */
  readonly size: number;
  /** The number of each word, in the order given. */
  readonly numbers: Uint16Array;
  /**
   * Marks the words that occur: `seen[number]` is set to `stamp`, and the numbers newly marked are written to `found`.
   * Returns how many were written. Both need room for {@link size} numbers.
   */
  scan(text: string, seen: Uint32Array, stamp: number, found: Uint16Array): number;
}

/** @param words at most 65,535, in lower case. */
export function createWordAutomaton(words: readonly string[]): WordAutomaton {
  const { classOf, classes } = letterClasses(words);
  const width = classes;
  const limit = words.reduce((n, word) => n + word.length, 1);
  const next = new Uint16Array(limit * width);
  const wordAt = new Uint16Array(limit); // number + 1 of the word that ends in this state
  const numbers = new Uint16Array(words.length);
  let size = 0;
  let states = 1;
  for (let w = 0; w < words.length; w++) {
    let state = 0;
    const word = words[w]!;
    for (let i = 0; i < word.length; i++) {
      const slot = state * width + classOf[word.charCodeAt(i)]!;
      if (next[slot] === 0) next[slot] = states++;
      state = next[slot]!;
    }
    if (wordAt[state] === 0) wordAt[state] = ++size;
    numbers[w] = wordAt[state]! - 1;
  }

  // Breadth first: where no longer word goes on, the state of the longest suffix takes over.
  const fail = new Uint16Array(states);
  const outputAt = new Uint16Array(states); // nearest state on the suffix chain (itself included) where a word ends
  const queue: number[] = [0];
  for (let q = 0; q < queue.length; q++) {
    const state = queue[q]!;
    outputAt[state] = wordAt[state] !== 0 ? state : outputAt[fail[state]!]!;
    for (let c = 0; c < width; c++) {
      const slot = state * width + c;
      const child = next[slot]!;
      const viaSuffix = state === 0 ? 0 : next[fail[state]! * width + c]!;
      if (child === 0) next[slot] = viaSuffix;
      else {
        fail[child] = viaSuffix;
        queue.push(child);
      }
    }
  }
  const table = next.slice(0, states * width);

  return {
    size,
    numbers,
    scan(text, seen, stamp, found) {
      let count = 0;
      let state = 0;
      for (let i = 0; i < text.length; i++) {
        state = table[state * width + classOf[text.charCodeAt(i)]!]!;
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

/** Numbers the letters that the words use; upper and lower case share a number, all other characters are 0. */
function letterClasses(words: readonly string[]): { classOf: Uint8Array; classes: number } {
  const classOf = new Uint8Array(0x10000);
  let classes = 1 + OTHER_LETTERS;
  for (const word of words) {
    for (let i = 0; i < word.length; i++) {
      const letter = word[i]!;
      const code = letter.charCodeAt(0);
      if (classOf[code] !== 0) continue;
      const number = code < 0x80 ? classes++ : 1 + (code % OTHER_LETTERS);
      for (const form of [letter, letter.toUpperCase()]) if (form.length === 1) classOf[form.charCodeAt(0)] = number;
    }
  }
  return { classOf, classes };
}
