/** Filling of messages. */
import type { BothLanguages, Language } from '../types.ts';

export type Values = Readonly<Record<string, string | number>>;

/** Templates taken apart: text, name, text, name, …, text. They are constants of the program. */
const parsed = new Map<string, readonly string[]>();

/** `{name}` is replaced by the value of that name. Values are inserted as they are: they have been made safe before. */
export function fill(text: BothLanguages, lang: Language, values: Values = {}): string {
  const template = text[lang];
  let pieces = parsed.get(template);
  if (pieces === undefined) {
    pieces = template.split(/\{(\w+)\}/);
    parsed.set(template, pieces);
  }
  let filled = pieces[0]!;
  for (let i = 1; i < pieces.length; i += 2) filled += `${values[pieces[i]!] ?? `{${pieces[i]}}`}${pieces[i + 1]}`;
  return filled;
}
