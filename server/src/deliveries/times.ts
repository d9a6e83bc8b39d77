import { DAY } from '../logs/units.ts';
import type { Attempt } from './attempt.ts';
import type { Delivery } from './delivery.ts';

/** Times of deliveries as people and programs read them, and what of them was computed. */

/** Seconds from 1601-01-01 to 1970-01-01, both UTC: the epoch of `ltime` (format reference §1.4). */
export const EPOCH_1601 = 11_644_473_600;
const QUARTER = 900;
/** A time of the server's clock above this has a date (1973); below, it counts from some midnight. */
export const DATED = 1e11;

/** A point in time: ms since 1970-01-01 by the server's clock, and what is known of its offset. */
export interface Moment {
  readonly local: number;
  /** Seconds east of UTC; undefined where nothing tells it. */
  readonly offset: number | undefined;
  /** The date or the time itself was computed from the retry line, not written. */
  readonly derived: boolean;
}

/** What tells when an attempt was. */
export type Timed = Pick<Attempt, 'startTime' | 'endTime' | 'age'>;

/** Seconds east of UTC of the server's clock, from an attempt that follows a retry line at once; in steps of 15 minutes. */
export function offsetOf(a: Timed): number | undefined {
  if (a.age === undefined || a.startTime < 0) return undefined;
  const utc = a.age.now - EPOCH_1601;
  const difference = a.startTime / 1000 - utc;
  if (a.startTime >= DATED) {
    const offset = Math.round(difference / QUARTER) * QUARTER;
    return Math.abs(offset) <= 14 * 3600 ? offset : undefined;
  }
  return offsetByClock(difference);
}

/**
 * The same where only the times of the day can be compared.
 * @param difference seconds from UTC to the server's clock, give or take whole days
 */
export function offsetByClock(difference: number): number {
  let offset = Math.round((((difference % 86_400) + 86_400) % 86_400) / QUARTER) * QUARTER;
  if (offset > 14 * 3600) offset -= 86_400;
  return offset;
}

/** When an attempt's moment `time` was; undefined where neither the log nor its retry line has a date. */
export function momentOf(a: Timed, time: number, offset: number | undefined): Moment | undefined {
  if (time >= DATED) return { local: time, offset, derived: false };
  if (a.age === undefined) return undefined;
  const utc = (a.age.now - EPOCH_1601) * 1000;
  if (time < 0 || a.startTime < 0) return time === a.startTime ? { local: utc, offset: 0, derived: true } : undefined;
  const own = offsetOf(a)!;
  const day = Math.floor((utc + own * 1000) / DAY) * DAY;
  const begun = a.startTime % DAY;
  return { local: day + begun + (time - a.startTime), offset: own, derived: true };
}

/** When an attempt began. */
export const startOf = (a: Attempt): Moment | undefined => momentOf(a, a.startTime, offsetOf(a));

/** First and last moment of a delivery. */
export function spanOf(
  d: Delivery,
  offset: number | undefined,
): { start: Moment | undefined; end: Moment | undefined } {
  const first = d.tries[0]?.attempt;
  const last = d.tries.at(-1)?.attempt;
  const told = offsetIn(d.tries) ?? offset;
  let start = first && momentOf(first, first.startTime, told);
  let end = last && momentOf(last, last.endTime, told);
  if (d.giveUp !== undefined && d.giveUp.time >= DATED) {
    const moment = { local: d.giveUp.time, offset: told, derived: false };
    start ??= moment;
    if (end === undefined || end.local < moment.local) end = moment;
  }
  for (const note of d.notes) {
    if (note.time < 0) continue;
    const moment = { local: note.time, offset: told, derived: false };
    start ??= moment;
    // The companion logs count whole seconds.
    if (end === undefined || end.local < moment.local) end = moment;
  }
  return { start, end };
}

/** The offset that the attempts tell. */
function offsetIn(tries: readonly { readonly attempt: Timed }[]): number | undefined {
  for (const { attempt } of tries) {
    const offset = offsetOf(attempt);
    if (offset !== undefined) return offset;
  }
  return undefined;
}

/**
 * When a time of the server's clock was, which begins or ends an attempt of these deliveries or has a date of its own.
 * @param offset where no attempt tells it
 */
export function momentIn(
  deliveries: readonly { readonly tries: readonly { readonly attempt: Timed }[] }[],
  time: number,
  offset: number | undefined,
): Moment | undefined {
  for (const { tries } of deliveries) {
    const found = tries.find(({ attempt: a }) => a.startTime === time || a.endTime === time);
    if (found === undefined) continue;
    const told = offsetIn(tries) ?? offset;
    return momentOf(found.attempt, time, told);
  }
  if (time < DATED) return undefined;
  const tries = deliveries[0]?.tries ?? [];
  return {
    local: time,
    offset: offsetIn(tries) ?? offset,
    derived: false,
  };
}

/** RFC 3339; without an offset where none is known. */
export function rfc3339(m: Moment | undefined): string | null {
  if (m === undefined) return null;
  const text = dateTime(m.local, 'T');
  return text === undefined ? null : text + offsetText(m.offset);
}

/** `2026-11-24 04:06:17.193`, of ms since 1970-01-01; whole seconds without their fraction; undefined where there is no such date. */
export const dateTimeText = (ms: number): string | undefined => dateTime(ms, ' ');

function dateTime(at: number, between: 'T' | ' '): string | undefined {
  const date = dateText(Math.floor(at / DAY));
  if (date === undefined) return undefined;
  const ms = Math.floor(((at % DAY) + DAY) % DAY);
  const seconds = Math.floor(ms / 1000);
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = ms % 1000 === 0 ? '' : `.${String(ms % 1000).padStart(3, '0')}`;
  return `${date}${between}${time}${fraction}`;
}

/** The same as {@link dateTimeText} without any fraction. */
export const secondsText = (ms: number): string | undefined => dateTimeText(Math.floor(ms / 1000) * 1000);

/** `2026-11-24 13:06:17.193 +09:00`; '' where there is no such date. */
export function momentText(m: Moment): string {
  const text = dateTimeText(m.local) ?? '';
  return text === '' || m.offset === undefined ? text : `${text} ${offsetText(m.offset)}`;
}

/** The day told last: a log tells many times of the same day. */
let told = { day: Number.NaN, text: '' };

/** The date of a day since 1970-01-01; undefined where it is none that a date can have. */
function dateText(day: number): string | undefined {
  if (day !== told.day) {
    const date = new Date(day * DAY);
    if (Number.isNaN(date.getTime())) return undefined;
    told = { day, text: date.toISOString().slice(0, -14) };
  }
  return told.text;
}

const TWO: readonly string[] = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));
const two = (n: number): string => TWO[n] ?? String(n);

/** `+09:00`; '' where it is not known. */
export function offsetText(offset: number | undefined): string {
  if (offset === undefined) return '';
  const minutes = Math.abs(Math.round(offset / 60));
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
