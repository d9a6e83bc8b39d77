import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, brokenAt, findingsOf, refusedAt } from '../../../../support/log-text.ts';

const served = (reply: string): string =>
  accepted().replace(
    /(\[[^\]]*\]) (\[B\d+\]) SendMailMess:(?=\S* ?250-)/,
    `$1 $2 SendMailMess:${reply}\n$1 $2 SendMailMess:HELO mail.example.jp\n$&`,
  );

describe('ehlo-rejected', () => {
  for (const reply of ['502 5.5.1 Command not implemented', '500 Syntax error, command unrecognized']) {
    it(`${reply.slice(0, 3)} to EHLO, accepted after HELO`, () => {
      assert.deepEqual(findingsOf({ senderlog: served(reply) }), ['information ehlo-rejected B0000312001']);
    });
  }

  it("not: E-Post's own 451, which is a closed connection", () => {
    const own = '451 Requested action aborted: error in processing.(code=0/0)';
    const senderlog = brokenAt('ehlo', [
      own.replace('.(', '. ('),
      `SendMailMess:${own}`,
      'SendMailMess:HELO mail.example.jp',
      `SendMailMess:${own}`,
      'SendMailMess:QUIT',
    ]);
    assert.deepEqual(findingsOf({ senderlog }), ['warning silence-or-close-0-0 B0000312001']);
  });

  it('not: HELO is refused as well', () => {
    const senderlog = refusedAt('ehlo', '504 5.5.2 <MAILSV>: Helo command rejected: need fully-qualified hostname', {
      name: 'MAILSV',
    });
    assert.deepEqual(findingsOf({ senderlog }), ['warning helo-not-fqdn B0000312001']);
  });

  it('not: the peer closes after refusing EHLO', () => {
    const own = 'SendMailMess:451 Requested action aborted: error in processing.(code=0/0)';
    const lines = [
      'SendMailMess:421 4.3.2 Service shutting down',
      'SendMailMess:HELO mail.example.jp',
      own,
      'SendMailMess:QUIT',
    ];
    assert.deepEqual(findingsOf({ senderlog: brokenAt('ehlo', lines) }), ['warning peer-busy-421 B0000312001']);
  });
});
