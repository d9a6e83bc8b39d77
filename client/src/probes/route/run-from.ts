/** From which machine and address a check was run, and whether that is the mail server itself. */
import { createSocket } from 'node:dgram';
import { isIP, isIPv6 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import type { ResolveHosts } from '../dns/addresses.ts';
import { isPrivateAddress } from '../dns/mx.ts';
import { toHelo, toHost } from '../input.ts';
import { sanitize } from '../sanitize.ts';
import type { HostAddress, ProbeResult } from '../types.ts';
import type { RouteOptions, RouteRunFrom, RouteWarning } from './types.ts';

/** The names of the mail server are asked for before anything else happens, so they must not hold it up. */
const IDENTITY_MS = 3000;

interface Identity {
  readonly isMailServer: boolean | null;
  readonly warnings: readonly RouteWarning[];
}

/**
 * Whether this machine is the mail server, by its own addresses: those of `mailServer` and `sourceAddress`, and a HELO name that leads
 * here. Behind NAT a public address cannot be told to be ours; the answer is then null.
 * @throws ProbeInputError when a name is not valid.
 */
export async function identify(
  options: RouteOptions,
  resolve: ResolveHosts,
  signal: AbortSignal | undefined,
  own: readonly string[] = ownAddresses(),
): Promise<Identity> {
  const helo = options.helo ? toHelo(options.helo) : null;
  const heloName = helo !== null && !helo.startsWith('[') ? helo : null;
  const named = (options.mailServer ?? []).map(entry => toHost(entry).host);
  const names = [...named, ...(heloName === null ? [] : [heloName])];
  const found = names.length === 0 ? new Map() : await resolve(names, { timeoutMs: IDENTITY_MS, signal });
  const addressesOf = (name: string): string[] =>
    (found.get(name)?.addresses ?? []).map((entry: { readonly address: string }) => entry.address);
  const candidates = named.flatMap(addressesOf);
  if (options.sourceAddress) candidates.push(options.sourceAddress.trim());
  const heloAddresses = heloName === null ? [] : addressesOf(heloName);
  const here = [...candidates, ...heloAddresses].find(address => own.includes(address));
  if (here === undefined)
    return { isMailServer: candidates.length === 0 ? null : isElsewhere(candidates, own), warnings: [] };
  const fits = helo !== null && heloFits(helo, heloAddresses, own);
  return {
    isMailServer: true,
    warnings: fits
      ? []
      : [{ warning: 'helo-does-not-fit', helo: helo === null ? null : sanitize(helo), address: here }],
  };
}

/** A private address that is not ours is another machine's; a public one may be ours on the far side of a router. */
function isElsewhere(candidates: readonly string[], own: readonly string[]): false | null {
  const behindNat = own.every(isPrivateAddress);
  return behindNat && candidates.some(address => !isPrivateAddress(address)) ? null : false;
}

/** A name must lead to this machine, or to a public address where this machine has none of its own (RFC 5321 §4.1.4). */
function heloFits(helo: string, addresses: readonly string[], own: readonly string[]): boolean {
  const literal = /^\[(?:IPv6:)?(.*)\]$/i.exec(helo)?.[1];
  const told = literal === undefined ? addresses : [literal];
  if (literal === undefined && !helo.includes('.')) return false;
  if (told.some(address => own.includes(address))) return true;
  return own.every(isPrivateAddress) && told.some(address => !isPrivateAddress(address));
}

/** All addresses of this machine, loopback included. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap(list => (list ?? []).map(entry => entry.address));
}

/** The local addresses that the conversations used; where none came about, those the system would take. */
export async function runFrom(
  results: readonly ProbeResult[],
  targets: readonly HostAddress[],
  isMailServer: boolean | null,
): Promise<RouteRunFrom> {
  const used = results.flatMap(result => (result.localAddress === null ? [] : [withoutPort(result.localAddress)]));
  const addresses = [...new Set(used)];
  for (const family of [4, 6] as const) {
    const target = targets.find(entry => entry.family === family);
    if (target === undefined || addresses.some(address => isIPv6(address) === (family === 6))) continue;
    const local = await localAddressTowards(target.address);
    if (local !== null) addresses.push(local);
  }
  return { machine: sanitize(hostname()), addresses, isMailServer };
}

function withoutPort(local: string): string {
  return local.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** What the routing table says; a connected datagram socket sends nothing. */
export function localAddressTowards(address: string): Promise<string | null> {
  return new Promise(resolve => {
    if (isIP(address) === 0) return resolve(null);
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const settle = (local: string | null): void => {
      socket.removeAllListeners().on('error', () => {});
      try {
        socket.close();
      } catch {
        // Closed already.
      }
      resolve(local);
    };
    socket.on('error', () => settle(null));
    try {
      socket.connect(25, address, () => settle(socket.address().address));
    } catch {
      settle(null);
    }
  });
}
