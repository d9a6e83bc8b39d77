import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, findingsOf, refusedAt, unconnected } from '../../../../support/log-text.ts';

/** With the route that the long output names before the connection. */
const routed = (log: string, route: string): string =>
  log.replace(/\[[^\n]*\] (\[B\S+\]) ConnectHost\(/, `$1 GetSMTPServer = SMTP ${route}\n$&`);
const cache = 'MX Chash(example.com=old.example.com)';
const host = 'old.example.com';
const failed = (code: number): string[] => [`ConnectHost: winsock connect failed. (socket error code=${code})`];

describe('mx-stale', () => {
  for (const code of [10060, 10061, 110]) {
    it(`the cached host cannot be reached (${code})`, () => {
      const senderlog = routed(unconnected(failed(code), { host }), cache);
      assert.deepEqual(findingsOf({ senderlog }), ['warning mx-stale B0000312001']);
    });
  }

  it('the cached host does not take mail for that domain any more', () => {
    const senderlog = routed(refusedAt('rcpt', '554 5.7.1 <hanako@example.com>: Relay access denied', { host }), cache);
    assert.deepEqual(findingsOf({ senderlog }), ['warning mx-stale B0000312001']);
  });

  it('the next look-up leads elsewhere, and there the mail is accepted: to know, no more', () => {
    const first = routed(unconnected(failed(10060), { host }), cache);
    const second = routed(
      accepted({ id: 'B0000312001-R0001', at: '10:02:00', host: 'new.example.com' }),
      'Search MX Recode',
    );
    assert.deepEqual(findingsOf({ senderlog: first + second }), ['information mx-stale B0000312001-R0001']);
  });

  it('not: a look-up names the same host', () => {
    const first = routed(unconnected(failed(10060), { host }), 'Search MX Recode');
    const second = routed(unconnected(failed(10060), { host, at: '10:04:00' }), cache);
    assert.deepEqual(findingsOf({ senderlog: first + second }), ['warning connect-timeout B0000312001']);
  });

  it('not: no cache in play, or another refusal', () => {
    assert.deepEqual(findingsOf({ senderlog: unconnected(failed(10060), { host }) }), [
      'warning connect-timeout B0000312001',
    ]);
    const refused = routed(refusedAt('rcpt', '550 5.1.1 User unknown', { host }), cache);
    assert.deepEqual(findingsOf({ senderlog: refused }), ['warning user-unknown B0000312001']);
  });
});
