/** What the SMTP transcript says. */
import type { BothLanguages, CertificateProblem, ProbeNote, StepFailure } from '../types.ts';
import type { Verdict } from '../verdicts.ts';

/** The first line; `{where}`, `{stage}`, `{reply}`, `{seconds}`, `{detail}`. */
export const probeSentences: Readonly<Partial<Record<Verdict, BothLanguages>>> = {
  works: { en: '{where} works: it talks SMTP and refuses nothing so far.', ja: '{where} は正常に応答しています。' },
  'refused-by-peer': {
    en: '{where} refuses us at {stage}: {reply}',
    ja: '{where} に {stage} で拒否されました: {reply}',
  },
  'deferred-by-peer': {
    en: '{where} puts us off at {stage} (temporary): {reply}',
    ja: '{where} は {stage} で一時的なエラーを返しました: {reply}',
  },
  'connect-refused': {
    en: '{where} refuses the connection: the host answers, but nothing listens on this port.',
    ja: '{where} に接続を拒否されました (接続拒否)。ホストには届いていますが、このポートで待ち受けていません。',
  },
  'connect-reset': {
    en: '{where} breaks the connection off (reset) before it says anything.',
    ja: '{where} は何も応答しないうちに接続をリセットしました (切断)。',
  },
  'connect-timeout': {
    en: '{where} does not answer: no connection within {seconds} s.',
    ja: '{where} から応答がなく、{seconds} 秒以内に接続できませんでした (タイムアウト)。',
  },
  'connect-unreachable': {
    en: '{where} cannot be reached from this machine ({detail}).',
    ja: '{where} にはこのマシンから到達できません ({detail})。',
  },
  'blocked-locally': {
    en: 'This machine itself forbids the connection to {where} ({detail}): a local firewall, security software or the source address.',
    ja: '{where} への接続がこのマシン自身で禁止されました ({detail})。ファイアウォール、セキュリティソフト、送信元アドレスの設定を確認してください。',
  },
  'closed-without-greeting': {
    en: '{where} accepts the connection and closes it without a greeting.',
    ja: '{where} は接続を受け付けましたが、グリーティング (220) を返さずに切断しました。',
  },
  'greeting-timeout': {
    en: '{where} accepts the connection but sends no complete greeting within {seconds} s.',
    ja: '{where} は接続を受け付けましたが、{seconds} 秒以内にグリーティング (220) が揃いませんでした (タイムアウト)。',
  },
  'reply-timeout': {
    en: '{where} does not answer {stage} within {seconds} s.',
    ja: '{where} は {stage} に {seconds} 秒以内に応答しませんでした (タイムアウト)。',
  },
  'connection-lost': {
    en: '{where} breaks the connection off at {stage}.',
    ja: '{where} との接続が {stage} で切断されました。',
  },
  'protocol-error': {
    en: '{where} does not keep to SMTP at {stage}: {reply}',
    ja: '{where} の {stage} での応答は SMTP として正しくありません: {reply}',
  },
  'starttls-not-offered': {
    en: '{where} works but does not offer STARTTLS.',
    ja: '{where} は応答していますが、STARTTLS に対応していません。',
  },
  'tls-failed': {
    en: '{where}: encryption (TLS) does not come about ({detail}).',
    ja: '{where} との暗号化通信 (TLS) を開始できませんでした ({detail})。',
  },
  'certificate-invalid': {
    en: '{where} works, but its certificate does not verify ({detail}). E-Post does not check certificates, so mail gets through.',
    ja: '{where} は正常に応答していますが、証明書に問題があります ({detail})。E-Post は証明書を検証しないため、配送には影響しません。',
  },
  nxdomain: {
    en: '{where}: the operating system of this machine finds no address for this host name.',
    ja: '{where}: このマシンの OS ではホスト名のアドレスを引けません。',
  },
  'no-data': { en: '{where}: the host name has no address.', ja: '{where}: ホスト名にアドレスがありません。' },
  'dns-timeout': {
    en: '{where}: the host name could not be resolved, since no DNS server of this machine answers ({detail}).',
    ja: '{where}: このマシンの DNS サーバが応答せず、ホスト名を解決できませんでした ({detail})。',
  },
  'dns-servfail': {
    en: '{where}: the host name could not be resolved ({detail}).',
    ja: '{where}: ホスト名の解決に失敗しました ({detail})。',
  },
  cancelled: { en: 'The probe of {where} was cancelled.', ja: '{where} の確認は中止されました。' },
};

export const failures: Readonly<Record<StepFailure['kind'], BothLanguages>> = {
  timeout: { en: 'timed out after {ms} ms', ja: '{ms} ms でタイムアウト' },
  refused: { en: 'connection refused', ja: '接続拒否' },
  reset: { en: 'connection reset by the peer', ja: '相手がリセット (切断)' },
  closed: { en: 'connection closed by the peer', ja: '相手が切断' },
  unreachable: { en: 'no route to the host', ja: '到達不可' },
  'blocked-locally': { en: 'forbidden by this machine', ja: 'このマシンで禁止' },
  'too-long': { en: 'reply longer than any server may send; given up', ja: '応答が異常に長いため打ち切り' },
  'no-reply-code': { en: 'no reply code at the begin of the line', ja: '行頭に応答コードがない' },
  tls: { en: 'TLS failed', ja: 'TLS 失敗' },
  'not-resolved': { en: 'name not resolved', ja: '名前を解決できない' },
  cancelled: { en: 'cancelled', ja: '中止' },
  other: { en: 'connection failed', ja: '接続失敗' },
};

