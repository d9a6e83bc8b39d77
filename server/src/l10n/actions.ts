import type { Language } from './messages.ts';

/** Titles of the code actions. */

const en = {
  raise: (value: string, seconds: number) =>
    `Save a .reg file (Windows edition): ${value} = ${seconds} s, then restart EPSTDS…`,
  remove: (value: string) => `Save a .reg file (Windows edition): removes ${value} (default 1200 s), then restart…`,
  unixTimeout: (value: string) => `${value} on the Linux/BSD edition: what is documented`,
  gateway: 'Copy the gateway.dat line for a relay…',
  report: 'Copy a report for the postmaster of the receiver',
  reportEnglish: 'Copy a report for the postmaster of the receiver in English',
  mx: (domain: string) => `Look up the MX records of ${domain}`,
  probe: (host: string) => `Probe the SMTP server ${host}`,
  retrace: 'Retrace this delivery: recorded and live side by side',
  explain: (query: string) => `Explain “${query}”`,
  story: 'Show the story of this message',
  ignore: (rule: string) => `Do not report “${rule}” in this workspace`,
};

type Texts = typeof en;

const ja: Texts = {
  raise: (value, seconds) => `.regを保存(Windows版): ${value}を${seconds}秒にする(要EPSTDS再起動)…`,
  remove: value => `.regを保存(Windows版): ${value}を削除して既定の1200秒に戻す(要EPSTDS再起動)…`,
  unixTimeout: value => `Linux/BSD版の${value}: 公開資料の記載を確認する`,
  gateway: '中継サーバ用のgateway.datの行をコピーする…',
  report: '相手先のメール管理者へ送る報告文をコピーする',
  reportEnglish: '相手先のメール管理者へ送る報告文を英語でコピーする',
  mx: domain => `${domain} のMXレコードを調べる`,
  probe: host => `SMTPサーバ ${host} への接続を確認する`,
  retrace: 'この配送を再確認する(記録と現在の結果を並べて表示)',
  explain: query => `「${query}」の意味を調べる`,
  story: 'このメールの経過を表示する',
  ignore: rule => `「${rule}」をこのワークスペースでは指摘しない`,
};

export const actionTexts = (language: Language): Texts => (language === 'ja' ? ja : en);
