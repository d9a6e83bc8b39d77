/**
 * Checks the data of the catalogue: what the type system cannot see in a JSON file. Pure; run by the tests and by
 * `scripts/catalogue-report.mjs`.
 */
import type { CatalogueName, Confidence, Entry, FixBy, Permanence, ReplyPattern, Text } from './types.ts';

/** One fault of the data: which entry or pattern, and what is wrong with it. */
interface Fault {
  readonly id: string;
  readonly fault: string;
}

const CATALOGUES: Record<CatalogueName, true> = {
  smtp: true,
  enhanced: true,
  winsock: true,
  errno: true,
  windows: true,
  epost: true,
  suffix: true,
  command: true,
  extension: true,
  class: true,
  provider: true,
};
const FIX_BY: Record<FixBy, true> = { us: true, peer: true, recipient: true, network: true };
const PERMANENCE: Record<Permanence, true> = {
  temporary: true,
  permanent: true,
  both: true,
  success: true,
  none: true,
};
const CONFIDENCE: Record<Confidence, true> = { high: true, medium: true, low: true };

const FIELDS: Record<keyof Entry, true> = {
  id: true,
  catalogue: true,
  keys: true,
  title: true,
  meaning: true,
  cause: true,
  action: true,
  epost: true,
  example: true,
  fixBy: true,
  permanence: true,
  source: true,
  confidence: true,
  twins: true,
};
/** Prose; a title may be a bare symbol that reads the same in both languages. */
const PROSE = ['meaning', 'cause', 'action', 'epost'] as const;
/** What the entries that people meet daily must say besides title and meaning. */
const MAIN_FIELDS = ['cause', 'action', 'epost', 'fixBy', 'permanence', 'confidence'] as const;

const JAPANESE = /[\u3041-\u30ff\u3400-\u9fff]/;
/** C0, DEL, C1 and the bidirectional controls: our own texts have no need of them. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** At most so much of a reply is matched against a pattern (see {@link ReplyPattern}). */
const MATCHED_LENGTH = 2048;

/** All faults of a list of entries, in its order; empty = good. */
export function validateEntries(entries: readonly Entry[]): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const entry of entries) {
    const report = (fault: string) => faults.push({ id: entry.id, fault });
    if (seen.has(entry.id)) report('id is not unique');
    seen.add(entry.id);
    for (const fault of entryFaults(entry)) report(fault);
  }
  return faults;
}

function* entryFaults(entry: Entry): Iterable<string> {
  if (!isOneOf(CATALOGUES, entry.catalogue)) yield `unknown catalogue ${entry.catalogue}`;
  if (!entry.id.startsWith(`${entry.catalogue}:`) || entry.id === `${entry.catalogue}:`) {
    yield `id does not begin with its catalogue ${entry.catalogue}`;
  }
  for (const field of Object.keys(entry)) if (!isOneOf(FIELDS, field)) yield `unknown field ${field}`;
  yield* listFaults('keys', entry.keys);
  if (new Set(entry.keys.map(key => key.toLowerCase())).size < entry.keys.length) yield 'keys repeat';
  yield* listFaults('source', entry.source);
  yield* textFaults('title', entry.title);
  if (!JAPANESE.test(entry.title?.ja ?? '') && entry.title?.ja !== entry.title?.en) yield 'title.ja is not Japanese';
  for (const field of PROSE) {
    const text = entry[field];
    if (text === undefined && field !== 'meaning') continue;
    yield* textFaults(field, text);
    if (text && !JAPANESE.test(text.ja ?? '')) yield `${field}.ja is not Japanese`;
  }
  for (const who of entry.fixBy ?? []) if (!isOneOf(FIX_BY, who)) yield `unknown fixBy ${who}`;
  if (entry.permanence !== undefined && !isOneOf(PERMANENCE, entry.permanence)) {
    yield `unknown permanence ${entry.permanence}`;
  }
  if (entry.confidence !== undefined && !isOneOf(CONFIDENCE, entry.confidence)) {
    yield `unknown confidence ${entry.confidence}`;
  }
  for (const [name, value] of Object.entries(entry.twins ?? {})) {
    const good = name === 'symbol' ? typeof value === 'string' && value !== '' : Number.isSafeInteger(value);
    if (!good) yield `twins.${name} is not a ${name === 'symbol' ? 'name' : 'number'}`;
  }
  if (isMain(entry))
    for (const field of MAIN_FIELDS) if (entry[field] === undefined) yield `main entry without ${field}`;
}

/** Reply codes (not the rows of their classes) and reason classes. */
function isMain(entry: Entry): boolean {
  return entry.catalogue === 'class' || /^smtp:\d{3}$/.test(entry.id);
}

/**
 * All faults of a list of patterns in order of precedence: each must compile, name a known reason class, speak both
 * languages and be the first to match its own example.
 * @param reasonClasses ids of the `class` catalogue without the prefix
 */
export function validatePatterns(patterns: readonly ReplyPattern[], reasonClasses: ReadonlySet<string>): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const compiled: { id: string; pattern: RegExp }[] = [];
  for (const pattern of patterns) {
    const report = (fault: string) => faults.push({ id: pattern.id, fault });
    if (seen.has(pattern.id)) report('id is not unique');
    seen.add(pattern.id);
    if (!pattern.provider) report('provider is empty');
    if (!reasonClasses.has(pattern.reasonClass)) report(`unknown reason class ${pattern.reasonClass}`);
    for (const fault of [...listFaults('source', pattern.source), ...textFaults('note', pattern.note)]) report(fault);
    if (!JAPANESE.test(pattern.note?.ja ?? '')) report('note.ja is not Japanese');
    try {
      compiled.push({ id: pattern.id, pattern: new RegExp(pattern.pattern, 'i') });
    } catch {
      report('pattern does not compile');
    }
  }
  for (const { id, example } of patterns) {
    const text = example.slice(0, MATCHED_LENGTH);
    const taker = compiled.find(({ pattern }) => pattern.test(text))?.id;
    if (taker !== id) faults.push({ id, fault: taker ? `example is taken by ${taker}` : 'example is not matched' });
  }
  return faults;
}

function* listFaults(name: string, list: readonly string[] | undefined): Iterable<string> {
  if (!Array.isArray(list) || list.length === 0) yield `${name} is empty`;
  else if (list.some(item => !isGoodString(item))) yield `${name} holds an empty or untidy item`;
}

function* textFaults(name: string, text: Text | undefined): Iterable<string> {
  for (const language of ['en', 'ja'] as const) {
    if (!isGoodString(text?.[language])) yield `${name}.${language} is missing, empty or untidy`;
  }
}

function isGoodString(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value === value.trim() && !CONTROL.test(value);
}

function isOneOf<T extends string>(known: Record<T, true>, value: string): value is T {
  return Object.hasOwn(known, value);
}
