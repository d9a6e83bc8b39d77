import type { Entry } from '../../codes/types.ts';
import type { Reader } from './asked.ts';
import { type Card, fixBy, nature } from './card.ts';

/** `code=a/b` of E-Post's own 451: the pair where the vendor explains it, then what its two numbers say by themselves. */
export function pairCard(r: Reader, text: string, who: string, waited: string): Card {
  const { m, h } = r;
  const [, a = '', b = ''] = /code=(\d{1,10})\/([0-9a-f]{1,8})/i.exec(text) ?? [];
  const entry = r.catalogue.find(`${a}/${b}`)[0] ?? r.catalogue.byId('epost:code-other');
  // Most of these entries say themselves who wrote it.
  const said = entry?.meaning.en.startsWith('E-Post wrote this') === true;
  const meaning = entry === undefined ? '' : r.say(entry.meaning);
  const halves: Entry[] = [];
  const details: string[] = [];
  if (a !== '' && a !== '0') {
    // Only what the pair itself leaves open: its own entry tells the common numbers.
    for (const { platform, entry: one } of r.catalogue.errorNumber(Number(a), r.c.settings.edition)) {
      details.push(`${h.firstNumber} ${a} (${m.platform[platform]}): ${r.say(one.title)}`);
      halves.push(one);
    }
  }
  const second = r.catalogue.byId(/^0+$/.test(b) ? 'epost:code-second-number-0' : 'epost:code-second-number-ffffffff');
  if (second !== undefined) {
    details.push(r.say(second.title));
    halves.push(second);
  }
  const own = (what: 'cause' | 'action' | 'epost', label: string): string =>
    entry?.[what] === undefined ? '' : `${label}: ${r.say(entry[what])}`;
  return {
    answer: `${text} — ${entry === undefined ? '' : r.say(entry.title)}`,
    lines: said
      ? [meaning, waited, own('action', m.action)]
      : [`${who} ${waited}`.trim(), meaning, own('action', m.action)],
    details: [
      own('cause', m.cause),
      ...details,
      own('epost', m.epost),
      entry === undefined ? '' : fixBy(entry, r.c.language),
      entry === undefined ? '' : nature(entry, r.c.language),
    ],
    source: [...(entry?.source ?? []), ...halves.flatMap(one => one.source)],
    unsure: entry?.confidence === 'low',
  };
}
