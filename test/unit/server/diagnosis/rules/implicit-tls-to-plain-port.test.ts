import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brokenAt, findingsOf } from '../../../../support/log-text.ts';

const tls = 'ConnectHost():SSL_CTX_new() = 13576624';
const own = [
  '451 Requested action aborted: error in processing. (code=0/0)',
  'SendMailMess:451 Requested action aborted: error in processing.(code=0/0)',
  'SendMailMess:QUIT',
];

describe('implicit-tls-to-plain-port', () => {
  it('the mark of the TLS-flag leak in a build from 4.79 on, which writes raw replies', () => {
    const connected = [tls, 'ConnectHost():SSL_CTX_get_security_level() = 0', '140:get_reply():size=0:token='];
    const senderlog = brokenAt('greeting', own, { host: 'relay.example.jp', connected });
    assert.deepEqual(findingsOf({ senderlog }), ['warning implicit-tls-to-plain-port B0000312001']);
  });

  it('any build, where the long output names the gateway as the route', () => {
    const route = '[09:00:00:001] [B0000312001] GetSMTPServer = SMTP GateWay(relay.example.jp:587/SSL)\n';
    const senderlog = brokenAt('greeting', own, { host: 'relay.example.jp', connected: [tls] }).replace(
      /(?=\[[^\n]*ConnectHost\(relay)/,
      route,
    );
    assert.deepEqual(findingsOf({ senderlog }), ['warning implicit-tls-to-plain-port B0000312001']);
  });

  it('not: a build before 4.79, no gateway', () => {
    const senderlog = brokenAt('greeting', own, { connected: [tls] });
    assert.deepEqual(findingsOf({ senderlog }), ['warning tls-flag-leak B0000312001']);
  });

  it('not: without TLS', () => {
    const senderlog = brokenAt('greeting', own, { connected: ['140:get_reply():size=0:token='] });
    assert.deepEqual(findingsOf({ senderlog }), ['warning silence-or-close-0-0 B0000312001']);
  });
});
