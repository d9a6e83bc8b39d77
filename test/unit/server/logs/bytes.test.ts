import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { pieceText } from '../../../../server/src/logs/bytes.ts';
import { bytesOf } from './notation.ts';

const text = (notation: string): string => pieceText(bytesOf(notation));

describe('a piece of a log as text', () => {
  it('is read as UTF-8, else as Shift_JIS', () => {
    assert.equal(text('550 no'), '550 no');
    assert.equal(text('\\xe3\\x81\\x82'), 'あ');
    assert.equal(text('550 \\x82\\xa0'), '550 あ');
    assert.equal(text('\\x83\\x5c'), 'ソ');
  });

  it('keeps a half-width katakana at its end, which looks like the beginning of a character of UTF-8', () => {
    assert.equal(text('abc\\xc0'), 'abcﾀ');
    assert.equal(text('\\xc0'), 'ﾀ');
  });

  it('loses only the half character where a limit cut UTF-8 in two', () => {
    assert.equal(text('\\xe3\\x81\\x82\\xe3\\x81'), 'あ');
    assert.equal(text('\\xe3\\x81\\x82\\xf0\\x9f\\x98'), 'あ');
  });

  it('is UTF-8 exactly where a strict decoder takes it', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const isUtf8 = (bytes: Uint8Array): boolean => {
      try {
        strict.decode(bytes);
        return true;
      } catch {
        return false;
      }
    };
    // The ends of the ranges of RFC 3629 §4, and what lies beside them.
    const byte = fc.constantFrom(
      ...[0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf],
      ...[0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff],
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 6 }), some => {
        // An ASCII byte at the end: nothing was cut there.
        const bytes = Uint8Array.from([...some, 0x2e]);
        const expected = isUtf8(bytes) ? new TextDecoder().decode(bytes) : new TextDecoder('shift_jis').decode(bytes);
        assert.equal(pieceText(bytes), expected);
      }),
      { numRuns: 20_000 },
    );
  });
});
