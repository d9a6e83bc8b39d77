/** Checks on what users give to a probe. Nothing unchecked reaches a DNS packet, a socket or an SMTP command. */
import { isIP, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { ProbeInputError } from './input-error.ts';

/** What a message may quote of a wrong input: short and without anything a terminal could act on. */
function quoted(input: string): string {
  return input.slice(0, 80).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}

function fail(en: string, ja: string): never {
  throw new ProbeInputError({ en, ja });
}

interface DomainName {
  readonly ascii: string;
  /** The input where it was not ASCII already, else null. */
  readonly unicode: string | null;
}

/**
 * A domain or host name in ASCII: IDN and full-width input become punycode (UTS 46), one final dot goes, case is folded.
 * Limits of RFC 1035 §2.3.4: 63 octets a label, 253 a name. Underscores pass, since names with them exist in DNS.
 * An address (`taro@example.jp`) stands for its domain.
 */
export function toDomainName(input: string): DomainName {
  const bare = input
    .trim()
    .replace(/^<(.*)>$/u, '$1')
    .replace(/^.*[@＠]/u, '');
  const wrong = (): never =>
    fail(`"${quoted(input)}" is not a domain name.`, `「${quoted(input)}」はドメイン名ではありません。`);
  if (bare.length === 0 || bare.length > 1000) wrong();
  const isAscii = /^[\x21-\x7e]+$/.test(bare);
  let name = bare.toLowerCase();
  if (!isAscii) {
    // domainToASCII parses like a URL and would silently cut or decode these.
    if (/[\s/\\?#@:%[\]<>^|\p{Cc}]/u.test(bare)) wrong();
    name = domainToASCII(bare);
  }
  name = name.replace(/\.$/, '');
  if (name.length === 0 || name.length > 253) wrong();
  if (isIP(name) !== 0)
    fail(
      `"${quoted(input)}" is an address, not a domain name.`,
      `「${quoted(input)}」は IP アドレスです。ドメイン名を指定してください。`,
    );
  for (const label of name.split('.')) if (!/^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)) wrong();
  return { ascii: name, unicode: isAscii ? null : bare };
}

/** A host to connect to: a name as above, or an address, `[…]` around IPv6 allowed. */
export function toHost(input: string): { readonly host: string; readonly isAddress: boolean } {
  const trimmed = input.trim();
  const literal = trimmed.replace(/^\[(?:IPv6:)?(.*)\]$/iu, '$1');
  if (isIP(literal) !== 0) return { host: literal.toLowerCase(), isAddress: true };
  return { host: toDomainName(trimmed).ascii, isAddress: false };
}

export function toPort(port: number): number {
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    fail(
      `${quoted(String(port))} is not a port (1 to 65535).`,
      `ポート番号は 1 ～ 65535 で指定してください (${quoted(String(port))})。`,
    );
  return port;
}

export interface DnsServer {
  readonly address: string;
  readonly port: number;
  /** As it is shown: with the port only where it is not 53. */
  readonly label: string;
}

/** `IP`, `IP:port`, `[v6]`, `[v6]:port`. Names are refused: a DNS server is asked by address. */
export function toDnsServer(input: string): DnsServer {
  const text = input.trim();
  const match = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text) ?? (isIPv6(text) ? null : /^([^:]+):(\d{1,5})$/.exec(text));
  const address = (match?.[1] ?? text).toLowerCase();
  if (isIP(address) === 0)
    fail(
      `"${quoted(input)}" is not a DNS server; give IP, IP:port or [IPv6]:port.`,
      `「${quoted(input)}」は DNS サーバの指定として正しくありません。IP、IP:ポート、[IPv6]:ポートのいずれかで指定してください。`,
    );
  const port = toPort(match?.[2] === undefined ? 53 : Number(match[2]));
  const label = port === 53 ? address : `${isIPv6(address) ? `[${address}]` : address}:${port}`;
  return { address, port, label };
}

/** `host`, `host:port`, `[v6]`, `[v6]:port`; a bare IPv6 address has no port. */
export function toHostAndPort(input: string, defaultPort: number): { readonly host: string; readonly port: number } {
  const text = input.trim();
  const match = isIP(text) === 0 ? /^(\[[^\]]+\]|[^:[\]]+):(\d{1,5})$/.exec(text) : null;
  return {
    host: toHost(match?.[1] ?? text).host,
    port: toPort(match?.[2] === undefined ? defaultPort : Number(match[2])),
  };
}

/** What follows EHLO: a host name, or an address literal `[192.0.2.1]`, `[IPv6:…]` (RFC 5321 §4.1.3). */
export function toHelo(input: string): string {
  const literal = /^\[(IPv6:)?([0-9a-fA-F.:]+)\]$/i.exec(input.trim());
  if (literal && isIP(literal[2] ?? '') === (literal[1] ? 6 : 4)) return input.trim();
  return toDomainName(input).ascii;
}

/** An address of ours to send from. */
export function toSourceAddress(input: string): string {
  const text = input.trim().replace(/^\[(.*)\]$/, '$1');
  if (isIP(text) === 0)
    fail(
      `The source "${quoted(input)}" is not an IP address.`,
      `送信元「${quoted(input)}」は IP アドレスではありません。`,
    );
  return text;
}

/**
 * An envelope address for MAIL FROM or RCPT TO, without angle brackets; an empty one is the sender of error mails.
 * Line ends, blanks, controls and brackets are refused, so that one argument can never become two commands.
 */
export function toEnvelopeAddress(input: string): string {
  const text = input.trim().replace(/^<(.*)>$/u, '$1');
  if (text === '') return '';
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const quotedLocal = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e]){0,62}"$/;
  const plainLocal = /^[!#-'*+\-./0-9=?A-Z^-~]{1,64}$/;
  if (at < 1 || !(plainLocal.test(local) || quotedLocal.test(local)))
    fail(`"${quoted(input)}" is not a mail address.`, `「${quoted(input)}」はメールアドレスとして正しくありません。`);
  const domain = text.slice(at + 1);
  return `${local}@${/^\[.*\]$/.test(domain) ? toHelo(domain) : toDomainName(domain).ascii}`;
}
