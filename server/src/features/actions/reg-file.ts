import type { Language } from '../../l10n/messages.ts';

/** Files for the registry editor of Windows that set a time-out of the delivery service, or take the value away again. */

/** Values of the delivery service (vendor FAQ win/15-82): DWORD, seconds. */
export const TIMEOUT_VALUES = ['RecvDataTimeout', 'SendDataTimeout'] as const;
export type TimeoutValue = (typeof TIMEOUT_VALUES)[number];

/** What E-Post takes where the value is not there, in seconds (vendor FAQ win/15-82, bsd/19-22). */
export const DEFAULT_TIMEOUT = 1200;
/** The most that the files set: a day. No limit of E-Post's own is documented. */
export const MAX_TIMEOUT = 86_400;

/** To be restarted after a change (vendor FAQ win/15-82). */
export const SERVICE = 'EPSTDS';
const KEY = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\EPSTDS';

export interface RegChange {
  readonly value: TimeoutValue;
  /** 1 to {@link MAX_TIMEOUT}; null takes the value away, so that the default applies. */
  readonly seconds: number | null;
}

/** A value that can be set. */
export const isTimeout = (seconds: number): boolean =>
  Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_TIMEOUT;

/** Twice what a wait ended at, in whole seconds. */
export const raisedTimeout = (seconds: number): number => Math.min(MAX_TIMEOUT, Math.ceil(seconds) * 2);

/** The text of the file. @throws RangeError where {@link isTimeout} says no */
export function regFile({ value, seconds }: RegChange, language: Language): string {
  if (seconds !== null && !isTimeout(seconds)) throw new RangeError(`not a time-out: ${seconds}`);
  const t = TEXTS[language];
  const data = seconds === null ? '-' : `dword:${seconds.toString(16).padStart(8, '0')}`;
  const comments = [seconds === null ? t.removes(value) : t.sets(value, seconds), t.restart, t.filesMode];
  return [
    'Windows Registry Editor Version 5.00',
    '',
    ...comments.map(line => `; ${line}`),
    '',
    `[${KEY}]`,
    `"${value}"=${data}`,
    '',
    '',
  ].join('\r\n');
}

/** The file as the registry editor takes it: UTF-16LE with its mark. */
export function regFileBytes(change: RegChange, language: Language): Uint8Array<ArrayBuffer> {
  const text = `\ufeff${regFile(change, language)}`;
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), true);
  return bytes;
}

/** A name that tells the files apart. */
export const regFileName = ({ value, seconds }: RegChange): string => `${value}-${seconds ?? 'default'}.reg`;

const en = {
  waits: { RecvDataTimeout: 'waiting for one reply', SendDataTimeout: 'sending one piece of data' },
  sets: (value: TimeoutValue, seconds: number): string =>
    `${value}: limit for ${en.waits[value]}, set to ${seconds} seconds (default ${DEFAULT_TIMEOUT}).`,
  removes: (value: TimeoutValue): string =>
    `Takes ${value} away: the default of ${DEFAULT_TIMEOUT} seconds for ${en.waits[value]} applies again.`,
  restart: `Afterwards restart the service ${SERVICE} (E-Post SMTP delivery).`,
  filesMode:
    'A server that keeps its settings in files (folder REG in the mail folder) instead of the registry does not read this value.',
};

const ja: typeof en = {
  waits: { RecvDataTimeout: '1つの応答を待つ時間', SendDataTimeout: '1回のデータ送信にかけられる時間' },
  sets: (value, seconds) => `${value}: ${ja.waits[value]}の上限を${seconds}秒にします(既定は${DEFAULT_TIMEOUT}秒)。`,
  removes: value => `${value}を削除します。${ja.waits[value]}の上限は既定の${DEFAULT_TIMEOUT}秒に戻ります。`,
  restart: `変更後はサービス${SERVICE}(SMTP配送サービス)を再起動してください。`,
  filesMode:
    '設定をレジストリではなくファイル(メール作業フォルダのREGフォルダ)に保存しているサーバでは、この値は使われません。',
};

const TEXTS: Readonly<Record<Language, typeof en>> = { en, ja };
