import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, findingsOf, refusedAt, unconnected } from '../../../../support/log-text.ts';

const E = 'B0000312001-R0001-E001';
const bounce = { id: E, domain: 'example.jp', sender: '', recipient: 'taro@example.jp' };

describe('bounce-undeliverable', () => {
  it('the error mail is refused and given up', () => {
    const senderlog = refusedAt('rcpt', '550 5.1.1 <taro@example.jp> ... User unknown.', { ...bounce, givenUp: true });
    assert.deepEqual(findingsOf({ senderlog }), [`error bounce-undeliverable ${E}`]);
  });

  it('the error mail finds nobody to talk to and is given up', () => {
    const senderlog = unconnected(['ConnectHost: winsock connect failed. (socket error code=10061)'], {
      ...bounce,
      givenUp: true,
    });
    assert.deepEqual(findingsOf({ senderlog }), [`error bounce-undeliverable ${E}`]);
  });

  it('that to the postmaster as well', () => {
    const senderlog = refusedAt('rcpt', '550 5.1.1 User unknown', {
      ...bounce,
      id: 'B0000312001-EP001',
      givenUp: true,
    });
    assert.deepEqual(findingsOf({ senderlog }), ['error bounce-undeliverable B0000312001-EP001']);
  });

  it('not: still being retried', () => {
    const senderlog = unconnected(['ConnectHost: winsock connect failed. (socket error code=10061)'], bounce);
    assert.deepEqual(findingsOf({ senderlog }), [`warning connect-refused ${E}`]);
  });

  it('not: delivered, or no error mail', () => {
    assert.deepEqual(findingsOf({ senderlog: accepted(bounce) }), []);
    const senderlog = refusedAt('rcpt', '550 5.1.1 User unknown', { givenUp: true });
    assert.deepEqual(findingsOf({ senderlog }), ['error user-unknown B0000312001']);
  });
});
