/** Probing every address on the path at once, each address once. */
import { DEFAULT_TIMEOUTS, type ProbeSmtpOptions } from '../smtp/probe.ts';
import type { HostAddress, ProbeResult } from '../types.ts';
import type { Station } from './path.ts';
import type { SilenceWatch } from './silence.ts';
import type { RouteHost, RouteOptions } from './types.ts';

/** Connections to one host in one run; what it has beyond them is named, not tried. */
export const MAX_ADDRESSES_PER_HOST = 8;
/** An address that decides nothing is not waited for as long as those that do. */
const MINOR_CONNECT_MS = 7000;

type Probe = (options: ProbeSmtpOptions) => Promise<ProbeResult[]>;

interface Ask {
  readonly host: string;
  readonly address: HostAddress;
  readonly result: Promise<ProbeResult>;
}

/** One result an address in the order of the stations. */
export async function probeStations(
  stations: readonly Station[],
  options: RouteOptions,
  probe: Probe,
  watch: SilenceWatch,
  signal: AbortSignal | undefined,
): Promise<RouteHost[]> {
  const asked = new Map<string, Ask>();
  const results = await Promise.all(
    stations.map(station => probeStation(station, asked, { options, probe, watch, signal })),
  );
  watch.end();
  return results.flat();
}

interface Run {
  readonly options: RouteOptions;
  readonly probe: Probe;
  readonly watch: SilenceWatch;
  readonly signal: AbortSignal | undefined;
}

async function probeStation(station: Station, asked: Map<string, Ask>, run: Run): Promise<RouteHost[]> {
  const addresses = station.addresses.slice(0, MAX_ADDRESSES_PER_HOST);
  if (addresses.length === 0) return [toRouteHost(station, await probeUnresolved(station, run), null)];
  const pending: Promise<RouteHost>[] = [];
  for (const address of addresses) {
    const key = `${address.address.toLowerCase()} ${station.port}`;
    const before = asked.get(key);
    if (before !== undefined) {
      pending.push(again(station, before, run));
      continue;
    }
    if (station.decides) run.watch.begin(address);
    const result = probeAddress(station, address, run);
    asked.set(key, { host: station.host, address, result });
    pending.push(result.then(found => toRouteHost(station, found, null)));
  }
  return Promise.all(pending);
}

async function probeAddress(station: Station, address: HostAddress, run: Run): Promise<ProbeResult> {
  const { options, watch, signal } = run;
  const limits = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const connectMs = station.decides ? limits.connectMs : Math.min(limits.connectMs, MINOR_CONNECT_MS);
  const [found] = await run.probe({
    host: station.host,
    port: station.port,
    addresses: [address],
    starttls: options.starttls ?? false,
    helo: options.helo,
    sourceAddress: options.sourceAddress,
    from: options.from,
    to: options.to,
    timeouts: { ...limits, connectMs },
    signal,
    onConnected: () => {
      if (station.decides) watch.answered(address);
    },
  });
  if (found === undefined) throw new Error(`no result for ${address.address}`);
  if (station.decides) watch.settled(address, found);
  return found;
}

/**
 * The same address under another name. What it said holds for both names, and an address that did not answer is not tried twice in a
 * run; only a certificate has to be seen again, since it is compared with the name.
 */
async function again(station: Station, before: Ask, run: Run): Promise<RouteHost> {
  const first = await before.result;
  if (first.tls === null || before.host === station.host)
    return toRouteHost(station, { ...first, host: station.host }, before.host);
  return toRouteHost(station, await probeAddress(station, before.address, run), before.host);
}

/** A host without an address: the result says so, nothing goes on the wire. */
async function probeUnresolved(station: Station, run: Run): Promise<ProbeResult> {
  const { lookup, host, port } = station;
  const nothing = lookup ?? { addresses: [], failure: null, code: null };
  const [found] = await run.probe({ host, port, resolve: async () => new Map([[host, nothing]]), signal: run.signal });
  // What DNS itself calls a host leads nowhere: the exchanger is at fault, not the domain.
  const result = found as ProbeResult;
  return lookup === null ? { ...result, verdict: 'mx-unusable' } : result;
}

function toRouteHost(station: Station, result: ProbeResult, sameAs: string | null): RouteHost {
  const { via, preference, decides } = station;
  return { ...result, via, preference, decides, sameAs };
}
