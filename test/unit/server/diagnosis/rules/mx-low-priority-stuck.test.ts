import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findingsOf, refusedAt } from '../../../../support/log-text.ts';

const cached = (log: string, host = 'mx2.example.com'): string =>
  log.replace(/\[[^\n]*\] (\[B\S+\]) ConnectHost\(/, `$1 GetSMTPServer = SMTP MX Chash(example.com=${host})\n$&`);
const tries = (reply: string, stage: 'greeting' | 'rcpt' = 'greeting'): string[] =>
  ['10:00:00', '10:04:00', '10:10:00'].map((at, i) =>
    refusedAt(stage, reply, { at, host: 'mx2.example.com', count: 2 * i, ...(i > 0 && { id: 'B0000312001-R0001' }) }),
  );

describe('mx-low-priority-stuck', () => {
  it('the cache leads to the same backup MX each time, which answers 421 each time', () => {
    const senderlog = tries('421 Service Temporarily Unavailable')
      .map(log => cached(log))
      .join('');
    assert.deepEqual(findingsOf({ senderlog }), ['warning mx-low-priority-stuck B0000312001-R0001']);
  });

  it('not: the host came from a look-up', () => {
    const senderlog = tries('421 Service Temporarily Unavailable').join('');
    assert.deepEqual(findingsOf({ senderlog }), ['warning peer-busy-421 B0000312001-R0001']);
  });

  it('not: a reason that has nothing to do with the host', () => {
    for (const [reply, rule] of [
      ['450 4.2.0 Greylisted, please try again later', 'greylisted'],
      ['452 4.2.2 Mailbox full', 'mailbox-full'],
      ['550 5.1.1 User unknown', 'user-unknown'],
    ] as const) {
      const senderlog = tries(reply, 'rcpt')
        .map(log => cached(log))
        .join('');
      assert.deepEqual(findingsOf({ senderlog }), [`warning ${rule} B0000312001-R0001`]);
    }
  });

  it('not: twice is no pattern', () => {
    const senderlog = tries('421 Service Temporarily Unavailable')
      .slice(0, 2)
      .map(log => cached(log))
      .join('');
    assert.deepEqual(findingsOf({ senderlog }), ['warning peer-busy-421 B0000312001-R0001']);
  });
});
