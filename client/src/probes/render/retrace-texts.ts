/** What the retrace says. */
import type { RecordedStage } from '../route/types.ts';
import type { BothLanguages } from '../types.ts';

export const recordedStages: Readonly<Record<RecordedStage, BothLanguages>> = {
  resolve: { en: 'name resolution', ja: '名前解決' },
  connect: { en: 'connecting', ja: '接続' },
  greeting: { en: 'the greeting', ja: '接続直後の応答 (グリーティング)' },
  ehlo: { en: 'EHLO', ja: 'EHLO' },
  starttls: { en: 'STARTTLS', ja: 'STARTTLS' },
  auth: { en: 'AUTH', ja: 'AUTH' },
  mail: { en: 'MAIL FROM', ja: 'MAIL FROM' },
  rcpt: { en: 'RCPT TO', ja: 'RCPT TO' },
  data: { en: 'DATA', ja: 'DATA' },
  body: { en: 'the message body', ja: '本文の送信' },
  final: { en: 'the final reply', ja: '本文送信後の応答' },
  quit: { en: 'QUIT', ja: 'QUIT' },
};

export const retraceTexts = {
  same: {
    en: 'Same as recorded: {place} still fails at {stage}: {live}',
    ja: '記録と同じ結果です。{place} は今も {stage} で失敗します: {live}',
  },
  sameGood: { en: 'As recorded: {place} works.', ja: '記録と同じく、{place} は正常に応答しています。' },
  worksNow: {
    en: 'Works now: what failed at {stage} on {place} does not fail any more.',
    ja: '現在は正常です。{place} の {stage} での失敗は再現しません。',
  },
  failsElsewhere: {
    en: 'Fails in another way: recorded at {stage}; now: {live}',
    ja: '記録とは別の形で失敗します。記録: {stage} での失敗。現在: {live}',
  },
  failsNow: {
    en: 'Fails now: recorded as working; now: {live}',
    ja: '記録では成功していますが、現在は失敗します。現在: {live}',
  },
  stopsBefore: {
    en: 'Not decided: {place} works up to {liveStage}; the live check ends before {stage}, where it failed.',
    ja: '判定できません。{place} は {liveStage} まで正常ですが、失敗した {stage} より前で確認を終えています。',
  },
  cancelled: { en: 'The retrace of {domain} was cancelled.', ja: '{domain} への配送の再確認は中止されました。' },
  needsAddresses: {
    en: '-- MAIL FROM and RCPT TO are tried only with addresses that you give; DATA is never sent.',
    ja: '-- MAIL FROM と RCPT TO は、アドレスを指定した場合だけ試します。DATA は送りません。',
  },
  neverData: {
    en: '-- The check never sends DATA: what a server says about the mail itself cannot be repeated.',
    ja: '-- DATA は送らないため、メール本体に対する相手の応答は再現できません。',
  },
  notOnPath: {
    en: '!! {host} of the log is not on the path any more; compared is what E-Post would use now.',
    ja: '!! ログの配送先 {host} は現在の配送先に含まれません。今の配送先と比較しています。',
  },
  fromSaved: {
    en: '-- The live side was run at {at} and read from a saved result.',
    ja: '-- 現在の結果は、{at} に実行して保存されたものです。',
  },
  recorded: { en: 'recorded', ja: '記録' },
  live: { en: 'live', ja: '現在' },
  time: { en: 'time', ja: '日時' },
  host: { en: 'host', ja: 'ホスト' },
  stage: { en: 'stage', ja: '段階' },
  result: { en: 'result', ja: '結果' },
  noDate: { en: '(no date in the log)', ja: '(ログに日付なし)' },
  none: { en: '(none)', ja: '(なし)' },
  byEpost: { en: '{reply} (written by E-Post itself)', ja: '{reply} (E-Post 自身の記録)' },
  nothing: { en: 'no reply recorded', ja: '応答の記録なし' },
  route: { en: 'The route now:', ja: '現在の配送経路:' },
} as const satisfies Record<string, BothLanguages>;
