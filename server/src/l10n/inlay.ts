import type { Language } from './messages.ts';

/** Words of the inlay hints. */
interface InlayTexts {
  /** Before a reply, after a failure: how long it took. */
  readonly after: (duration: string) => string;
  readonly duration: (hours: number, minutes: number, seconds: number) => string;
  readonly waited: (stage: string) => string;
  readonly nextDay: string;
  readonly newDay: string;
  readonly time: (value: string, offset: string) => string;
  readonly noOffset: string;
}

const en: InlayTexts = {
  after: duration => `after ${duration}`,
  duration: (h, m, s) => (h > 0 ? `${h} h ${m} min` : m > 0 ? `${m} min ${Math.floor(s)} s` : `${s} s`),
  waited: stage => `Time since the record with which this step began (${stage}), by the stamps of the log; derived.`,
  nextDay: 'next day',
  newDay: 'The clock passed midnight here; derived from the times before and after.',
  time: (value, offset) => `${value} (UTC${offset}), derived: seconds since 1601-01-01 UTC.`,
  noOffset: 'The record has no time, so the offset of the server’s clock is not known.',
};

const ja: InlayTexts = {
  after: duration => `${duration}後`,
  duration: (h, m, s) => (h > 0 ? `${h}時間${m}分` : m > 0 ? `${m}分${Math.floor(s)}秒` : `${s}秒`),
  waited: stage => `この段階(${stage})が始まった記録からの時間です。ログの時刻から計算した値です。`,
  nextDay: '翌日',
  newDay: 'ここで日付が変わりました。前後の時刻から計算した値です。',
  time: (value, offset) => `${value}(UTC${offset})。1601-01-01 UTCからの秒数から計算した値です。`,
  noOffset: 'この記録には時刻がないため、サーバの時計のUTCとの差は分かりません。',
};

const tables: Readonly<Record<Language, InlayTexts>> = { en, ja };

export const inlayTexts = (language: Language): InlayTexts => tables[language];
