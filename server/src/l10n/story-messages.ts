import type { Language } from './messages.ts';

/** What the story of a message says, in both languages. */

const en = {
  outcome: {
    delivered: 'delivered',
    deferred: 'deferred, as far as these logs go',
    failed: 'failed',
    'in-progress': 'in progress',
    unknown: 'outcome not known',
  } as Readonly<Record<string, string>>,
  verdict: 'Verdict',
  open: 'What is not known or not certain',
  someone: (domain: string) => (domain === '' ? 'recipient not known' : `recipient at ${domain}, not known`),
  more: (n: number) => `${n} more deliveries are not written out here.`,
  errorMail: 'error mail',
  attempts: (n: number) => (n === 1 ? '1 attempt' : `${n} attempts`),
  noAttempts: 'no attempt in these logs',
  cause: (title: string, slug: string) => `Cause: ${title} [${slug}]`,
  earlier: (title: string, slug: string) => `Trouble before: ${title} [${slug}]`,
  noCause: 'The logs do not tell the cause.',
  fixBy: (who: string) => `Who can fix it: ${who}`,
  action: (text: string) => `What to do: ${text}`,
  notCertain: 'The cause is not certain.',
  peerSaid: (text: string) => `Reply of the receiver: ${text}`,
  epostSaid: (text: string) => `E-Post's own message, not the receiver's: ${text}`,
  faillogSaid: (text: string) => `The faillog gives as reason: ${text}`,
  socket: (n: number) => `Socket error ${n}`,
  decisive: (place: string) => `Decisive line: ${place}`,
  attempt: (n: number, of: number) => `attempt ${n} of ${of}`,
  lone: 'attempt',
  noHost: 'host not in the log',
  at: (stage: string) => `at ${stage}`,
  refused: (code: number, recipient: string) => `${recipient} refused (${code})`,
  accepted: (text: string) => `accepted by the receiver: ${text}`,
  cut: 'its end is not in the log',
  steps: (list: string) => `Time taken: ${list}`,
  connecting: 'connecting and greeting',
  dateDerived: 'date derived from the retry line',
  receipt: 'Received from the client or sender',
  waiting: (n: number) =>
    n === 1 ? 'The queue was looked through once, no attempt' : `The queue was looked through ${n} times, no attempt`,
  queue: 'Lines of the queue',
  giveUp: 'E-Post gives up',
  giveUpTo: (to: string) => `E-Post gives up and makes an error mail to ${to}`,
  giveUpNobody: 'E-Post gives up; the sender is empty, nobody gets an error mail',
  result: {
    faillog: 'Final failure recorded',
    outlog: 'Success recorded',
    outlocallog: 'Delivery to a local mailbox recorded',
  } as Readonly<Record<string, string>>,
  refusal: 'Refused or broken off on receipt',
  refusalVerdict: 'Our server did not take this mail. It has no message id; it was found by time and address.',
  derived: 'derived',
  notices: {
    missingDays: (log: string, days: string) => `No ${log} of ${days} is at hand; what happened then is not known.`,
    noSenderlog: 'No senderlog at hand names this message: how the delivery went is not known.',
    noFaillog: (given: boolean) =>
      given
        ? 'E-Post gave up, but no line of the faillogs at hand names the message.'
        : 'E-Post gave up; no faillog is at hand to compare.',
    beginsBefore: (k: number) =>
      `The retry line of the first attempt shown counts ${k} intervals: earlier attempts are probably in logs that are not at hand.`,
    beginsInSession: 'A session begins before its file does: its first lines are not at hand.',
    endsInSession: 'A session has no end: the service was stopped, or the file ends in the middle of it.',
    idReused: (n: number, of: number) =>
      `${of} messages bore this id one after the other (the counter was reset, or logs are missing); this is number ${n}.`,
    noDate: 'Neither the file name nor a line dates the senderlog; times are times of day.',
    uncertainLines: (n: number) => `${n} lines without an id may be another message's (marked "?").`,
    derivedLines: (n: number) =>
      `${n} lines carry no id; they were attributed by socket, session or order (marked "~").`,
    droppedLines: (n: number) => `${n} more lines are not shown.`,
  },
} as const;

type Widened<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : T[K] extends string
      ? string
      : Widened<T[K]>;
};
type StoryMessages = Widened<typeof en>;

