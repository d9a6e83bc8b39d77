import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fileLineOf } from '../../../../server/src/deliveries/attempt.ts';
import { Ledger } from '../../../../server/src/deliveries/ledger.ts';
import { Names } from '../../../../server/src/deliveries/names.ts';
import { MAX_NOTE_LINE, type Note, noteOf } from '../../../../server/src/deliveries/notes.ts';
import { type LogName, logOfPath } from '../../../../server/src/logs/detect.ts';
import { IdTable } from '../../../../server/src/logs/ids.ts';
import { Log } from '../../../../server/src/logs/log.ts';
import { LogStream } from '../../../../server/src/logs/stream.ts';
import { TextStore } from '../../../../server/src/text/store.ts';
import { FILES, longLog, smallLog } from '../logs/arbitraries.ts';
import { companionLog } from './arbitraries.ts';

/** A note as plain values, the line of the file in place of where it stands. */
const plain = (note: Note) => ({ ...note, at: fileLineOf(note.at) });

type Told = Map<string, ReturnType<typeof plain>[]>;

/** By base id, each made while its text is at hand. */
function madeAtOnce(name: LogName, bytes: Uint8Array): Told {
  const log = new Log(name, TextStore.fromBytes(bytes), new IdTable());
  const names = new Names();
  const told: Told = new Map();
  for (const block of log.blocks) {
    for (let row = 0; row < block.records.count; row++) {
      const note = noteOf(block, row, names);
      if (note === undefined) continue;
      if (!told.has(note.base)) told.set(note.base, []);
      told.get(note.base)!.push(plain(note));
    }
  }
  return told;
}

/** The same from a ledger, asked when the log has been read in chunks and let go. */
function madeLater(name: LogName, bytes: Uint8Array, chunk: number): Told {
  const ledger = new Ledger(new IdTable(), false);
  const stream = new LogStream(name, ledger.ids);
  for (let at = 0; at < bytes.length; at += chunk) {
    // The memory of what was read is written over, as it may be.
    const copy = bytes.slice(at, at + chunk);
    for (const block of stream.push(copy)) ledger.addNotes(block);
  }
  for (const block of stream.end()) ledger.addNotes(block);
  stream.release();
  const told: Told = new Map();
  for (const { base, notes } of ledger.messages()) {
    told.set(base, notes.map(plain));
    assert.deepEqual(ledger.message(base).notes.map(plain), told.get(base));
  }
  return told;
}

const same = (name: LogName, bytes: Uint8Array, chunk: number): void =>
  assert.deepEqual(madeLater(name, bytes, chunk), madeAtOnce(name, bytes));

const names = fc.constantFrom<LogName>('faillog', 'outlog', 'outlocallog', 'inlog');

describe('notes that are made when they are asked for', () => {
  it('are those made while the log is read: recorded logs', () => {
    let logs = 0;
    for (const [path, bytes] of FILES) {
      const name = logOfPath(path);
      if (name === undefined || name === 'senderlog') continue;
      same(name, bytes, 1000);
      logs++;
    }
    assert.ok(logs > 40, `${logs} logs`);
  });

  it('are those made while the log is read: any logs', () => {
    const log = fc.oneof(companionLog, smallLog, longLog);
    fc.assert(fc.property(names, log, fc.integer({ min: 20, max: 5000 }), same), { numRuns: 500 });
  });

  it('are as far as a line of any length is read', () => {
    const line = (recipients: string) =>
      `B0000000001@h sent on [24/Nov/2026:13:06:18] to  mx from s@a to ${recipients}\n`;
    const long = `${'x'.repeat(5000)} `.repeat(200);
    const endless = 'y'.repeat(MAX_NOTE_LINE);
    const bytes = new TextEncoder().encode(line('r@a') + line(long) + line(endless) + line('q@a'));
    const told = madeLater('outlog', bytes, 1 << 20);
    const [first, second, third, fourth] = told.get('B0000000001')!;
    assert.deepEqual([first!.recipients, first!.at, fourth!.recipients, fourth!.at], [['r@a'], 1, ['q@a'], 4]);
    assert.deepEqual([second!.recipients.length, third!.recipients], [200, ['y'.repeat(1024)]]);
    assert.deepEqual(told, madeAtOnce('outlog', bytes));
  });

  it('are of no id that is not wanted', () => {
    const ids = new IdTable();
    const reading = {
      wants: (id: number) => ids.base(id) === 'B0000000002',
      enter: () => undefined,
      record: () => undefined,
    };
    const ledger = new Ledger(ids, false, reading);
    const stream = new LogStream('faillog', ids);
    const line = (id: string) => `${id}@h send fail on [24/Nov/2026:13:06:18] from s@a to r@b [550 no]\n`;
    const text = line('B0000000001') + line('B0000000002-R0001') + line('B0000000002');
    for (const block of stream.push(new TextEncoder().encode(text))) ledger.addNotes(block);
    assert.deepEqual(
      [...ledger.messages()].map(m => [m.base, m.notes.map(plain).map(n => n.at)]),
      [['B0000000002', [2, 3]]],
    );
  });
});
