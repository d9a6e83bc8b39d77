import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fallbackCause } from '../../../../server/src/codes/cause-fallback.ts';
import type { Stage } from '../../../../server/src/codes/stage.ts';

describe('the cause where the wording has none', () => {
  for (const [text, stage, reason, expected] of [
    ['454 4.7.0 later', 'starttls', 'systemerror', 'starttls-refused'],
    ['502 what?', 'ehlo', 'syntaxerror', 'ehlo-rejected'],
    ['504 what?', 'ehlo', 'syntaxerror', 'helo-not-fqdn'],
    ['501 what?', 'rcpt', 'syntaxerror', 'recipient-syntax'],
    ['501 what?', 'mail', 'syntaxerror', null],
    ['501 5.5.4 Invalid domain name in HELO', undefined, 'syntaxerror', 'helo-not-fqdn'],
    ['503 5.5.1 Send HELO first', undefined, 'syntaxerror', null],
    ['554 5.7.1 Blocked due to content restrictions', 'final', 'policyviolation', 'spam-or-content-rejected'],
    ['554 5.7.1 Refused for policy reasons', 'final', 'policyviolation', null],
    ['554 your IP is in xbl', 'greeting', 'blocked', 'ip-blocklisted'],
    ['554 denied', 'greeting', 'blocked', null],
    ['535 no', 'auth', 'securityerror', 'auth-failed'],
    ['554 5.4.6 no', 'final', 'networkerror', 'loop'],
    ['552 5.3.1 no', 'final', 'systemfull', 'size-exceeded'],
    ['421 no', 'mail', 'systemerror', 'peer-busy-421'],
    ['450 no', 'rcpt', 'undefined', null],
  ] as const) {
    it(`${text}${stage === undefined ? '' : ` at ${stage}`}: ${expected}`, () => {
      const enhanced = /[45]\.\d\.\d+/.exec(text)?.[0] ?? null;
      const told = { text, code: text.slice(0, 3), enhanced, stage: stage as Stage | undefined, class: reason };
      assert.equal(fallbackCause({ ...told, origin: 'remote' }), expected);
      assert.equal(fallbackCause({ ...told, origin: 'epost' }), null);
    });
  }
});
