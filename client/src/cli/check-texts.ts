/** What `senderlog check` says. `{name}` stands for a value. */
import type { BothLanguages } from '../probes/index.ts';

type Texts = Readonly<Record<string, BothLanguages>>;

export const checkSummaries = {
  check: {
    en: 'Read logs: every line understood, every delivery with its outcome and reason.',
    ja: 'ログを読み込み、すべての行と、配送ごとの結果・理由を示します。',
  },
} as const satisfies Texts;

export const checkNotes = {
  check: {
    en: 'Folders are searched for logs. All logs of one mail server are understood together.',
    ja: 'フォルダを指定すると、その中のログを探します。同じメールサーバのログはまとめて解釈します。',
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
