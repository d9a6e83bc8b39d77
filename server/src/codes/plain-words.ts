/** Plain words in a text: whatever their case, width and spacing, and whole words only. */

/** Full-width as half-width, lower case, one blank for any run of white space, none at the ends. */
export function foldWords(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/**
 * Tells whether the word or phrase occurs in a folded text. `spam` is not found in `antispam`; scripts without blanks
 * between words have no such borders.
 */
export function createWordFinder(word: string): (folded: string) => boolean {
  const wanted = foldWords(word);
  const borderBefore = isWordCharacter(wanted, 0);
  const borderAfter = isWordCharacter(wanted, wanted.length - 1);
  return folded => {
    if (wanted === '') return false;
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
      const before = borderBefore && isWordCharacter(folded, at - 1);
      const after = borderAfter && isWordCharacter(folded, at + wanted.length);
      if (!before && !after) return true;
    }
    return false;
  };
}

function isWordCharacter(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return (c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x7a);
}
