import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { change, FILES, longLog, smallLog } from '../logs/arbitraries.ts';
import { sessionLog } from './arbitraries.ts';
import { attemptsIn, sameAttemptsAfterChanges, sameAttemptsInChunks } from './laws.ts';

const log = fc.oneof(smallLog, longLog, sessionLog);

describe('the attempts of any log', () => {
  it('are the same after any changes as from scratch', () => {
    fc.assert(fc.property(log, fc.array(change, { minLength: 1, maxLength: 4 }), sameAttemptsAfterChanges), {
      numRuns: 600,
    });
  });

  it('are the same in chunks cut anywhere', () => {
    fc.assert(fc.property(log, fc.array(fc.nat(3000), { minLength: 1, maxLength: 8 }), sameAttemptsInChunks), {
      numRuns: 600,
    });
  });

  it('of a log whose ids are placeholders are none, from scratch and after a change', () => {
    const text = '[] SendMailMess:\r\n[] SendMailMess:\r\n600 [] SendMailMess:\r\n250 ok\r\n';
    const bytes = new TextEncoder().encode(text);
    sameAttemptsAfterChanges(new Uint8Array(0), [
      { append: false, from: [0, 0], length: 0, bytes },
      { append: true, from: [0, 0], length: 0, bytes },
    ]);
    assert.equal(attemptsIn(bytes).size, 0);
  });

  it('of each recorded log are the same in small chunks', () => {
    for (const [path, bytes] of FILES) {
      if (path.includes('/senderlog/') && bytes.length < 200_000) sameAttemptsInChunks(bytes, [0, 16, 1000, 77]);
    }
  });
});
