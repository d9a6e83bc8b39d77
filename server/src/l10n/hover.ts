/** The sentences of the hovers, in both languages; what a code means stands in the catalogue. */
import type { Language } from './messages.ts';

const en = {
  // Times
  clock: "the mail server's own clock",
  noDate: 'The date is not in this log.',
  dateFromName: 'The date is that of the file name.',
  dateFromRetry: 'The date is derived from the last retry line (ltime).',
  dateInLine: 'Date and time stand in the line, in local time of the mail server.',
  utc: (time: string) => `In UTC: ${time}.`,
  offsetDerived: (offset: string) => `UTC${offset} is derived: the stamp against the ltime of the same attempt.`,
  offsetSet: (offset: string) => `UTC${offset} is from the setting senderlog.server.timeZone.`,
  sincePrevious: (time: string) => `${time} after the previous line of this message.`,
  firstLine: 'First line of this message in this file.',
  previousFar: 'No earlier line of this message nearby.',
  ownIdle: 'This line belongs to no message that can be told.',
  arrival:
    'A reply bears the time at which the next command is about to be sent; its arrival is in the get_reply line before it.',
  // Messages
  message: 'message',
  kindOf: {
    '': 'a message',
    R: 'a message that waits for its retry',
    E: 'an error mail to the sender, made by E-Post',
    EP: 'an error mail to the postmaster, made by E-Post',
    T: 'an automatic forwarding',
    T4: 'a notice to the manager of a mailing list',
    Y: 'an automatic reply',
    C: 'a forwarded copy, reduced',
    L: 'an answer to a mailing-list command',
    M: 'a part of a mailing-list posting',
    S: 'a hold notice of the approval feature',
    copy: 'a copy for one of several recipients',
  } as Readonly<Record<string, string>>,
  family: (ids: string) => `Other ids of this message in this file: ${ids}`,
  noFamily: 'This file has no other id of this message.',
  suffixNumber: (n: string) => `Number ${n} of its kind; not a count of attempts.`,
  tail: (n: number) => `and ${n} more`,
  // Deliveries
  outcome: {
    delivered: 'delivered: the next server accepted it',
    deferred: 'not delivered so far: E-Post tries again',
    failed: 'not delivered: E-Post gave up',
    'in-progress': 'under way where this file ends',
    unknown: 'outcome not in this file',
    local: 'delivered to a mailbox of this server',
  } as Readonly<Record<string, string>>,
  outcomeOf: (who: string, outcome: string) => `${who}: ${outcome}.`,
  acceptedBy: (host: string, time: string) => `Accepted by ${host}${time === '' ? '' : ` at ${time}`}.`,
  nobodyNamed: 'recipient not named',
  attempts: (n: number) => (n === 1 ? '1 attempt in this file.' : `${n} attempts in this file.`),
  sender: 'envelope sender',
  recipient: 'envelope recipient',
  addressOf: 'mail address',
  bounceTo: 'envelope sender: the error mail goes here',
  notHere: 'This file shows no delivery of this message.',
  domain: 'domain of the recipient',
  masked: 'Local parts are hidden (senderlog.maskAddresses).',
  // Hosts
  attempt: (n: number, of: number) =>
    of === 1
      ? 'the only attempt of this queue entry in this file'
      : `attempt ${n} of ${of} of this queue entry in this file`,
  literal: 'An IP address, not a name.',
  isDomain: "The recipient's domain itself: its address record, not an MX.",
  byRoute: {
    cache: 'Taken from the MX cache of E-Post.',
    gateway: 'The gateway: E-Post does not go to the receiver itself.',
    mx: 'Found by an MX look-up.',
  } as Readonly<Record<string, string>>,
  setGateway: 'The gateway that is set in senderlog.server.gateway.',
  noRoute: 'The short output does not tell how it was chosen.',
  uncertain: 'Lines of two sessions are mixed here; what belongs to whom is not certain.',
  interrupted: 'The session has no end in this file: the service was stopped, or lines are missing.',
  ownName: 'the mail server that wrote this log',
  helo: 'the name given in EHLO/HELO',
  heloOurs: 'This mail server introduces itself to the receiver with this name.',
  heloTheirs: 'The machine that connected introduced itself with this name; nobody checked it.',
  client: 'the machine that connected to this server',
  peer: 'the server that took the mail',
  hostNamed: 'host',
  noEnd: 'Its end is not in this file.',
  accepted: 'The message was accepted.',
  failedAt: (stage: string, why: string) => `Failed at ${stage}: ${why}.`,
  gaveUpAfter: 'After it E-Post gave up and returned an error mail.',
  // Replies
  /** What a reply is to a stage: `in reply to RCPT TO`, `as its greeting`. */
  asReply: (stage: string) => `in reply to ${stage}`,
  asReplyTo: { greeting: 'as its greeting', final: 'after the body', body: 'while the body was sent' } as Readonly<
    Record<string, string>
  >,
  saidBy: (host: string, how: string) =>
    `Said by the receiver${host === '' ? '' : ` ${host}`}${how === '' ? '' : `, ${how}`}.`,
  ownWords: 'E-Post wrote this itself; the receiver did not say it.',
  waited: (host: string, what: string) => `It waited for ${what}${host === '' ? '' : ` from ${host}`}.`,
  waitedFor: (stage: string) => `the reply to ${stage}`,
  waitedForIt: { greeting: 'the greeting', final: 'the reply after the body', '': 'a reply' } as Readonly<
    Record<string, string>
  >,
  saidInbound: 'Said by this mail server to the machine that connected.',
  saidInTranscript: (how: string) => `Said by the server that was probed${how === '' ? '' : `, ${how}`}.`,
  lastReply: 'The last reply that E-Post kept; an earlier one may be the real reason (see the senderlog).',
  storedAnswer: 'The answer stored from an earlier attempt, as the error mail will give it.',
  repeated: 'A copy: the long output repeats the last reply at the end of the session.',
  codeLine: (code: string, title: string, meaning: string) => `${code}: ${title}. ${meaning}`,
  titled: (title: string, meaning: string) => `${title}. ${meaning}`,
  reasonClass: (title: string, slug: string) => `Reason class: ${title} (${slug})`,
  basis: {
    wording: 'by the wording',
    enhanced: 'by the enhanced code',
    basic: 'by the reply code',
    none: 'by nothing certain',
  } as Readonly<Record<string, string>>,
  byStage: 'and by the stage',
  whole: 'The whole reply',
  unknownWording: 'Nobody has explained this wording yet; what stands here follows from the codes alone.',
  addEntry:
    'To explain it here from now on, add an entry to senderlog-catalogue.json in the workspace folder: {"words": ["…"], "title": "…", "meaning": "…"}.',
  noCode: 'Not an SMTP reply: no code from 200 to 599 in front',
  noCodeMeaning:
    'A reply begins with three digits and a blank or a hyphen (RFC 5321 §4.2). What stands here could not be used as one.',
  keywordUnlisted: (word: string) => `${word} — EHLO keyword that is in no registry`,
  keywordMeaning: 'The receiver offers an extension under this name.',
  offered: 'Offered by the receiver in its reply to EHLO.',
  // Numbers
  readings: (n: string) => `${n} — depends on the system of the mail server`,
  editionUnknown: 'Which one applies, this log does not tell; set senderlog.server.edition.',
  editionSeen: (name: string) => `Read as ${name}: other error numbers of this log show the system.`,
  editionSet: (name: string) => `Read as ${name} (setting senderlog.server.edition).`,
  noNumber: (n: string) => `${n} — not in the list of error numbers`,
  noNumberMeaning: 'Neither Windows, BSD nor Linux lists this number as a socket error.',
  twins: (text: string) => `The same error elsewhere: ${text}`,
  firstNumber: 'First number',
  secondNumber: 'Second number',
  result: {
    '0': '0 — not delivered: no connection',
    '1': '1 — delivered',
  } as Readonly<Record<string, string>>,
  resultSession0: '0 — not delivered in this session',
  resultCode: 'The result of the attempt is the code of the last reply.',
  resultMeaning: 'The long output ends each attempt with it: 1 = delivered, 0 = not, else the code of the last reply.',
  answered: (reply: string) => `Answer: ${reply}`,
  noAnswer: 'No answer to it in this file.',
  preference: (n: string) => `${n} — preference of this MX; the smallest is tried first`,
  sessionNumber: 'Number of the session; it ties its lines together, and differs from session to session.',
  port: (n: string) => `${n} — port of the machine that connected`,
  serverPort: (n: string) => `${n} — port`,
  // Retry
  nowIs: (time: string) => `${time} UTC — now, when the line was written`,
  queuedAt: (time: string) => `${time} UTC — time stamp of the queued message`,
  ageIs: (age: string) => `Age of the message: ${age}`,
  limitIs: (n: string) => `${n} — how many tries fit into the period for 4xx replies; not the interval`,
  elapsedIs: (k: string) => `${k} — retry intervals since the message was queued; not the number of attempts`,
  tryNumber: (n: string) => `${n} — tries stored for this message`,
  tried: (n: number) =>
    n === 0
      ? 'No attempt before this line in this file.'
      : `${n} ${n === 1 ? 'attempt' : 'attempts'} before this line in this file.`,
  nextInFile: (n: number, time: string) => `Attempt ${n} follows in this file${time === '' ? '' : ` at ${time}`}.`,
  gaveUpInFile: (time: string) => `Given up${time === '' ? ' in this file' : ` at ${time}`}.`,
  deliveredBefore: 'It had been delivered before this line.',
  nextAbout: (n: number, time: string) => `Next: attempt ${n} about ${time} (computed).`,
  givesUpAbout: (time: string) => `Gives up about ${time} if nothing changes (computed).`,
  givesUpAtLast: (time: string) => `No further attempt is expected; gives up about ${time} (computed).`,
  noForecast: 'When it is tried again cannot be computed from this file.',
  intervalFromLog: (s: number) => `Interval of ${s} s: derived from the ages and counts in the log.`,
  intervalFromSettings: (s: number) =>
    `Interval of ${s} s: from the setting senderlog.server.retryInterval; the log does not show it.`,
  ruleFromLog: (rule: string) => `Retry rule: ${rule}, as the attempts in the log show.`,
  ruleFromSettings: (rule: string) => `Retry rule: ${rule}, from the setting senderlog.server.retryRule.`,
  rules: { growing: 'growing gaps', constant: 'constant interval' } as Readonly<Record<string, string>>,
  periods: (hours: number, refusals: number, temporary: number) =>
    `From the settings: ${refusals} intervals for 5xx, ${temporary} h for 4xx, ${hours} h without an answer.`,
  ordinalOf: (n: string) => `${n} — number of the recipient in this message`,
  nanoseconds: 'Written in units of 100 ns here, in seconds in GetTryServer lines.',
} as const;

