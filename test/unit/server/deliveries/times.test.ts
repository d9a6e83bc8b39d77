import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rfc3339 } from '../../../../server/src/deliveries/times.ts';

const at = (local: number, offset?: number): string | null => rfc3339({ local, offset, derived: false });

describe('a moment as RFC 3339', () => {
  it('has milliseconds where there are any, and the offset that is known', () => {
    assert.equal(at(Date.UTC(2026, 10, 24, 4, 5, 6)), '2026-11-24T04:05:06');
    assert.equal(at(Date.UTC(2026, 10, 24, 4, 5, 6, 7), 32_400), '2026-11-24T04:05:06.007+09:00');
    assert.equal(at(Date.UTC(2026, 10, 24, 23, 59, 59, 999), -12_600), '2026-11-24T23:59:59.999-03:30');
    assert.equal(at(Number.NaN), null);
    assert.equal(rfc3339(undefined), null);
  });

  it('tells what the platform tells', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e13, max: 4e12 }), local => {
        assert.equal(at(local), new Date(local).toISOString().slice(0, local % 1000 === 0 ? -5 : -1));
      }),
    );
  });
});
