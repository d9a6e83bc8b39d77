/** What a query asks for: a number, a name, a fragment of a log line or a whole reply → entries and a classification. */
import type { Catalogue, Language } from '../codes/catalogue.ts';
import type { Classification, Classifier } from '../codes/classify.ts';
import { readReply } from '../codes/reply-text.ts';
import type { Stage } from '../codes/stage.ts';
import type { CatalogueName, Entry } from '../codes/types.ts';
import { isUserEntry } from '../codes/user-entries.ts';
import { BASE_LENGTH, suffixes } from '../logs/ids.ts';

/** An entry in one language. */
export interface ExplainedEntry {
  readonly id: string;
  readonly catalogue: CatalogueName;
  readonly title: string;
  readonly meaning: string;
  /** What to do first; null where nothing is known. */
  readonly action: string | null;
  /** RFC and section, registry, vendor document. */
  readonly source: readonly string[];
}

interface ExplainedReply {
  readonly code: number | null;
  readonly enhanced: string | null;
  /** Whose wording it is; null where it is nobody's in particular. */
  readonly provider: string | null;
  /** Reason class. */
  readonly class: string;
  /** Slug of the failure catalogue. */
  readonly cause: string | null;
}

export interface Explanation {
  readonly query: string;
  readonly entries: readonly ExplainedEntry[];
  /** Only where the query is a whole reply. */
  readonly classification?: ExplainedReply;
}

/** Entries of a search by words that are worth showing. */
const MAX_HITS = 10;
/** UTF-16 units of a query that are shown again and searched in; a reply is read as far as the classifier reads. */
const MAX_QUERY = 10_000;

export interface Engine {
  readonly catalogue: () => Catalogue;
  readonly classifier: () => Classifier;
}

/** What a query asks for, before a language is chosen. */
export interface Answer {
  /** The query, bounded and without blanks at its ends. */
  readonly query: string;
  /** Best first. */
  readonly entries: readonly Entry[];
  /** Only where the query is a whole reply. */
  readonly classification?: Classification;
  /** Found by its name, its number or as a reply; false where only words led to the entries. */
  readonly exact: boolean;
}

/** The contract's answer, in one language. */
export function explainQuery(text: string, stage: Stage | undefined, lang: Language, engine: Engine): Explanation {
  return inLanguage(answerQuery(text, stage, lang, engine), lang);
}

/** @param lang ranks what is found by words. */
export function answerQuery(text: string, stage: Stage | undefined, lang: Language, engine: Engine): Answer {
  const query = text.slice(0, MAX_QUERY).trim();
  if (query === '') return { query, entries: [], exact: false };
  if (!isReply(query, stage)) return { query, ...find(query, lang, engine.catalogue()) };
  const classification = engine.classifier().classify(query, { stage });
  const entries = replyEntries(classification, query, engine);
  if (entries.length > 0) return { query, entries, classification, exact: true };
  return { query, ...find(query, lang, engine.catalogue()), classification };
}

export function inLanguage({ query, entries, classification: told }: Answer, lang: Language): Explanation {
  const shown = entries.map(entry => entryInLanguage(entry, lang));
  if (told === undefined) return { query, entries: shown };
  const { enhanced, provider, cause } = told;
  const code = told.code === null ? null : Number(told.code);
  return { query, entries: shown, classification: { code, enhanced, provider, class: told.class, cause } };
}

/** A code and words behind it, or anything of which the stage is told. */
function isReply(query: string, stage: Stage | undefined): boolean {
  return stage !== undefined || (/[\s:>-]\S/.test(query) && readReply(query).code !== null);
}

function replyEntries(told: Classification, query: string, engine: Engine): Entry[] {
  const catalogue = engine.catalogue();
  const found: (Entry | undefined)[] = [];
  const own = told.patternId !== null && isUserEntry(told.patternId);
  if (own) found.push(catalogue.byId(told.patternId));
  found.push(...codePair(query, catalogue));
  if (told.code !== null) found.push(catalogue.smtpClass(told.code)?.explanation);
  if (told.enhanced !== null) found.push(catalogue.enhanced(told.enhanced)?.explanation);
  // A wording that many servers share says nothing beyond its class.
  if (told.patternId !== null && !own && told.provider !== null) found.push(catalogue.byId(told.patternId));
  if (told.cause !== null) found.push(catalogue.byId(`epost:cause-${told.cause}`));
  if (told.class !== 'undefined') found.push(catalogue.byId(`class:${told.class}`));
  return unique(found);
}

