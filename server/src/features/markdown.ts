import type { Entry, Text } from '../codes/types.ts';
import { type Language, messages } from '../l10n/messages.ts';

/** Text from a log or from a peer without control and direction characters: a plain message may hold it. */
export const plainText = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, ' ');

/** The same with nothing lost: each such character (and every invisible one) becomes a visible escape. */
export const visibleText = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, c => `\\u{${c.codePointAt(0)!.toString(16)}}`);

/** Text made harmless for Markdown: no markup either, and bounded. */
export function escapeMarkdown(text: string, max = 300): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return plainText(cut).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** An entry of the catalogue: one bold line that answers, short lines that help, then details and the source. */
export function entryMarkdown(entry: Entry, language: Language, code = ''): string {
  const m = messages(language);
  const say = (text: Text): string => escapeMarkdown(text[language], 2000);
  const title = code === '' ? say(entry.title) : `${escapeMarkdown(code)} — ${say(entry.title)}`;
  const lines = [`**${title}**`, say(entry.meaning)];
  if (entry.cause) lines.push(`${m.cause}: ${say(entry.cause)}`);
  if (entry.action) lines.push(`${m.action}: ${say(entry.action)}`);
  const details: string[] = [];
  if (entry.epost) details.push(`${m.epost}: ${say(entry.epost)}`);
  if (entry.fixBy && entry.fixBy.length > 0) {
    details.push(`${m.fixBy}: ${entry.fixBy.map(who => m.who[who]).join(language === 'ja' ? '、' : ', ')}`);
  }
  const nature = m.natures[entry.permanence ?? ''];
  if (nature) details.push(`${m.permanence}: ${nature}`);
  const unsure = entry.confidence === 'low' ? ` (${m.unsure})` : '';
  details.push(`${m.source}: ${entry.source.map(s => escapeMarkdown(s)).join('; ')}${unsure}`);
  return `${lines.join('\n\n')}\n\n---\n\n${details.join('\n\n')}`;
}
