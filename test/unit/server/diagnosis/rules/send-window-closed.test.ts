import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, findingsOf, refusedAt } from '../../../../support/log-text.ts';

const pass = (time: string, id: string, count: number): string => `
[${time}:001] [${id}] [example.com] GetTryServer:()
[${time}:001] [${id}] [example.com] GetTryServer:(ltime(${13_440_000_000 + 120 * count})-otime(13440000000))/240=(${count})
[${time}:001] [${id}] [example.com] GetTryServer:()`;
const passes = (id: string, times: readonly string[]): string => times.map((time, i) => pass(time, id, i)).join('');

describe('send-window-closed', () => {
  it('pass after pass, and never a connection', () => {
    const senderlog = passes('B0000312001', ['22:00:00', '22:02:00', '22:04:00', '22:06:00']);
    assert.deepEqual(findingsOf({ senderlog }), ['warning send-window-closed B0000312001']);
  });

  it('in an excerpt without stamps, by the times in the lines themselves', () => {
    const senderlog = passes('B0000312001', ['22:00:00', '22:02:00', '22:04:00']).replace(/\[[\d:]+\] /g, '');
    assert.deepEqual(findingsOf({ senderlog }), ['warning send-window-closed B0000312001']);
  });

  it('a mail on retry that waits longer than any gap of the schedule', () => {
    const senderlog = passes('B0000312001-R0001', ['01:00:00', '03:00:00', '06:00:00']);
    assert.deepEqual(findingsOf({ senderlog }), ['warning send-window-closed B0000312001-R0001']);
  });

  it('not: a mail on retry that waits for its turn', () => {
    const senderlog = passes('B0000312001-R0001', ['01:00:00', '01:02:00', '01:04:00']);
    assert.deepEqual(findingsOf({ senderlog }), []);
  });

  it('not: skipped passes after an attempt, whose reason counts', () => {
    const failed = refusedAt('rcpt', '450 4.2.0 Greylisted', { at: '09:00:00' });
    const senderlog = failed + passes('B0000312001', ['09:02:00', '09:04:00']).slice(1);
    assert.deepEqual(findingsOf({ senderlog }), ['warning greylisted B0000312001']);
  });

  it('not: the window opened and the mail was accepted', () => {
    const senderlog = `${passes('B0000312001', ['05:56:00', '05:58:00']).slice(1)}\n${accepted({ at: '06:00:00' })}`;
    assert.deepEqual(findingsOf({ senderlog }), []);
  });

  it('not: one pass alone', () => {
    assert.deepEqual(findingsOf({ senderlog: pass('22:00:00', 'B0000312001', 0) }), []);
  });
});
