/** The laws that hold for any bytes; the properties beside the lexers try them, and in far larger numbers the fuzz test. */

import assert from 'node:assert/strict';
import type { LogName } from '../../../../server/src/logs/detect.ts';
import { IdTable } from '../../../../server/src/logs/ids.ts';
import { Log } from '../../../../server/src/logs/log.ts';
import { Block } from '../../../../server/src/text/block.ts';
import { TextStore } from '../../../../server/src/text/store.ts';
import type { Change } from './arbitraries.ts';
import { assertWhole, lex, type Row, rowsOf } from './notation.ts';

/** Nothing is lost, nothing is read twice, whatever the bytes are. */
export function nothingLost(name: LogName, bytes: Uint8Array): void {
  assertWhole(bytes, rowsOf(lex(name, bytes)), name);
}

/** Cut into blocks at any line ends, the text reads as in one piece. */
export function sameInBlocks(name: LogName, bytes: Uint8Array, cuts: readonly number[]): void {
  const ends = new Set(cuts.map(cut => bytes.indexOf(10, cut % (bytes.length + 1)) + 1).filter(end => end > 0));
  const blocks: Block[] = [];
  let start = 0;
  for (const end of [...ends, bytes.length].sort((a, b) => a - b)) {
    if (end > start) blocks.push(new Block(bytes.subarray(start, end)));
    start = end;
  }
  const whole = new Log(name, new TextStore(bytes.length > 0 ? [new Block(bytes)] : []), new IdTable());
  same(rowsOf(new Log(name, new TextStore(blocks), new IdTable())), rowsOf(whole));
}

/** After changes anywhere, a log that followed them equals one that is built from what the text is then. */
export function sameAfterChanges(name: LogName, bytes: Uint8Array, changes: readonly Change[]): void {
  const store = TextStore.fromBytes(bytes);
  const log = new Log(name, store, new IdTable());
  for (const change of changes) {
    if (change.append) log.update(store.append(change.bytes));
    else {
      const at = placeIn(store, change.from);
      const end = placeIn(store, change.from, change.length);
      log.update(store.edit(store.positionAt(at), store.positionAt(end), new TextDecoder().decode(change.bytes)));
    }
    const now = store.toBytes();
    const rows = rowsOf(log);
    same(rows, rowsOf(lex(name, now)));
    assert.equal(log.blocks.length, store.blocks.length);
    let n = 0;
    log.blocks.forEach((block, i) => {
      assert.equal(block.index, i);
      assert.equal(block.text, store.blocks[i]);
      assert.equal(block.entry, i === 0 ? 0 : log.blocks[i - 1]!.exit);
      for (let row = 0; row < block.records.count; row++) {
        const expected = rows[n++]!;
        // Counting the lines of a long log is work; some rows are enough.
        if (row < 2) assert.equal(log.fileLine({ block, row }), expected.fileLine);
        assert.deepEqual(log.recordAt(i, block.records.offset(row)), { block, row });
      }
    });
  }
}

export function placeIn(store: TextStore, [blockSeed, offsetSeed]: readonly [number, number], further = 0) {
  const blocks = store.blocks;
  if (blocks.length === 0) return { block: 0, offset: 0 };
  let block = blockSeed % blocks.length;
  let offset = (offsetSeed % (blocks[block]!.bytes.length + 1)) + further;
  while (block + 1 < blocks.length && offset > blocks[block]!.bytes.length) offset -= blocks[block++]!.bytes.length;
  return { block, offset: Math.min(offset, blocks[block]!.bytes.length) };
}

function same(actual: readonly Row[], expected: readonly Row[]): void {
  for (let i = 0; i < Math.max(actual.length, expected.length); i++) {
    const [a, e] = [actual[i], expected[i]];
    if (a === undefined || e === undefined || KEYS.some(key => a[key] !== e[key]))
      assert.deepEqual(a, e, `record ${i}`);
  }
}

const KEYS = ['kind', 'code', 'id', 'flags', 'stamp', 'start', 'end', 'payload', 'fileLine'] as const;

/** More empty lines than a shared page holds: behind them the module of usual lines reads nothing. */
const PAGE = 70_000;

/** What the module of usual lines reads is what the lexer alone reads. */
export function sameUnderAnyLexer(bytes: Uint8Array): void {
  const behind = (lines: number): Row[] => {
    const one = new Uint8Array(lines + bytes.length).fill(10);
    one.set(bytes, lines);
    const log = new Log('senderlog', new TextStore([new Block(one)]), new IdTable());
    return rowsOf(log).map(row => ({
      ...row,
      start: row.start - lines,
      end: row.end - lines,
      payload: row.payload - lines,
      fileLine: row.fileLine - lines,
    }));
  };
  same(behind(1), behind(PAGE));
}
