import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failLine, findingsOf, unconnected } from '../../../../support/log-text.ts';

const givenUp = (id: string, age: number): string => `
  [09:00:00:001] [${id}] [example.com] GetTryServer:()
  [09:00:00:001] [${id}] [example.com] GetTryServer:(ltime(${13_440_000_000 + age})-otime(13440000000))/240=(${Math.floor(age / 120)})
  [09:00:00:001] [${id}] [example.com] GetTryServer:()
  [09:00:00:002] [${id}] [001]:ReturnMail Start:RCPT To=taro@example.jp
  [09:00:00:003] [${id}] [001]:ReturnMail Completed.`;
const faillog = failLine('Unable to deliver to destination domain');

describe('queue-expired', () => {
  it('given up at its first pass, 30 hours old, without a connection', () => {
    const senderlog = givenUp('B0000312001', 30 * 3600);
    assert.deepEqual(findingsOf({ senderlog }), ['error queue-expired B0000312001']);
    assert.deepEqual(findingsOf({ senderlog, faillog }), ['error queue-expired B0000312001']);
  });

  it('not: put on retry before, the attempts are in a file that is not at hand', () => {
    const senderlog = givenUp('B0000312001-R0001', 30 * 3600);
    assert.deepEqual(findingsOf({ senderlog, faillog }), ['error undeliverable-unspecified B0000312001-R0001']);
  });

  it('not: given up young', () => {
    const senderlog = givenUp('B0000312001', 0);
    assert.deepEqual(findingsOf({ senderlog, faillog }), ['error undeliverable-unspecified B0000312001']);
  });

  it('not: the faillog has another reason', () => {
    const reason = failLine('550 5.1.1 User unknown');
    const senderlog = givenUp('B0000312001', 30 * 3600);
    assert.deepEqual(findingsOf({ senderlog, faillog: reason }), ['error user-unknown B0000312001']);
  });

  it('not: attempts before', () => {
    const tried = unconnected(['ConnectHost: winsock connect failed. (socket error code=10061)'], { at: '08:00:00' });
    const senderlog = tried + givenUp('B0000312001', 3 * 3600).replaceAll('\n  ', '\n');
    assert.deepEqual(findingsOf({ senderlog }), ['error connect-refused B0000312001']);
  });
});
