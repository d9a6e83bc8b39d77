/**
 * Control hosts: receivers that have nothing to do with the domain in question. Whether they answer on port 25 tells a blocked port from a
 * dead receiver; whether they answer on another port tells a blocked port from a network that is down.
 */
import { isIPv6 } from 'node:net';
import type { ResolveHosts } from '../dns/addresses.ts';
import { isPrivateAddress } from '../dns/mx.ts';
import { toHostAndPort } from '../input.ts';
import { openSocket } from '../smtp/link.ts';
import { DEFAULT_TIMEOUTS, type ProbeSmtpOptions } from '../smtp/probe.ts';
import type { Family, ProbeResult } from '../types.ts';
import type { RouteControl, RouteOptions } from './types.ts';

const MAX_GIVEN = 5;
const MAX_FROM_LOG = 3;
/** Of what the log names, so many are resolved at most to find three that serve. */
const MAX_LOG_CANDIDATES = 10;
const DEFAULT_OTHER_PORTS = [587, 443];
/** A control that takes the connection is believed; what it says after that is not waited for long. */
const CONTROL_GREETING_MS = 10_000;
/** So long port 25 may stay silent before the other ports are tried. */
const OTHER_PORT_AFTER_MS = 2000;
const OTHER_PORT_MS = 7000;

interface ControlHost {
  readonly host: string;
  readonly port: number;
  readonly source: 'given' | 'log';
}

/**
 * The hosts that may serve: those given, else those of the log; never one that is on the path itself.
 * @throws ProbeInputError when a given host is not valid; what a log says may be anything and is passed over.
 */
export function chooseControls(options: RouteOptions, onPath: ReadonlySet<string>): ControlHost[] {
  const port = options.port ?? 25;
  const given = (options.controlHosts ?? []).map(text => toHostAndPort(text, port));
  const chosen = given.length > 0 ? given : fromLog(options.logReceivers ?? [], port);
  const source = given.length > 0 ? 'given' : 'log';
  const seen = new Set(onPath);
  const hosts: ControlHost[] = [];
  for (const entry of chosen) {
    if (seen.has(entry.host)) continue;
    seen.add(entry.host);
    hosts.push({ ...entry, source });
  }
  return hosts.slice(0, source === 'given' ? MAX_GIVEN : MAX_LOG_CANDIDATES);
}

function fromLog(receivers: readonly string[], port: number): { readonly host: string; readonly port: number }[] {
  return receivers.slice(0, 10 * MAX_LOG_CANDIDATES).flatMap(text => {
    try {
      return [toHostAndPort(text, port)];
    } catch {
      return [];
    }
  });
}

interface ControlRun {
  readonly options: RouteOptions;
  readonly families: readonly Family[];
  /** For each connection to a control; what is left of the time that the silent hosts have, so that nobody waits for the controls. */
  readonly connectMs: number;
  /** Addresses on the path: silent there, they prove nothing here. */
  readonly addressesOnPath: ReadonlySet<string>;
  readonly resolve: ResolveHosts;
  readonly probe: (options: ProbeSmtpOptions) => Promise<ProbeResult[]>;
  readonly signal: AbortSignal | undefined;
}

