import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brokenAt, findingsOf, refusedAt } from '../../../../support/log-text.ts';

const R = 'B0000312001-R0001';
const own = (code: string): string[] => [
  `451 Requested action aborted: error in processing. (code=${code})`,
  `SendMailMess:451 Requested action aborted: error in processing.(code=${code})`,
  'SendMailMess:QUIT',
];
const busy = refusedAt('greeting', '421 Service Temporarily Unavailable');
const closed = (code = '0/0'): string => brokenAt('greeting', own(code), { id: R, at: '10:04:00', count: 2 });

describe('peer-busy-mixed', () => {
  it('421, then closed without a greeting', () => {
    assert.deepEqual(findingsOf({ senderlog: busy + closed() }), [`warning peer-busy-mixed ${R}`]);
  });

  it('closed, then 421, given up', () => {
    const first = brokenAt('greeting', own('0/0'));
    const last = refusedAt('greeting', '421 4.3.2 Service not available', { id: R, at: '10:04:00', givenUp: true });
    assert.deepEqual(findingsOf({ senderlog: first + last }), [`error peer-busy-mixed ${R}`]);
  });

  it('not: 421 alone, with the close that follows QUIT', () => {
    const echo = '[10:00:00:900] 451 Requested action aborted: error in processing. (code=0/0)\n';
    assert.deepEqual(findingsOf({ senderlog: busy + echo }), ['warning peer-busy-421 B0000312001']);
  });

  it('not: closed alone, or a reset beside the 421', () => {
    assert.deepEqual(findingsOf({ senderlog: closed() }), [`warning silence-or-close-0-0 ${R}`]);
    assert.deepEqual(findingsOf({ senderlog: busy + closed('10054/ffffffff') }), [`warning reset-while-reading ${R}`]);
  });

  it('not: the peer says in the end what it really minds', () => {
    const last = refusedAt('rcpt', '550 5.1.1 User unknown', { id: R, at: '10:10:00', count: 5 });
    assert.deepEqual(findingsOf({ senderlog: busy + closed() + last }), [`warning user-unknown ${R}`]);
  });
});