export const notes: Readonly<Record<ProbeNote['note'], BothLanguages>> = {
  'late-greeting': {
    en: 'It makes senders wait for its greeting: {ms} ms. From 10 s on E-Post forgets its cached MX for the domain (GreetingTimeout).',
    ja: 'グリーティングまで {ms} ms 待たされました。10 秒を超えると E-Post はそのドメインの MX キャッシュを破棄します (GreetingTimeout)。',
  },
  'early-data': {
    en: 'It sent something before it was asked, which is not the answer to what comes next: {text}',
    ja: '要求する前に応答が届きました (次のコマンドへの応答ではありません): {text}',
  },
  'plaintext-before-tls': {
    en: 'Unencrypted text was slipped in between STARTTLS and the handshake (a fault of the server or an attack): {text}',
    ja: 'STARTTLS とハンドシェイクの間に平文が挿入されました (サーバの不具合または攻撃): {text}',
  },
  'helo-fallback': {
    en: 'EHLO is rejected; HELO follows, as E-Post does.',
    ja: 'EHLO が拒否されたため、E-Post と同じく HELO に切り替えます。',
  },
  'line-without-code': { en: 'A line has no reply code.', ja: '応答コードのない行があります。' },
  'mixed-codes': {
    en: 'The lines of this reply bear different codes.',
    ja: '1 つの応答の中で応答コードが一致していません。',
  },
  'no-line-end': { en: 'The last line has no line end.', ja: '最後の行に改行がありません。' },
  'shift-jis': { en: 'Read as Shift_JIS.', ja: 'Shift_JIS として読みました。' },
  undecodable: {
    en: 'Not in a known character set; bytes are shown as \\xNN.',
    ja: '文字コードが不明なため、バイト値を \\xNN で表示しています。',
  },
  'source-not-applied': {
    en: 'The source address {address} is of the other family and was not used.',
    ja: '送信元アドレス {address} は IP のバージョンが異なるため使っていません。',
  },
  'address-from-dns': {
    en: 'The address comes from the DNS server; the operating system of this machine does not know it.',
    ja: 'このアドレスは DNS サーバの回答です (このマシンの OS では引けません)。',
  },
  'old-tls': { en: 'TLS 1.0 and 1.1 are outdated (RFC 8996).', ja: 'TLS 1.0/1.1 は廃止されています (RFC 8996)。' },
};

export const certificateProblems: Readonly<Record<CertificateProblem, BothLanguages>> = {
  expired: { en: 'expired', ja: '有効期限切れ' },
  'not-yet-valid': { en: 'not yet valid', ja: '有効期間前' },
  'self-signed': { en: 'self-signed', ja: '自己署名' },
  'untrusted-issuer': { en: 'issuer not trusted', ja: '発行者が信頼されていない' },
  'incomplete-chain': { en: 'issuer unknown or chain incomplete', ja: '発行者不明または中間証明書の不足' },
  revoked: { en: 'revoked', ja: '失効' },
  'chain-invalid': { en: 'chain does not verify', ja: '証明書チェーンが不正' },
  'host-mismatch': { en: 'issued for another name', ja: 'ホスト名の不一致' },
  'no-certificate': { en: 'no certificate', ja: '証明書なし' },
};

export const probeTexts = {
  worksWithEnvelope: {
    en: '{where} accepts <{from}> as sender and <{to}> as recipient (no mail was sent).',
    ja: '{where} は送信者 <{from}>・受信者 <{to}> を受け付けました (メールは送信していません)。',
  },
  tlsRefused: { en: 'the server answered {reply}', ja: '相手の応答: {reply}' },
  injectedSentence: {
    en: '{where}: unencrypted text was slipped in before the TLS handshake, which points to a broken server or an attack.',
    ja: '{where}: TLS ハンドシェイクの前に平文が挿入されました。サーバの不具合または攻撃の疑いがあります。',
  },
  resolved: { en: '-- {host} resolved ({ms} ms)', ja: '-- {host} の名前解決 ({ms} ms)' },
  connected: {
    en: '-- Connected to {address} port {port} from {local} ({ms} ms)',
    ja: '-- {address} ポート {port} に接続しました (送信元 {local}、{ms} ms)',
  },
  connectFailed: { en: '!! {address} port {port}: {why} ({ms} ms)', ja: '!! {address} ポート {port}: {why} ({ms} ms)' },
  failed: { en: '!! {stage}: {why} ({ms} ms)', ja: '!! {stage}: {why} ({ms} ms)' },
  tls: { en: '-- {version}, {cipher} ({ms} ms)', ja: '-- {version}、{cipher} ({ms} ms)' },
  subject: { en: '--   certificate: {subject}', ja: '--   証明書: {subject}' },
  altNames: { en: '--   names: {names}', ja: '--   対象の名前: {names}' },
  issuer: { en: '--   issuer: {issuer}', ja: '--   発行者: {issuer}' },
  validity: { en: '--   valid: {from} to {to}', ja: '--   有効期間: {from} ～ {to}' },
  chainGood: { en: '--   chain: valid', ja: '--   チェーン: 有効' },
  chainBad: { en: '!!   chain: not valid ({error})', ja: '!!   チェーン: 無効 ({error})' },
  hostGood: { en: '--   host name: matches {host}', ja: '--   ホスト名: {host} と一致' },
  hostBad: { en: '!!   host name: does not match {host}', ja: '!!   ホスト名: {host} と一致しません' },
  hostUnchecked: {
    en: '--   host name: not compared (only the address is known)',
    ja: '--   ホスト名: 比較なし (アドレスだけが指定されたため)',
  },
  problems: { en: '!!   problems: {problems}', ja: '!!   問題点: {problems}' },
} as const satisfies Record<string, BothLanguages>;