/** Ask the hosts, one address of each family in question. A host that cannot be resolved gives one entry without an address. */
export async function askControls(hosts: readonly ControlHost[], run: ControlRun): Promise<RouteControl[]> {
  const timeoutMs = run.options.dnsTimeoutMs ?? 10_000;
  const found = await run.resolve(
    hosts.map(entry => entry.host),
    { timeoutMs, signal: run.signal },
  );
  const usable: { readonly entry: ControlHost; readonly addresses: readonly string[] }[] = [];
  for (const entry of hosts) {
    const known = found.get(entry.host)?.addresses ?? [];
    const addresses = run.families.flatMap(family => {
      const address = known.find(candidate => candidate.family === family && serves(candidate.address, entry, run));
      return address === undefined ? [] : [address.address];
    });
    if (entry.source === 'given' || addresses.length > 0) usable.push({ entry, addresses });
  }
  const chosen = usable.slice(0, usable[0]?.entry.source === 'log' ? MAX_FROM_LOG : MAX_GIVEN);
  if (chosen.length > 0)
    run.options.onProgress?.({
      event: 'controls',
      hosts: chosen.map(({ entry }) => entry.host),
      source: chosen[0]!.entry.source,
    });
  const asked = chosen.flatMap(({ entry, addresses }) =>
    addresses.length === 0 ? [Promise.resolve(unresolved(entry))] : addresses.map(address => ask(entry, address, run)),
  );
  return Promise.all(asked);
}

/** An inner host of the log says nothing about the way out, unless the target is an inner host as well. */
function serves(address: string, entry: ControlHost, run: ControlRun): boolean {
  if (run.addressesOnPath.has(address)) return false;
  return entry.source === 'given' || !isPrivateAddress(address) || [...run.addressesOnPath].some(isPrivateAddress);
}

function unresolved(entry: ControlHost): RouteControl {
  const { host, port, source } = entry;
  return {
    host,
    source,
    address: null,
    family: null,
    port,
    verdict: 'no-data',
    answers: false,
    otherPort: null,
    timeMs: 0,
  };
}

async function ask(entry: ControlHost, address: string, run: ControlRun): Promise<RouteControl> {
  const { host, port, source } = entry;
  const { options } = run;
  const family: Family = isIPv6(address) ? 6 : 4;
  const limits = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const started = performance.now();
  const stopOthers = new AbortController();
  let answers = false;
  const [results, otherPort] = await Promise.all([
    run
      .probe({
        host,
        port,
        addresses: [{ address, family, source: 'system' }],
        helo: options.helo,
        sourceAddress: options.sourceAddress,
        timeouts: {
          connectMs: run.connectMs,
          greetingMs: Math.min(limits.greetingMs, CONTROL_GREETING_MS),
          replyMs: Math.min(limits.replyMs, CONTROL_GREETING_MS),
        },
        signal: run.signal,
        onConnected: () => {
          answers = true;
          stopOthers.abort();
        },
      })
      .then(found => {
        // Only silence needs the other ports.
        if (found[0]?.verdict !== 'connect-timeout') stopOthers.abort();
        return found;
      }),
    firstOpenPort(address, run.connectMs, stopOthers.signal, run),
  ]);
  const verdict = results[0]?.verdict ?? 'undecided';
  const timeMs = Math.round(performance.now() - started);
  return { host, source, address, family, port, verdict, answers, otherPort: answers ? null : otherPort, timeMs };
}

/** The first of the other ports at which the host takes or refuses a connection: either shows that it can be reached. */
async function firstOpenPort(
  address: string,
  connectMs: number,
  stop: AbortSignal,
  run: ControlRun,
): Promise<number | null> {
  const signal = run.signal === undefined ? stop : AbortSignal.any([stop, run.signal]);
  if (!(await pause(Math.min(OTHER_PORT_AFTER_MS, connectMs / 4), signal))) return null;
  const ports = run.options.controlPorts ?? DEFAULT_OTHER_PORTS;
  const timeoutMs = Math.min(connectMs, OTHER_PORT_MS);
  const reached = await Promise.all(ports.map(port => reachesPort(address, port, timeoutMs, signal)));
  return ports.find((_, index) => reached[index]) ?? null;
}

/** Whether a TCP connection is taken, or refused by the host itself. Closed at once. */
export async function reachesPort(
  address: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const opened = await openSocket({ address, port, localAddress: null, timeoutMs, signal });
  if ('kind' in opened) return opened.kind === 'refused' || opened.kind === 'reset';
  opened.destroy();
  return true;
}

/** False when it was cut short. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve(false);
    const onAbort = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve(true);
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
