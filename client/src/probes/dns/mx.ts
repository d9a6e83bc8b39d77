/** `nslookup -type=mx`, asked as E-Post asks: MX at the DNS servers directly, addresses through the operating system. */
import { getServers } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { type DnsServer, toDnsServer, toDomainName } from '../input.ts';
import { sanitize } from '../sanitize.ts';
import type { HostAddress, MxAnswer, MxHost, MxProblem, MxResult } from '../types.ts';
import { isOk, type Verdict } from '../verdicts.ts';
import { type ResolveHosts, resolveHosts, type SystemLookup } from './addresses.ts';
import { findDifferences } from './differences.ts';
import { type QueryResult, query } from './query.ts';
import { followAliases } from './wire.ts';

interface LookupMxOptions {
  readonly domain: string;
  /** `IP`, `IP:port` or `[v6]:port`; none = the servers of the operating system. */
  readonly servers?: readonly string[];
  /** For each question, milliseconds; default 10,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** How names become addresses; default: the operating system. */
  readonly resolve?: ResolveHosts;
}

export const DEFAULT_DNS_TIMEOUT_MS = 10_000;

/** As many as E-Post lets one set, and some more; each is asked at the same time. */
const MAX_SERVERS = 8;
const MAX_EXCHANGERS = 50;
/** The comparison with the server's own A and AAAA records must not hold the result for long. */
const COMPARISON_TIMEOUT_MS = 3000;

/** What one server says about one host. */
interface DnsAddresses {
  readonly addresses: readonly string[];
  readonly isAlias: boolean;
  /** False when the server did not answer, so that nothing can be compared. */
  readonly answered: boolean;
  /** One of the questions got no answer at all, or none in time. */
  readonly silent: boolean;
}

interface ServerAnswer {
  readonly server: DnsServer;
  readonly result: QueryResult;
  readonly aliasOf: string | null;
  readonly exchangers: readonly {
    readonly preference: number;
    readonly exchange: string;
    readonly ttl: number | null;
  }[];
  readonly implicit: boolean;
  readonly hosts: ReadonlyMap<string, DnsAddresses>;
}

/** @throws ProbeInputError (as a rejection) when the domain or a server is not valid. Everything else is a result. */
export async function lookupMx(options: LookupMxOptions): Promise<MxResult> {
  const { ascii: domain, unicode } = toDomainName(options.domain);
  const given = options.servers ?? [];
  const servers = (given.length > 0 ? given : systemServers()).slice(0, MAX_SERVERS).map(toDnsServer);
  const timeoutMs = options.timeoutMs ?? DEFAULT_DNS_TIMEOUT_MS;
  const resolve = options.resolve ?? resolveHosts;

  const asked = await Promise.all(servers.map(server => askServer(server, domain, timeoutMs, options.signal)));
  const exchangers = new Set(
    asked.flatMap(answer => answer.exchangers.map(entry => entry.exchange)).filter(isHostName),
  );
  const hosts = new Set([...exchangers, ...asked.flatMap(answer => [...answer.hosts.keys()])]);
  const system = await resolve([...hosts], {
    timeoutMs: exchangers.size > 0 ? timeoutMs : Math.min(timeoutMs, COMPARISON_TIMEOUT_MS),
    signal: options.signal,
  });
  const answers = asked.map(answer => toAnswer(answer, domain, system));
  const verdict = options.signal?.aborted ? 'cancelled' : overallVerdict(answers);
  return {
    ok: isOk(verdict),
    verdict,
    domain,
    unicodeDomain: unicode === null ? null : sanitize(unicode),
    answers,
    differences: findDifferences(
      answers,
      asked.map(answer => answer.hosts),
      system,
    ),
  };
}

/** At most three, as a resolver would use. */
function systemServers(): string[] {
  return getServers().slice(0, 3);
}

