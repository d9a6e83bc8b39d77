import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brokenAt, findingsOf } from '../../../../support/log-text.ts';

const command = 'C:\\EPOST\\XOAUTH2.exe -client_id=mail -refresh_token=dummy';
const end = ['SendMailMess:QUIT'];

describe('oauth-token', () => {
  for (const [form, lines] of [
    [
      'the answer as a line of its own',
      [command, '{"error":"invalid_grant","error_description":"Token has been revoked."}', ...end],
    ],
    ['behind SendMailMess:', [`SendMailMess:${command}`, 'SendMailMess:{"error":"invalid_grant"}', ...end]],
    ['an answer of several lines, which no AUTH follows', [`SendMailMess:${command}`, 'SendMailMess:{', ...end]],
  ] as const) {
    it(`the helper tells an error: ${form}`, () => {
      const found = findingsOf({ senderlog: brokenAt('mail', lines, { host: 'smtp.example.com' }) });
      assert.equal(found[0], 'warning oauth-token B0000312001');
      assert.deepEqual(
        found.slice(1).filter(f => !f.includes('secrets-in-log')),
        [],
      );
    });
  }

  it('not: a token that the gateway refuses', () => {
    const lines = [
      command,
      'SendMailMess:AUTH XOAUTH2 dXNlcj11QGV4YW1wbGUuanABYXV0aD1CZWFyZXIgeAEB',
      'SendMailMess:535 5.7.8 Username and Password not accepted',
      ...end,
    ];
    assert.deepEqual(findingsOf({ senderlog: brokenAt('mail', lines) }), [
      'warning auth-failed B0000312001',
      'information secrets-in-log B0000312001',
    ]);
  });
});
