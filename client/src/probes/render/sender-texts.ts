/** What the checks of the sender side say. */
import type { DnsblResult, SenderObstacle, SpfOutcome, SpfProblem } from '../route/types.ts';
import type { BothLanguages } from '../types.ts';

export const obstacles: Readonly<Record<SenderObstacle, BothLanguages>> = {
  'private-address': {
    en: 'our address is private; give the public one that receivers see',
    ja: '送信元がプライベートアドレスです。相手から見えるグローバルアドレスを指定してください',
  },
  'no-address': { en: 'no address of ours is known', ja: '送信元アドレスが分かりません' },
  'no-domain': { en: 'no sender domain was given', ja: '送信者のドメインが指定されていません' },
  'dns-failed': { en: 'DNS gave no answer', ja: 'DNS から回答がありません' },
  cancelled: { en: 'cancelled', ja: '中止' },
};

export const spfOutcomes: Readonly<Record<SpfOutcome, BothLanguages>> = {
  pass: { en: 'pass: {address} may send', ja: 'pass: {address} からの送信は許可されています' },
  fail: { en: 'fail: {address} may not send', ja: 'fail: {address} からの送信は許可されていません' },
  softfail: {
    en: 'softfail: {address} probably may not send',
    ja: 'softfail: {address} からの送信はおそらく許可されていません',
  },
  neutral: { en: 'neutral: nothing is said about {address}', ja: 'neutral: {address} については何も定めていません' },
  none: { en: 'none: there is no SPF record', ja: 'none: SPF レコードがありません' },
  temperror: { en: 'temperror: DNS gave no answer', ja: 'temperror: DNS から回答がありません' },
  permerror: { en: 'permerror: the record is faulty', ja: 'permerror: SPF レコードに誤りがあります' },
};

export const spfProblems: Readonly<Record<SpfProblem, BothLanguages>> = {
  'too-many-lookups': {
    en: 'more than 10 DNS look-ups (RFC 7208): receivers take the record as faulty',
    ja: 'DNS 参照が 10 回を超えています (RFC 7208)。受信側は誤りのあるレコードとして扱います',
  },
  'too-many-void-lookups': {
    en: 'more than 2 look-ups without an answer (RFC 7208)',
    ja: '空の DNS 参照が 2 回を超えています (RFC 7208)',
  },
  'several-records': { en: 'more than one SPF record', ja: 'SPF レコードが複数あります' },
  syntax: { en: 'a term that is not SPF', ja: 'SPF の構文として正しくない項目があります' },
  'include-without-record': {
    en: 'an include leads to a domain without SPF record',
    ja: 'include 先のドメインに SPF レコードがありません',
  },
  loop: { en: 'the record includes itself', ja: 'include が循環しています' },
};

export const dnsblOutcomes: Readonly<Record<DnsblResult['outcome'], BothLanguages>> = {
  listed: { en: '{zone}: listed ({codes}) {reason}', ja: '{zone}: 登録されています ({codes}) {reason}' },
  'not-listed': { en: '{zone}: not listed', ja: '{zone}: 登録されていません' },
  refused: {
    en: '{zone}: does not answer this DNS server ({codes}); that is no listing',
    ja: '{zone}: この DNS サーバからの問い合わせを拒否しています ({codes})。登録されているという意味ではありません',
  },
  unusable: {
    en: '{zone}: the answer is not that of a blocklist ({codes})',
    ja: '{zone}: 回答がブラックリストのものではありません ({codes})',
  },
  'no-answer': { en: '{zone}: no answer', ja: '{zone}: 回答なし' },
};

export const senderTexts = {
  title: { en: 'Sender side:', ja: '送信側の確認:' },
  obstacle: { en: '{what}: not checked ({why})', ja: '{what}: 確認できません ({why})' },
  ptrGood: { en: 'PTR of {address}: {names} (leads back)', ja: '{address} の逆引き (PTR): {names} (正引きと一致)' },
  ptrBad: {
    en: 'PTR of {address}: {names}, but none of them leads back to the address',
    ja: '{address} の逆引き (PTR): {names} (正引きが一致しません)',
  },
  ptrNone: { en: 'PTR of {address}: none', ja: '{address} の逆引き (PTR): 登録なし' },
  spf: {
    en: 'SPF of {domain}: {outcome} ({lookups} of 10 look-ups)',
    ja: '{domain} の SPF: {outcome} (DNS 参照 {lookups}/10 回)',
  },
  spfRecordOnly: {
    en: 'the record was read, but not applied to an address',
    ja: 'レコードのみ確認 (アドレスとの照合なし)',
  },
  spfMatch: { en: '-- decided by: {match}', ja: '-- 判定した項目: {match}' },
  dmarc: {
    en: 'DMARC of {domain}: {policy} (record at {foundAt})',
    ja: '{domain} の DMARC: {policy} (レコードの場所 {foundAt})',
  },
  dmarcNone: { en: 'DMARC of {domain}: no record', ja: '{domain} の DMARC: レコードなし' },
  dmarcFaulty: { en: 'no valid policy', ja: '有効なポリシーなし' },
} as const satisfies Record<string, BothLanguages>;
