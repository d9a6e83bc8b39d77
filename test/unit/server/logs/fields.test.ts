import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failFields, type Span, sentFields } from '../../../../server/src/logs/fields.ts';
import { bytesOf, lex, rowsOf } from './notation.ts';

/** The fields of one line as text; bytes as Latin-1. */
function fields(
  read: typeof failFields | typeof sentFields,
  line: string,
): Record<string, string | string[] | undefined> | undefined {
  const bytes = bytesOf(`[01/Jan/2026:00:00:00], 0001a2f4, before\r\n${line}\r\n`);
  const row = rowsOf(lex('faillog', bytes))[1]!;
  const found = read(bytes, row.payload, row.end);
  if (found === undefined) return undefined;
  const text = (span: Span): string => {
    assert.ok(
      span.start >= row.start && span.start <= span.end && span.end <= row.end,
      `${span.start} ${span.end} in ${line}`,
    );
    return Buffer.from(bytes.subarray(span.start, span.end)).toString('latin1');
  };
  return Object.fromEntries(
    Object.entries(found).map(([name, value]: [string, Span | Span[] | undefined]) => {
      return [name, value === undefined ? undefined : Array.isArray(value) ? value.map(text) : text(value)];
    }),
  );
}

const FAIL = 'B0000055688@mail.example.jp send fail on [01/Nov/2017:10:29:51]';
const SENT = 'B0000055688@mail.example.jp sent on [24/Nov/2026:13:06:18]';
const ADDRESSES = { sender: 'taro@example.jp', recipient: 'hanako@example.com' };

const fail = (rest: string) => fields(failFields, FAIL + rest);
const sent = (rest: string) => fields(sentFields, SENT + rest);

describe('fields of a faillog line (format reference 3)', () => {
  it('are sender, recipient and reason', () => {
    assert.deepEqual(fail(' from taro@example.jp to hanako@example.com [550 User Unknown]'), {
      ...ADDRESSES,
      reason: '550 User Unknown',
    });
  });

  it('lack the reason before version 4.37; an empty one is there', () => {
    assert.deepEqual(fail(' from taro@example.jp to hanako@example.com'), { ...ADDRESSES, reason: undefined });
    assert.deepEqual(fail(' from taro@example.jp to hanako@example.com '), { ...ADDRESSES, reason: undefined });
    assert.deepEqual(fail(' from taro@example.jp to hanako@example.com []'), { ...ADDRESSES, reason: '' });
  });

  it('have an empty sender between two blanks', () => {
    const expected = { ...ADDRESSES, sender: '', reason: '550 no' };
    assert.deepEqual(fail(' from  to hanako@example.com [550 no]'), expected);
  });

  it('take the reason up to the last bracket, with brackets, markup and raw CP932 in it', () => {
    const reasons = [
      '550 5.7.1 [192.0.2.1] blocked',
      '550 [a] [b]',
      '550 5.1.1 <x@example.com>... User unknown',
      '354 End data with <CR><LF>.<CR><LF>',
      '220 2.0.0 Ready to start TLS',
      ' Your message has encountered delivery problems to local user.',
      '451 Requested action aborted: error in processing.(code=10054/ffffffff)',
      'Unable to deliver to destination domain',
      '550 from a to b [c] send fail on [01/Jan/2020:00:00:00]',
    ];
    for (const reason of reasons) {
      assert.equal(fail(` from taro@example.jp to hanako@example.com [${reason}]`)?.reason, reason);
    }
    const cp932 = String.raw`550 \x83\x86\x81[\x83U\x81] \x95\x5c\x8e\xa6`;
    assert.equal(
      fail(` from taro@example.jp to hanako@example.com [${cp932}]`)?.reason,
      Buffer.from(bytesOf(cp932)).toString('latin1'),
    );
  });

  it('have the bracket of an address literal in the recipient', () => {
    const found = fail(' from taro@example.jp to hanako@[192.0.2.1] [550 no]');
    assert.equal(found?.recipient, 'hanako@[192.0.2.1]');
    assert.equal(found?.reason, '550 no');
    assert.equal(fail(' from taro@example.jp to hanako@[192.0.2.1]')?.recipient, 'hanako@[192.0.2.1]');
  });

  it('are given as far as a line goes that was cut', () => {
    assert.deepEqual(fail(' from taro@example.jp to hanako@example.com [550 User'), {
      ...ADDRESSES,
      reason: undefined,
    });
    assert.equal(fail(' from taro@example.jp to')?.recipient, undefined);
    assert.equal(fail(' from taro'), undefined);
    assert.equal(fail(''), undefined);
    assert.equal(fail(' fro'), undefined);
  });
});

describe('fields of an outlog line (format reference 8)', () => {
  it('are address, server, sender and recipients', () => {
    assert.deepEqual(sent(' to 192.0.2.25 mx1.example.com from taro@example.jp to hanako@example.com '), {
      address: '192.0.2.25',
      server: 'mx1.example.com',
      sender: 'taro@example.jp',
      recipients: 'hanako@example.com ',
    });
  });

  it('have no address in the x64 build, "-" for an empty sender, and one recipient or more', () => {
    assert.deepEqual(sent(' to  mx1.example.com from - to a@example.com b@example.com '), {
      address: '',
      server: 'mx1.example.com',
      sender: '-',
      recipients: 'a@example.com b@example.com ',
    });
    assert.deepEqual(sent(' to  example.jp from - to suzuki@example.jp')?.recipients, 'suzuki@example.jp');
  });

  it('are given as far as they can be told', () => {
    assert.deepEqual(sent(' to  from  to '), { address: '', server: '', sender: '', recipients: '' });
    assert.equal(sent(' to  mx1.example.com from taro'), undefined);
    assert.equal(sent(' to  mx1'), undefined);
    assert.equal(sent(' to'), undefined);
    assert.equal(sent(''), undefined);
  });
});
