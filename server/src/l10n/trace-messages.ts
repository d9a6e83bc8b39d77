import type { Language } from './messages.ts';

/** What a trace says, in both languages. */

const en = {
  recipients: (first: string, more: number) => (more === 0 ? first : `${first} and ${more} more`),
  nobody: 'recipient not known',
  refused: 'refused on receipt',
  refusedDetail: (when: string, said: string) => `${when} · no message id; found by time and address · ${said}`,
  noLines: 'only its receipt is at hand',
  onlyDomain: 'only the domain fits: no line names the recipient',
  nothingGiven: 'No message id, address or domain was found in it.',
  noLogs: 'No logs of E-Post were found in the open folders.',
  notFound: 'Nothing in these logs fits.',
  notFoundIds: (ids: string) => `Nothing in these logs bears ${ids}; it may be another server's id.`,
  byAddress: 'The ids in it are not in these logs; these were found by address and time.',
  widened: 'Nothing fits the time that was given; all logs were looked through.',
  other: (product: string) =>
    product === ''
      ? 'This error mail was not written by E-Post: another mail server refused the mail after ours had passed it on, or never came to ours.'
      : `This error mail was written by ${product}, not by E-Post: that server refused the mail after ours had passed it on, or it never came to ours.`,
  dropped: (n: number) => `${n} older messages were not looked at.`,
  unread: (n: number, first: string) =>
    n === 1 ? `${first} cannot be read.` : `${n} files cannot be read (${first} …).`,
} as const;

type TraceMessages = {
  readonly [K in keyof typeof en]: (typeof en)[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : string;
};

const ja: TraceMessages = {
  recipients: (first, more) => (more === 0 ? first : `${first} ほか${more}件`),
  nobody: '受信者不明',
  refused: '受信時に拒否',
  refusedDetail: (when, said) => `${when} · メッセージIDなし(時刻とアドレスで検索) · ${said}`,
  noLines: '受信の記録だけがあります',
  onlyDomain: 'ドメインだけが一致(受信者はログにありません)',
  nothingGiven: 'メッセージID、アドレス、ドメインのいずれも見つかりません。',
  noLogs: '開いているフォルダにE-Postのログが見つかりません。',
  notFound: '該当するものはこれらのログにありません。',
  notFoundIds: ids => `${ids} はこれらのログにありません。別のサーバのIDかもしれません。`,
  byAddress: '含まれているIDはこれらのログにないため、アドレスと時刻で探しました。',
  widened: '指定された時刻に該当するものがないため、すべてのログを探しました。',
  other: product =>
    product === ''
      ? 'このエラーメールを書いたのはE-Postではありません。自サーバから渡した後に別のメールサーバが拒否したか、自サーバを通っていません。'
      : `このエラーメールを書いたのは${product}で、E-Postではありません。自サーバから渡した後にそのサーバが拒否したか、自サーバを通っていません。`,
  dropped: n => `古いメッセージ${n}通は調べていません。`,
  unread: (n, first) => (n === 1 ? `${first} を読み取れません。` : `${n}個のファイルを読み取れません(${first} など)。`),
};

const tables: Readonly<Record<Language, TraceMessages>> = { en, ja };

export const traceMessages = (language: Language): TraceMessages => tables[language];
