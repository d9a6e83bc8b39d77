import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Families } from '../../../../server/src/deliveries/families.ts';
import { IdTable } from '../../../../server/src/logs/ids.ts';

/** The ids of each message, by base id, in the order of the messages' numbers. */
function told(families: Families, ids: IdTable): [string, string[]][] {
  families.meet();
  return Array.from({ length: families.size - 1 }, (_, i) => {
    const found: string[] = [];
    for (let id = families.first(i + 1); id !== 0; id = families.next(id)) {
      assert.equal(families.of(id), i + 1);
      found.push(ids.text(id));
    }
    assert.equal(families.find(found[0]!.slice(0, 11)), i + 1);
    return [ids.base(families.first(i + 1)), found];
  });
}

const id = fc
  .tuple(
    fc.oneof(fc.nat(20), fc.nat(9_999), fc.nat(9_999_999_999), fc.constant(9_999_999_999)),
    fc.constantFrom('', '', '-R0001', '-E001', '-M0000000a', '-C00000002-R0001'),
  )
  .map(([base, chain]) => `B${String(base).padStart(10, '0')}${chain}`);

describe('ids of one message', () => {
  it('are those with the same base id, in the order in which they were met, however many come at a time', () => {
    const law = (texts: readonly string[], step: number): void => {
      const ids = new IdTable();
      const families = new Families(ids);
      const expected = new Map<string, Set<string>>();
      for (const text of texts) {
        const bytes = new TextEncoder().encode(text);
        ids.intern(bytes, 0, bytes.length);
        if (ids.size % 5 === 0) families.meet(step);
        const base = text.slice(0, 11);
        expected.set(base, (expected.get(base) ?? new Set()).add(text));
      }
      assert.deepEqual(
        told(families, ids),
        Array.from(expected, ([base, all]) => [base, [...all]]),
      );
    };
    fc.assert(fc.property(fc.array(id, { maxLength: 600, size: 'max' }), fc.integer({ min: 1, max: 9 }), law), {
      numRuns: 100,
    });
  });

  it('are none of a base id that nobody met', () => {
    const ids = new IdTable();
    const families = new Families(ids);
    ids.intern(new TextEncoder().encode('B0000000001-R0001'), 0, 17);
    assert.equal(families.find('B0000000002'), 0);
    assert.equal(families.first(0), 0);
    assert.equal(ids.text(families.first(families.find('B0000000001'))), 'B0000000001-R0001');
  });
});
