/**
 * Finds entries by number, symbol or words in either language, for Explain Code… and `senderlog explain`.
 * Every part of the query has to be found; the better the places, the higher the rank.
 */
import type { CatalogueName, Entry } from './types.ts';

export type Language = 'en' | 'ja';

/** Where a part of the query was found, best first. Only the order matters. */
const SCORE = {
  wholeKey: 200,
  key: 100,
  /** The same error on another platform. */
  twin: 90,
  keyStart: 60,
  wholeTitle: 80,
  titleWord: 40,
  title: 30,
  keyPart: 20,
  /** The same in the title of the other language. */
  otherLanguage: -5,
  text: 5,
};

/** Between equal scores: what people meet most comes first. */
const CATALOGUE_ORDER: readonly CatalogueName[] = [
  'smtp',
  'epost',
  'winsock',
  'enhanced',
  'class',
  'errno',
  'suffix',
  'command',
  'extension',
  'provider',
  'windows',
];

/** A longer query is cut: nobody types it, and it would only cost time. */
const MAX_QUERY = 200;

interface Indexed {
  readonly entry: Entry;
  readonly keys: readonly string[];
  readonly twins: readonly string[];
  readonly title: Readonly<Record<Language, string>>;
  readonly text: string;
  readonly order: number;
}

/**
 * @param direct gives the entries that a single part asks for by rule rather than by key, e.g. for a code that is not listed;
 *   they come first.
 */
export function createSearch(
  entries: readonly Entry[],
  direct: (part: string) => readonly Entry[],
): (query: string, language: Language) => readonly Entry[] {
  const index = entries.map(indexed);
  return (query, language) => {
    const whole = normalize(query);
    const parts = splitQuery(whole);
    if (parts.length === 0) return entries;
    const first = parts.flatMap(part => direct(part));
    let hits = rank(index, whole, parts, language);
    if (hits.length === 0 && first.length === 0) hits = rank(index, whole, parts.flatMap(splitKanji), language);
    return [...new Set([...first, ...hits])];
  };
}

function rank(index: readonly Indexed[], whole: string, parts: readonly string[], language: Language): Entry[] {
  const phrase = fold(whole);
  const wanted = parts.map(part => ({ name: fold(part), text: part.toLowerCase().replace(/(?<=.)ー$/, '') }));
  const hits: { item: Indexed; score: number }[] = [];
  for (const item of index) {
    let score = item.keys.includes(phrase) ? SCORE.wholeKey : 0;
    if (item.title[language] === phrase) score += SCORE.wholeTitle;
    for (const part of wanted) {
      const found = scoreOf(item, part, language);
      if (found === 0) {
        score = 0;
        break;
      }
      score += found;
    }
    if (score > 0) hits.push({ item, score });
  }
  hits.sort((a, b) => b.score - a.score || a.item.order - b.item.order);
  return hits.map(hit => hit.item.entry);
}

/** A part of the query, for keys and titles (folded) and for the long texts. */
interface Wanted {
  readonly name: string;
  readonly text: string;
}

function scoreOf(item: Indexed, part: Wanted, language: Language): number {
  const numeric = /^\d+$/.test(part.name);
  let best = item.twins.includes(part.name) ? SCORE.twin : 0;
  for (const key of item.keys) {
    if (key === part.name) return SCORE.key;
    if (best < SCORE.keyStart && key.startsWith(part.name)) best = SCORE.keyStart;
    // 60 is not part of 10060.
    else if (!numeric && best < SCORE.keyPart && key.includes(part.name)) best = SCORE.keyPart;
  }
  for (const side of ['en', 'ja'] as const) {
    const found = titleScore(item.title[side], part.name, numeric) + (side === language ? 0 : SCORE.otherLanguage);
    if (found > best) best = found;
  }
  // The long texts are compared as they stand: folding all of them would cost more than it finds.
  return best === 0 && includes(item.text, part.text, numeric) ? SCORE.text : best;
}

function titleScore(title: string, part: string, numeric: boolean): number {
  if (title === part) return SCORE.wholeTitle;
  if (!includes(title, part, numeric)) return 0;
  return startsWord(title, title.indexOf(part)) ? SCORE.titleWord : SCORE.title;
}

/** Whether `text` contains `part`; a number only as a whole number. */
function includes(text: string, part: string, numeric: boolean): boolean {
  if (!numeric) return text.includes(part);
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    if (!isDigit(text, at - 1) && !isDigit(text, at + part.length)) return true;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** In Japanese, which has no blanks, only the beginning of the title counts. */
function startsWord(text: string, at: number): boolean {
  return at === 0 || (/^[a-z0-9]/.test(text[at] ?? '') && !/[\p{L}\p{N}]/u.test(text[at - 1] ?? ''));
}

function indexed(entry: Entry, position: number): Indexed {
  const keys = [entry.id, entry.id.slice(entry.id.indexOf(':') + 1), ...entry.keys];
  // What a wording inherits from its class is found there.
  const texts = entry.example === undefined ? [entry.meaning, entry.cause] : [entry.meaning];
  const parts = texts.flatMap(text => (text ? [text.en, text.ja] : []));
  return {
    entry,
    keys: [...new Set(keys.map(fold))],
    twins: entry.twins ? Object.values(entry.twins).map(value => fold(String(value))) : [],
    title: { en: fold(entry.title.en), ja: fold(entry.title.ja) },
    text: [...parts, entry.example ?? ''].join('\n').toLowerCase(),
    order: CATALOGUE_ORDER.indexOf(entry.catalogue) * 100_000 + position,
  };
}

/** What a Japanese keyboard makes of a code (full-width digits and letters, 。 for a dot) becomes the code again. */
function normalize(query: string): string {
  return query
    .slice(0, MAX_QUERY)
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/(?<=\d)[ー。](?=\d)/g, sign => (sign === '。' ? '.' : '-'))
    .trim();
}

/** Case, hiragana and katakana, and サーバ/サーバー make no difference. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  if (!/[ァ-ー]/.test(lower)) return lower;
  let folded = '';
  for (let i = 0; i < lower.length; i++) {
    const code = lower.charCodeAt(i);
    if (code >= 0x30a1 && code <= 0x30f6) folded += String.fromCharCode(code - 0x60);
    else if (code !== 0x30fc) folded += lower[i];
  }
  return folded;
}

/** Words and, as Japanese has no blanks, runs of one script; particles between them are dropped. */
function splitQuery(query: string): string[] {
  const runs = query.match(/[\x21-\x7e]+|[ァ-ヶー]+|[ぁ-ゖ]+|[^\x00-\x7fぁ-ゖァ-ヶー\s\p{P}]+/gu) ?? [];
  const parts = runs.map(run => run.replace(/^[,;:"'`()[\]<>]+|[,;:"'`()[\]<>!?]+$/g, '')).filter(run => run !== '');
  const content = parts.filter(part => !/^[のがをはにでともへや]$/.test(part));
  return content.length > 0 ? content : parts;
}

/** 中継拒否 → 中継 + 拒否: most terms of the field are pairs of kanji. */
function splitKanji(part: string): string[] {
  return /^\p{Script=Han}{4,}$/u.test(part) ? (part.match(/.{2,3}?(?=(?:.{2})*$)/gu) ?? [part]) : [part];
}
