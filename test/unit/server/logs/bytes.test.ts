import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
});
