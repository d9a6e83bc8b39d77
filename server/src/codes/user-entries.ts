/**
 * Entries of a workspace's own, in its file `senderlog-catalogue.json`: the explanations of somebody's own servers and
 * partners. They match by plain words, never by a regular expression: a workspace may come from a stranger.
 * The shape stands in `senderlog-catalogue.schema.json`; what is wrong is reported as a value, and the rest still works.
 */

import { createWordFinder, foldWords } from './plain-words.ts';
import { readReply } from './reply-text.ts';
import type { Entry, Text } from './types.ts';

export const USER_ENTRIES_FILE = 'senderlog-catalogue.json';

/** Bounds of the file; whatever goes beyond is reported and left out. */
export const LIMITS = { characters: 1_000_000, entries: 1000, words: 10, word: 200, text: 2000 } as const;

export interface UserEntry {
  /** All of these words or phrases must occur in the reply, whatever their case or width. */
  readonly words: readonly string[];
  /** Only for replies with this basic code (`550`). */
  readonly code?: string;
  /** Only for replies with this enhanced code (`5.7.1`). */
  readonly enhanced?: string;
  readonly title: Text;
  readonly meaning: Text;
  readonly action?: Text;
  /** Reason class. */
  readonly class?: string;
  readonly source: readonly string[];
}

export interface UserEntryError {
  /** Where in the file, as a JSON pointer (RFC 6901): `/entries/3/words/0`; empty for the whole file. */
  readonly at: string;
  readonly message: Text;
}

interface UserEntries {
  readonly entries: readonly UserEntry[];
  readonly errors: readonly UserEntryError[];
}

/** Reads the text of the file; never throws. @param classes the reason classes that may be named. */
export function readUserEntries(json: string, classes: ReadonlySet<string>): UserEntries {
  const errors: UserEntryError[] = [];
  const fail = (at: string, en: string, ja: string) => void errors.push({ at, message: { en, ja } });
  const none = { entries: [], errors };
  if (json.length > LIMITS.characters) {
    fail(
      '',
      `The file is longer than ${LIMITS.characters} characters.`,
      `ファイルが${LIMITS.characters}文字を超えています。`,
    );
    return none;
  }
  let root: unknown;
  try {
    root = JSON.parse(json.replace(/^\ufeff/, ''));
  } catch (error) {
    const detail = error instanceof Error ? error.message : '';
    fail('', `This is not valid JSON: ${detail}`, `JSONとして読み取れません: ${detail}`);
    return none;
  }
  const list = isObject(root) ? root.entries : undefined;
  if (!Array.isArray(list)) {
    fail('/entries', 'A list "entries" is needed.', '配列「entries」が必要です。');
    return none;
  }
  if (list.length > LIMITS.entries) {
    fail('/entries', `At most ${LIMITS.entries} entries are read.`, `読み取るのは${LIMITS.entries}件までです。`);
  }
  const entries: UserEntry[] = [];
  for (let i = 0; i < Math.min(list.length, LIMITS.entries); i++) {
    const before = errors.length;
    const entry = readEntry(list[i], `/entries/${i}`, classes, fail);
    if (entry && errors.length === before) entries.push(entry);
  }
  return { entries, errors };
}

type Fail = (at: string, en: string, ja: string) => void;

const NAMES = new Set(['words', 'code', 'enhanced', 'title', 'meaning', 'action', 'class', 'source']);