const ja: StoryMessages = {
  outcome: {
    delivered: '配送済み',
    deferred: '配送保留(手元のログの時点)',
    failed: '配送失敗',
    'in-progress': '配送中',
    unknown: '結果不明',
  },
  verdict: '結論',
  open: '分からないこと・不確かなこと',
  someone: domain => (domain === '' ? '受信者不明' : `${domain} の受信者(不明)`),
  more: n => `ほかに${n}件の配送がありますが、ここには書いていません。`,
  errorMail: 'エラーメール',
  attempts: n => `試行${n}回`,
  noAttempts: 'このログに試行はありません',
  cause: (title, slug) => `原因: ${title} [${slug}]`,
  earlier: (title, slug) => `途中の障害: ${title} [${slug}]`,
  noCause: '原因はログからは分かりません。',
  fixBy: who => `対処できる人: ${who}`,
  action: text => `対処: ${text}`,
  notCertain: 'この原因は確実ではありません。',
  peerSaid: text => `相手先サーバの応答: ${text}`,
  epostSaid: text => `E-Post自身のメッセージ(相手先の応答ではありません): ${text}`,
  faillogSaid: text => `faillogに記録された理由: ${text}`,
  socket: n => `ソケットエラー ${n}`,
  decisive: place => `決め手となる行: ${place}`,
  attempt: (n, of) => `${of}回中${n}回目の試行`,
  lone: '試行',
  noHost: '接続先はログにありません',
  at: stage => `段階: ${stage}`,
  refused: (code, recipient) => `${recipient} は拒否(${code})`,
  accepted: text => `相手先が受け付けました: ${text}`,
  cut: '終わりはログにありません',
  steps: list => `所要時間: ${list}`,
  connecting: '接続とバナー',
  dateDerived: '日付はリトライ行からの計算値',
  receipt: 'クライアントまたは送信元からの受信',
  waiting: n => `キューを${n}回確認(配送の試行なし)`,
  queue: 'キューの記録',
  giveUp: 'E-Postが配送を断念',
  giveUpTo: to => `E-Postが配送を断念し、${to} 宛てのエラーメールを作成`,
  giveUpNobody: 'E-Postが配送を断念(送信者が空のため、エラーメールは送られません)',
  result: {
    faillog: '最終的な失敗の記録',
    outlog: '送信成功の記録',
    outlocallog: 'ローカルのメールボックスへの配送の記録',
  },
  refusal: '受信時の拒否または中断',
  refusalVerdict: 'このメールは自サーバが受け付けていません。メッセージIDがないため、時刻とアドレスで探しました。',
  derived: '推定',
  notices: {
    missingDays: (log, days) => `${days} の${log}がないため、その間のことは分かりません。`,
    noSenderlog: 'このメッセージを記録したsenderlogがないため、配送の経過は分かりません。',
    noFaillog: given =>
      given
        ? 'E-Postは配送を断念しましたが、手元のfaillogにこのメッセージの行はありません。'
        : 'E-Postは配送を断念しましたが、照合できるfaillogが手元にありません。',
    beginsBefore: k =>
      `最初に見える試行のリトライ行では、すでに間隔${k}回分が経過しています。それ以前の試行は、手元にないログに記録されている可能性があります。`,
    beginsInSession: 'ファイルの始まりより前に始まったセッションがあり、最初の行は手元にありません。',
    endsInSession: '終わりのないセッションがあります。サービスが停止したか、ファイルが途中で終わっています。',
    idReused: (n, of) =>
      `このIDは${of}通のメッセージで順に使われています(カウンターのリセット、またはログの欠落)。これは${n}通目です。`,
    noDate: 'ファイル名からも行からもsenderlogの日付が分かりません。時刻のみを示します。',
    uncertainLines: n => `IDのない${n}行は、別のメッセージの行かもしれません(「?」印)。`,
    derivedLines: n => `${n}行にはIDがなく、ソケット、セッション、または順序から推定しました(「~」印)。`,
    droppedLines: n => `ほかに${n}行ありますが、表示していません。`,
  },
};

const tables: Readonly<Record<Language, StoryMessages>> = { en, ja };

export const storyMessages = (language: Language): StoryMessages => tables[language];
