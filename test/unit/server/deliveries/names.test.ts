import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Names } from '../../../../server/src/deliveries/names.ts';
import { pieceText } from '../../../../server/src/logs/bytes.ts';

describe('names that come again', () => {
  it('read as the text that stands there, however many are known', () => {
    const names = new Names();
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.string({ maxLength: 20 }).map(s => Buffer.from(s)),
    );
    fc.assert(
      fc.property(part, part, part, (before, name, behind) => {
        const bytes = Buffer.concat([before, name, behind]);
        const end = before.length + name.length;
        assert.equal(names.read(bytes, before.length, end), pieceText(bytes, before.length, end));
      }),
      { numRuns: 5000 },
    );
  });

  it('differ by any byte', () => {
    const names = new Names();
    const all = Array.from({ length: 3000 }, (_, n) => `mx${n % 30}.host${n}.example.jp`);
    const read = (name: string): string => names.read(Buffer.from(name), 0, name.length);
    assert.deepEqual(all.map(read), all);
    assert.deepEqual(all.map(read), all);
  });
});
