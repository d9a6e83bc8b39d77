/** What the SMTP terminal says by itself. */
import type { BothLanguages } from '../types.ts';

export const terminalTexts = {
  intro: {
    en: 'SMTP terminal: type commands as in telnet. STARTTLS begins TLS, the arrow keys bring earlier commands back, Ctrl+C ends.',
    ja: 'SMTPターミナル: telnetと同じようにコマンドを入力します。STARTTLSでTLSを開始、↑↓キーで履歴、Ctrl+Cで終了します。',
  },
  connecting: { en: 'Connecting to {place} …', ja: '{place} に接続しています…' },
  resolveFailed: { en: '{host} cannot be resolved ({why})', ja: '{host} の名前解決に失敗しました ({why})' },
  connected: { en: 'Connected to {place} ({ms} ms)', ja: '{place} に接続しました ({ms} ms)' },
  connectFailed: { en: '{place}: {why}', ja: '{place}: {why}' },
  closed: { en: 'The server has closed the connection.', ja: 'サーバが接続を閉じました。' },
  ended: {
    en: 'Session ended. Enter connects again, Ctrl+D closes the terminal.',
    ja: '終了しました。Enterで再接続、Ctrl+Dでターミナルを閉じます。',
  },
  noStarttls: {
    en: 'The connection is encrypted already.',
    ja: '接続はすでに暗号化されています。',
  },
  ehloAgain: {
    en: 'Say EHLO again: what the server said before TLS does not count any more (RFC 3207).',
    ja: 'もう一度EHLOを送ってください。TLS開始前の情報は無効です (RFC 3207)。',
  },
  injected: {
    en: 'Unencrypted text was slipped in between STARTTLS and the handshake (a fault of the server or an attack): {text}',
    ja: 'STARTTLSとハンドシェイクの間に平文が挿入されました (サーバの不具合または攻撃): {text}',
  },
  plainAuth: {
    en: 'The connection is not encrypted: anybody on the way can read these credentials.',
    ja: '接続は暗号化されていません。認証情報が途中で読み取られるおそれがあります。',
  },
  challenge: { en: 'The server asks: {text}', ja: 'サーバの要求: {text}' },
  secretFollows: {
    en: 'What you type now is hidden and not remembered. It is sent as it is: type it in Base64.',
    ja: 'これからの入力は表示も記録もしません。そのまま送信するため、Base64で入力してください。',
  },
  realMail: {
    en: 'What follows is a real mail. A line with a single dot sends it; Ctrl+C breaks off without sending.',
    ja: 'ここから先は実際のメールになります。ピリオドだけの行で送信、Ctrl+Cで送信せずに中断します。',
  },
  noBdat: { en: 'BDAT does not work here; use DATA.', ja: 'BDATは使えません。DATAを使ってください。' },
  pastedMore: {
    en: 'Only the first line of what was pasted is taken.',
    ja: '貼り付けた内容のうち、最初の1行だけを取り込みました。',
  },
  unasked: {
    en: 'The server sends without being asked, again and again; given up.',
    ja: '要求していない応答が送られ続けるため、打ち切りました。',
  },
} as const satisfies Record<string, BothLanguages>;
