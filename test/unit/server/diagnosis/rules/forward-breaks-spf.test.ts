import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findingsOf, refusedAt } from '../../../../support/log-text.ts';

const spf = '550 5.7.23 The message was rejected because of Sender Policy Framework violation';
const gmail =
  '550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550 5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.';

describe('forward-breaks-spf', () => {
  for (const chain of ['-T001', '-T001-R0001', '-C00000001']) {
    it(`a forwarded mail (${chain}) refused for the sender's SPF`, () => {
      const id = `B0000312001${chain}`;
      const senderlog = refusedAt('final', gmail, { id, sender: 'someone@example.org', givenUp: true });
      assert.deepEqual(findingsOf({ senderlog }), [`error forward-breaks-spf ${id}`]);
      assert.deepEqual(findingsOf({ senderlog: refusedAt('rcpt', spf, { id }) }), [`warning forward-breaks-spf ${id}`]);
    });
  }

  it('not: a mail of our own', () => {
    assert.deepEqual(findingsOf({ senderlog: refusedAt('final', gmail) }), [
      'warning sender-auth-rejected B0000312001',
    ]);
  });

  it('not: a forwarded mail refused for another reason', () => {
    const id = 'B0000312001-T001';
    const senderlog = refusedAt('rcpt', '550 5.1.1 User unknown', { id });
    assert.deepEqual(findingsOf({ senderlog }), [`warning user-unknown ${id}`]);
  });

  it("not: a list's notice to its administrator, whose suffix has the same letter", () => {
    const id = 'B0000312001-T0001';
    assert.deepEqual(findingsOf({ senderlog: refusedAt('rcpt', spf, { id }) }), [`warning sender-auth-rejected ${id}`]);
  });
});
