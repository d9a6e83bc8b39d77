/** How receivers see us: PTR, SPF, DMARC, DNSBL. Each asks third parties about ourselves, so each is off unless asked for. */
import { isIPv6 } from 'node:net';
import { isPrivateAddress } from '../dns/mx.ts';
import { toDomainName, toSourceAddress } from '../input.ts';
import { sanitize } from '../sanitize.ts';
import { reversed, SenderDns } from './sender-dns.ts';
import { checkSpf } from './spf.ts';
import type { DmarcResult, DnsblResult, PtrResult, SenderOptions, SenderResult, SpfResult } from './types.ts';

const DEFAULT_TIMEOUT_MS = 5000;
const MAX_NAMES = 10;
const MAX_ZONES = 10;
/** DMARC's tree walk asks at most so many names. */
const MAX_DMARC_NAMES = 8;

/** @throws ProbeInputError (as a rejection) when an argument is not valid. Everything else is a result. */
export async function checkSender(options: SenderOptions, signal?: AbortSignal): Promise<SenderResult> {
  const address = options.address ? toSourceAddress(options.address) : null;
  const domain = options.domain ? toDomainName(options.domain).ascii : null;
  const zones = (options.dnsbl ?? []).slice(0, MAX_ZONES).map(zone => toDomainName(zone).ascii);
  const dns = new SenderDns(options.servers ?? [], options.timeoutMs ?? DEFAULT_TIMEOUT_MS, signal);
  const [ptr, spf, dmarc, dnsbl] = await Promise.all([
    options.ptr ? checkPtr(dns, address) : null,
    options.spf ? spfOf(dns, domain, address) : null,
    options.dmarc ? checkDmarc(dns, domain) : null,
    address === null || isPrivateAddress(address)
      ? zones.map((zone): DnsblResult => ({ zone, outcome: 'no-answer', codes: [], reason: null }))
      : Promise.all(zones.map(zone => checkDnsbl(dns, zone, address))),
  ]);
  return { address, domain, ptr, spf, dmarc, dnsbl };
}

/** The name of an address, and whether it leads back to it: what receivers ask first (RFC 1912 §2.1). */
async function checkPtr(dns: SenderDns, address: string | null): Promise<PtrResult> {
  const nothing = { address: address ?? '', names: [], confirmed: [] };
  if (address === null) return { ...nothing, obstacle: 'no-address' };
  if (isPrivateAddress(address)) return { ...nothing, obstacle: 'private-address' };
  const told = await dns.ask(`${reversed(address)}.${isIPv6(address) ? 'ip6' : 'in-addr'}.arpa`, 'PTR');
  if (!told.answered) return { ...nothing, obstacle: dns.cancelled ? 'cancelled' : 'dns-failed' };
  const names = [...new Set(told.data)].slice(0, MAX_NAMES);
  const back = await Promise.all(names.map(name => dns.addresses(name, isIPv6(address) ? 6 : 4)));
  const same = address.toLowerCase();
  return {
    address,
    names: names.map(sanitize),
    confirmed: names.filter((_, index) => back[index]?.data.some(found => found.toLowerCase() === same)).map(sanitize),
    obstacle: null,
  };
}

async function spfOf(dns: SenderDns, domain: string | null, address: string | null): Promise<SpfResult> {
  if (domain !== null) {
    // Behind NAT our address is not the one that receivers see: the record can be read, not applied.
    return checkSpf(dns, domain, address === null || isPrivateAddress(address) ? null : address);
  }
  return {
    domain: '',
    record: null,
    outcome: null,
    match: null,
    lookups: 0,
    voidLookups: 0,
    problem: null,
    obstacle: 'no-domain',
  };
}

/** The record at the domain, else at the nearest domain above it (DMARC's tree walk); never at a top-level domain. */
async function checkDmarc(dns: SenderDns, domain: string | null): Promise<DmarcResult> {
  const nothing = { domain: domain ?? '', foundAt: null, record: null, policy: null };
  if (domain === null) return { ...nothing, obstacle: 'no-domain' };
  for (const name of dmarcNames(domain)) {
    const told = await dns.ask(`_dmarc.${name}`, 'TXT');
    if (!told.answered) return { ...nothing, obstacle: dns.cancelled ? 'cancelled' : 'dns-failed' };
    const records = told.data.filter(text => /^v=DMARC1\s*(?:;|$)/i.test(text));
    if (records.length !== 1) continue;
    const record = records[0]!.slice(0, 2000);
    return {
      domain,
      foundAt: name,
      record: sanitize(record),
      policy: dmarcPolicy(record, name !== domain),
      obstacle: null,
    };
  }
  return { ...nothing, obstacle: null };
}

export function dmarcNames(domain: string): string[] {
  const labels = domain.split('.');
  const names = [domain];
  // Long names go on with their last seven labels, so that the walk stays short.
  for (let from = Math.max(1, labels.length - MAX_DMARC_NAMES + 1); from <= labels.length - 2; from++)
    names.push(labels.slice(from).join('.'));
  return names;
}

function dmarcPolicy(record: string, isBelow: boolean): DmarcResult['policy'] {
  const tags = new Map(
    record.split(';').map(tag => [tag.split('=')[0]!.trim().toLowerCase(), tag.split('=')[1]?.trim()]),
  );
  const policy = ((isBelow ? tags.get('sp') : undefined) ?? tags.get('p') ?? '').toLowerCase();
  if (policy === 'none' || policy === 'quarantine' || policy === 'reject') return policy;
  return tags.has('rua') ? 'none' : null;
}

/** RFC 5782. Answers in 127.255.255.0/24 mean that the list does not serve the resolver that asked. */
async function checkDnsbl(dns: SenderDns, zone: string, address: string): Promise<DnsblResult> {
  const name = `${reversed(address)}.${zone}`;
  const told = await dns.ask(name, 'A');
  if (!told.answered) return { zone, outcome: 'no-answer', codes: [], reason: null };
  const codes = told.data.slice(0, MAX_NAMES);
  if (codes.length === 0) return { zone, outcome: 'not-listed', codes, reason: null };
  if (codes.some(code => code.startsWith('127.255.255.'))) return { zone, outcome: 'refused', codes, reason: null };
  // Anything outside 127.0.0.0/8 comes from a resolver that answers for names that do not exist.
  if (!codes.every(code => code.startsWith('127.'))) return { zone, outcome: 'unusable', codes, reason: null };
  const [reason] = (await dns.ask(name, 'TXT')).data;
  return { zone, outcome: 'listed', codes, reason: reason === undefined ? null : sanitize(reason.slice(0, 500)) };
}
