/** Parts of sentences; shared by the renderers. */
import { isIPv6 } from 'node:net';
import type { BothLanguages, MxResult, ProbeResult, ProbeStage, Reply } from '../types.ts';

/** `mx.example.jp [192.0.2.1]:25`; `192.0.2.1:25`, `[2001:db8::1]:25` where only the address is known. */
export function place(result: Pick<ProbeResult, 'host' | 'address' | 'port'>): string {
  const { host, address, port } = result;
  if (address === null) return `${host}:${port}`;
  return host === address ? `${isIPv6(address) ? `[${address}]` : address}:${port}` : `${host} [${address}]:${port}`;
}

/** The first line of a reply with its code, shortened for a sentence. */
export function firstLine(reply: Reply): string {
  const line = reply.text.split('\n').find(text => text.trim() !== '') ?? '';
  const whole = reply.code === null ? line : `${reply.code} ${line}`;
  return whole.length > 160 ? `${whole.slice(0, 160)}…` : whole.trimEnd();
}

/** `日本語.jp (xn--wgv71a119e.jp)`. */
export function domainLabel(result: Pick<MxResult, 'domain' | 'unicodeDomain'>): string {
  return result.unicodeDomain === null ? result.domain : `${result.unicodeDomain} (${result.domain})`;
}

export const stageNames: Readonly<Record<ProbeStage, BothLanguages>> = {
  resolve: { en: 'name resolution', ja: '名前解決' },
  connect: { en: 'connecting', ja: '接続' },
  greeting: { en: 'the greeting', ja: '接続直後の応答 (グリーティング)' },
  ehlo: { en: 'EHLO', ja: 'EHLO' },
  helo: { en: 'HELO', ja: 'HELO' },
  starttls: { en: 'STARTTLS', ja: 'STARTTLS' },
  tls: { en: 'the TLS handshake', ja: 'TLS ハンドシェイク' },
  mail: { en: 'MAIL FROM', ja: 'MAIL FROM' },
  rcpt: { en: 'RCPT TO', ja: 'RCPT TO' },
  rset: { en: 'RSET', ja: 'RSET' },
  quit: { en: 'QUIT', ja: 'QUIT' },
};
