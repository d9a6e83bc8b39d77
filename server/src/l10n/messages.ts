/** The engine's own sentences, in both languages; what a code means stands in the catalogue. */

export type Language = 'en' | 'ja';

/** `ja`, `ja-JP` … → ja; all else → en. */
export const languageOf = (locale: string | undefined): Language => (/^ja\b/i.test(locale ?? '') ? 'ja' : 'en');

const en = {
  platform: { windows: 'Windows', bsd: 'BSD', linux: 'Linux' } as Readonly<Record<string, string>>,
  cause: 'Usual cause',
  action: 'Do first',
  epost: 'E-Post',
  fixBy: 'Who can fix it',
  who: {
    us: 'us (this mail server)',
    peer: "the receiver's administrator",
    recipient: 'the recipient',
    network: 'the network or provider in between',
  } as Readonly<Record<string, string>>,
  permanence: 'Nature',
  natures: {
    temporary: 'temporary',
    permanent: 'permanent',
    both: 'temporary or permanent, by the first digit',
  } as Readonly<Record<string, string>>,
  source: 'Source',
  unsure: 'not certain',
  derived: 'derived',
  utcOffset: (offset: string) => `the server's clock is at UTC${offset}`,
  accepted: 'accepted by the receiver',
  stage: {
    resolve: 'name resolution',
    connect: 'connecting',
    greeting: 'the greeting',
    ehlo: 'EHLO/HELO',
    starttls: 'STARTTLS',
    auth: 'AUTH',
    mail: 'MAIL FROM',
    rcpt: 'RCPT TO',
    data: 'DATA',
    body: 'sending the body',
    final: 'the reply after the body',
    quit: 'QUIT',
  } as Readonly<Record<string, string>>,
  diagnostic: (title: string, host: string, stage: string) =>
    host === '' ? `${title} (at ${stage})` : `${title} — ${host}, at ${stage}`,
  failDiagnostic: (title: string, recipient: string) => `Not delivered to ${recipient}: ${title}`,
  gaveUpHere: 'E-Post gave up here and returned an error mail',
  uncertainReply: 'Replies of two threads are mixed here; the attribution is not certain.',
  incident: (title: string, host: string, n: number) =>
    host === '' ? `${title} (${n} messages)` : `${title} — ${host} (${n} messages)`,
  atOnce: (seconds: number) =>
    `After ${seconds.toFixed(1)} s already: cut by the receiver or by something in between, not a time-out.`,
  timedOut: (seconds: number) => `After ${seconds} s of silence: the time-out for receiving.`,
  waited: (seconds: number) => `After ${seconds} s.`,
  deliveredLater: 'A later attempt delivered it.',
  failedInAttempt: (n: number, host: string) => `Attempt ${n} failed here${host === '' ? '' : ` (${host})`}`,
  evidence: 'This belongs to it, too.',
  and: ', ',
  tooMany: (n: number) => `${n} more findings in this file are not shown.`,
  secret: 'A credential of the gateway, readable in the log. It is masked in everything shown or copied here.',
  entryLeftOut: 'It is left out.',
  nothingFound: (query: string) => `Nothing is known about “${query}”.`,
  catalogues: {
    smtp: 'SMTP reply code',
    enhanced: 'enhanced status code',
    winsock: 'Winsock error',
    errno: 'Unix error',
    windows: 'Windows error',
    epost: 'E-Post log',
    suffix: 'suffix of a message ID',
    command: 'SMTP command',
    extension: 'EHLO keyword',
    class: 'reason',
    provider: 'reply wording',
    user: 'entry of this workspace',
  },
} as const;

type Messages = {
  readonly [K in keyof typeof en]: (typeof en)[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : (typeof en)[K] extends string
      ? string
      : { readonly [P in keyof (typeof en)[K]]: string };
};

const ja: Messages = {
  platform: { windows: 'Windows', bsd: 'BSD', linux: 'Linux' },
  cause: '主な原因',
  action: 'まず確認',
  epost: 'E-Postの動作',
  fixBy: '対処できる人',
  who: {
    us: '自サーバの管理者',
    peer: '相手先サーバの管理者',
    recipient: '受信者',
    network: '途中のネットワークまたは回線事業者',
  },
  permanence: '性質',
  natures: { temporary: '一時的', permanent: '恒久的', both: '先頭の数字により一時的または恒久的' },
  source: '出典',
  unsure: '確実ではありません',
  derived: '計算値',
  utcOffset: offset => `サーバの時計はUTC${offset}`,
  accepted: '相手先が受け付けました',
  stage: {
    resolve: '名前解決',
    connect: '接続',
    greeting: '接続直後のバナー',
    ehlo: 'EHLO/HELO',
    starttls: 'STARTTLS',
    auth: 'AUTH(認証)',
    mail: 'MAIL FROM',
    rcpt: 'RCPT TO',
    data: 'DATA',
    body: '本文の送信',
    final: '本文送信後の応答',
    quit: 'QUIT',
  },
  diagnostic: (title, host, stage) => (host === '' ? `${title}(${stage})` : `${title} — ${host}、${stage}`),
  failDiagnostic: (title, recipient) => `${recipient} へ配送できませんでした: ${title}`,
  gaveUpHere: 'ここでE-Postは配送を断念し、エラーメールを返しました',
  uncertainReply: '2つのスレッドの応答が混ざっているため、どちらへの応答かは確実ではありません。',
  incident: (title, host, n) => (host === '' ? `${title}(${n}通)` : `${title} — ${host}(${n}通)`),
  atOnce: seconds =>
    `${seconds.toFixed(1)}秒で切断されています。タイムアウトではなく、相手先か途中の機器が切断したものです。`,
  timedOut: seconds => `${seconds}秒間応答がなく、受信タイムアウトになりました。`,
  waited: seconds => `${seconds}秒後です。`,
  deliveredLater: 'この後の試行で配送できました。',
  failedInAttempt: (n, host) => `${n}回目の試行の失敗${host === '' ? '' : `(${host})`}`,
  evidence: 'この指摘に関係する行です。',
  and: '、',
  tooMany: n => `このファイルには、ほかに${n}件の指摘がありますが表示していません。`,
  secret: 'ゲートウェイの認証情報が、ログに読める形で残っています。ここで表示・コピーする内容では伏せます。',
  entryLeftOut: 'この項目は使われません。',
  nothingFound: query => `「${query}」に該当する項目はありません。`,
  catalogues: {
    smtp: 'SMTP応答コード',
    enhanced: '拡張ステータスコード',
    winsock: 'Winsockエラー',
    errno: 'UNIXエラー',
    windows: 'Windowsエラー',
    epost: 'E-Postのログ',
    suffix: 'メッセージIDの接尾辞',
    command: 'SMTPコマンド',
    extension: 'EHLOキーワード',
    class: '理由の分類',
    provider: '応答の文言',
    user: 'このワークスペースの項目',
  },
};

const tables: Readonly<Record<Language, Messages>> = { en, ja };

export const messages = (language: Language): Messages => tables[language];
