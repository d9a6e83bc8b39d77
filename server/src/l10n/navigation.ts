import type { Language } from './messages.ts';

/** Sentences of outline, lenses and links, in both languages. Stages are named as in the dialogue; words stand for the rest. */

const en = {
  /** How an attempt went, in a few words. */
  replyAt: (code: number, stage: string) => `${code} at ${stage}`,
  ownReplyAt: (pair: string, stage: string) => `451 by E-Post itself (code=${pair}) at ${stage}`,
  noConnection: (code: number) => (code > 0 ? `no connection (error ${code})` : 'no connection'),
  lostInBody: (code: number) =>
    code > 0 ? `connection lost in the body (error ${code})` : 'connection lost in the body',
  tlsFailed: 'TLS failed',
  unresolved: 'host name not resolved',
  accepted: 'accepted',
  partly: (refusal: string) => `accepted in part; ${refusal}`,
  cutOff: 'cut off',
  inProgress: 'no end in this file',
  noFailure: 'ended without a failure',
  uncertain: 'attribution not certain',
  /** How a message went. */
  outcome: {
    delivered: 'delivered',
    deferred: 'deferred',
    failed: 'given up',
    'in-progress': 'in progress',
    unknown: 'outcome not shown',
  } as Readonly<Record<string, string>>,
  recipients: (first: string, others: number) => (others > 0 ? `${first} and ${others} more` : first),
  attempt: (n: number) => `attempt ${n}`,
  /** Earlier attempts of the delivery stand in another file. */
  attemptHere: (n: number) => `attempt ${n} in this file`,
  next: (time: string) => `next about ${time} (computed)`,
  noNext: (time: string) => `no further attempt expected, given up about ${time} (computed)`,
  gaveUp: 'given up',
  laterDay: (time: string, days: number) => `${time} (+${days} d)`,
  story: 'Story',
  retrace: 'Retrace',
  moreMessages: (n: number) => `… ${n} more messages are not listed (those delivered are left out first)`,
  moreLines: (n: number) => `… ${n} more lines are not listed`,
  moreLenses: (n: number) => `${n} more attempts of this file have no lens; those that failed come first`,
  openSenderlog: 'Open the senderlog at the line that tells the reason',
} as const;

type Sentences = {
  readonly [K in keyof typeof en]: (typeof en)[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : (typeof en)[K] extends string
      ? string
      : (typeof en)[K];
};

const ja: Sentences = {
  replyAt: (code, stage) => `${stage}で${code}`,
  ownReplyAt: (pair, stage) => `${stage}でE-Post自身の451(code=${pair})`,
  noConnection: code => (code > 0 ? `接続できず(エラー${code})` : '接続できず'),
  lostInBody: code => (code > 0 ? `本文の送信中に切断(エラー${code})` : '本文の送信中に切断'),
  tlsFailed: 'TLSに失敗',
  unresolved: 'ホスト名を解決できず',
  accepted: '受け付け済み',
  partly: refusal => `一部のみ受け付け、${refusal}`,
  cutOff: '途中で中断',
  inProgress: 'このファイルに終わりなし',
  noFailure: '失敗なしで終了',
  uncertain: 'どの送信の応答かは不確実',
  outcome: {
    delivered: '配送済み',
    deferred: '配送保留',
    failed: '配送失敗',
    'in-progress': '配送中',
    unknown: '結果の記録なし',
  },
  recipients: (first, others) => (others > 0 ? `${first} ほか${others}件` : first),
  attempt: n => `${n}回目の試行`,
  attemptHere: n => `このファイルで${n}回目の試行`,
  next: time => `次回は${time}頃(計算値)`,
  noNext: time => `次回なし、${time}頃に配送断念の見込み(計算値)`,
  gaveUp: '配送断念',
  laterDay: (time, days) => (days === 1 ? `翌日${time}` : `${days}日後の${time}`),
  story: '経過',
  retrace: '再確認',
  moreMessages: n => `… ほかに${n}件のメッセージがあります(配送済みのものから省略)`,
  moreLines: n => `… ほかに${n}行あります`,
  moreLenses: n => `このファイルのほかの${n}件の試行には表示していません(失敗した試行を優先)`,
  openSenderlog: 'senderlogの、理由が分かる行を開く',
};

const tables: Readonly<Record<Language, Sentences>> = { en, ja };

export const navigationText = (language: Language): Sentences => tables[language];
