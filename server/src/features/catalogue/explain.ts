import { parseStage } from '../../codes/stage.ts';
import type { CatalogueName, Entry } from '../../codes/types.ts';
import { isUserEntry } from '../../codes/user-entries.ts';
import { type Answer, answerQuery, type Explanation, inLanguage } from '../../diagnosis/explain.ts';
import { type Language, messages } from '../../l10n/messages.ts';
import type { FeatureContext } from '../context.ts';
import { entryMarkdown, escapeMarkdown, plainText } from '../markdown.ts';

/** Answer of `senderlog/explain`: the contract's, and whether the query named what was found. */
export interface ExplainAnswer extends Explanation {
  /** False where only words led to the entries, so that a user may want to choose. */
  readonly exact: boolean;
}

/** One row of the list in which a user chooses. */
export interface CatalogueItem {
  /** A query that finds exactly this entry. */
  readonly id: string;
  /** What the log shows: `550`, `10060 WSAETIMEDOUT`, `5.1.1`; '' where it is nothing short. */
  readonly code: string;
  readonly title: string;
  /** Name of the catalogue, for people. */
  readonly kind: string;
  /** What it looks like in a log; of wordings of receivers, several of which share a title. */
  readonly example?: string;
}

/** Rows that are offered for a query; without a query, the whole catalogue. */
const MAX_ITEMS = 200;
/** Characters of a key or a query that are shown. */
const MAX_SHOWN = 60;
/** Characters of an example that are shown. */
const MAX_EXAMPLE = 120;

/** `senderlog/explain` {query, stage?} */
export function explain(params: unknown, c: FeatureContext): ExplainAnswer {
  const answer = answerOf(params, c);
  return { ...inLanguage(answer, c.language), exact: answer.exact };
}

/** `senderlog/explanation` {query, stage?}: the same as a Markdown document. */
export function explanation(params: unknown, c: FeatureContext): string {
  const { query, entries, classification } = answerOf(params, c);
  const m = messages(c.language);
  const parts: string[] = [];
  if (classification !== undefined) {
    const { code, enhanced, provider, class: reason } = classification;
    const said = [code, enhanced, provider].filter(part => part !== null).map(part => escapeMarkdown(part));
    const name = c.catalogue().byId(`class:${reason}`)?.title[c.language] ?? reason;
    parts.push(`# ${escapeMarkdown(query, 500)}`, [`**${escapeMarkdown(name)}**`, ...said].join(' · '));
  }
  parts.push(...entries.map(entry => section(entry, c.language)));
  return parts.length === 0 ? m.nothingFound(escapeMarkdown(query)) : `${parts.join('\n\n')}\n`;
}

/** As in a hover, but under a heading, by which a screen reader finds its way, and without a rule inside. */
const section = (entry: Entry, language: Language): string =>
  entryMarkdown(entry, language, codeOf(entry))
    .replace(/^\*\*(.*)\*\*\n/, '## $1\n')
    .replace('\n\n---\n\n', '\n\n');

/** `senderlog/catalogue` {query}: the entries that fit, best first. */
export function catalogueItems(params: unknown, c: FeatureContext): CatalogueItem[] {
  const { query } = read(params);
  const found = query.trim() === '' ? c.catalogue().search('', c.language) : foundBy(query, c);
  return found.map(entry => ({
    id: entry.id,
    code: codeOf(entry),
    title: entry.title[c.language],
    kind: kindOf(entry, c.language),
    ...(entry.example !== undefined && { example: plainText(entry.example).slice(0, MAX_EXAMPLE) }),
  }));
}

/** Exact hits first, then what the search knows beside them. */
function foundBy(query: string, c: FeatureContext): readonly Entry[] {
  const { entries, exact } = answerQuery(query, undefined, c.language, c);
  const more = c.catalogue().search(query, c.language);
  const first = exact || more.length === 0 ? entries : [];
  const ids = new Set<string>();
  return [...first, ...more].filter(({ id }) => !ids.has(id) && ids.add(id)).slice(0, MAX_ITEMS);
}

function answerOf(params: unknown, c: FeatureContext): Answer {
  const { query, stage } = read(params);
  return answerQuery(query, parseStage(stage), c.language, c);
}

function read(params: unknown): { readonly query: string; readonly stage: string } {
  const { query, stage } = (params ?? {}) as { query?: unknown; stage?: unknown };
  return { query: typeof query === 'string' ? query : '', stage: typeof stage === 'string' ? stage : '' };
}

/** The number and the symbol by which people know an entry. */
function codeOf({ id, catalogue, keys, twins }: Entry): string {
  const name = id.slice(id.indexOf(':') + 1);
  const symbol = keys.find(key => /^[A-Z][A-Z0-9_]{3,}$/.test(key));
  switch (catalogue) {
    case 'smtp':
      return /^\d{3}$/.test(name) ? name : '';
    case 'enhanced':
      return name.includes('.') ? name : '';
    case 'winsock':
    case 'windows':
      return symbol === undefined || symbol === name ? name : `${name} ${symbol}`;
    case 'errno': {
      const numbers = [...new Set([twins?.bsd, twins?.linux].filter(n => n !== undefined))];
      return numbers.length === 0 ? name : `${numbers.join('/')} ${name}`;
    }
    case 'class':
    case 'provider':
      return '';
    default:
      return (keys[0] ?? '').slice(0, MAX_SHOWN);
  }
}

const kindOf = ({ id, catalogue }: Entry, language: Language): string =>
  messages(language).catalogues[isUserEntry(id) ? 'user' : (catalogue satisfies CatalogueName)];
