import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, brokenAt, findingsOf } from '../../../../support/log-text.ts';

const own = (code: string): string[] => [
  `451 Requested action aborted: error in processing. (code=${code})`,
  `SendMailMess:451 Requested action aborted: error in processing.(code=${code})`,
  'SendMailMess:QUIT',
];
const connected = ['ConnectHost():SSL_CTX_new() = 13576624'];

describe('tls-flag-leak', () => {
  it('TLS at connect towards a port 25, closed without a greeting, in a build without raw replies', () => {
    const senderlog = brokenAt('greeting', own('0/0'), { connected });
    assert.deepEqual(findingsOf({ senderlog }), ['warning tls-flag-leak B0000312001']);
  });

  it('a line of another thread in between', () => {
    const senderlog = brokenAt('greeting', ['[B0000312900] [example.net] GetTryServer:()', ...own('0/0')], {
      connected,
    });
    assert.deepEqual(findingsOf({ senderlog }), ['warning tls-flag-leak B0000312001']);
  });

  it('not: closed without TLS', () => {
    const senderlog = brokenAt('greeting', own('0/0'));
    assert.deepEqual(findingsOf({ senderlog }), ['warning silence-or-close-0-0 B0000312001']);
  });

  it('not: a time-out, or closed later', () => {
    const late = brokenAt('rcpt', own('0/0'), { connected });
    assert.deepEqual(findingsOf({ senderlog: late }), ['warning silence-or-close-0-0 B0000312001']);
    const silent = brokenAt('greeting', own('10054/ffffffff'), { connected });
    assert.deepEqual(findingsOf({ senderlog: silent }), ['warning reset-while-reading B0000312001']);
  });

  it('not: TLS at connect that works', () => {
    assert.deepEqual(findingsOf({ senderlog: accepted({ connected, host: 'relay.example.jp' }) }), []);
  });
});