async function askServer(
  server: DnsServer,
  domain: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<ServerAnswer> {
  const result = await query(server, domain, 'MX', { timeoutMs, signal });
  const end = followAliases(result.records, domain);
  const exchangers: { preference: number; exchange: string; ttl: number | null }[] = [];
  for (const record of result.records)
    if (record.type === 'MX' && record.name === end && exchangers.length < MAX_EXCHANGERS)
      exchangers.push({ preference: record.preference, exchange: record.exchange, ttl: record.ttl });
  exchangers.sort((a, b) => a.preference - b.preference || (a.exchange < b.exchange ? -1 : 1));
  const implicit = result.rcode === 'NOERROR' && exchangers.length === 0;
  if (implicit) exchangers.push({ preference: 0, exchange: domain, ttl: null });
  const names = [...new Set(exchangers.map(entry => entry.exchange))].filter(isHostName);
  const limit = { timeoutMs: Math.min(timeoutMs, COMPARISON_TIMEOUT_MS), signal };
  const told = await Promise.all(names.map(async name => [name, await askAddresses(server, name, limit)] as const));
  const hosts = new Map(told);
  // The hosts file of the system may still know a domain that DNS does not.
  if (result.rcode === 'NXDOMAIN') hosts.set(domain, { addresses: [], isAlias: false, answered: true, silent: false });
  return { server, result, aliasOf: end === domain ? null : end, exchangers, implicit, hosts };
}

async function askAddresses(
  server: DnsServer,
  host: string,
  limit: { readonly timeoutMs: number; readonly signal: AbortSignal | undefined },
): Promise<DnsAddresses> {
  if (isIP(host) !== 0) return { addresses: [], isAlias: false, answered: false, silent: false };
  const results = await Promise.all([query(server, host, 'A', limit), query(server, host, 'AAAA', limit)]);
  const addresses: string[] = [];
  let isAlias = false;
  for (const { records } of results) {
    const end = followAliases(records, host);
    if (end !== host) isAlias = true;
    for (const record of records)
      if ((record.type === 'A' || record.type === 'AAAA') && record.name === end) addresses.push(record.data);
  }
  const answered = results.every(result => result.rcode === 'NOERROR' || result.rcode === 'NXDOMAIN');
  return { addresses, isAlias, answered, silent: results.some(result => result.rcode === null) };
}

function toAnswer(asked: ServerAnswer, domain: string, system: ReadonlyMap<string, SystemLookup>): MxAnswer {
  const { result } = asked;
  const only = asked.exchangers[0];
  const isNullMx = asked.exchangers.length === 1 && only?.exchange === '.';
  const hosts = isNullMx
    ? [{ preference: only.preference, exchange: '.', ttl: only.ttl, addresses: [], problem: null }]
    : asked.exchangers.map(entry => toMxHost(entry, asked, system));
  // Nothing at the domain itself is "no data", not a useless exchanger.
  const mx = asked.implicit && hosts[0]?.addresses.length === 0 ? [] : hosts;
  const count = result.records.filter(record => record.type === 'MX').length;
  return {
    server: asked.server.label,
    transport: result.transport,
    rcode: result.rcode,
    authoritative: result.authoritative,
    truncated: result.truncated || count > MAX_EXCHANGERS,
    timeMs: Math.round(result.timeMs),
    failure: result.failure,
    verdict: isNullMx ? 'null-mx' : (unanswered(asked, hosts) ?? verdictOf(result, mx)),
    aliasOf: asked.aliasOf === null || asked.aliasOf === domain ? null : sanitize(asked.aliasOf),
    mx,
  };
}

/** No address is known, and for one host nobody said that there is none. */
function unanswered(asked: ServerAnswer, hosts: readonly MxHost[]): Verdict | null {
  if (hosts.some(host => host.addresses.length > 0)) return null;
  const open = hosts.find(host => host.problem === 'address-unknown');
  if (open === undefined) return null;
  return asked.hosts.get(open.exchange)?.silent ? 'dns-timeout' : 'dns-servfail';
}

function verdictOf(result: QueryResult, mx: readonly MxHost[]): Verdict {
  if (result.failure === 'cancelled') return 'cancelled';
  if (result.failure === 'malformed') return 'protocol-error';
  if (result.failure === 'blocked-locally') return 'blocked-locally';
  if (result.failure !== null) return 'dns-timeout';
  switch (result.rcode) {
    case 'NOERROR':
      if (mx.length === 0) return 'no-data';
      return mx.some(host => host.addresses.length > 0) ? 'works' : 'mx-unusable';
    case 'NXDOMAIN':
      return 'nxdomain';
    case 'REFUSED':
    case 'NOTAUTH':
      return 'dns-refused';
    default:
      return 'dns-servfail';
  }
}

function toMxHost(
  entry: ServerAnswer['exchangers'][number],
  asked: ServerAnswer,
  system: ReadonlyMap<string, SystemLookup>,
): MxHost {
  const bySystem = system.get(entry.exchange);
  const byDns = asked.hosts.get(entry.exchange);
  const addresses: HostAddress[] = (bySystem?.addresses ?? []).map(found => ({ ...found, source: 'system' }));
  // This machine may know less than the mail server does: what the DNS server says is kept, marked as such.
  if (addresses.length === 0)
    for (const address of byDns?.addresses ?? [])
      addresses.push({ address, family: isIP(address) === 6 ? 6 : 4, source: 'dns' });
  return {
    preference: entry.preference,
    exchange: sanitize(entry.exchange),
    ttl: entry.ttl,
    addresses,
    problem: problemOf(entry.exchange, addresses, byDns, isDefinite(bySystem, byDns), asked.implicit),
  };
}

/** Somebody said what there is, or that there is nothing. */
function isDefinite(bySystem: SystemLookup | undefined, byDns: DnsAddresses | undefined): boolean {
  const failed = bySystem?.failure ?? null;
  return byDns?.answered === true || (bySystem !== undefined && (failed === null || failed === 'not-found'));
}

function problemOf(
  exchange: string,
  addresses: readonly HostAddress[],
  byDns: DnsAddresses | undefined,
  definite: boolean,
  implicit: boolean,
): MxProblem | null {
  if (exchange === '.') return 'null-among-others';
  if (!isHostName(exchange)) return 'bad-name';
  if (addresses.length === 0) return definite ? 'no-address' : 'address-unknown';
  if (isIP(exchange) !== 0) return 'address-literal';
  if (byDns?.isAlias) return 'alias';
  if (addresses.every(found => isPrivateAddress(found.address))) return 'private-address';
  if (implicit) return 'implicit';
  // The least: the source of each address and the differences say it as well.
  return addresses.some(found => found.source === 'dns') ? 'not-resolved-by-system' : null;
}

/** A name from DNS that may be handed to the operating system. */
function isHostName(name: string): boolean {
  return (
    isIP(name) !== 0 ||
    (name.length <= 253 && name.split('.').every(label => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)))
  );
}

const privateNetworks = new BlockList();
// IANA special-purpose registries: private use, shared space, loopback, link-local, unique local.
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  privateNetworks.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  privateNetworks.addSubnet(network, prefix, 'ipv6');

/** Not routed on the Internet: reachable only from inside. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  return isIP(bare) !== 0 && privateNetworks.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4');
}

const decisive: readonly Verdict[] = ['works', 'null-mx', 'mx-unusable', 'nxdomain', 'no-data'];

/** E-Post asks its servers in order until one answers: the first that gives a result decides, else the first failure. */
function overallVerdict(answers: readonly MxAnswer[]): Verdict {
  const deciding = answers.find(answer => decisive.includes(answer.verdict)) ?? answers[0];
  return deciding?.verdict ?? 'dns-timeout';
}
