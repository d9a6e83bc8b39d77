import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findingsOf, refusedAt } from '../../../../support/log-text.ts';

const session = (second: string): string => `
  [10:00:00:001] [B0000312001] [example.com] GetTryServer:()
  [10:00:00:002] [B0000312001] ConnectHost(mx.example.com)
  [10:00:00:003] [B0000312001] SendMailMess:220 mx.example.com ESMTP
  [10:00:00:003] [B0000312001] SendMailMess:EHLO mail.example.jp
  [10:00:00:004] [B0000312001] SendMailMess:250 mx.example.com
  [10:00:00:004] [B0000312001] SendMailMess:MAIL FROM:<taro@example.jp>
  [10:00:00:005] [B0000312001] SendMailMess:250 2.1.0 Ok
  [10:00:00:005] [B0000312001] SendMailMess:RCPT TO:<hanako@example.com>
  [10:00:00:006] [B0000312001] SendMailMess:250 2.1.5 Ok
  [10:00:00:006] [B0000312001] SendMailMess:RCPT TO:<jiro@example.com>
  [10:00:00:007] [B0000312001] SendMailMess:${second}
  [10:00:00:007] [B0000312001] SendMailMess:DATA
  [10:00:00:008] [B0000312001] SendMailMess:354 go ahead
  [10:00:00:009] [B0000312001] SendData complete.
  [10:00:00:010] [B0000312001] SendMailMess:250 2.0.0 Ok
  [10:00:00:010] [B0000312001] SendMailMess:QUIT`;

describe('partial-recipients', () => {
  it('one recipient refused, the mail accepted for the other', () => {
    assert.deepEqual(findingsOf({ senderlog: session('550 5.1.1 User unknown') }), [
      'warning user-unknown B0000312001',
      'information partial-recipients B0000312001',
    ]);
  });

  it('not: both accepted', () => {
    assert.deepEqual(findingsOf({ senderlog: session('250 2.1.5 Ok') }), []);
  });

  it('not: the only recipient refused', () => {
    const senderlog = refusedAt('rcpt', '550 5.1.1 User unknown');
    assert.deepEqual(findingsOf({ senderlog }), ['warning user-unknown B0000312001']);
  });
});
