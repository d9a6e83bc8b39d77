/** Which hosts E-Post would try for a domain, and in which order (order of name resolution: gateway, MX, own address). */
import { isIPv6 } from 'node:net';
import type { ResolveHosts, SystemLookup } from '../dns/addresses.ts';
import { DEFAULT_DNS_TIMEOUT_MS, lookupMx } from '../dns/mx.ts';
import { toDomainName, toHostAndPort } from '../input.ts';
import { sanitize } from '../sanitize.ts';
import type { HostAddress, MxHost, MxResult } from '../types.ts';
import type { RouteOptions, RouteVia } from './types.ts';

/** One host on the path. */
export interface Station {
  readonly via: RouteVia;
  readonly host: string;
  readonly port: number;
  readonly preference: number | null;
  readonly decides: boolean;
  readonly addresses: readonly HostAddress[];
  /** What the operating system said, where there is no address. */
  readonly lookup: SystemLookup | null;
}

export interface RoutePath {
  readonly domain: string;
  readonly unicodeDomain: string | null;
  readonly dns: MxResult | null;
  readonly stations: readonly Station[];
  readonly order: readonly string[];
  /** Exchangers beyond the limit. */
  readonly skipped: readonly string[];
}

/** A domain with more exchangers than this is not probed to the end: it would be an attack of ours on somebody. */
const MAX_STATIONS = 20;
/** The domain's own address decides nothing while there are MX hosts, so it must not hold the others up. */
const OWN_ADDRESS_LOOKUP_MS = 3000;
const MAX_ORDER = 20;

export async function findPath(
  options: RouteOptions,
  resolve: ResolveHosts,
  signal: AbortSignal | undefined,
): Promise<RoutePath> {
  const { ascii: domain, unicode } = toDomainName(options.domain);
  const unicodeDomain = unicode === null ? null : sanitize(unicode);
  const timeoutMs = options.dnsTimeoutMs ?? DEFAULT_DNS_TIMEOUT_MS;
  const port = options.port ?? 25;
  if (options.gateway) {
    const station = await gatewayStation(options.gateway, port, resolve, timeoutMs, signal);
    return { domain, unicodeDomain, dns: null, stations: [station], order: [label(station, port)], skipped: [] };
  }
  const [dns, own] = await Promise.all([
    lookupMx({ domain: options.domain, servers: options.servers ?? [], timeoutMs, signal, resolve }),
    resolve([domain], { timeoutMs: Math.min(timeoutMs, OWN_ADDRESS_LOOKUP_MS), signal }),
  ]);
  // E-Post asks its servers one after the other; the one that decided the look-up is the one it would believe.
  const told = dns.answers.find(answer => answer.verdict === dns.verdict)?.mx ?? [];
  const exchangers = dns.verdict === 'works' ? told.filter(host => host.exchange !== '.') : [];
  const mx = exchangers.slice(0, MAX_STATIONS).map(host => mxStation(host, port));
  const stations = [...mx, ...ownStation(domain, port, dns, own.get(domain), mx)];
  return {
    domain,
    unicodeDomain,
    dns,
    stations,
    order: attemptOrder(stations, port),
    skipped: exchangers.slice(MAX_STATIONS).map(host => host.exchange),
  };
}

async function gatewayStation(
  gateway: string,
  defaultPort: number,
  resolve: ResolveHosts,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Station> {
  const { host, port } = toHostAndPort(gateway, defaultPort);
  const lookup = (await resolve([host], { timeoutMs, signal })).get(host) ?? null;
  return { via: 'gateway', host, port, preference: null, decides: true, addresses: addressesOf(lookup), lookup };
}

function mxStation(host: MxHost, port: number): Station {
  const implicit = host.problem === 'implicit' || host.ttl === null;
  return {
    via: implicit ? 'implicit-mx' : 'mx',
    host: host.exchange,
    port,
    preference: implicit ? null : host.preference,
    decides: true,
    addresses: host.addresses,
    lookup: null,
  };
}

/**
 * The domain's own address through the operating system. With MX hosts it stands at the end, as the vendor documents it; where the look-up
 * found neither MX nor domain, it is what E-Post really uses (a hosts file may know what DNS does not). A null MX, or a DNS server that
 * failed, leaves open whether E-Post would use it: it is then shown, without influence.
 */
function ownStation(
  domain: string,
  port: number,
  dns: MxResult,
  lookup: SystemLookup | undefined,
  mx: readonly Station[],
): Station[] {
  const addresses = addressesOf(lookup ?? null);
  if (addresses.length === 0 || dns.verdict === 'null-mx' || dns.verdict === 'cancelled') return [];
  if (mx.some(station => station.via === 'implicit-mx')) return [];
  const used = dns.verdict === 'nxdomain' || dns.verdict === 'no-data';
  const via = used ? 'implicit-mx' : 'own-address';
  return [{ via, host: domain, port, preference: null, decides: used, addresses, lookup: null }];
}

function addressesOf(lookup: SystemLookup | null): HostAddress[] {
  return (lookup?.addresses ?? []).map(found => ({ ...found, source: 'system' }));
}

/**
 * Attempts 0, 1, 2, … of one mail: host number (attempt / 2) modulo their count, which gives a, a, b, b, a, a, …; observed with two
 * rejecting MX hosts. One turn is listed.
 */
function attemptOrder(stations: readonly Station[], port: number): string[] {
  const hosts = stations.filter(station => station.decides).map(station => label(station, port));
  const repeated = hosts.length > 1 ? hosts.flatMap(host => [host, host]) : hosts;
  return repeated.slice(0, MAX_ORDER);
}

function label(station: Station, port: number): string {
  const host = isIPv6(station.host) ? `[${station.host}]` : station.host;
  return station.port === port ? host : `${host}:${station.port}`;
}
