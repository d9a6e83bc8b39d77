/** What `senderlog check` and `senderlog story` say. `{name}` stands for a value. */
import type { BothLanguages } from '../probes/index.ts';

type Texts = Readonly<Record<string, BothLanguages>>;

export const checkSummaries = {
  check: {
    en: 'Read logs: every line understood, every delivery with its outcome and reason.',
    ja: 'ログを読み込み、すべての行と、配送ごとの結果・理由を示します。',
  },
  story: {
    en: 'Tell the whole story of a message over all attempts, days and logs.',
    ja: '1通のメールの経過を、すべての試行・日付・ログにわたって時刻順に示します。',
  },
} as const satisfies Texts;

export const checkNotes = {
  check: {
    en: 'Folders are searched for logs. All logs of one mail server are understood together.',
    ja: 'フォルダーを指定すると、その中のログを探します。同じメールサーバのログはまとめて解釈します。',
  },
  story: {
    en: 'ID is a message id (B0000319576, with or without suffixes and host) or the address of a sender or recipient.',
    ja: 'IDにはメッセージID(B0000319576。枝番やホスト名は付けても付けなくても可)、または送信者・受信者のアドレスを指定します。',
  },
} as const satisfies Texts;

export const checkOptions = {
  findings: { en: 'Also say what went wrong and who can fix it.', ja: '問題点と、誰が対処できるかも示します' },
  strict: {
    en: 'Deferred mail counts as a problem (exit code 1).',
    ja: '配送保留(リトライ中)も問題として扱います(終了コード1)',
  },
} as const satisfies Texts;

export const checkTexts = {
  noLogs: { en: 'No logs were found.', ja: 'ログが見つかりません。' },
  cannotRead: { en: '{path}: cannot be read ({why})', ja: '{path}: 読み取れません({why})' },
  file: {
    en: '{path}: {log}, {encoding}, {lines} lines',
    ja: '{path}: {log}、{encoding}、{lines}行',
  },
  unknownLines: { en: '{n} lines not understood (first: line {line})', ja: '解釈できない行: {n}行(最初は{line}行目)' },
  noLog: { en: 'not a log of E-Post', ja: 'E-Postのログではありません' },
  empty: { en: 'empty', ja: '空' },
  unknownRecipient: { en: '(recipient unknown, {domain})', ja: '(受信者不明、{domain})' },
  attempts: { en: '{n} attempts', ja: '試行{n}回' },
  oneAttempt: { en: '1 attempt', ja: '試行1回' },
  errorMail: { en: 'error mail', ja: 'エラーメール' },
  uncertain: { en: 'attribution of a reply uncertain', ja: '応答の帰属が不確か' },
  cause: { en: 'cause: {title} [{slug}]', ja: '原因: {title} [{slug}]' },
  at: { en: 'at {stage}, {host}', ja: '段階 {stage}、{host}' },
  reply: { en: 'reply of the peer: {text}', ja: '相手サーバの応答: {text}' },
  ownReply: { en: "E-Post's own message: {text}", ja: 'E-Post自身のメッセージ: {text}' },
  socket: { en: 'socket error {n}', ja: 'ソケットエラー {n}' },
  see: { en: 'see {path}:{line}', ja: '該当行 {path}:{line}' },
  totals: {
    en: '{files} files, {lines} lines: {delivered} delivered, {deferred} deferred, {failed} failed, {inProgress} in progress, {unknown} unknown',
    ja: '{files}ファイル、{lines}行: 配送済み{delivered}、配送保留{deferred}、配送失敗{failed}、配送中{inProgress}、不明{unknown}',
  },
  fixBy: { en: 'can be fixed by: {who}', ja: '対処できるのは: {who}' },
  affected: { en: '{n} deliveries', ja: '配送{n}件' },
  finding: { en: 'Findings', ja: '検出した問題' },
} as const satisfies Texts;

export const outcomeTexts = {
  delivered: { en: 'delivered', ja: '配送済み' },
  deferred: { en: 'deferred', ja: '配送保留' },
  failed: { en: 'failed', ja: '配送失敗' },
  'in-progress': { en: 'in progress', ja: '配送中' },
  unknown: { en: 'unknown', ja: '不明' },
} as const satisfies Texts;

export const whoTexts = {
  us: { en: 'us (this mail server, its settings, the sender)', ja: '自分側(このメールサーバ、設定、送信者)' },
  peer: { en: "the receiving server's administrator", ja: '相手サーバの管理者' },
  recipient: { en: 'the recipient', ja: '受信者' },
  network: { en: 'the network in between', ja: '途中のネットワーク' },
} as const satisfies Texts;

export const severityTexts = {
  error: { en: 'error', ja: 'エラー' },
  warning: { en: 'warning', ja: '警告' },
  information: { en: 'information', ja: '情報' },
} as const satisfies Texts;

export const storyTexts = {
  heading: { en: 'Story of message {base}', ja: 'メッセージ {base} の経過' },
  notFound: { en: 'Nothing in these logs speaks of "{what}".', ja: 'これらのログに「{what}」の記録はありません。' },
  attempt: { en: 'Attempt {n}: {time}, {host}', ja: '試行{n}: {time}、{host}' },
  reached: { en: 'reached: {stage}', ja: '到達段階: {stage}' },
  took: { en: 'took {s} s', ja: '所要時間 {s}秒' },
  accepted: { en: 'accepted', ja: '受け付けられました' },
  running: { en: 'still under way, or cut off', ja: '実行中、または記録が途切れています' },
  tooMany: { en: '{n} messages; the first {shown} are shown.', ja: '該当{n}件のうち最初の{shown}件を示します。' },
} as const satisfies Texts;
