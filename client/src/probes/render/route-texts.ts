/** What the route check says. */
import type { Confidence, FixBy, RouteNeed, RouteVia, RouteWarning } from '../route/types.ts';
import type { BothLanguages } from '../types.ts';
import type { Verdict } from '../verdicts.ts';

/** The first line; `{domain}`, `{host}`, `{other}`, `{count}`, `{port}`. Where a verdict has none, the deciding host's sentence stands in. */
export const routeSentences: Readonly<Partial<Record<Verdict, BothLanguages>>> = {
  works: {
    en: 'Mail to {domain} gets through: {host} answers as it should.',
    ja: '{domain} への配送経路は正常です。{host} が正しく応答しています。',
  },
  'certificate-invalid': {
    en: 'Mail to {domain} gets through: {host} answers; its certificate does not verify, which E-Post does not check.',
    ja: '{domain} への配送経路は正常です。{host} が応答しています (証明書は検証できませんが、E-Post は証明書を検証しません)。',
  },
  'port-25-blocked': {
    en: 'Port 25 is blocked on the way out of this machine: neither {domain} nor the {count} control host(s) answer on it, while DNS and {other} do.',
    ja: 'このマシンから外部の 25 番ポートへの通信が遮断されています (OP25B またはファイアウォール)。{domain} も確認用ホスト {count} 件も 25 番では応答せず、DNS と {other} は応答しています。',
  },
  undecided: {
    en: 'No host of {domain} answers on port {port}; whether they are down or the port is blocked here is not decided.',
    ja: '{domain} のどのホストも {port} 番ポートで応答しません。相手の停止か、こちら側の遮断かは判定できません。',
  },
  'connect-timeout': {
    en: 'No host of {domain} answers: {host} is silent, while other receivers can be reached from here.',
    ja: '{domain} のどのホストも応答しません。{host} からは応答がありませんが、ほかの受信サーバには接続できています。',
  },
  'blocked-locally': {
    en: 'This machine itself forbids the connection to {domain} (local firewall, security software or source address).',
    ja: '{domain} への接続がこのマシン自身で禁止されています (ファイアウォール、セキュリティソフト、送信元アドレスの設定)。',
  },
  'connect-unreachable': {
    en: 'No host of {domain} can be reached from this machine: there is no route to {host}.',
    ja: '{domain} のどのホストにもこのマシンから到達できません ({host} への経路がありません)。',
  },
  cancelled: { en: 'The route check of {domain} was cancelled.', ja: '{domain} の配送経路の確認は中止されました。' },
};

/** A silent gateway on a port that nobody blocks: no control was asked. */
export const silentGateway: BothLanguages = {
  en: 'The gateway {host} for {domain} does not answer.',
  ja: '{domain} 宛てのゲートウェイ {host} から応答がありません。',
};

/** On the mail server its own log can stand in for a control. */
export const silentByLog: BothLanguages = {
  en: 'No host of {domain} answers: {host} is silent; according to the log, other receivers were reached.',
  ja: '{domain} のどのホストも応答しません。{host} からは応答がありませんが、ログではほかの宛先に接続できています。',
};

export const vias: Readonly<Record<RouteVia, BothLanguages>> = {
  gateway: { en: '{host} (gateway)', ja: '{host} (ゲートウェイ)' },
  mx: { en: '{host} (MX, preference {preference})', ja: '{host} (MX、優先度 {preference})' },
  'implicit-mx': {
    en: '{host} (the domain itself, since there is no MX)',
    ja: '{host} (MX がないため、ドメイン自身の A/AAAA レコード)',
  },
  'own-address': {
    en: "{host} (the domain's own address: documented by the vendor as an attempt in between, not seen in current builds; it does not decide)",
    ja: '{host} (ドメイン自身の A/AAAA レコード。FAQ では途中の試行で使うとされていますが、現行ビルドでは確認されていないため、判定には使いません)',
  },
};

export const confidences: Readonly<Record<Confidence, BothLanguages>> = {
  high: { en: 'confidence: high', ja: '確度: 高' },
  medium: { en: 'confidence: medium', ja: '確度: 中' },
  low: { en: 'confidence: low', ja: '確度: 低' },
};

export const needs: Readonly<Record<RouteNeed, BothLanguages>> = {
  'control-hosts': {
    en: 'Name hosts that are known to answer on port 25 (setting senderlog.probe.controlHosts, option --control) and check again.',
    ja: '25 番ポートで応答することが分かっているホストを指定して、もう一度確認してください (設定 senderlog.probe.controlHosts、オプション --control)。',
  },
  'more-controls': {
    en: 'More or other control hosts: those at hand could not be resolved, refused, or were too few.',
    ja: '確認用ホストを追加または変更してください (名前を解決できない、接続を拒否された、または数が足りません)。',
  },
  'other-port': {
    en: 'Something that answers on another port: nothing answered at all, so the whole network may be down.',
    ja: 'ほかのポートで応答するホストが必要です。どのポートも応答しないため、ネットワーク全体が切れている可能性があります。',
  },
  dns: {
    en: 'A working DNS server: none answered, so the whole network may be down.',
    ja: '応答する DNS サーバが必要です。DNS も応答しないため、ネットワーク全体が切れている可能性があります。',
  },
  'run-on-mail-server': {
    en: 'Run the same check on the mail server itself: senderlog route {domain}',
    ja: '同じ確認をメールサーバ上で実行してください: senderlog route {domain}',
  },
};