function readEntry(value: unknown, at: string, classes: ReadonlySet<string>, fail: Fail): UserEntry | undefined {
  if (!isObject(value)) {
    fail(at, 'An entry is an object.', '項目はオブジェクトで書きます。');
    return undefined;
  }
  for (const name of Object.keys(value)) {
    if (!NAMES.has(name))
      fail(`${at}/${pointer(name)}`, 'There is no such property.', 'このようなプロパティはありません。');
  }
  const words = readList(value.words, `${at}/words`, LIMITS.words, LIMITS.word, fail);
  const code = readForm(value.code, `${at}/code`, /^[2-5]\d\d$/, '550', fail);
  const enhanced = readForm(value.enhanced, `${at}/enhanced`, /^[245]\.\d{1,3}\.\d{1,3}$/, '5.7.1', fail);
  const title = readText(value.title, `${at}/title`, fail);
  const meaning = readText(value.meaning, `${at}/meaning`, fail);
  const action = value.action === undefined ? undefined : readText(value.action, `${at}/action`, fail);
  const reason = readForm(value.class, `${at}/class`, /^[a-z]+$/, 'userunknown', fail);
  if (reason && !classes.has(reason))
    fail(`${at}/class`, 'There is no such reason class.', 'このような理由区分はありません。');
  const source =
    value.source === undefined ? [] : readList(value.source, `${at}/source`, LIMITS.words, LIMITS.text, fail);
  if (!words || !title || !meaning || !source) return undefined;
  if (words.some(word => foldWords(word) === '')) {
    fail(`${at}/words`, 'A word must not be blank.', '空白だけの語は使えません。');
  }
  return {
    words,
    title,
    meaning,
    source: source.length > 0 ? source : [USER_ENTRIES_FILE],
    ...(code && { code }),
    ...(enhanced && { enhanced }),
    ...(action && { action }),
    ...(reason && { class: reason }),
  };
}

function readList(value: unknown, at: string, most: number, length: number, fail: Fail): readonly string[] | undefined {
  const list = typeof value === 'string' ? [value] : value;
  const good = Array.isArray(list) && list.length > 0 && list.every(item => isShort(item, length));
  if (good && list.length <= most) return list;
  fail(
    at,
    `One to ${most} texts of at most ${length} characters.`,
    `${length}文字以内の文字列を1〜${most}個書きます。`,
  );
  return undefined;
}

function readForm(value: unknown, at: string, form: RegExp, example: string, fail: Fail): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && form.test(value)) return value;
  fail(at, `A text such as "${example}".`, `「${example}」のような文字列で書きます。`);
  return undefined;
}

function readText(value: unknown, at: string, fail: Fail): Text | undefined {
  if (isShort(value, LIMITS.text)) return { en: value, ja: value };
  const { en, ja } = isObject(value) ? value : {};
  const first = en ?? ja;
  if (isShort(en ?? first, LIMITS.text) && isShort(ja ?? first, LIMITS.text))
    return { en: (en ?? first) as string, ja: (ja ?? first) as string };
  fail(
    at,
    `A text of at most ${LIMITS.text} characters, or an object with "en" and "ja".`,
    `${LIMITS.text}文字以内の文字列、または「en」と「ja」を持つオブジェクトで書きます。`,
  );
  return undefined;
}

interface UserMatcher {
  /** The first entry, in the order of the file, that fits the reply. */
  match(reply: string): UserEntry | undefined;
}

export function createUserMatcher(entries: readonly UserEntry[]): UserMatcher {
  const finders = entries.map(entry => entry.words.map(createWordFinder));
  return {
    match(reply) {
      if (entries.length === 0) return undefined;
      const { text, code, enhanced } = readReply(reply);
      const folded = foldWords(text);
      return entries.find(
        (entry, i) =>
          (entry.code === undefined || entry.code === code) &&
          (entry.enhanced === undefined || entry.enhanced === enhanced) &&
          finders[i]!.every(occursIn => occursIn(folded)),
      );
    },
  };
}

const USER_ID = 'user:';

/** Whether an id of the catalogue, or of what took a reply, is that of a workspace's own entry. */
export const isUserEntry = (id: string): boolean => id.startsWith(USER_ID);

/** The entry in the shape of the catalogue, for whatever shows and searches entries. @param index its place in the file */
export function asCatalogueEntry(entry: UserEntry, index: number): Entry {
  return {
    id: `${USER_ID}${index}`,
    catalogue: 'provider',
    keys: entry.words,
    title: entry.title,
    meaning: entry.meaning,
    ...(entry.action && { action: entry.action }),
    source: entry.source,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isShort(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= most;
}

function pointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
