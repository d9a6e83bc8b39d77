import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { traceQuery } from '../../../../../server/src/features/trace/query.ts';
import { mailDate, whenOf } from '../../../../../server/src/features/trace/when.ts';

/** Wednesday, 25 November 2026, 10:00 by the local clock. */
const NOW = Date.UTC(2026, 10, 25, 10);
const iso = (time: number | undefined): string =>
  time === undefined ? '-' : new Date(time).toISOString().slice(0, 16);
const span = (text: string): string => {
  const found = whenOf(text, NOW)?.when;
  return found === undefined ? '-' : `${iso(found.from)} ${iso(found.until)}`;
};

describe('when it was, as people write it', () => {
  const day = '2026-11-24T00:00 2026-11-24T23:59';
  const about = '2026-11-24T12:30 2026-11-24T16:30';
  for (const [text, expected] of [
    ['2026-11-24', day],
    ['2026/11/24', day],
    ['2026年11月24日', day],
    ['11月24日', day],
    ['11/24', day],
    ['24 Nov 2026', day],
    ['24/Nov/2026', day],
    ['Nov 24, 2026', day],
    ['261124', day],
    ['261124.log', day],
    ['yesterday', day],
    ['昨日', day],
    ['12/24', '2025-12-24T00:00 2025-12-24T23:59'],
    ['今日', '2026-11-25T00:00 2026-11-25T23:59'],
    ['一昨日', '2026-11-23T00:00 2026-11-23T23:59'],
    ['2026-11-24 14:30', about],
    ['11/24 14時30分頃', about],
    ['11月24日 午後2時30分', about],
    ['11/24 2:30 pm', about],
    ['24/Nov/2026:14:30:00', about],
    ['9:15', '2026-11-25T07:15 2026-11-25T11:15'],
    ['2026-02-30', '-'],
    ['25:70', '-'],
    ['192.0.2.25', '-'],
    ['mx1.example.com', '-'],
  ] as const)
    it(`${text} → ${expected}`, () => assert.equal(span(text), expected));

  it('reads the date of a mail by its own clock', () => {
    assert.equal(iso(mailDate('Tue, 24 Nov 2026 13:07:49 +0900 (JST)')), '2026-11-24T13:07');
    assert.equal(mailDate('some day'), undefined);
  });
});

describe('what an engineer has', () => {
  const query = (text: string) => traceQuery(text, NOW);

  it('an id, with or without host and suffixes', () => {
    for (const text of [
      'B0000319576',
      'b0000319576-R0001-E001',
      '<B0000319576@mail.example.jp>',
      '0000319576',
      'see B0000319576.',
    ]) {
      const { kind, ids } = query(text);
      assert.deepEqual([kind, ids], ['id', ['B0000319576']], text);
    }
    assert.notEqual(query('AB0000319576').kind, 'id');
    assert.notEqual(query('B00003195761').kind, 'id');
  });

  it('an address and roughly when', () => {
    const { kind, addresses, from, until } = query('Hanako@Example.com, 2026-11-24 14:30');
    assert.deepEqual([kind, addresses], ['address', ['hanako@example.com']]);
    assert.deepEqual([iso(from), iso(until)], ['2026-11-24T12:30', '2026-11-24T16:30']);
    assert.equal(query('「hanako@example.com」宛て').addresses[0], 'hanako@example.com');
  });

  it('a domain and a day', () => {
    const { kind, domains, from } = query('example.co.jp 11/24');
    assert.deepEqual([kind, domains, iso(from)], ['domain', ['example.co.jp'], '2026-11-24T00:00']);
  });

  it('a Received header: the id; of another server, the address and the date', () => {
    const ours =
      'Received: from pc ([192.0.2.10]) by mail.example.jp\r\n with ESMTP id <B0000319576@mail.example.jp>\r\n for <hanako@example.com>; Tue, 24 Nov 2026 13:07:49 +0900';
    assert.deepEqual(query(ours).ids, ['B0000319576']);
    const theirs = query(ours.replace('<B0000319576@mail.example.jp>', '4XzQB453').replace('Received: ', ''));
    assert.deepEqual([theirs.kind, theirs.ids, theirs.addresses], ['mail', [], ['hanako@example.com']]);
    assert.equal(iso(theirs.from), '2026-11-23T22:07');
  });

  it('the id of the error mail’s own field comes before those of other servers on the way', () => {
    const mail = [
      'Received: from mail.example.jp by mx.example.net with ESMTP id <B0000000777@mx.example.net>; Tue, 24 Nov 2026 13:08:00 +0900',
      'Subject: Delivery failure',
      'X-Epost-Queue-ID: B0000319576-R0001',
    ].join('\n');
    assert.deepEqual(query(mail).ids, ['B0000319576', 'B0000000777']);
  });

  it('an error mail of another product: whose it is, and what of ours is in it', () => {
    const postfix = [
      'From: MAILER-DAEMON@mx.example.net (Mail Delivery System)',
      'To: taro@example.jp',
      'Subject: Undelivered Mail Returned to Sender',
      'Date: Tue, 24 Nov 2026 13:08:00 +0900',
      '',
      'This is the mail system at host mx.example.net.',
      '',
      'Final-Recipient: rfc822; hanako@example.net',
      'X-Postfix-Queue-ID: 4XzQB453',
      '',
      'Received: from pc by mail.example.jp with ESMTP id <B0000319576@mail.example.jp>; Tue, 24 Nov 2026 13:07:49 +0900',
    ].join('\n');
    const { kind, writer, ids, addresses } = query(postfix);
    assert.equal(kind, 'error-mail');
    assert.deepEqual(writer, { kind: 'other', name: 'Postfix' });
    assert.deepEqual([ids, addresses], [['B0000319576'], ['hanako@example.net']]);
    const unnamed = query('Subject: 配信不能\nFrom: postmaster@example.net\nFinal-Recipient: rfc822; a@example.net');
    assert.deepEqual(unnamed.writer, { kind: 'other', name: '' });
  });

  it('an ordinary mail is no error mail', () => {
    const mail = 'From: a@example.jp\nTo: b@example.net\nDate: Tue, 24 Nov 2026 13:08:00 +0900\nSubject: hello\n\ntext';
    const { kind, addresses, others } = query(mail);
    assert.deepEqual([kind, addresses, others], ['mail', ['b@example.net'], ['a@example.jp']]);
  });

  it('nothing to go by', () => {
    for (const text of ['', '   ', 'hello', '550', '14:30']) assert.equal(query(text).kind, 'nothing', text);
  });

  it('takes whatever is given, in bounded size', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'Received: from a by b',
        'Content-Transfer-Encoding: base64',
        '',
        '--b',
        'X-Epost-Queue-ID: B0000000001',
        '> > To: a@b.c',
      ),
    );
    fc.assert(
      fc.property(fc.array(line), lines => {
        const { ids, addresses, others, domains } = query(lines.join('\n'));
        assert.ok(ids.length <= 20 && addresses.length <= 50 && others.length <= 50 && domains.length <= 50);
      }),
    );
  });

  it('long texts that nearly match do not hold it up', () => {
    // Each was slow with a pattern that can begin at every character; the runner's own limit ends a hang.
    for (const piece of ['a', 'a@', '1.', 'From: ', '> ', '=', 'A'.repeat(64), 'x.y-'])
      query(`From: a\nTo: b\n${piece.repeat(Math.ceil(300_000 / piece.length))}`);
  });
});
