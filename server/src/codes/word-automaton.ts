/**
 * Finds which of a fixed set of words occur in a text, in one pass and regardless of case (Aho and Corasick, 1975).
 * The cost of a pass follows the length of the text alone; the tables are built once and never grow.
 */
export interface WordAutomaton {
  /**
   * Marks the words that occur: `seen[i]` is set to `stamp`, and the numbers of those newly marked are written to `found`.
   * Returns how many were written. `found` needs room for all words.
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
  let states = 1;
  for (let w = 0; w < words.length; w++) {
    let state = 0;
    const word = words[w]!;
    for (let i = 0; i < word.length; i++) {
      const slot = state * width + classOf[word.charCodeAt(i)]!;
      if (next[slot] === 0) next[slot] = states++;
      state = next[slot]!;
    }
    wordAt[state] = w + 1;
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

/** Numbers the letters that the words use; upper and lower case share a number, all other characters are 0. */
function letterClasses(words: readonly string[]): { classOf: Uint8Array; classes: number } {
  const classOf = new Uint8Array(0x10000);
  let classes = 1;
  for (const word of words) {
    for (let i = 0; i < word.length; i++) {
      const letter = word[i]!;
      if (classOf[letter.charCodeAt(0)] !== 0) continue;
      // 255 letters are enough for all alphabets in use here; a further one shares a number, which only costs speed.
      const number = classes < 255 ? classes++ : 255;
      for (const form of [letter, letter.toUpperCase()]) if (form.length === 1) classOf[form.charCodeAt(0)] = number;
    }
  }
  return { classOf, classes: Math.min(classes + 1, 256) };
}
