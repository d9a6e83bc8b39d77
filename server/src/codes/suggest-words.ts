/** The words by which an entry of somebody's own can know a reply again. */
import { createWordFinder, foldWords } from './plain-words.ts';
import { readReply } from './reply-text.ts';
import { LIMITS } from './user-entries.ts';

/** What is particular to one message or host, not to the wording: codes, addresses, links, names with digits or dots. */
const PARTICULAR =
  /^[2-5]\d\d[ -]|(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])|<[^<>]{0,255}>|\[[^[\]]{0,255}\]|[^\s@]{1,64}@[^\s@]{1,255}|https?:[^\s]{1,255}|[\w-]{1,64}(?:\.[\w-]{1,64}){1,10}|[\w-]{0,64}\d[\w-]{0,64}/gi;
/** A phrase longer than this is cut at a blank. */
const MAX_PHRASE = 80;

/** The longest phrase of the reply that other replies of the same wording should share; '' where it has no words. */
export function suggestWords(reply: string): string {
  const { text } = readReply(reply);
  const phrases = text
    .replace(PARTICULAR, '\n')
    .split(/[\n:;,()"]|[.!?](?:\s|$)/)
    .map(phrase => phrase.replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, ''))
    .filter(phrase => /\p{L}{2}/u.test(phrase));
  const longest = phrases.reduce((best, phrase) => (phrase.length > best.length ? phrase : best), '');
  const words = short(longest);
  // Only what is found again is worth proposing.
  return words.length <= LIMITS.word && createWordFinder(words)(foldWords(text)) ? words : '';
}

function short(phrase: string): string {
  if (phrase.length <= MAX_PHRASE) return phrase;
  const blank = phrase.lastIndexOf(' ', MAX_PHRASE);
  return blank > 0 ? phrase.slice(0, blank).trimEnd() : phrase.slice(0, MAX_PHRASE);
}
