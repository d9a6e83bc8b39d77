/**
 * The catalogue in memory: every way to get from what stands in a log to its explanation.
 * Pure; the host reads the data files and hands their entries in.
 */
import { createErrorNumbers, type Edition, type ErrorReading } from './error-numbers.ts';
import { once } from './once.ts';
import { asProviderEntry } from './provider-entries.ts';
import { createSearch, type Language } from './search.ts';
import type { Entry, ReplyPattern, Text } from './types.ts';

export type { Edition } from './error-numbers.ts';
export type { Language } from './search.ts';

/** What a three-digit reply code says by its digits alone (RFC 5321 §4.2.1). */
interface ReplyClass {
  readonly code: string;
  /** Whether the code itself has an entry. */
  readonly listed: boolean;
  /** The explanation to show: the code's own entry, or one composed from its class that says it is unlisted. */
  readonly explanation: Entry;
  /** First digit: success, intermediate, temporary, permanent. */
  readonly classEntry: Entry;
  /** Second digit: syntax, information, connections, mail system; absent for 6 to 9. */
  readonly categoryEntry?: Entry;
}

/** An enhanced status code taken apart (RFC 3463 §2, IANA registry). */
interface EnhancedReading {
  readonly code: string;
  /** Whether the detail is registered with IANA, whatever the class digit. */
  readonly listed: boolean;
  readonly entry?: Entry;
  /** The explanation to show: the registered entry, or one composed from class and subject that says it is unlisted. */
  readonly explanation: Entry;
  readonly classEntry: Entry;
  /** Absent for a subject beyond 7. */
  readonly subjectEntry?: Entry;
}

export interface Catalogue {
  /** All entries but the wordings of receivers, which {@link Catalogue.byId} and {@link Catalogue.search} know too. */
  readonly entries: readonly Entry[];
  byId(id: string): Entry | undefined;
  /** All entries that carry exactly this key, whatever its case; in the order of the data. */
  find(key: string): readonly Entry[];
  /** The entry of a reply code such as `550`; undefined for one that is not listed, see {@link Catalogue.smtpClass}. */
  smtpReply(code: string | number): Entry | undefined;
  /** Explains any code from 200 to 599, listed or not; undefined for anything else. */
  smtpClass(code: string | number): ReplyClass | undefined;
  /** Explains a code such as `5.1.1`, listed or not; undefined when it has not that form or its class is not 2, 4 or 5. */
  enhanced(code: string): EnhancedReading | undefined;
  /** What an error number means on the platforms that the edition leaves open; empty when nobody knows it. */
  errorNumber(n: number, edition: Edition): readonly ErrorReading[];
  /** The entries that fit a query by number, symbol or words, best first; all entries for an empty query. */
  search(query: string, language: Language): readonly Entry[];
}

const UNLISTED_REPLY: Text = {
  en: 'This code is in no RFC and in none of the known lists; only its first digits tell something.',
  ja: 'RFCにも既知の一覧にもないコードです。先頭の数字から分かることだけを示します。',
};
const UNLISTED_ENHANCED: Text = {
  en: 'This code is not registered with IANA; only its class and subject tell something.',
  ja: 'IANAに登録のないコードです。先頭の2つの数字から分かることだけを示します。',
};
const UNLISTED: Text = { en: 'unlisted', ja: '一覧になし' };

