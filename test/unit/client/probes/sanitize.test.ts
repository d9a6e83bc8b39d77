import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeLine, sanitize } from '../../../../client/src/probes/sanitize.ts';

const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('sanitize', () => {
  it('makes controls visible', () => {
    assert.equal(sanitize('a\x1b[31mb'), 'a\\x1b[31mb');
    assert.equal(sanitize('a\u009bb'), 'a\\x9bb');
    assert.equal(sanitize('a\r\nb\tc\x7f'), 'a\\x0d\\x0ab\\x09c\\x7f');
  });

  it('makes bidirectional and invisible characters visible', () => {
    assert.equal(sanitize('a\u202eb\u2066c\u200bd\ufeff'), 'a\\u202eb\\u2066c\\u200bd\\ufeff');
    assert.equal(sanitize('\u{e0041}'), '\\u{e0041}');
  });

  it('leaves ordinary text alone', () => {
    assert.equal(sanitize('250 受信者が存在しません 😀 é'), '250 受信者が存在しません 😀 é');
  });

  it('leaves nothing dangerous in any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => !dangerous.test(sanitize(text))));
  });
});

describe('decodeLine', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['ascii', Buffer.from('550 no').toString('hex')],
    ['utf-8', Buffer.from('550 拒否').toString('hex')],
    ['shift_jis', '353530208bd194db815b'],
    ['iso-2022-jp', '353530201b2442467c4b5c386c1b2842'],
  ];
  for (const [charset, hex] of cases)
    it(`recognises ${charset}`, () => {
      assert.equal(decodeLine(Buffer.from(hex, 'hex')).charset, charset);
    });

  it('decodes Shift_JIS with trail bytes that look like ASCII', () => {
    // ー is 0x81 0x5B, 表 is 0x95 0x5C.
    assert.equal(decodeLine(Buffer.from('815b955c', 'hex')).text, 'ー表');
  });

  it('decodes ISO-2022-JP before it escapes ESC', () => {
    const { text } = decodeLine(Buffer.from('1b2442467c4b5c386c1b2842', 'hex'));
    assert.equal(text, '日本語');
  });

  it('escapes an ESC that is no ISO-2022-JP', () => {
    assert.equal(decodeLine(Buffer.from('220 \x1b]0;owned\x07')).text, '220 \\x1b]0;owned\\x07');
  });

  it('keeps bytes of no known character set', () => {
    assert.deepEqual(decodeLine(Buffer.from('35353020fffe8080', 'hex')), {
      text: '550 \\xff\\xfe\\x80\\x80',
      charset: 'unknown',
    });
  });

  it('escapes C1 controls that come as UTF-8', () => {
    assert.equal(decodeLine(Buffer.from('c29b33316d', 'hex')).text, '\\x9b31m');
  });

  it('never leaves anything dangerous, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), bytes => !dangerous.test(decodeLine(bytes).text)));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), bytes => {
        const withEscape = Buffer.concat([Buffer.from('\x1b$B'), bytes]);
        return !dangerous.test(decodeLine(withEscape).text);
      }),
    );
  });
});
