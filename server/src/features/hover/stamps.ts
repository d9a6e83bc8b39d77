import { offsetText } from '../../deliveries/times.ts';
import { lengthOfTime } from '../../l10n/hover.ts';
import { BASE_LENGTH } from '../../logs/ids.ts';
import type { Ref } from '../../logs/log.ts';
import { Flag, Kind } from '../../logs/record.ts';
import { dateStampAt, stampAt } from '../../logs/stamp.ts';
import { DAY } from '../../logs/units.ts';
import { type Asked, attemptOf } from './asked.ts';
import type { Card } from './card.ts';
import { type Told, tell, told, utcText } from './clock.ts';
import { speechAt } from './speech.ts';
import { lastBefore } from './walk.ts';

/** A stamp: when it was, by the server's clock and in UTC, and how long after the line before it of the same message. */
export function stampCard(a: Asked): Card {
  return a.ref.block.records.kind(a.ref.row) >= Kind.Fail || a.document.log.name !== 'senderlog' ? dated(a) : timed(a);
}

function timed(a: Asked): Card {
  const { document, ref, token, h } = a;
  const owner = speechAt(document, ref).owner;
  const bytes = ref.block.text.bytes;
  const written = document.attempts().timeOf(ref.block, ref.row);
  // A second stamp of the record is that of its reply; mostly 0 or 1 ms later.
  const own = stampAt(bytes, token.start, Math.min(bytes.length, token.end + 1));
  const first = ref.block.records.stamp(ref.row);
  const time = written >= 0 && own >= first && first >= 0 ? written + (own - first) : written >= 0 ? written : own;
  const attempt = owner > 0 ? attemptOf(document, owner, ref)?.attempt : undefined;
  const at = tell(a, document, time, attempt);
  const isReply = ref.block.records.kind(ref.row) === Kind.Reply && (ref.block.records.flags(ref.row) & Flag.Own) === 0;
  return {
    answer: `${at.text} — ${h.clock}`,
    lines: [sincePrevious(a, owner, time), utcLine(a, at), at.moment === undefined ? h.noDate : ''],
    details: [dateFrom(a, at), offsetFrom(a, at), isReply ? h.arrival : ''],
    source: [],
  };
}

function dated(a: Asked): Card {
  const { ref, token, h } = a;
  const stamp = dateStampAt(ref.block.text.bytes, token.start, token.end);
  if (stamp === undefined) return { answer: token.text, lines: [], details: [], source: [] };
  const time = stamp.day * DAY + stamp.time;
  const at = told(a, { local: time, offset: undefined, derived: false });
  return {
    answer: `${at.text} — ${h.clock}`,
    lines: [sincePrevious(a, ref.block.records.id(ref.row), time), utcLine(a, at), h.dateInLine],
    details: [offsetFrom(a, at)],
    source: [],
  };
}

function utcLine(a: Asked, at: Told): string {
  const { moment } = at;
  return moment?.offset === undefined ? '' : a.h.utc(utcText(moment.local - moment.offset * 1000));
}

function dateFrom(a: Asked, at: Told): string {
  if (at.moment === undefined) return '';
  return at.moment.derived ? a.h.dateFromRetry : a.h.dateFromName;
}

function offsetFrom(a: Asked, at: Told): string {
  if (at.offsetFrom === undefined) return '';
  const offset = offsetText(at.moment?.offset);
  return at.offsetFrom === 'log' ? a.h.offsetDerived(offset) : a.h.offsetSet(offset);
}

/** How long after the line before it of the same message, whatever the suffixes of its ids. */
function sincePrevious(a: Asked, owner: number, time: number): string {
  const { document, ref, h } = a;
  if (owner === 0) return h.ownIdle;
  const family = document.idsOf(document.log.ids.text(owner).slice(0, BASE_LENGTH));
  const found = lastBefore(document, ref, { kinds: null, ids: family });
  if (found === 'start') return h.firstLine;
  if (found === undefined) return h.previousFar;
  const before = timeOf(a, found);
  return before < 0 || time < before ? '' : h.sincePrevious(lengthOfTime(time - before, a.c.language));
}

function timeOf(a: Asked, { block, row }: Ref): number {
  if (a.document.log.name === 'senderlog') return a.document.attempts().timeOf(block, row);
  return block.records.code(row) * DAY + block.records.stamp(row);
}
