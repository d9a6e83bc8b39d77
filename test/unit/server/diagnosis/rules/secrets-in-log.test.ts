import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, brokenAt, findingsOf, refusedAt } from '../../../../support/log-text.ts';

const login = (lines: readonly string[]): string =>
  brokenAt('mail', [...lines, 'SendMailMess:235 2.7.0 ok', 'SendMailMess:QUIT']);

describe('secrets-in-log', () => {
  for (const [mechanism, lines] of [
    [
      'LOGIN, whose verb is missing',
      [
        'SendMailMess:334 VXNlcm5hbWU6',
        'SendMailMess:dGFybw==',
        'SendMailMess:334 UGFzc3dvcmQ6',
        'SendMailMess:c2VjcmV0',
      ],
    ],
    ['PLAIN', ['SendMailMess:AUTH PLAIN AHRhcm8Ac2VjcmV0']],
    [
      'CRAM-MD5',
      ['SendMailMess:AUTH CRAM-MD5', 'SendMailMess:334 PDEyMzQ1QG14PgAA', 'SendMailMess:dGFybyBkZWFkYmVlZg=='],
    ],
    ['XOAUTH2', ['SendMailMess:AUTH XOAUTH2 dXNlcj11AWF1dGg9QmVhcmVyIHgBAQ==']],
  ] as const) {
    it(`AUTH ${mechanism}`, () => {
      assert.deepEqual(findingsOf({ senderlog: login(lines) }), ['information secrets-in-log B0000312001']);
    });
  }

  it('beside the reason why it failed', () => {
    assert.deepEqual(findingsOf({ senderlog: refusedAt('auth', '535 5.7.0 Authentication failed.') }), [
      'warning auth-failed B0000312001',
      'information secrets-in-log B0000312001',
    ]);
  });

  it('not: AUTH that was only begun, or no AUTH at all', () => {
    const begun = brokenAt('mail', [
      'SendMailMess:AUTH CRAM-MD5',
      'SendMailMess:535 5.7.0 Authentication failed.',
      'SendMailMess:QUIT',
    ]);
    assert.deepEqual(findingsOf({ senderlog: begun }), ['warning auth-failed B0000312001']);
    assert.deepEqual(findingsOf({ senderlog: accepted() }), []);
  });
});
