import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failLine, findingsOf, refusedAt, unconnected } from '../../../../support/log-text.ts';

const timedOut = ['ConnectHost: winsock connect failed. (socket error code=10060)'];
const R = 'B0000312001-R0001';
const faillog = failLine('Unable to deliver to destination domain');

describe('no-answer-24h', () => {
  it('no connection until the mail was 24 hours old', () => {
    const senderlog =
      unconnected(timedOut, { at: '00:00:30' }) +
      unconnected(timedOut, { at: '23:59:00', id: R, count: 719, givenUp: true });
    assert.deepEqual(findingsOf({ senderlog, faillog }), [`error no-answer-24h ${R}`]);
    assert.deepEqual(findingsOf({ senderlog }), [`error no-answer-24h ${R}`]);
  });

  it('a pasted excerpt without stamps: the age of the mail tells', () => {
    const senderlog =
      unconnected(timedOut, { at: '' }) + unconnected(timedOut, { at: '', id: R, count: 720, givenUp: true });
    assert.deepEqual(findingsOf({ senderlog, faillog }), [`error no-answer-24h ${R}`]);
  });

  it('given up at a pass of its own, the last attempt hours ago', () => {
    const giveUp = `[${R}] [example.com] GetTryServer:(ltime(13440086400)-otime(13440000000))/240=(720)
[${R}] [example.com] GetTryServer:()
[${R}] [001]:ReturnMail Start:RCPT To=taro@example.jp\n`;
    const senderlog = unconnected(timedOut, { at: '' }) + unconnected(timedOut, { at: '', id: R, count: 480 }) + giveUp;
    assert.deepEqual(findingsOf({ senderlog, faillog }), [`error no-answer-24h ${R}`]);
  });

  it('not: given up after minutes', () => {
    const senderlog =
      unconnected(timedOut, { at: '10:00:00' }) +
      unconnected(timedOut, { at: '10:10:00', id: R, count: 5, givenUp: true });
    assert.deepEqual(findingsOf({ senderlog, faillog }), [`error connect-timeout ${R}`]);
  });

  it('not: somebody answered in between', () => {
    const senderlog =
      refusedAt('rcpt', '550 5.1.1 User unknown', { at: '00:00:30' }) +
      unconnected(timedOut, { at: '23:59:00', id: R, count: 719, givenUp: true });
    assert.deepEqual(findingsOf({ senderlog, faillog }), [
      `error user-unknown ${R}`,
      `information faillog-mismatch ${R}`,
    ]);
  });

  it('not: still being retried', () => {
    const senderlog =
      unconnected(timedOut, { at: '00:00:30' }) + unconnected(timedOut, { at: '23:30:00', id: R, count: 705 });
    assert.deepEqual(findingsOf({ senderlog }), [`warning connect-timeout ${R}`]);
  });
});
