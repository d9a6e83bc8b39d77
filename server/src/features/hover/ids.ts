import type { QueueEntry } from '../../deliveries/entry.ts';
import { chainOf } from '../../deliveries/units.ts';
import { BASE_LENGTH, suffixes } from '../../logs/ids.ts';
import { outcomeLines } from './addresses.ts';
import { type Asked, attemptOf, happened } from './asked.ts';
import { type Card, detailed, entryCard } from './card.ts';

/** More ids of a message than these are counted, not named. */
const MAX_IDS = 10;

/** An id: what kind of message it is, what became of it in this file, its family. */
export function idCard(a: Asked): Card {
  const { document, ref, h } = a;
  const id = ref.block.records.id(ref.row);
  const full = id === 0 ? a.token.text : document.log.ids.text(id);
  const chain = suffixes(full);
  const kind = chain.at(-1)?.kind ?? '';
  return {
    answer: `${full} — ${h.kindOf[kind] ?? h.message}`,
    lines: [attemptLine(a, id), ...outcomeLines(a, full)],
    details: [
      ...chain.map(s => {
        const entry = a.catalogue.byId(`suffix:${s.kind}`);
        return entry === undefined ? '' : h.codeLine(s.text, a.say(entry.title), a.say(entry.meaning));
      }),
      familyLine(a, full),
    ],
    source: chain.length === 0 ? [] : (a.catalogue.byId('suffix:chain')?.source ?? []),
  };
}

/** A suffix: what it stands for, and the number in it. */
export function suffixCard(a: Asked): Card {
  const { document, ref, token, h } = a;
  const id = ref.block.records.id(ref.row);
  const full = id === 0 ? '' : document.log.ids.text(id);
  const kind = suffixes(`B0000000000${token.text}`)[0]?.kind ?? '';
  const entry = a.catalogue.byId(`suffix:${kind}`);
  if (entry === undefined) return idCard(a);
  const number = /\d+$|(?<=^-M)[0-9A-Fa-f]+$/.exec(token.text)?.[0];
  const card = entryCard(entry, a.c.language, token.text);
  return detailed(card, number === undefined ? '' : h.suffixNumber(number), familyLine(a, full));
}

function attemptLine(a: Asked, id: number): string {
  const at = attemptOf(a.document, id, a.ref);
  if (at === undefined) return '';
  const { attempt, n, of } = at;
  const host = attempt.host === '' ? '' : ` (${a.show(attempt.host)})`;
  return `${sentence(a.h.attempt(n, of))}${host}: ${happened(a, attempt)}`;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function familyLine(a: Asked, full: string): string {
  const { document, h } = a;
  if (full === '' || document.log.name !== 'senderlog') return '';
  const others: string[] = [];
  for (const id of document.idsOf(full.slice(0, BASE_LENGTH))) {
    const text = document.log.ids.text(id);
    const entry: QueueEntry | undefined = document.attempts().entry(id);
    if (text !== full && (entry !== undefined || chainOf(text) !== chainOf(full))) others.push(text);
  }
  if (others.length === 0) return h.noFamily;
  const named = others.slice(0, MAX_IDS).join(', ');
  return h.family(others.length > MAX_IDS ? `${named}, ${h.tail(others.length - MAX_IDS)}` : named);
}