/** @param wordings gives the wordings of receivers; asked once, when one of them or a search is needed. */
export function createCatalogue(
  entries: readonly Entry[],
  wordings: () => readonly ReplyPattern[] = () => [],
): Catalogue {
  const ids = new Map<string, Entry>();
  // The first entry of an id wins; duplicates are a fault that the data's own test reports.
  for (const entry of entries) if (!ids.has(entry.id)) ids.set(entry.id, entry);
  const providers = once(() => {
    const list = wordings().map(pattern => asProviderEntry(pattern, ids.get(`class:${pattern.reasonClass}`)));
    return { list, byId: new Map(list.map(entry => [entry.id, entry])) };
  });
  const byId = (id: string) => ids.get(id) ?? (id.startsWith('provider:') ? providers().byId.get(id) : undefined);
  const smtpReply = (code: string | number) => (/^\d{3}$/.test(`${code}`) ? ids.get(`smtp:${code}`) : undefined);

  const smtpClass = (value: string | number): ReplyClass | undefined => {
    const code = `${value}`;
    const classEntry = /^[2-5]\d\d$/.test(code) ? ids.get(`smtp:class-${code[0]}`) : undefined;
    if (!classEntry) return undefined;
    const entry = smtpReply(code);
    const categoryEntry = ids.get(`smtp:category-${code[1]}`);
    const explanation = entry ?? unlisted(`smtp:${code}`, code, UNLISTED_REPLY, classEntry, categoryEntry);
    return { code, listed: entry !== undefined, explanation, classEntry, ...(categoryEntry && { categoryEntry }) };
  };

  const enhanced = (code: string): EnhancedReading | undefined => {
    const parts = /^([245])\.(\d{1,3})\.(\d{1,3})$/.exec(code);
    const classEntry = parts && ids.get(`enhanced:class-${parts[1]}`);
    if (!classEntry) return undefined;
    const [subject, detail] = [Number(parts[2]), Number(parts[3])];
    const entry = ids.get(`enhanced:X.${subject}.${detail}`);
    const subjectEntry = ids.get(`enhanced:subject-${subject}`);
    const explanation = entry ?? unlisted(`enhanced:${code}`, code, UNLISTED_ENHANCED, classEntry, subjectEntry);
    const listed = entry !== undefined;
    return { code, listed, explanation, classEntry, ...(entry && { entry }), ...(subjectEntry && { subjectEntry }) };
  };

  // Made on first use: a session that never meets an error number or a search does not pay for it.
  const keys = once(() => keysOf(entries));
  const errorNumber = once(() => createErrorNumbers(entries));
  const everything = once(() => [...entries, ...providers().list]);
  const search = once(() => createSearch(everything(), token => unlistedHits(token, smtpClass, enhanced)));
  return {
    entries,
    byId,
    find: key => keys().get(key.normalize('NFKC').trim().toLowerCase()) ?? [],
    smtpReply,
    smtpClass,
    enhanced,
    errorNumber: (n, edition) => errorNumber()(n, edition),
    search: (query, language) => (query.trim() === '' ? everything() : search()(query, language)),
  };
}

function keysOf(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const keys = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const key of new Set(entry.keys.map(key => key.toLowerCase()))) {
      const list = keys.get(key);
      if (list) list.push(entry);
      else keys.set(key, [entry]);
    }
  }
  return keys;
}

/** An entry for a code without one, from what its digits say. */
function unlisted(id: string, code: string, note: Text, group: Entry, part: Entry | undefined): Entry {
  const join = (language: Language) => {
    const gap = language === 'en' ? ' ' : '';
    return [note[language], group.meaning[language], ...(part ? [part.meaning[language]] : [])].join(gap);
  };
  return {
    ...group,
    id,
    keys: [code],
    title: { en: `${group.title.en} · ${UNLISTED.en}`, ja: `${group.title.ja}・${UNLISTED.ja}` },
    meaning: { en: join('en'), ja: join('ja') },
    source: [...new Set([...group.source, ...(part?.source ?? [])])],
    confidence: 'low',
  };
}

/** The explanations that a token of a query asks for although no entry carries it as a key. */
function unlistedHits(token: string, smtpClass: Catalogue['smtpClass'], enhanced: Catalogue['enhanced']): Entry[] {
  const reply = smtpClass(token);
  if (reply && !reply.listed) return [reply.explanation];
  const parts = enhanced(token);
  return parts ? [parts.explanation] : [];
}
