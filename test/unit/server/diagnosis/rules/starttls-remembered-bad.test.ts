import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, findingsOf } from '../../../../support/log-text.ts';

const remembered = (status: string, domain = 'example.com'): string =>
  accepted().replace(
    /\[[^\n]*MAIL FROM/,
    `[10:00:00:008] [          ] GetSTLSFailList=[${domain}] status=${status}\n$&`,
  );

describe('starttls-remembered-bad', () => {
  it('the domain is on the list of those whose TLS failed ("Fail" means: on the list)', () => {
    assert.deepEqual(findingsOf({ senderlog: remembered('Fail') }), [
      'information starttls-remembered-bad B0000312001',
    ]);
  });

  it('not: not on the list, or another domain', () => {
    assert.deepEqual(findingsOf({ senderlog: remembered('Hit') }), []);
    assert.deepEqual(findingsOf({ senderlog: remembered('Fail', 'example.net') }), []);
  });
});
