import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lexDated } from '../../../../server/src/logs/dated.ts';
import { IdTable } from '../../../../server/src/logs/ids.ts';
import { RowWriter } from '../../../../server/src/logs/record.ts';
import { tokensOf } from '../../../../server/src/logs/tokens.ts';

/** The tokens of a line as `kind:text`, with the role behind where there is one. */
function tokens(line: string): string[] {
  const bytes = new TextEncoder().encode(line);
  const out = new RowWriter();
  lexDated(bytes, 0, new IdTable(), out);
  return tokensOf(bytes, out.take(), 0).map(t => `${t.kind}:${t.text}${t.role === undefined ? '' : ` (${t.role})`}`);
}

describe('tokens of the dated logs', () => {
  it('of a faillog line', () => {
    assert.deepEqual(
      tokens('B0000055688@mail send fail on [01/Nov/2017:10:29:51] from a@b.example to c@d.example [550 5.1.1 No]'),
      [
        'id:B0000055688',
        'host:mail (own-name)',
        'event:send fail on',
        'stamp:[01/Nov/2017:10:29:51]',
        'address:a@b.example (sender)',
        'address:c@d.example (recipient)',
        'reply-code:550',
        'enhanced:5.1.1',
        'reply-text: No',
      ],
    );
  });

  it('of an outlog line without an address, of several recipients', () => {
    assert.deepEqual(
      tokens('B0000123001@mail sent on [24/Nov/2026:13:06:18] to  mx1 from - to a@b.example c@d.example ').slice(3),
      [
        'stamp:[24/Nov/2026:13:06:18]',
        'host:mx1 (peer)',
        'address:- (sender)',
        'address:a@b.example (recipient)',
        'address:c@d.example (recipient)',
      ],
    );
  });

  it('of the lines of acceptlog', () => {
    assert.deepEqual(tokens('[10/Mar/2025:09:15:01], (mail), [203.0.113.25]:51234 SSL, Client accept now.'), [
      'stamp:[10/Mar/2025:09:15:01]',
      'host:mail (own-name)',
      'host:203.0.113.25 (client)',
      'number:51234',
      'event:Client accept now.',
    ]);
    assert.deepEqual(
      tokens('[10/Mar/2025:09:15:02], (mail), mx [203.0.113.25], a@b.example,<B0000312001>,ok').slice(1),
      [
        'host:mail (own-name)',
        'host:mx (helo)',
        'host:203.0.113.25 (client)',
        'address:a@b.example (sender)',
        'id:B0000312001',
        'event:ok',
      ],
    );
  });

  it('of an inlog line, with a sender and without', () => {
    const line = (rest: string): string[] =>
      tokens(`<B0000312001@mail> [10/Mar/2025:09:15:02] 203.0.113.25 mx ${rest}`).slice(3);
    assert.deepEqual(line('a@b.example c@d.example'), [
      'host:203.0.113.25 (client)',
      'host:mx (helo)',
      'address:a@b.example (sender)',
      'address:c@d.example (recipient)',
    ]);
    assert.deepEqual(line(' c@d.example').slice(2), ['address:c@d.example (recipient)']);
  });

  it('of receivelog lines: a reply, a command, a broken session, and nothing of what may be a password', () => {
    const line = (text: string): string[] => tokens(`[10/Mar/2025:09:15:01], 0001a2f4, ${text}`).slice(1);
    assert.deepEqual(line('250 2.1.0 ok'), ['session:0001a2f4', 'reply-code:250', 'enhanced:2.1.0', 'reply-text: ok']);
    assert.deepEqual(line('MAIL FROM:<a@b.example>').slice(1), ['command:MAIL FROM', 'address:a@b.example (sender)']);
    assert.deepEqual(line('get_reply() SOCKET_ERROR OTHER CODE=10054').slice(1), [
      'event:get_reply()',
      'error-number:10054',
    ]);
    assert.deepEqual(line('cGFzc3dvcmQ='), ['session:0001a2f4']);
  });
});
