import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IdTable, idEnd, isErrorMail, MAX_ID_LENGTH, suffixes } from '../../../../server/src/logs/ids.ts';
import { bytesOf, lex, rowsOf } from './notation.ts';

/** The id at the beginning of a text, or undefined. */
function idAt(text: string): string | undefined {
  const bytes = bytesOf(text);
  const end = idEnd(bytes, 0, bytes.length);
  return end < 0 ? undefined : new TextDecoder().decode(bytes.subarray(0, end));
}

describe('message ids (format reference 4)', () => {
  it('are B, ten decimal digits and a chain of suffixes', () => {
    const ids = [
      'B0000123123',
      'B0000123123-001',
      'B0000123123-T001',
      'B0000123123-Y001',
      'B0000123123-C00000002',
      'B0000123123-T0001',
      'B0000123123-L001',
      'B0000123123-M0000000a',
      'B0000123123-M0000000A',
      'B0000123123-S0001',
      'B0000123123-R0001',
      'B0000123123-E001',
      'B0000123123-EP001',
      'B0000123123-T001-R0001-E001',
      'B0000123123-M0000000a-R0001-E001-R0001',
    ];
    for (const id of ids) {
      assert.equal(idAt(id), id);
      assert.equal(idAt(`${id}] SendMailMess:250 ok`), id);
      assert.equal(idAt(`${id}@mail.example.jp`), id);
    }
  });

  it('need each digit, and end before what is no suffix', () => {
    assert.equal(idAt(''), undefined);
    assert.equal(idAt('B000012312'), undefined);
    assert.equal(idAt('B00001231x3'), undefined);
    assert.equal(idAt('b0000123123'), undefined);
    assert.equal(idAt('0000123123'), undefined);
    assert.equal(idAt('B0000123123-'), 'B0000123123');
    assert.equal(idAt('B0000123123--R0001'), 'B0000123123');
    assert.equal(idAt('B0000123123-R0001-'), 'B0000123123-R0001');
    assert.equal(idAt('B0000123123-R0001-]'), 'B0000123123-R0001');
    assert.equal(idAt('B0000123123-R00\\xff'), 'B0000123123-R00');
    assert.equal(idAt('B00001231234'), 'B0000123123');
  });

  it('are not taken from chains of absurd length', () => {
    const chain = (length: number) => `B0000123123${'-R0001'.repeat(length)}`.slice(0, length);
    assert.equal(idAt(chain(MAX_ID_LENGTH - 1))?.length, MAX_ID_LENGTH - 1);
    assert.equal(idAt(chain(MAX_ID_LENGTH * 3)), undefined);
    assert.equal(idAt(`B0000123123-${'a'.repeat(1_000_000)}`), undefined);
  });

  it('do not reach beyond the end they are given', () => {
    const bytes = bytesOf('B0000123123-R0001');
    assert.equal(idEnd(bytes, 0, 10), -1);
    assert.equal(idEnd(bytes, 0, 11), 11);
    assert.equal(idEnd(bytes, 0, 12), 11);
    assert.equal(idEnd(bytes, 0, 13), 13);
    assert.equal(idEnd(bytes, 7, 17), -1);
    assert.equal(idEnd(bytes, 99, 17), -1);
  });

  it('tell what each suffix says', () => {
    const kinds = (id: string) => suffixes(id).map(suffix => suffix.kind);
    assert.deepEqual(kinds('B0000123123'), []);
    assert.deepEqual(kinds('B0000123123-T001-R0001-E001'), ['T', 'R', 'E']);
    assert.deepEqual(kinds('B0000123123-001-Y001-C00000002'), ['copy', 'Y', 'C']);
    assert.deepEqual(kinds('B0000123123-T0001-L001-L0001-S0001'), ['T4', 'L', 'L', 'S']);
    assert.deepEqual(kinds('B0000123123-M0000000a-EP001-X1-Rabc'), ['M', 'EP', '', '']);
    assert.deepEqual(suffixes('B0000123123-T001-R0001'), [
      { text: '-T001', offset: 11, kind: 'T' },
      { text: '-R0001', offset: 16, kind: 'R' },
    ]);
  });

  it('tell error mails, also those that are retried, from the mails they are about', () => {
    for (const id of ['B0000123123-E001', 'B0000123123-R0001-E001', 'B0000123123-EP001', 'B0000123123-E001-R0001']) {
      assert.equal(isErrorMail(id), true, id);
    }
    for (const id of ['B0000123123', 'B0000123123-R0001', 'B0000123123-M000000E1', 'B0000123123-E001-T001']) {
      assert.equal(isErrorMail(id), false, id);
    }
  });
});

describe('IdTable', () => {
  it('gives ids of one message the same number, that of the ten digits', () => {
    const table = new IdTable();
    for (const id of ['B0000123011', 'B0000123011-R0001', 'B9876543210-E001']) {
      const bytes = new TextEncoder().encode(id);
      table.intern(bytes, 0, bytes.length);
    }
    assert.deepEqual(
      [1, 2, 3].map(id => table.baseNumber(id)),
      [123011, 123011, 9876543210],
    );
  });

  const intern = (ids: IdTable, text: string) => ids.intern(bytesOf(`[${text}]`), 1, text.length + 1);

  it('gives the same bytes the same number, 0 to none', () => {
    const ids = new IdTable();
    const one = intern(ids, 'B0000000001');
    const two = intern(ids, 'B0000000001-R0001');
    assert.notEqual(one, 0);
    assert.notEqual(one, two);
    assert.equal(intern(ids, 'B0000000001'), one);
    assert.equal(intern(ids, 'B0000000001-R0001'), two);
    assert.equal(ids.text(two), 'B0000000001-R0001');
    assert.equal(ids.base(two), 'B0000000001');
    assert.equal(ids.text(0), '');
    assert.equal(ids.text(99), '');
    assert.equal(ids.lookup('B0000000001-R0001'), two);
    assert.equal(ids.lookup('B0000000002'), 0);
    assert.equal(ids.lookup(''), 0);
  });

  it('keeps apart 100,000 ids, and finds each again', () => {
    const ids = new IdTable();
    const text = (i: number) => `B${String(i).padStart(10, '0')}${i % 3 === 0 ? '-R0001' : ''}`;
    const numbers = Array.from({ length: 100_000 }, (_, i) => intern(ids, text(i)));
    assert.equal(new Set(numbers).size, numbers.length);
    for (let i = 0; i < numbers.length; i += 7) {
      assert.equal(intern(ids, text(i)), numbers[i]);
      assert.equal(ids.text(numbers[i]!), text(i));
    }
    assert.equal(ids.size, numbers.length + 1);
  });

  it('is not slowed down by ids that were chosen to fall together under a known hash', () => {
    const lines = (one: string, other: string): Uint8Array =>
      bytesOf(
        Array.from({ length: 16_384 }, (_, i) => {
          const chain = Array.from({ length: 14 }, (_, bit) => ((i >> bit) & 1 ? one : other)).join('');
          return `[B0000000001-${chain}] SendData complete.\n`;
        }).join(''),
      );
    const spent = (text: Uint8Array): number => {
      const start = performance.now();
      assert.equal(new Set(rowsOf(lex('senderlog', text)).map(row => row.id)).size, 16_384);
      return performance.now() - start;
    };
    const [chosen, others] = [lines('Aa', 'BB'), lines('Ax', 'Cd')];
    const least = (text: Uint8Array): number => Math.min(spent(text), spent(text), spent(text));
    // Each compared with all before it, they would cost some thousand times as much; a busy machine makes no such difference.
    assert.ok(least(chosen) < 20 * least(others));
  });
});
