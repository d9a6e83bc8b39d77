import type { Entry, Text } from '../../codes/types.ts';
import { type Language, messages } from '../../l10n/messages.ts';
import { escapeMarkdown, plainText } from '../markdown.ts';

/** What a hover says, as plain text: whatever a log or a peer wrote is made harmless when the card is laid out. */
export interface Card {
  /** The answer, one line. */
  readonly answer: string;
  /** Short lines that help; the first three stand above the details. */
  readonly lines: readonly string[];
  readonly details: readonly string[];
  readonly source: readonly string[];
  /** The source is weak. */
  readonly unsure?: boolean;
}

const MAX_LINE = 2000;
const SHOWN = 3;

/** Lays a card out: the bold answer, three short lines, a rule, the details, the source. */
export function layOut(card: Card, language: Language, plain: boolean): string {
  const clean = (text: string): string => (plain ? plainText(text.slice(0, MAX_LINE)) : escapeMarkdown(text, MAX_LINE));
  const lines = card.lines.filter(line => line !== '');
  const answer = clean(card.answer).trim();
  const parts = [plain ? answer : `**${answer}**`, ...lines.slice(0, SHOWN).map(clean)];
  const details = [...lines.slice(SHOWN), ...card.details.filter(line => line !== '')].map(clean);
  if (card.source.length > 0) details.push(clean(sourceLine(card, language)));
  if (details.length > 0) parts.push(...(plain ? [] : ['---']), ...details);
  return parts.join('\n\n');
}

function sourceLine(card: Card, language: Language): string {
  const m = messages(language);
  return `${m.source}: ${[...new Set(card.source)].join('; ')}${card.unsure === true ? ` (${m.unsure})` : ''}`;
}

/** An entry of the catalogue as a card; `lead` stands before its title. */
export function entryCard(entry: Entry, language: Language, lead = ''): Card {
  const m = messages(language);
  const say = (text: Text | undefined): string => text?.[language] ?? '';
  const label = (name: string, text: Text | undefined): string => (text === undefined ? '' : `${name}: ${say(text)}`);
  return {
    answer: lead === '' ? say(entry.title) : `${lead} — ${say(entry.title)}`,
    lines: [say(entry.meaning), label(m.cause, entry.cause), label(m.action, entry.action)],
    details: [label(m.epost, entry.epost), fixBy(entry, language), nature(entry, language)],
    source: entry.source,
    unsure: entry.confidence === 'low',
  };
}

export function fixBy(entry: Entry, language: Language): string {
  const m = messages(language);
  if (entry.fixBy === undefined || entry.fixBy.length === 0) return '';
  return `${m.fixBy}: ${entry.fixBy.map(who => m.who[who]).join(language === 'ja' ? '、' : ', ')}`;
}

export function nature(entry: Entry, language: Language): string {
  const m = messages(language);
  const known = m.natures[entry.permanence ?? ''];
  return known === undefined ? '' : `${m.permanence}: ${known}`;
}

/** The same card with lines before its own. */
export const led = (card: Card, ...lines: string[]): Card => ({ ...card, lines: [...lines, ...card.lines] });

/** The same card with details before its own. */
export const detailed = (card: Card, ...details: string[]): Card => ({
  ...card,
  details: [...details, ...card.details],
});