export type HoverTexts = {
  readonly [K in keyof typeof en]: (typeof en)[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : (typeof en)[K] extends string
      ? string
      : (typeof en)[K];
};

const ja: HoverTexts = {
  clock: 'メールサーバ自身の時計',
  noDate: '日付はこのログからは分かりません。',
  dateFromName: '日付はファイル名によります。',
  dateFromRetry: '日付は直前のリトライ確認行(ltime)から計算しました。',
  dateInLine: '日時は行に書かれたもので、メールサーバの現地時刻です。',
  utc: time => `UTCでは${time}です。`,
  offsetDerived: offset => `UTC${offset}は、同じ試行のltimeとの差から計算しました。`,
  offsetSet: offset => `UTC${offset}は、設定senderlog.server.timeZoneによります。`,
  sincePrevious: time => `このメールの前の行から${time}後です。`,
  firstLine: 'このファイルにあるこのメールの最初の行です。',
  previousFar: '近くにこのメールの前の行はありません。',
  ownIdle: 'どのメールの行かは分かりません。',
  arrival: '応答の時刻は、次のコマンドを送る直前のものです。届いた時刻は、その前のget_reply行にあります。',
  message: 'メッセージ',
  kindOf: {
    '': 'メール',
    R: 'リトライ待ちになったメール',
    E: 'E-Postが作成した送信者へのエラーメール',
    EP: 'E-Postが作成したpostmasterへのエラーメール',
    T: '自動転送のメール',
    T4: 'メーリングリスト管理者への通知',
    Y: '自動応答のメール',
    C: '破棄・サイズ調整をともなう転送のメール',
    L: 'メーリングリスト制御命令への応答',
    M: 'メーリングリスト投稿の一部(ドメイン別)',
    S: '上長承認の保留通知',
    copy: '複数の宛先のうち1件への複製',
  },
  family: ids => `このファイルにある、このメールのほかのID: ${ids}`,
  noFamily: 'このファイルに、このメールのほかのIDはありません。',
  suffixNumber: n => `同じ種類の中での番号(${n})で、試行回数ではありません。`,
  tail: n => `ほか${n}件`,
  outcome: {
    delivered: '配送済み(次のサーバが受領)',
    deferred: '未配送(E-Postがリトライします)',
    failed: '配送できず、E-Postが断念',
    'in-progress': 'ファイルの終わりで配送中',
    unknown: '結果はこのファイルにありません',
    local: 'このサーバのメールボックスへ配送済み',
  },
  outcomeOf: (who, outcome) => `${who}: ${outcome}`,
  acceptedBy: (host, time) => `${time === '' ? '' : `${time}に`}${host}が受け付けました。`,
  nobodyNamed: '宛先の記録なし',
  attempts: n => `このファイルでの試行は${n}回です。`,
  sender: 'エンベロープの送信者',
  recipient: 'エンベロープの宛先',
  addressOf: 'メールアドレス',
  bounceTo: 'エンベロープの送信者(エラーメールの宛先)',
  notHere: 'このファイルに、このメールの配送の記録はありません。',
  domain: '宛先のドメイン',
  masked: 'アドレスの@より前は伏せています(senderlog.maskAddresses)。',
  attempt: (n, of) =>
    of === 1 ? 'このファイルではこのキューの唯一の試行' : `このファイルではこのキューの${of}回中${n}回目の試行`,
  literal: '名前ではなくIPアドレスです。',
  isDomain: '宛先のドメインそのものです(MXではなくアドレスレコード)。',
  byRoute: {
    cache: 'E-PostのMXキャッシュから選ばれました。',
    gateway: 'ゲートウェイです。E-Postは相手先へ直接は接続しません。',
    mx: 'MX検索で見つかりました。',
  },
  setGateway: '設定senderlog.server.gatewayのゲートウェイです。',
  noRoute: '短い出力では、どのように選ばれたかは分かりません。',
  uncertain: '2つのセッションの行が混ざっているため、どちらの行かは確実ではありません。',
  interrupted: 'このセッションの終わりがありません。サービスの停止、または行の欠落です。',
  ownName: 'このログを書いたメールサーバ',
  helo: 'EHLO/HELOで名乗った名前',
  heloOurs: 'このメールサーバが相手先に名乗る名前です。',
  heloTheirs: '接続してきたマシンが名乗った名前で、確認されたものではありません。',
  client: 'このサーバに接続してきたマシン',
  peer: 'メールを受け取ったサーバ',
  hostNamed: 'ホスト',
  noEnd: '終わりはこのファイルにありません。',
  accepted: 'メールは受け付けられました。',
  failedAt: (stage, why) => `${stage}で失敗しました: ${why}`,
  gaveUpAfter: 'この後E-Postは配送を断念し、エラーメールを返しました。',
  asReply: stage => `${stage}に対して`,
  asReplyTo: { greeting: '接続直後のバナーとして', final: '本文の送信後に', body: '本文の送信中に' },
  saidBy: (host, how) => `相手先サーバ${host === '' ? '' : ` ${host} `}の応答です${how === '' ? '' : `(${how})`}。`,
  ownWords: 'E-Post自身が書いたもので、相手先の応答ではありません。',
  waited: (host, what) => `${host === '' ? '' : `${host} からの`}${what}を待っていました。`,
  waitedFor: stage => `${stage}への応答`,
  waitedForIt: { greeting: '接続直後のバナー', final: '本文送信後の応答', '': '応答' },
  saidInbound: 'このメールサーバが、接続してきたマシンに返した応答です。',
  saidInTranscript: how => `接続先サーバの応答です${how === '' ? '' : `(${how})`}。`,
  lastReply:
    'E-Postが最後に受けた応答です。本当の理由は、それより前の応答かもしれません(senderlogを確認してください)。',
  storedAnswer: '以前の試行で保存された応答で、エラーメールに載る内容です。',
  repeated: '写しです。長い出力では、セッションの最後に直前の応答がもう一度書かれます。',
  codeLine: (code, title, meaning) => `${code}: ${title}。${meaning}`,
  titled: (title, meaning) => `${title}。${meaning}`,
  reasonClass: (title, slug) => `理由の区分: ${title} (${slug})`,
  basis: { wording: '文言による', enhanced: '拡張コードによる', basic: '応答コードによる', none: '確かな手がかりなし' },
  byStage: '段階も考慮',
  whole: '応答の全文',
  unknownWording: 'この文言の説明はまだありません。ここに示すのは、コードだけから分かることです。',
  addEntry:
    '今後ここに説明を出すには、ワークスペースのフォルダの senderlog-catalogue.json に項目を追加します: {"words": ["…"], "title": "…", "meaning": "…"}',
  noCode: 'SMTPの応答ではありません(先頭に200〜599のコードがない)',
  noCodeMeaning: '応答は3桁の数字と空白またはハイフンで始まります(RFC 5321 §4.2)。ここの内容は応答として使えません。',
  keywordUnlisted: word => `${word} — 登録されていないEHLOキーワード`,
  keywordMeaning: '相手先が、この名前の拡張機能に対応していると示しています。',
  offered: '相手先がEHLOへの応答で示したものです。',
  readings: n => `${n} — メールサーバのOSによって意味が異なります`,
  editionUnknown: 'どれに当たるかはこのログからは分かりません。senderlog.server.editionで設定できます。',
  editionSeen: name => `このログのほかのエラー番号から、${name}の番号として読んでいます。`,
  editionSet: name => `${name}の番号として読んでいます(設定senderlog.server.edition)。`,
  noNumber: n => `${n} — エラー番号の一覧にありません`,
  noNumberMeaning: 'Windows、BSD、Linuxのいずれのソケットエラーにもない番号です。',
  twins: text => `ほかのOSでの同じエラー: ${text}`,
  firstNumber: '前半の数字',
  secondNumber: '後半の数字',
  result: { '0': '0 — 配送されませんでした(接続できず)', '1': '1 — 配送されました' },
  resultSession0: '0 — このセッションでは配送されませんでした',
  resultCode: '試行の結果として、最後の応答のコードが書かれています。',
  resultMeaning:
    '長い出力では、試行ごとに最後に書かれます。1 = 配送済み、0 = 未配送、それ以外は最後の応答のコードです。',
  answered: reply => `応答: ${reply}`,
  noAnswer: 'これへの応答はこのファイルにありません。',
  preference: n => `${n} — このMXの優先度(小さいものから試されます)`,
  sessionNumber: 'セッションの番号です。同じセッションの行を結び付けるもので、セッションごとに変わります。',
  port: n => `${n} — 接続してきたマシンのポート番号`,
  serverPort: n => `${n} — ポート番号`,
  nowIs: time => `${time} UTC — 現在(行が書かれた時刻)`,
  queuedAt: time => `${time} UTC — キューにあるメールのタイムスタンプ`,
  ageIs: age => `キュー登録からの経過: ${age}`,
  limitIs: n => `${n} — 4xx応答のリトライ期間に入る試行回数(間隔ではありません)`,
  elapsedIs: k => `${k} — キュー登録から経過したリトライ間隔の数(試行回数ではありません)`,
  tryNumber: n => `${n} — このメールの記録済みの試行回数`,
  tried: n =>
    n === 0
      ? 'このファイルでは、この行より前の試行はありません。'
      : `このファイルでは、この行より前に${n}回試行されています。`,
  nextInFile: (n, time) => `この後${time === '' ? '' : `${time}に`}${n}回目の試行があります(このファイル内)。`,
  gaveUpInFile: time => `${time === '' ? 'このファイル内で' : `${time}に`}配送を断念しています。`,
  deliveredBefore: 'この行より前に配送済みです。',
  nextAbout: (n, time) => `次は${n}回目の試行で、${time}ごろの見込みです(計算値)。`,
  givesUpAbout: time => `状況が変わらなければ、${time}ごろ断念します(計算値)。`,
  givesUpAtLast: time => `これ以上の試行はない見込みで、${time}ごろ断念します(計算値)。`,
  noForecast: '次のリトライの時刻は、このファイルからは計算できません。',
  intervalFromLog: s => `リトライ間隔${s}秒: ログの経過時間と回数から計算しました。`,
  intervalFromSettings: s =>
    `リトライ間隔${s}秒: 設定senderlog.server.retryIntervalによります(ログからは分かりません)。`,
  ruleFromLog: rule => `リトライの方式: ${rule}(ログの試行から判断)。`,
  ruleFromSettings: rule => `リトライの方式: ${rule}(設定senderlog.server.retryRuleによる)。`,
  rules: { growing: '間隔が延びる', constant: '「リトライ間隔のまま」' },
  periods: (hours, refusals, temporary) =>
    `設定による期間: 5xxは${refusals}回、4xxは${temporary}時間、無応答は${hours}時間。`,
  ordinalOf: n => `${n} — このメールの中での宛先の番号`,
  nanoseconds: 'ここでは100ナノ秒単位です(GetTryServer行では秒単位)。',
};

const tables: Readonly<Record<Language, HoverTexts>> = { en, ja };

export const hoverTexts = (language: Language): HoverTexts => tables[language];

/** A length of time for people, from milliseconds: `0.532 s`, `12 min 3 s`, `1 h 2 min`, `2 d 3 h`. */
export function lengthOfTime(ms: number, language: Language): string {
  const units = language === 'ja' ? (['秒', '分', '時間', '日'] as const) : ([' s', ' min', ' h', ' d'] as const);
  const gap = language === 'ja' ? '' : ' ';
  if (ms < 60_000) return `${ms < 10_000 ? Number((ms / 1000).toFixed(3)) : Math.round(ms / 1000)}${units[0]}`;
  const seconds = Math.round(ms / 1000);
  const [small, large, from] = seconds < 3600 ? [1, 60, 0] : seconds < 86_400 ? [60, 3600, 1] : [3600, 86_400, 2];
  const high = Math.floor(seconds / large!);
  const low = Math.floor((seconds % large!) / small!);
  return low === 0 ? `${high}${units[from! + 1]}` : `${high}${units[from! + 1]}${gap}${low}${units[from!]}`;
}
