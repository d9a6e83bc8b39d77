import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, brokenAt, failLine, findingsOf, refusedAt } from '../../../../support/log-text.ts';

const delivered = accepted();

describe('workfile-error', () => {
  it('the list of failed recipients could not be written', () => {
    const senderlog = refusedAt('mail', '451 4.3.0 Temporary failure').replace('write success', 'write fail');
    assert.deepEqual(findingsOf({ senderlog }), [
      'warning reply-4xx B0000312001',
      'warning workfile-error B0000312001',
    ]);
  });

  for (const text of ['551 error in the OK file system.', '551 error in the NG file system.']) {
    it(`E-Post's own ${text}`, () => {
      const senderlog = brokenAt('rcpt', [`SendMailMess:${text}`, 'SendMailMess:QUIT'], { givenUp: true });
      assert.deepEqual(findingsOf({ senderlog }), ['error workfile-error B0000312001']);
      assert.deepEqual(findingsOf({ senderlog, faillog: failLine(text) }), ['error workfile-error B0000312001']);
      assert.deepEqual(findingsOf({ faillog: failLine(text) }), ['error workfile-error B0000312001']);
    });
  }

  it('not: the list was written', () => {
    const senderlog = refusedAt('mail', '451 4.3.0 Temporary failure');
    assert.deepEqual(findingsOf({ senderlog }), ['warning reply-4xx B0000312001']);
    assert.deepEqual(findingsOf({ senderlog: delivered }), []);
  });

  it("not: a peer's 551", () => {
    const senderlog = refusedAt('rcpt', '551 5.7.1 User not local; please try <hanako@example.net>');
    assert.equal(
      findingsOf({ senderlog }).some(f => f.includes('workfile-error')),
      false,
    );
  });
});
