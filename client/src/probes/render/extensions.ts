/** EHLO keywords in a few words each (IANA "SMTP Service Extensions"). */
import type { BothLanguages, Language } from '../types.ts';
import { fill } from './fill.ts';

const keywordTexts: Readonly<Record<string, BothLanguages>> = {
  '8BITMIME': { en: 'takes 8-bit message bodies (RFC 6152)', ja: '8 ビットの本文を受け取れる (RFC 6152)' },
  AUTH: { en: 'senders can log in with {parameter} (RFC 4954)', ja: 'SMTP 認証に対応: {parameter} (RFC 4954)' },
  BINARYMIME: { en: 'takes binary bodies (RFC 3030)', ja: 'バイナリの本文を受け取れる (RFC 3030)' },
  CHUNKING: { en: 'takes messages in pieces with BDAT (RFC 3030)', ja: 'BDAT による分割送信に対応 (RFC 3030)' },
  DELIVERBY: { en: 'delivery deadline can be given (RFC 2852)', ja: '配送期限を指定できる (RFC 2852)' },
  DSN: { en: 'delivery notifications can be ordered (RFC 3461)', ja: '配送状況通知を要求できる (RFC 3461)' },
  ENHANCEDSTATUSCODES: {
    en: 'replies carry enhanced codes such as 5.1.1 (RFC 2034)',
    ja: '応答に拡張ステータスコード (5.1.1 など) が付く (RFC 2034)',
  },
  ETRN: { en: 'queued mail can be called for (RFC 1985)', ja: '滞留メールの送信を要求できる (RFC 1985)' },
  LIMITS: { en: 'states its limits (RFC 9422): {parameter}', ja: '制限を通知 (RFC 9422): {parameter}' },
  PIPELINING: { en: 'commands may be sent without waiting (RFC 2920)', ja: 'コマンドをまとめて送れる (RFC 2920)' },
  REQUIRETLS: { en: 'TLS on the whole way can be demanded (RFC 8689)', ja: '全経路での TLS を要求できる (RFC 8689)' },
  SIZE: { en: 'largest message it takes: {size} (RFC 1870)', ja: '受け取れるメールの上限: {size} (RFC 1870)' },
  SMTPUTF8: { en: 'takes addresses beyond ASCII (RFC 6531)', ja: '非 ASCII のアドレスに対応 (RFC 6531)' },
  STARTTLS: { en: 'encryption is offered (RFC 3207)', ja: '暗号化 (STARTTLS) に対応 (RFC 3207)' },
};

const unlimited: BothLanguages = { en: 'no limit stated', ja: '上限の記載なし' };

/** `SIZE 10485760` → `SIZE: largest message it takes: 10.0 MB …`; null for keywords that need no word. */
export function explainExtension(line: string, lang: Language): string | null {
  const [keyword = '', ...parameters] = line.split(/[ =]/);
  const text = Object.hasOwn(keywordTexts, keyword) ? keywordTexts[keyword] : undefined;
  if (text === undefined) return null;
  const bytes = Number(parameters[0] ?? '0');
  const size = bytes > 0 ? `${(bytes / 1_048_576).toFixed(1)} MB` : fill(unlimited, lang);
  return `${keyword}: ${fill(text, lang, { parameter: parameters.join(' '), size })}`;
}
