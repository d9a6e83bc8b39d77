import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type LogName, logOfContent } from '../../../../server/src/logs/detect.ts';
import { IdTable } from '../../../../server/src/logs/ids.ts';
import { Log } from '../../../../server/src/logs/log.ts';
import { TextStore } from '../../../../server/src/text/store.ts';
import { change, FILES, longLog, smallLog } from './arbitraries.ts';
import { nothingLost, sameAfterChanges, sameInBlocks } from './laws.ts';
import { bytesOf, rowsOf } from './notation.ts';

const name = fc.constantFrom<LogName>('senderlog', 'faillog');
const cuts = fc.array(fc.nat(100_000), { maxLength: 12 });

describe('any bytes', () => {
  it('give records that ascend, do not overlap and cover all but the line ends', () => {
    fc.assert(fc.property(name, fc.oneof(fc.uint8Array(), smallLog), nothingLost), { numRuns: 2000 });
    fc.assert(fc.property(name, longLog, nothingLost), { numRuns: 100 });
  });

  it('read the same block by block and in one piece', () => {
    fc.assert(fc.property(name, fc.oneof(smallLog, longLog), cuts, sameInBlocks), { numRuns: 1000 });
  });

  it('read the same after any changes as from scratch', () => {
    const log = fc.oneof(smallLog, longLog);
    fc.assert(fc.property(name, log, fc.array(change, { maxLength: 5 }), sameAfterChanges), { numRuns: 400 });
  });

  it('can be asked which log they are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), smallLog), bytes => {
        logOfContent(bytes);
      }),
      { numRuns: 500 },
    );
  });
});

describe('Log', () => {
  const line = (n: number) => `[13:10:35:001] [B${String(n).padStart(10, '0')}] SendMailMess:QUIT\r\r\n`;
  const build = (text: string) => {
    const store = TextStore.fromBytes(bytesOf(text));
    return { store, log: new Log('senderlog', store, new IdTable()) };
  };

  it('follows every recorded log as it was written, however its chunks are cut', () => {
    for (const [path, bytes] of FILES) {
      if (!path.includes('/senderlog/') || bytes.length > 100_000) continue;
      const { store, log } = build('');
      for (let at = 0, size = 1; at < bytes.length; at += size, size = ((size * 7) % 997) + 1) {
        log.update(store.append(bytes.subarray(at, Math.min(bytes.length, at + size))));
      }
      const whole = new Log('senderlog', TextStore.fromBytes(bytes), new IdTable());
      assert.deepEqual(rowsOf(log), rowsOf(whole), path);
    }
  });

  it('lexes again only what a change reaches', () => {
    const { store, log } = build(Array.from({ length: 5000 }, (_, i) => line(i)).join(''));
    const before = [...log.blocks];
    assert.ok(before.length > 10);
    const splice = log.update(store.edit({ line: 3000, character: 0 }, { line: 3000, character: 0 }, line(9999)));
    assert.ok(splice.inserted <= 2, `${splice.inserted} blocks`);
    assert.equal(log.blocks.filter(block => before.includes(block)).length, before.length - splice.removed);
  });

  it('goes on until the state at a block’s end is the one its successor was entered with', () => {
    const text = `[B0000000001] SendMailMess:250 ok\n${'no record by itself\n'.repeat(4000)}${line(1)}${line(2).repeat(1000)}`;
    const { store, log } = build(text);
    const kinds = () => [...new Set(rowsOf(log).map(row => row.kind))];
    assert.deepEqual(kinds(), ['reply', 'continuation', 'command']);
    const count = log.blocks.length;
    const splice = log.update(store.edit({ line: 0, character: 27 }, { line: 0, character: 33 }, 'QUIT'));
    assert.deepEqual(kinds(), ['command', 'unknown']);
    assert.ok(splice.inserted > 4 && splice.inserted < count, `${splice.inserted} of ${count} blocks`);
  });

  it('finds the record that holds a place, and its line in the file', () => {
    const { log } = build(`\r\n${line(1)}${line(2)}`);
    assert.equal(log.recordAt(0, 0), undefined);
    const first = log.recordAt(0, 20)!;
    assert.equal(log.ids.text(first.block.records.id(first.row)), 'B0000000001');
    assert.equal(log.fileLine(first), 2);
    const second = log.recordAt(0, 2 + line(1).length)!;
    assert.equal(log.ids.text(second.block.records.id(second.row)), 'B0000000002');
    assert.equal(log.fileLine(second), 3);
    assert.equal(log.recordAt(1, 0), undefined);
  });
});
