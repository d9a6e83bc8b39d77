/** What the terminal program says by itself. `{name}` stands for a value. */
import type { BothLanguages } from '../probes/index.ts';

export { fill } from '../probes/render/fill.ts';

type Texts = Readonly<Record<string, BothLanguages>>;

export const summaries = {
  explain: {
    en: 'Explain reply codes, error numbers, log events and whole replies.',
    ja: '応答コード、エラー番号、ログの項目、応答文の意味を説明します。',
  },
  mx: {
    en: 'Look up the MX records of a domain as the mail server does.',
    ja: 'メールサーバと同じ方法でドメインのMXレコードを調べます。',
  },
  probe: {
    en: 'Talk to an SMTP server up to EHLO (and STARTTLS) and say what is wrong.',
    ja: 'SMTPサーバとEHLO(必要ならSTARTTLS)まで通信し、問題点を示します。',
  },
  route: {
    en: 'Check the whole delivery route to a domain, host by host.',
    ja: 'ドメインへの配送経路をホストごとにすべて確認します。',
  },
} as const satisfies Texts;

export const texts = {
  about: {
    en: 'Senderlog: reads the delivery logs of E-Post Mail Server and checks mail routes live.',
    ja: 'Senderlog: E-Post Mail Serverの配送ログを読み解き、メールの配送経路をその場で確認します。',
  },
  usage: { en: 'Usage: {usage}', ja: '使い方: {usage}' },
  commands: { en: 'Commands:', ja: 'コマンド:' },
  options: { en: 'Options:', ja: 'オプション:' },
  commonOptions: { en: 'Common options:', ja: '共通オプション:' },
  exitCodes: {
    en: 'Exit code: 0 good, 1 a problem was found, 2 wrong usage or something cannot be read.',
    ja: '終了コード: 0 = 問題なし、1 = 問題あり、2 = 使い方の誤り、または読み取れないものがあった場合',
  },
  moreHelp: { en: '"senderlog COMMAND --help" tells more.', ja: '詳細は「senderlog COMMAND --help」で表示します。' },
  seeHelp: { en: 'See "senderlog --help".', ja: '使い方は「senderlog --help」で確認できます。' },
  unknownOption: { en: 'unknown option {option}', ja: '不明なオプションです: {option}' },
  unknownCommand: { en: 'unknown command "{name}"', ja: '不明なコマンドです: {name}' },
  superfluousValue: { en: '{option} takes no value', ja: '{option} に値は指定できません' },
  missingValue: { en: '{option} needs a value ({value})', ja: '{option} には値 ({value}) が必要です' },
  givenTwice: { en: '{option} is given twice', ja: '{option} が2回指定されています' },
  notOneOf: {
    en: '{option} is {allowed}, not "{value}"',
    ja: '{option} に指定できるのは {allowed} です (指定値: {value})',
  },
  unknownEncoding: { en: 'unknown encoding "{value}"', ja: '不明な文字コードです: {value}' },
  unknownZone: { en: 'unknown time zone "{value}"', ja: '不明なタイムゾーンです: {value}' },
  unknownStage: {
    en: 'unknown stage "{value}"; it is resolve, connect, greeting, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, body, final or QUIT',
    ja: '不明な段階です: {value} (resolve、connect、greeting、EHLO、STARTTLS、AUTH、MAIL、RCPT、DATA、body、final、QUITのいずれか)',
  },
  notSeconds: {
    en: '{option} takes seconds up to {max}, not "{value}"',
    ja: '{option} には {max} 以下の秒数を指定してください (指定値: {value})',
  },
  notPort: {
    en: '{option} takes a port, not "{value}"',
    ja: '{option} にはポート番号を指定してください (指定値: {value})',
  },
  missingOperand: { en: '{name} is missing', ja: '{name} が指定されていません' },
  extraOperand: { en: 'one argument too many: "{value}"', ja: '余分な引数があります: {value}' },
  cannotWrite: { en: 'senderlog: the output cannot be written: {why}', ja: 'senderlog: 出力できません: {why}' },
} as const satisfies Texts;

