import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Connect, Connects, type Stretch } from '../../../../server/src/diagnosis/blocked-port.ts';

/** `a+ b- …`: connects in order, one a minute; `+` somebody was there, `-` silence for 21 s. */
function connects(text: string): Connects {
  const all = new Connects();
  for (const [i, word] of text.split(' ').entries()) {
    const up = word.endsWith('+');
    all.add({ time: i * 60_000, end: i * 60_000 + (up ? 1000 : 21_000), host: word.slice(0, -1), up });
  }
  return all;
}

describe('blocked port 25', () => {
  for (const [text, expected, why] of [
    ['a+ b+ c+ a- b- c- a- a+', [[3, 6]], 'three receivers that answer otherwise are silent together'],
    ['a+ a- d- e- a+', [[1, 3]], 'one of them is known to answer'],
    ['a- b- c-', [[0, 2]], 'nobody ever answered: nothing speaks for the hosts'],
    ['a+ x- y- z- x- y- z- a+', [], 'a quiet night with three dead receivers'],
    ['a+ a- b- a- b- a+', [], 'two receivers are too few'],
    ['a+ b+ a- x- b+ y- a- b+', [], 'somebody answered in between'],
    [
      'a+ b+ a- b- c- a+ b- a- c- a+',
      [
        [2, 4],
        [6, 8],
      ],
      'twice',
    ],
  ] as const) {
    it(`${text}: ${why}`, () => {
      const found = connects(text)
        .stretches()
        .map(s => [s.since / 60_000, (s.until - 21_000) / 60_000]);
      assert.deepEqual(found, expected);
    });
  }

  it('whatever the order in which the attempts are taken, at the same moment too', () => {
    const connect = fc.record({
      time: fc.nat(12),
      end: fc.constant(20),
      host: fc.constantFrom('a', 'b', 'c', 'd'),
      up: fc.boolean(),
    });
    const stretches = (all: readonly Connect[]): Stretch[] => {
      const connects = new Connects();
      for (const c of all) connects.add(c);
      return connects.stretches();
    };
    const orders = fc.array(connect, { maxLength: 20 }).chain(all => {
      const { length } = all;
      return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: length, maxLength: length }));
    });
    fc.assert(fc.property(orders, ([all, shuffled]) => assert.deepEqual(stretches(shuffled), stretches(all))));
  });
});
