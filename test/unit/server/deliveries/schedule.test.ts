import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  DEFAULT_RETRY,
  type Ending,
  forecast,
  nextTry,
  type RetrySettings,
  type SeenAttempt,
} from '../../../../server/src/deliveries/schedule.ts';

const seen = (interval: number, limit: number, counts: readonly number[]): SeenAttempt[] =>
  counts.map(count => ({ time: count * interval * 1000 + 500, age: count * interval + 0.5, count, limit }));

/** The counts at which the next attempt and the end are expected. */
function ahead(counts: readonly number[], ending: Ending, s: Partial<RetrySettings> = {}, interval = 120, limit = 240) {
  const f = forecast(seen(interval, limit, counts), ending, { ...DEFAULT_RETRY, ...s });
  const count = (ms: number | undefined) => (ms === undefined ? null : Math.floor(ms / 1000 / interval));
  return f && { next: count(f.next), end: count(f.givesUp), rule: f.rule, interval: f.interval };
}

/** Walks the forecast until it expects no attempt more. */
function schedule(ending: Ending, s: Partial<RetrySettings>, limit: number, from: readonly number[] = [0]): number[] {
  const counts = [...from];
  for (let i = 0; i < 100; i++) {
    const next = ahead(counts, ending, s, 120, limit)?.next;
    if (next === null || next === undefined) return counts;
    counts.push(next);
  }
  return counts;
}

describe('the forecast gives the schedules that were observed (format reference §6.2)', () => {
  it('550 with growing gaps: 6 attempts in 9 intervals', () => {
    assert.deepEqual(schedule('refused', {}, 240), [0, 0, 2, 5, 6, 9]);
  });
  it('550 with a constant interval: 11 attempts', () => {
    assert.deepEqual(schedule('refused', { retryRule: 'constant' }, 240), [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
  it('550 with a constant interval where the second attempt missed its pass: 10 attempts', () => {
    assert.equal(schedule('refused', { retryRule: 'constant' }, 240, [0, 1, 2]).length, 10);
  });
  it('4xx with a period of an hour, N = 30: the last attempt is the one that reaches the count', () => {
    assert.deepEqual(schedule('temporary', { temporaryPeriod: 1 }, 30), [0, 0, 2, 5, 6, 14, 15, 29, 30]);
  });
  it('growing gaps where the second attempt missed its pass: all is one interval later', () => {
    assert.deepEqual(schedule('temporary', {}, 240, [0, 1]).slice(0, 7), [0, 1, 3, 6, 7, 15, 16]);
  });
});

describe('what the log shows wins over the settings', () => {
  it('the interval, from age and count', () => {
    assert.equal(ahead([0, 0, 2, 5], 'temporary', { retryInterval: 600 }, 240, 120)?.interval, 240);
  });
  it('the rule, from the counts of the attempts', () => {
    assert.equal(ahead([0, 0, 1, 2], 'temporary')?.rule, 'constant');
    assert.equal(ahead([0, 0, 2, 5], 'temporary', { retryRule: 'constant' })?.rule, 'growing');
    assert.equal(ahead([0, 0], 'temporary', { retryRule: 'constant' })?.rule, 'constant');
  });
});

describe('the end', () => {
  it('no answer: at the age of 24 hours, without another connection', () => {
    assert.deepEqual(ahead([0, 0, 2], 'no-answer'), { next: 5, end: 720, rule: 'growing', interval: 120 });
    assert.equal(ahead([0, 0, 2], 'no-answer', { noAnswerPeriod: 0.1 })?.next, null);
  });
  it('the age ends every message, whatever the peer said', () => {
    assert.equal(ahead([0, 0, 2], 'temporary', { noAnswerPeriod: 1 })?.end, 30);
  });
  it('a body that was cut is not tried again', () => {
    assert.deepEqual(ahead([0], 'final')?.next, null);
  });
  it('nothing is forecast from nothing', () => {
    assert.equal(forecast([], 'refused'), undefined);
    assert.equal(forecast([{ time: -1, age: 1, count: 0, limit: 240 }], 'refused'), undefined);
  });
});

it('the growing gaps begin anew after 240 intervals', () => {
  assert.deepEqual(
    [0, 2, 239, 240, 242, 480].map(n => nextTry(n, 'growing')),
    [2, 5, 240, 242, 245, 482],
  );
});
