/** What `senderlog story` says by itself; the story's own sentences are the engine's. */
import type { BothLanguages } from '../probes/index.ts';

type Texts = Readonly<Record<string, BothLanguages>>;

export const storySummaries = {
  story: {
    en: 'Tell the whole story of a message, or of all mail to or from an address.',
    ja: 'メッセージ1通、またはあるアドレスが関わるすべてのメールの経過を示します。',
  },
} as const satisfies Texts;

export const storyNotes = {
  story: {
    en: 'ID is a message id as in the logs (B0000319576, with or without suffixes and @host). All its lines over all files and days are shown, the verdict first.',
    ja: 'IDにはログのメッセージID(B0000319576など。接尾辞や@以降は省略可)を指定します。すべてのファイルと日付から該当する行を集め、結論から順に示します。',
  },
} as const satisfies Texts;

export const storyTexts = {
  notIdOrAddress: {
    en: '"{value}" is neither a message id (B and ten digits) nor an address',
    ja: 'メッセージID(Bと10桁の数字)でもアドレスでもありません: {value}',
  },
  notFound: { en: 'No line of these logs names {what}.', ja: 'これらのログに {what} の行はありません。' },
  server: { en: 'Mail server: {name}', ja: 'メールサーバ: {name}' },
  left: {
    en: '{n} older messages are left out.',
    ja: '古いメッセージ{n}通は省略しました。',
  },
} as const satisfies Texts;
