import { HOUR } from '../logs/units.ts';
/**
 * When E-Post tries again and when it gives up (format reference §6.2). Everything here is computed: what the log shows of the
 * interval and of the rule wins over the settings that are handed in.
 */

/** The retry settings of the mail server. */
export interface RetrySettings {
  /** Seconds between two scans of the queue (`Timeout`). */
  readonly retryInterval: number;
  /** Intervals after which a 5xx is final (`SendRefusalTime`). */
  readonly rejectRetries: number;
  /** Hours for 4xx replies (`SendMaxRetryTime`). */
  readonly temporaryPeriod: number;
  /** Hours without an answer; the age at which every message is given up (`SendOtherTime`). */
  readonly noAnswerPeriod: number;
  readonly retryRule: RetryRule;
}

export type RetryRule = 'growing' | 'constant';

export const DEFAULT_RETRY: RetrySettings = {
  retryInterval: 120,
  rejectRetries: 9,
  temporaryPeriod: 8,
  noAnswerPeriod: 24,
  retryRule: 'growing',
};

/** Scans of the queue at which there is an attempt when the gaps grow, in intervals; the pattern begins anew after 240. */
const GROWING: readonly number[] = [0, 2, 5, 6, 14, 15, 29, 30, 59, 60, 119, 120, 239, 240];
const ROUND = 240;

/** How the last attempt ended, as far as the retry rules distinguish it. */
export type Ending = 'refused' | 'temporary' | 'no-answer' | 'final';

/** One attempt as the log shows it; undefined what no line before it tells. */
export interface SeenAttempt {
  /** Ms, any clock that all attempts share. */
  readonly time: number;
  /** Age of the message in seconds. */
  readonly age: number | undefined;
  /** `K` of the retry line: whole intervals of age. */
  readonly count: number | undefined;
  /** `N` of the retry line. */
  readonly limit: number | undefined;
}

/** Computed, all of it. */
export interface Forecast {
  /** Number of the next attempt, from 1. */
  readonly attempt: number;
  /** Ms by the clock of the attempts; undefined where no further attempt is expected. */
  readonly next: number | undefined;
  /** Ms by the same clock: when it gives up if nothing changes. */
  readonly givesUp: number;
  /** Seconds between two scans of the queue. */
  readonly interval: number;
  readonly rule: RetryRule;
  /** What of it the log shows; the rest is from the settings. */
  readonly shown: { readonly interval: boolean; readonly rule: boolean };
}

/** What is to be expected after the last of these attempts of one delivery (all its `-R` ids); undefined where nothing dates them. */
export function forecast(
  attempts: readonly SeenAttempt[],
  ending: Ending,
  settings: RetrySettings = DEFAULT_RETRY,
): Forecast | undefined {
  const last = attempts.at(-1);
  if (last === undefined || last.time < 0) return undefined;
  const shownInterval = intervalOf(attempts, settings);
  const interval = shownInterval ?? settings.retryInterval;
  if (!(interval > 0)) return undefined;
  const queued = last.time - (last.age ?? 0) * 1000;
  const counts = attempts.map(a => a.count ?? Math.floor((a.time - queued) / 1000 / interval));
  const shownRule = ruleOf(counts);
  const rule = shownRule ?? settings.retryRule;
  const shift = shiftOf(counts, rule);
  const done = Math.max(0, counts.at(-1)! - shift);
  const at = (tries: number): number => queued + (tries + shift) * interval * 1000;
  const shown = { interval: shownInterval !== undefined, rule: shownRule !== undefined };
  const told = { attempt: attempts.length + 1, interval, rule, shown };
  if (ending === 'final') return { ...told, next: undefined, givesUp: last.time };
  const end = endOf(ending, last.limit, interval, settings);
  const oldest = queued + settings.noAnswerPeriod * HOUR;
  const givesUp = Math.max(last.time, Math.min(at(end), oldest));
  // The second attempt follows the first at once, in the same pass over the queue.
  const tries = attempts.length === 1 && done === 0 ? 0 : Math.min(nextTry(done, rule), end);
  const next = Math.max(last.time, at(tries));
  const over = done >= end || next > oldest || (next >= givesUp && ending === 'no-answer');
  return { ...told, next: over ? undefined : next, givesUp };
}

/** The intervals of age at which it is over. */
function endOf(ending: Ending, limit: number | undefined, interval: number, s: RetrySettings): number {
  if (ending === 'refused') return s.rejectRetries;
  if (ending === 'temporary') return limit ?? Math.floor((s.temporaryPeriod * 3600) / interval);
  return Math.ceil((s.noAnswerPeriod * 3600) / interval);
}

/** The scan after `done` at which there is an attempt, counted in intervals from the first attempt. */
export function nextTry(done: number, rule: RetryRule): number {
  if (rule === 'constant') return done + 1;
  const round = Math.floor(done / ROUND) * ROUND;
  return round + (GROWING.find(n => n > done - round) ?? ROUND);
}

/** Seconds of an interval, from the ages and counts that the log shows: K is the age divided by it, rounded down (C1). */
function intervalOf(attempts: readonly SeenAttempt[], settings: RetrySettings): number | undefined {
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let limit: number | undefined;
  for (const { age, count, limit: n } of attempts) {
    if (n !== undefined && n > 0) limit = n;
    if (age === undefined || count === undefined) continue;
    low = Math.max(low, age / (count + 1));
    if (count > 0) high = Math.min(high, age / count);
  }
  const fits = (s: number): boolean => s > low && s <= high;
  // The period divided by N is exact where it fits what is seen.
  const exact = limit === undefined ? undefined : Math.round((settings.temporaryPeriod * 3600) / limit);
  if (exact !== undefined && exact > 0 && fits(exact) && high < Number.POSITIVE_INFINITY) return exact;
  if (fits(settings.retryInterval)) return high < Number.POSITIVE_INFINITY ? settings.retryInterval : undefined;
  if (high === Number.POSITIVE_INFINITY || high <= low) return undefined;
  const tens = Math.floor(high / 10) * 10;
  return tens > low ? tens : Math.floor(high);
}

/** The rule that the counts of the attempts show; undefined where both fit. */
function ruleOf(counts: readonly number[]): RetryRule | undefined {
  if (counts.length < 3) return undefined;
  const growing = fitsGrowing(counts, 0) || fitsGrowing(counts, 1);
  let constant = true;
  for (let i = 1; i < counts.length; i++) if (counts[i]! - counts[i - 1]! > 1) constant = false;
  if (growing === constant) return undefined;
  return growing ? 'growing' : 'constant';
}

const fitsGrowing = (counts: readonly number[], shift: number): boolean =>
  counts.every(k => k === 0 || GROWING.includes((k - shift) % ROUND));

/** An entry whose second attempt missed the pass of the first has its whole schedule later by that much. */
function shiftOf(counts: readonly number[], rule: RetryRule): number {
  // With a constant interval the end stays where it was: one attempt fewer (observed).
  if (rule === 'constant') return 0;
  if (counts[0] === 0 && counts[1] === 1) return 1;
  return fitsGrowing(counts, 0) || !fitsGrowing(counts, 1) ? 0 : 1;
}
