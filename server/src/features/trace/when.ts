/** Dates and times as people write them, in English and Japanese, and as mail headers and logs have them. */

import { DAY, HOUR } from '../../logs/units.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A span of time in ms since 1970-01-01, by the clock of whoever wrote it; an offset tells how that differs from UTC. */
interface When {
  readonly from: number;
  readonly until: number;
}

/** "About": what was typed without seconds may be off by this. */
const ABOUT = 2 * HOUR;

/**
 * The day, or the time of a day, that a text names; undefined where it names none.
 * @param now ms since 1970-01-01 by the local clock, for "yesterday" and dates without a year
 */
export function whenOf(text: string, now: number): { readonly when: When; readonly rest: string } | undefined {
  let rest = text;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const match = pattern.exec(rest);
    if (match !== null) rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`;
    return match;
  };
  const day = dayOf(take, now);
  const time = timeOf(take);
  if (day === undefined && time === undefined) return undefined;
  const midnight = day ?? Math.floor(now / DAY) * DAY;
  if (time === undefined) return { when: { from: midnight, until: midnight + DAY - 1 }, rest };
  return { when: { from: midnight + time - ABOUT, until: midnight + time + ABOUT }, rest };
}

type Taker = (pattern: RegExp) => RegExpExecArray | null;

function dayOf(take: Taker, now: number): number | undefined {
  const today = Math.floor(now / DAY) * DAY;
  let m = take(/(?<!\d)(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)日?/);
  if (m !== null) return midnight(Number(m[1]), Number(m[2]), Number(m[3]));
  m = take(/(?<!\d)(\d{1,2})[ /-]([A-Za-z]{3})[a-z]{0,6}[ /-](\d{4})(?!\d)/);
  if (m !== null) return midnight(Number(m[3]), monthOf(m[2]!), Number(m[1]));
  m = take(/\b([A-Za-z]{3})[a-z]{0,6} (\d{1,2}),? (\d{4})(?!\d)/);
  if (m !== null) return midnight(Number(m[3]), monthOf(m[1]!), Number(m[2]));
  m = take(/(?<!\d)(\d{1,2})[/月](\d{1,2})(?!\d)日?/);
  if (m !== null) return latest(Number(m[1]), Number(m[2]), now);
  m = take(/(?<![\w@.])(\d{2})(\d{2})(\d{2})(?:_\d{2})?(?:\.log)?(?![\w@])/);
  if (m !== null) return midnight(2000 + Number(m[1]), Number(m[2]), Number(m[3]));
  m = take(/\b(today|yesterday)\b|今日|本日|昨日|一昨日|おととい/i);
  if (m === null) return undefined;
  if (/yesterday|^昨日/i.test(m[0])) return today - DAY;
  return /一昨日|おととい/.test(m[0]) ? today - 2 * DAY : today;
}

/** Ms of the day. */
function timeOf(take: Taker): number | undefined {
  const m =
    take(/(?<!\d|\d:)(午前|午後)?(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([ap])m\b)?(?![\d:])/i) ??
    take(/(?<!\d)(午前|午後)?(\d{1,2})時(?:(\d{1,2})分)?()()(?:頃|ごろ)?/);
  if (m === null) return undefined;
  const half = m[1] === '午後' || m[5]?.toLowerCase() === 'p';
  const [hour, minute] = [Number(m[2]), Number(m[3] ?? 0)];
  if (hour > 23 || minute > 59) return undefined;
  return ((half && hour < 12 ? hour + 12 : hour) * 60 + minute) * 60_000;
}

const monthOf = (name: string): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;

function midnight(year: number, month: number, day: number): number | undefined {
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time : undefined;
}

/** The last such date that is not in the future. */
function latest(month: number, day: number, now: number): number | undefined {
  const year = new Date(now).getUTCFullYear();
  const time = midnight(year, month, day);
  return time !== undefined && time > now + DAY ? midnight(year - 1, month, day) : time;
}

/**
 * The moment of a mail date (RFC 5322 §3.3): ms since 1970-01-01 by the clock of its own zone; undefined where it is none.
 */
export function mailDate(text: string): number | undefined {
  const m = /(?<!\d)(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2})(?::(\d{2}))?/.exec(text);
  if (m === null) return undefined;
  const day = midnight(Number(m[3]), monthOf(m[2]!), Number(m[1]));
  if (day === undefined) return undefined;
  return day + (Number(m[4]) * 3600 + Number(m[5]) * 60 + Number(m[6] ?? 0)) * 1000;
}
