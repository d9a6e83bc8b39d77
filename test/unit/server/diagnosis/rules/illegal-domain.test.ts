import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failLine, findingsOf, refusedAt, unconnected } from '../../../../support/log-text.ts';

describe('illegal-domain', () => {
  it('bytes that are no ASCII in the domain, nothing connected, given up in the first pass', () => {
    const senderlog = `
      [09:00:00:001] [B0000312001] [ｅｘａｍｐｌｅ.com] GetTryServer:()
      [09:00:00:001] [B0000312001] [ｅｘａｍｐｌｅ.com] GetTryServer:(ltime(13440000000)-otime(13440000000))/240=(0)
      [09:00:00:001] [B0000312001] [ｅｘａｍｐｌｅ.com] GetTryServer:()
      [09:00:00:002] [B0000312001] [001]:ReturnMail Start:RCPT To=taro@example.jp
      [09:00:00:003] [B0000312001] [example.jp] GetTryServer:()
      [09:00:00:003] [B0000312001] [001]:ReturnMail Completed.`;
    const faillog = failLine('Unable to deliver to destination domain', { domain: 'ｅｘａｍｐｌｅ.com' });
    assert.deepEqual(findingsOf({ senderlog }), ['error illegal-domain B0000312001']);
    assert.deepEqual(findingsOf({ senderlog, faillog }), ['error illegal-domain B0000312001']);
    assert.deepEqual(findingsOf({ faillog }), ['error illegal-domain B0000312001']);
  });

  it('long output says so itself', () => {
    const senderlog = `
      [09:00:00:001] [B0000312001] [例え.jp] GetTryServer:()
      [09:00:00:001] [B0000312001] [例え.jp] illegal domain
      [09:00:00:002] [B0000312001] [001]:ReturnMail Start:RCPT To=taro@example.jp`;
    assert.deepEqual(findingsOf({ senderlog }), ['error illegal-domain B0000312001']);
  });

  it('not: such a domain that was reached, or an encoded one', () => {
    const answered = refusedAt('rcpt', '550 5.1.1 User unknown', { domain: '例え.jp', host: 'mx.example.jp' });
    assert.deepEqual(findingsOf({ senderlog: answered }), ['warning user-unknown B0000312001']);
    const encoded = unconnected([], { domain: 'xn--r8jz45g.jp', host: 'xn--r8jz45g.jp' });
    assert.deepEqual(findingsOf({ senderlog: encoded }), ['warning unresolvable-domain B0000312001']);
  });
});
