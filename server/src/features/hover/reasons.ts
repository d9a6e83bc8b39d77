import type { Entry } from '../../codes/types.ts';
import { ownCause, reasonCause } from '../../diagnosis/cause.ts';
import { pieceText } from '../../logs/bytes.ts';
import { failFields } from '../../logs/fields.ts';
import type { Asked } from './asked.ts';
import { type Card, detailed, entryCard, fixBy, nature } from './card.ts';
import { replyCard } from './replies.ts';

/** Reasons that stand for something other than what their text says (format reference §3), by what they begin with. */
const MISLEADING: readonly (readonly [RegExp, string])[] = [
  [/^354/, 'epost:reason-354'],
  [/^220/, 'epost:reason-220'],
  [/^[2-5]\d\d-/, 'epost:reason-multi-line'],
];
/** Reasons that no peer gave, by words that they hold. */
const OWN_REASONS: readonly string[] = [
  'epost:reason-unable-to-deliver',
  'epost:reason-local-user',
  'epost:reason-list-not-member',
  'epost:reason-list-not-moderator',
  'epost:reason-list-user',
];
const MAX_REASON = 2048;

/** The reason of a faillog line: the first line of the last reply, or a text of E-Post's own. */
export function reasonCard(a: Asked): Card | undefined {
  const { block, row } = a.ref;
  const { records, text } = block;
  const fields = failFields(text.bytes, records.payload(row), records.end(row));
  const span = fields?.reason ?? { start: fields?.recipient.end ?? a.token.start, end: records.end(row) };
  const from = fields === undefined || fields.reason === undefined ? a.token.start : span.start;
  const reason = pieceText(text.bytes, from, Math.min(span.end, from + MAX_REASON));
  const own = ownEntry(a, reason);
  if (own !== undefined) return ownReason(a, own, reason);
  const misleading = MISLEADING.find(([form]) => form.test(reason))?.[1];
  const entry = misleading === undefined ? undefined : a.catalogue.byId(misleading);
  const card = replyCard(a, {
    text: reason,
    stage: undefined,
    who: ownCause(reason) === undefined ? a.h.lastReply : a.h.ownWords,
    own: ownCause(reason) !== undefined,
    several: false,
    first: a.token.kind === 'enhanced' ? 'enhanced' : 'code',
  });
  if (entry === undefined) return card;
  // A 354 or 220 as the reason is not what refused the mail: there the answer is what it stands for.
  if (reason < '4') return ownReason(a, entry, reason);
  return detailed(card, a.h.titled(a.say(entry.title), a.say(entry.meaning)));
}

function ownEntry(a: Asked, reason: string): Entry | undefined {
  return OWN_REASONS.map(id => a.catalogue.byId(id)).find(e => e?.keys.some(key => reason.includes(key)));
}

function ownReason(a: Asked, entry: Entry, reason: string): Card {
  const card = entryCard(entry, a.c.language);
  const cause = a.catalogue.byId(`epost:cause-${reasonCause(reason, a.c.replyCause)}`);
  if (cause === undefined) return card;
  const action = cause.action === undefined ? '' : `${a.m.action}: ${a.say(cause.action)}`;
  return {
    ...card,
    details: [
      /^\d/.test(reason) ? `${a.h.whole}: ${a.show(reason)}` : '',
      a.h.titled(a.say(cause.title), a.say(cause.meaning)),
      entry.action === undefined ? action : '',
      ...card.details,
      entry.fixBy === undefined ? fixBy(cause, a.c.language) : '',
      entry.permanence === undefined ? nature(cause, a.c.language) : '',
    ],
    source: [...card.source, ...cause.source],
  };
}