export const warnings: Readonly<Record<RouteWarning['warning'], BothLanguages>> = {
  'helo-does-not-fit': {
    en: "This is the mail server's own address ({address}), but the HELO name {helo} does not lead to it. Receivers may hold that against the mail server; set senderlog.probe.heloName (--helo) to the name that E-Post says.",
    ja: 'メールサーバ自身のアドレス ({address}) から実行していますが、HELO 名 {helo} がこのアドレスに対応していません。メールサーバの評価を下げるおそれがあります。E-Post が名乗る名前を senderlog.probe.heloName (--helo) に設定してください。',
  },
  'first-host-fails': {
    en: 'The first host, {host}, does not work ({verdict}); mail gets through by a later host only, after retries.',
    ja: '最初の配送先 {host} が使えません ({verdict})。再送で次のホストに移ってから配送されるため、遅れます。',
  },
  'not-all-probed': {
    en: 'Not probed, since there are too many: {skipped}',
    ja: '数が多いため確認していないもの: {skipped}',
  },
};

export const who: Readonly<Record<FixBy, BothLanguages>> = {
  us: { en: 'us (our server or network)', ja: '自サーバの管理者' },
  peer: { en: "the receiver's administrator", ja: '相手先サーバの管理者' },
  recipient: { en: 'the recipient', ja: '受信者' },
  network: { en: 'the network or provider in between', ja: '途中のネットワークまたは回線事業者' },
};

export const routeTexts = {
  withConfidence: { en: '{sentence} ({confidence})', ja: '{sentence} ({confidence})' },
  unnamed: { en: '(none set)', ja: '(未設定)' },
  fixBy: { en: '-- Who can fix it: {who}', ja: '-- 対処できる人: {who}' },
  need: { en: '-- What would decide it: {need}', ja: '-- 判定するには: {need}' },
  runHere: {
    en: '-- Run on {machine} from {addresses}, which is the mail server.',
    ja: '-- 実行したマシン: {machine} (送信元 {addresses})。メールサーバ自身です。',
  },
  runElsewhere: {
    en: '-- Run on {machine} from {addresses}. This is not the mail server: what it sees may differ.',
    ja: '-- 実行したマシン: {machine} (送信元 {addresses})。メールサーバではないため、メールサーバからの結果とは異なることがあります。',
  },
  runSomewhere: {
    en: '-- Run on {machine} from {addresses}. Unless this is the mail server, what the mail server sees may differ.',
    ja: '-- 実行したマシン: {machine} (送信元 {addresses})。メールサーバ以外で実行した場合、メールサーバからの結果とは異なることがあります。',
  },
  noAddress: { en: 'no address', ja: 'アドレスなし' },
  order: { en: '-- Order of the attempts: {order}', ja: '-- 配送の試行順: {order}' },
  family: { en: '-- IPv{family}: {verdict} ({confidence})', ja: '-- IPv{family}: {verdict} ({confidence})' },
  time: { en: '-- Addresses probed: {count}, in {ms} ms', ja: '-- アドレス {count} 件、{ms} ms' },
  sameAs: { en: '-- {address} was probed as {host} already.', ja: '-- {address} は {host} として確認済みです。' },
  noAddressHost: { en: '!! {host} has no address.', ja: '!! {host} のアドレスが引けません。' },
  controls: {
    en: 'Control hosts (port 25 of other receivers):',
    ja: '確認用ホスト (ほかの受信サーバの 25 番ポート):',
  },
  controlAnswers: {
    en: '-- {where} answers ({ms} ms): the port is open from here.',
    ja: '-- {where} は応答しました ({ms} ms)。このポートへの通信は通っています。',
  },
  controlSilent: {
    en: '!! {where} is silent, on other ports too.',
    ja: '!! {where} は応答せず、ほかのポートも応答しません。',
  },
  controlBlocked: {
    en: '!! {where} is silent, but the host answers on port {other}.',
    ja: '!! {where} は応答しませんが、同じホストの {other} 番ポートは応答しています。',
  },
  controlOther: { en: '!! {where}: {verdict}', ja: '!! {where}: {verdict}' },
  logSilent: {
    en: '-- The log: every connection has timed out since {since} ({count} destinations).',
    ja: '-- ログでは {since} 以降、すべての接続がタイムアウトしています (宛先 {count} 件)。',
  },
  logReached: {
    en: '-- The log: a destination last answered at {at}.',
    ja: '-- ログでは、最後に宛先からの応答があったのは {at} です。',
  },
  progressHosts: { en: '-- Probing {hosts} …', ja: '-- 確認中: {hosts} …' },
  progressControls: {
    en: '-- No answer so far. Asking control hosts that you named: {hosts} …',
    ja: '-- まだ応答がないため、指定された確認用ホストに接続します: {hosts} …',
  },
  progressLogControls: {
    en: '-- No answer so far. Asking other receivers of this log for comparison: {hosts} …',
    ja: '-- まだ応答がないため、比較のためこのログのほかの受信サーバに接続します: {hosts} …',
  },
} as const satisfies Record<string, BothLanguages>;
