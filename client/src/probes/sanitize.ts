/** Bytes and strings of strangers → text that is safe to print in any terminal and any editor. */

type Charset = 'ascii' | 'utf-8' | 'shift_jis' | 'iso-2022-jp' | 'unknown';

interface Decoded {
  readonly text: string;
  readonly charset: Charset;
}

/**
 * Every control (C0, DEL, C1), every format character (bidirectional, zero-width, tags), line and paragraph separators and lone
 * surrogates become visible escapes; LF and TAB too, so that one string stays one line.
 */
export function sanitize(text: string): string {
  return isPlain(text) ? text : text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escapeCharacter);
}

/** Most texts are printable ASCII, which is told faster than what is none of the classes above. */
export const isPlain = (text: string): boolean => !/[^ -~]/.test(text);

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

const hasIso2022Jp = /\x1b(?:\$[@B]|\([BIJ])/;

function tryDecode(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Decode one line (without its line end). ISO-2022-JP is recognised by its escape sequences and decoded first, since escaping ESC
 * alone would leave it garbled; then UTF-8, then Shift_JIS; what is none of them keeps each byte beyond ASCII as `\xNN`.
 */
export function decodeLine(bytes: Uint8Array): Decoded {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (hasIso2022Jp.test(latin1)) {
    const text = tryDecode(bytes, 'iso-2022-jp');
    if (text !== null) return { text: sanitize(text), charset: 'iso-2022-jp' };
  }
  if (/^[\x00-\x7f]*$/.test(latin1)) return { text: sanitize(latin1), charset: 'ascii' };
  const utf8 = tryDecode(bytes, 'utf-8');
  if (utf8 !== null) return { text: sanitize(utf8), charset: 'utf-8' };
  const sjis = tryDecode(bytes, 'shift_jis');
  if (sjis !== null) return { text: sanitize(sjis), charset: 'shift_jis' };
  return { text: latin1.replace(/[\x00-\x1f\x7f-\xff]/g, escapeCharacter), charset: 'unknown' };
}
