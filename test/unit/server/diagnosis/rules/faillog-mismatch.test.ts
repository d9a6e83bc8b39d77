import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failLine, findingsOf, refusedAt, unconnected } from '../../../../support/log-text.ts';

const R = 'B0000312001-R0001';
const refused = refusedAt('rcpt', '550 5.1.1 User unknown');
const unreached = unconnected(['ConnectHost: winsock connect failed. (socket error code=10060)'], {
  ...{ id: R, at: '10:02:00', host: 'example.com', givenUp: true },
});

describe('faillog-mismatch', () => {
  for (const reason of ['Unable to deliver to destination domain', 'Unable to deliver destination domain']) {
    it(`the peer refused, the last attempt found nobody, the faillog says "${reason}"`, () => {
      assert.deepEqual(findingsOf({ senderlog: refused + unreached, faillog: failLine(reason) }), [
        `error user-unknown ${R}`,
        `information faillog-mismatch ${R}`,
      ]);
    });
  }

  it('not: the faillog tells the same', () => {
    const senderlog = refusedAt('rcpt', '550 5.1.1 User unknown', { givenUp: true });
    const faillog = failLine('550 5.1.1 User unknown');
    assert.deepEqual(findingsOf({ senderlog, faillog }), ['error user-unknown B0000312001']);
  });

  it('not: nobody ever answered', () => {
    const faillog = failLine('Unable to deliver to destination domain');
    assert.deepEqual(findingsOf({ senderlog: unreached, faillog }), [`error connect-timeout ${R}`]);
  });
});
