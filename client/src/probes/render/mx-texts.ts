/** What the MX transcript says. */
import type { BothLanguages, DnsFailure, MxProblem } from '../types.ts';
import type { Verdict } from '../verdicts.ts';

/** The first line; `{domain}`, `{server}`, `{count}`, `{first}`, `{rcode}`. */
export const mxSentences: Readonly<Partial<Record<Verdict, BothLanguages>>> = {
  works: {
    en: '{domain}: mail goes to {count} MX host(s), {first} first.',
    ja: '{domain}: MX は {count} 件です。最初の配送先は {first} です。',
  },
  nxdomain: {
    en: '{domain} does not exist in DNS (NXDOMAIN): nothing can be delivered to it.',
    ja: '{domain} は DNS に存在しません (NXDOMAIN)。この宛先には配送できません。',
  },
  'no-data': {
    en: '{domain} exists but has neither an MX record nor an address: nothing can be delivered to it.',
    ja: '{domain} は存在しますが、MX レコードも A/AAAA レコードもありません。この宛先には配送できません。',
  },
  'null-mx': {
    en: '{domain} declares that it accepts no mail (null MX, RFC 7505).',
    ja: '{domain} はメールを受け取らないと宣言しています (null MX、RFC 7505)。',
  },
  'mx-unusable': {
    en: '{domain} has MX records, but none leads to an address: nothing can be delivered to it.',
    ja: '{domain} に MX レコードはありますが、アドレスを引けるホストが 1 つもありません。配送できません。',
  },
  'dns-servfail': {
    en: 'The DNS server {server} could not answer for {domain} ({rcode}): the fault lies with its zone or with that server.',
    ja: 'DNS サーバ {server} は {domain} の問い合わせに失敗しました ({rcode})。相手ドメインの DNS かこの DNS サーバに問題があります。',
  },
  'dns-refused': {
    en: 'The DNS server {server} refuses to answer us ({rcode}): it does not serve this machine.',
    ja: 'DNS サーバ {server} に問い合わせを拒否されました ({rcode})。このマシンからの問い合わせが許可されていません。',
  },
  'dns-timeout': {
    en: 'The DNS server {server} gave no answer about {domain}.',
    ja: 'DNS サーバ {server} から {domain} についての応答がありません。',
  },
  'protocol-error': {
    en: 'The DNS server {server} sent an answer about {domain} that cannot be read.',
    ja: 'DNS サーバ {server} の {domain} についての応答は壊れていて読み取れません。',
  },
  'blocked-locally': {
    en: 'This machine does not let the question to the DNS server {server} out (firewall).',
    ja: 'DNS サーバ {server} への問い合わせがこのマシンで遮断されました (ファイアウォール)。',
  },
  cancelled: { en: 'The MX look-up of {domain} was cancelled.', ja: '{domain} の MX 検索は中止されました。' },
};

/** The exchangers are known, their addresses are not. */
export const addressesUnknown: BothLanguages = {
  en: '{domain}: the addresses of its mail hosts could not be found out, since DNS did not answer for them ({server}).',
  ja: '{domain}: 配送先ホストのアドレスを引けませんでした。DNS から回答が得られません ({server})。',
};

export const mxProblems: Readonly<Record<MxProblem, BothLanguages>> = {
  'bad-name': {
    en: '{host} is not a valid host name.',
    ja: '{host} はホスト名として正しくありません。',
  },
  'null-among-others': {
    en: 'A null MX (".") stands beside other exchangers, which RFC 7505 forbids.',
    ja: 'null MX (".") がほかの MX と並んでいます (RFC 7505 違反)。',
  },
  'no-address': {
    en: '{host} has no address: this MX leads nowhere.',
    ja: '{host} のアドレスが引けません。この MX には配送できません。',
  },
  'address-unknown': {
    en: 'Whether {host} has an address is not known: DNS gave no answer to that question.',
    ja: '{host} のアドレスは不明です (DNS から回答が得られませんでした)。',
  },
  'not-resolved-by-system': {
    en: 'The operating system of this machine finds no address for {host}; those shown come from the DNS server. E-Post asks its operating system.',
    ja: 'このマシンの OS では {host} のアドレスを引けません (表示は DNS サーバの回答です)。E-Post は OS に問い合わせます。',
  },
  'address-literal': {
    en: '{host} is an IP address; an MX record must name a host (RFC 1035).',
    ja: '{host} は IP アドレスです。MX レコードにはホスト名を書かなければなりません (RFC 1035)。',
  },
  alias: {
    en: '{host} is an alias (CNAME); an MX record must not point to one (RFC 5321).',
    ja: '{host} は別名 (CNAME) です。MX レコードに別名を使ってはいけません (RFC 5321)。',
  },
  'private-address': {
    en: '{host} has private addresses only, which cannot be reached over the Internet.',
    ja: '{host} のアドレスはプライベートアドレスだけです。インターネットからは届きません。',
  },
  implicit: {
    en: 'There is no MX record; mail goes to the address of {host} itself.',
    ja: 'MX レコードがないため、{host} 自身のアドレス (A/AAAA) に配送されます。',
  },
};

export const dnsFailures: Readonly<Record<DnsFailure, BothLanguages>> = {
  timeout: { en: 'no answer within {ms} ms', ja: '{ms} ms 待っても応答なし (タイムアウト)' },
  'port-closed': { en: 'nothing listens on its port', ja: 'ポートが開いていません (接続拒否)' },
  unreachable: { en: 'the server cannot be reached from here', ja: 'サーバに到達できません' },
  'blocked-locally': { en: 'this machine forbids the question', ja: 'このマシンで送信が禁止されています' },
  malformed: { en: 'the answer cannot be read', ja: '応答を読み取れません' },
  cancelled: { en: 'cancelled', ja: '中止' },
};

export const mxTexts = {
  server: { en: 'Server:  {server} ({transport}, {ms} ms)', ja: 'サーバ:  {server} ({transport}、{ms} ms)' },
  authoritative: { en: 'Authoritative answer: {rcode}', ja: '権限のある回答: {rcode}' },
  nonAuthoritative: { en: 'Non-authoritative answer: {rcode}', ja: '権限のない回答: {rcode}' },
  noAnswer: { en: 'No answer: {why}.', ja: '回答なし: {why}' },
  noMx: { en: '{domain}\tno MX record, no address', ja: '{domain}\tMX レコードもアドレスもありません' },
  truncated: { en: 'The list is incomplete.', ja: '一覧は途中までです。' },
  aliasOf: { en: '{domain}\tcanonical name = {alias}', ja: '{domain}\tcanonical name = {alias}' },
  nullMx: { en: 'no mail accepted', ja: 'メールを受け取りません' },
  differences: { en: 'Differences:', ja: '相違点:' },
  serversDisagree: {
    en: '{server} and {other} do not agree: {first} / {second}.',
    ja: '{server} と {other} の回答が一致しません: {first} / {second}',
  },
  mxDiffer: {
    en: '{server} and {other} list different exchangers: only {server}: {onlyServer}; only {other}: {onlyOther}.',
    ja: '{server} と {other} で MX が異なります。{server} のみ: {onlyServer}、{other} のみ: {onlyOther}',
  },
  addressesDiffer: {
    en: '{host}: {server} says {dns}; the operating system of this machine says {system}, and E-Post connects to what its operating system says.',
    ja: '{host}: {server} の回答: {dns}、このマシンの OS の回答: {system}。E-Post は OS の回答で接続します。',
  },
  none: { en: 'none', ja: 'なし' },
} as const satisfies Record<string, BothLanguages>;