function find(query: string, lang: Language, catalogue: Catalogue): Pick<Answer, 'entries' | 'exact'> {
  const key = query.normalize('NFKC').trim();
  const exact = unique([
    ...(/^\d{3}$/.test(key) ? [catalogue.smtpClass(key)?.explanation] : []),
    catalogue.enhanced(key)?.explanation,
    ...catalogue.find(key),
    catalogue.byId(key),
    ...numberEntries(key, catalogue),
    ...codePair(key, catalogue),
    ...suffixEntries(key, catalogue),
  ]);
  if (exact.length > 0) return { entries: exact, exact: true };
  const hits = catalogue.search(key, lang).slice(0, MAX_HITS);
  return { entries: hits.length > 0 ? hits : parts(key, catalogue), exact: false };
}

/** A number alone or as the log writes it: `error=10054`, `errno 110`, `(10060)`. */
function numberEntries(key: string, catalogue: Catalogue): Entry[] {
  const number =
    /^(?:[a-z_]{0,20}(?:error|errno|err|code)[ =:(]{0,3}|[(=]{1,2})?(-?\d{1,10}|0x[0-9a-f]{1,8})\)?$/i.exec(key)?.[1];
  if (number === undefined) return [];
  const n = Number(number);
  return catalogue.errorNumber(n, 'auto').map(reading => reading.entry);
}

/** `code=a/b` of a 451 that the mail server writes itself: the pair where it is known, and its first half. */
function codePair(text: string, catalogue: Catalogue): Entry[] {
  const [, a, b] = /\bcode=(\d{1,10})\/([0-9a-f]{1,8})\b/i.exec(text) ?? [];
  if (a === undefined || b === undefined) return [];
  const known = [...catalogue.find(`code=${a}/${b}`), ...catalogue.find(`${a}/${b}`)];
  const other = known.length > 0 ? undefined : catalogue.byId('epost:code-other');
  const error = a === '0' ? [] : catalogue.errorNumber(Number(a), 'auto').map(reading => reading.entry);
  return unique([...known, other, ...error]);
}

/** Suffixes alone (`-R0001`) or of an id (`B0000312044-R0001-E001`). */
function suffixEntries(key: string, catalogue: Catalogue): Entry[] {
  const chain = /^(?:B\d{10})?((?:-[0-9A-Za-z]{1,16}){1,9})$/.exec(key)?.[1];
  if (chain === undefined) return [];
  return unique(suffixes('B'.padEnd(BASE_LENGTH, '0') + chain).map(({ kind }) => catalogue.byId(`suffix:${kind}`)));
}

/** The codes inside a fragment of a log that is found as nothing else: `421-4.7.28`, `GetTryServer:(…)/240=(3)`. */
function parts(key: string, catalogue: Catalogue): Entry[] {
  const joined = /^([2-5]\d\d)[- ]([245]\.\d{1,3}\.\d{1,3})$/.exec(key);
  if (joined !== null)
    return unique([catalogue.smtpClass(joined[1]!)?.explanation, catalogue.enhanced(joined[2]!)?.explanation]);
  const names = key.match(/[A-Za-z0-9_]{1,40}(?:\(\):|:\((?:ltime\()?|:i=|=(?=\())|[A-Za-z][A-Za-z0-9_]{3,40}/g) ?? [];
  return unique(names.slice(0, 20).flatMap(name => [...catalogue.find(name), ...catalogue.find(`/${name}`)])).slice(
    0,
    MAX_HITS,
  );
}

function unique(entries: readonly (Entry | undefined)[]): Entry[] {
  const byId = new Map<string, Entry>();
  for (const entry of entries) if (entry !== undefined && !byId.has(entry.id)) byId.set(entry.id, entry);
  return [...byId.values()];
}

function entryInLanguage(entry: Entry, lang: Language): ExplainedEntry {
  const { id, catalogue, title, meaning, action, source } = entry;
  return { id, catalogue, title: title[lang], meaning: meaning[lang], action: action?.[lang] ?? null, source };
}