export const optionTexts = {
  format: { en: 'Text to read (default) or one JSON value a line.', ja: '出力形式: テキスト(既定)または1行1件のJSON' },
  lang: { en: 'Language; default: that of the terminal.', ja: '表示言語(既定: 端末の言語)' },
  encoding: {
    en: 'Character encoding of what is read; default: guessed.',
    ja: '読み込む文字コード(既定: 自動判定)',
  },
  timeZone: {
    en: "The mail server's zone (Asia/Tokyo) or offset (+09:00).",
    ja: 'メールサーバのタイムゾーン(Asia/Tokyo)または時差(+09:00)',
  },
  noColor: {
    en: 'No colours; NO_COLOR in the environment does the same.',
    ja: '色を付けません(環境変数 NO_COLOR でも同じ)',
  },
  help: { en: 'This text.', ja: 'このヘルプを表示します' },
  version: { en: 'The version.', ja: 'バージョンを表示します' },
  stdin: {
    en: 'Also read queries from stdin, one a line; a TAB and the stage may follow.',
    ja: '標準入力からも1行1件で読み込みます。タブに続けて段階を指定できます',
  },
  stage: {
    en: 'Stage of the dialogue at which the replies came (connect, EHLO, MAIL, RCPT, DATA, final, …).',
    ja: '応答があったときの段階(connect、EHLO、MAIL、RCPT、DATA、finalなど)',
  },
  server: {
    en: "DNS server to ask, [IPv6]:PORT too; several are compared. Default: the system's.",
    ja: '問い合わせるDNSサーバ([IPv6]:PORTも可)。複数指定すると比較します(既定: システムの設定)',
  },
  port: { en: 'Port; default 25. On 465 TLS comes first.', ja: 'ポート番号(既定: 25)。465では最初からTLSで接続します' },
  starttls: { en: 'Ask for STARTTLS and show the certificate.', ja: 'STARTTLSを要求し、証明書を表示します' },
  from: {
    en: 'Also say MAIL FROM with this address ("" is the sender of error mails). No mail is sent.',
    ja: 'このアドレスでMAIL FROMも送ります(""はエラーメールの送信者)。メールは送信しません',
  },
  to: {
    en: 'Also say RCPT TO with this address. No mail is sent.',
    ja: 'このアドレスでRCPT TOも送ります。メールは送信しません',
  },
  helo: { en: "Name said in EHLO; default: this machine's.", ja: 'EHLOで名乗る名前(既定: このマシンの名前)' },
  source: { en: 'Local address to connect from.', ja: '接続元にする自分側のIPアドレス' },
  connectTimeout: { en: 'Seconds for the connection; default 21.', ja: '接続を待つ秒数(既定: 21)' },
  greetingTimeout: { en: 'Seconds for the greeting; default 60.', ja: '接続直後の応答を待つ秒数(既定: 60)' },
  replyTimeout: {
    en: 'Seconds for each reply; default 60, for a DNS server 10.',
    ja: '各応答を待つ秒数(既定: 60、DNSサーバは10)',
  },
  gateway: {
    en: 'All mail goes through this host.',
    ja: 'すべてのメールを中継するゲートウェイ',
  },
  mxPort: { en: 'Port of the hosts on the way; default 25.', ja: '経路上のホストのポート番号(既定: 25)' },
  senderAddress: {
    en: 'Our public address, for the checks of the sender side.',
    ja: '送信側の確認に使う自分側のグローバルIPアドレス',
  },
  senderDomain: { en: "The sender's mail domain, for SPF and DMARC.", ja: 'SPFとDMARCを確認する送信者のドメイン' },
  ptr: {
    en: 'Check the reverse name of our address (asks DNS about it).',
    ja: '自分側のアドレスの逆引きも確認します(DNSに問い合わせます)',
  },
  spf: { en: "Check the sender domain's SPF record.", ja: '送信者ドメインのSPFレコードも確認します' },
  dmarc: { en: "Check the sender domain's DMARC record.", ja: '送信者ドメインのDMARCレコードも確認します' },
  dnsbl: {
    en: 'Ask this block list (DNSBL) about our address.',
    ja: '自分側のアドレスをこのブラックリスト(DNSBL)にも問い合わせます',
  },
  control: {
    en: 'A host known to answer on port 25, to tell a blocked port from a dead server.',
    ja: 'ポート25で応答することが分かっているホスト。ポート25のブロックと相手の停止とを見分けるために使います',
  },
} as const satisfies Texts;

export const notes = {
  explain: {
    en: 'QUERY is a number (550, 5.7.1, 10060), a name (WSAETIMEDOUT, GetTryServer) or a whole reply in quotes, which is classified.',
    ja: 'QUERYには番号(550、5.7.1、10060)、名前(WSAETIMEDOUT、GetTryServer)、または引用符で囲んだ応答文を指定します。応答文は分類します。',
  },
  mx: {
    en: 'MX records are asked of the DNS servers directly, addresses of the operating system, as E-Post does.',
    ja: 'E-Postと同じく、MXレコードはDNSサーバに直接、アドレスはOSに問い合わせます。',
  },
  probe: {
    en: 'HOST is a name or an address, with :PORT if you like. Every address is tried. No mail is sent.',
    ja: 'HOSTにはホスト名またはIPアドレスを指定します(:PORTも可)。すべてのアドレスを試します。メールは送信しません。',
  },
  route: {
    en: "Run it on the mail server: a result from another machine is not the mail server's. No mail is sent.",
    ja: 'メールサーバ上で実行してください。別のマシンでの結果はメールサーバの結果ではありません。メールは送信しません。',
  },
} as const satisfies Texts;

export const explainTexts = {
  nothing: { en: 'Nothing is known about it.', ja: '該当する説明はありません。' },
  provider: { en: 'wording of {provider}', ja: '{provider} の文面' },
  class: { en: 'class {class}', ja: '分類 {class}' },
  cause: { en: 'cause {cause}', ja: '原因 {cause}' },
  action: { en: 'What to do: {action}', ja: '対処: {action}' },
  source: { en: 'Source: {source}', ja: '出典: {source}' },
} as const satisfies Texts;
