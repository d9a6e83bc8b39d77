/** The route check: the whole path to a domain in E-Post's own order, every host and address at once. */
import { isIP } from 'node:net';
import { resolveHosts } from '../dns/addresses.ts';
import { isPrivateAddress } from '../dns/mx.ts';
import { toDnsServer, toEnvelopeAddress, toPort, toSourceAddress } from '../input.ts';
import { DEFAULT_TIMEOUTS, probeSmtp } from '../smtp/probe.ts';
import type { Family } from '../types.ts';
import { isOk } from '../verdicts.ts';
import { askControls, chooseControls, reachesPort } from './controls.ts';
import { MAX_ADDRESSES_PER_HOST, probeStations } from './hosts.ts';
import { familyOf, judgeRoute } from './judge.ts';
import { findPath, type RoutePath } from './path.ts';
import { identify, localAddressTowards, runFrom } from './run-from.ts';
import { checkSender } from './sender.ts';
import { SilenceWatch } from './silence.ts';
import type { RouteControl, RouteHost, RouteOptions, RouteResult, RouteWarning } from './types.ts';

/** An honest host takes a connection within this time; after it the control hosts are asked, while the waiting goes on. */
const SILENT_AFTER_MS = 4000;
/** Where the domain itself is tried to show that the network lets other ports through. */
const WEB_PORT = 443;
const OTHER_PORT_MS = 5000;

/**
 * Total time is about that of the slowest address: names are looked up first, then all addresses are probed at once, and control hosts are
 * asked as soon as a family stays silent.
 * @throws ProbeInputError (as a rejection) when an argument is not valid. Everything else is a result.
 */
export async function checkRoute(options: RouteOptions, signal?: AbortSignal): Promise<RouteResult> {
  const started = performance.now();
  const at = new Date().toISOString();
  checkInput(options);
  const resolve = options.resolve ?? resolveHosts;
  const [path, identity] = await Promise.all([findPath(options, resolve, signal), identify(options, resolve, signal)]);
  for (const warning of identity.warnings) options.onProgress?.({ event: 'warning', warning });
  const targets = path.stations.flatMap(station => station.addresses);
  const [{ hosts, controls, otherPortAt }, sender] = await Promise.all([
    probeAll(path, options, signal),
    senderSide(options, targets[0]?.address, signal),
  ]);
  const judgement = judgeRoute({
    hosts,
    controls,
    dns: path.dns,
    dnsAnswers: dnsAnswers(path, controls),
    otherPortAt,
    logEvidence: options.logEvidence ?? null,
    isMailServer: identity.isMailServer,
    port: options.port ?? 25,
    cancelled: signal?.aborted ?? false,
  });
  const from = await runFrom(hosts, targets, identity.isMailServer);
  return {
    ok: isOk(judgement.verdict),
    verdict: judgement.verdict,
    confidence: judgement.confidence,
    domain: path.domain,
    unicodeDomain: path.unicodeDomain,
    at,
    port: options.port ?? 25,
    hosts,
    order: path.order,
    families: judgement.families,
    controls,
    needs: judgement.needs,
    fixBy: judgement.fixBy,
    warnings: [...identity.warnings, ...pathWarnings(path, hosts, isOk(judgement.verdict))],
    logEvidence: options.logEvidence ?? null,
    dns: path.dns,
    sender,
    runFrom: from,
    timeMs: Math.round(performance.now() - started),
  };
}

/** Everything that can be wrong with the input is told before anything goes on the wire. */
function checkInput(options: RouteOptions): void {
  toPort(options.port ?? 25);
  for (const server of [...(options.servers ?? []), ...(options.sender?.servers ?? [])]) toDnsServer(server);
  if (options.sourceAddress) toSourceAddress(options.sourceAddress);
  if (options.from !== undefined) toEnvelopeAddress(options.from);
  if (options.to !== undefined) toEnvelopeAddress(options.to);
  chooseControls(options, new Set());
}

interface Probed {
  readonly hosts: readonly RouteHost[];
  readonly controls: readonly RouteControl[];
  readonly otherPortAt: ReadonlyMap<Family, string>;
}

async function probeAll(path: RoutePath, options: RouteOptions, signal: AbortSignal | undefined): Promise<Probed> {
  const resolve = options.resolve ?? resolveHosts;
  const probe = options.probe ?? probeSmtp;
  const connectMs = options.timeouts?.connectMs ?? DEFAULT_TIMEOUTS.connectMs;
  const { stations } = path;
  if (stations.length > 0 && !signal?.aborted)
    options.onProgress?.({ event: 'hosts', hosts: stations.map(station => station.host) });
  const started = performance.now();
  const watch = new SilenceWatch(Math.min(SILENT_AFTER_MS, connectMs / 3));
  const probing = probeStations(stations, options, probe, watch, signal);
  // A rejection is a defect; it must reach the caller even while the controls are awaited.
  const families = await Promise.race([watch.silentFamilies, probing.then(() => watch.silentFamilies)]);
  // Only the port of MX hosts is one that providers block; a gateway on 587 has nothing to do with it.
  const inQuestion = stations.some(station => station.decides && station.port === (options.port ?? 25));
  if (families.length === 0 || !inQuestion || signal?.aborted)
    return { hosts: await probing, controls: [], otherPortAt: new Map() };
  const onPath = new Set([path.domain, ...stations.map(station => station.host)]);
  const addressesOnPath = new Set(stations.flatMap(station => station.addresses.map(entry => entry.address)));
  const left = Math.max(connectMs / 2, connectMs - (performance.now() - started));
  const run = { options, families, connectMs: left, addressesOnPath, resolve, probe, signal };
  const [hosts, controls, otherPortAt] = await Promise.all([
    probing,
    askControls(chooseControls(options, onPath), run),
    findOtherPort(path, families, left, signal),
  ]);
  return { hosts, controls, otherPortAt };
}

/**
 * Whether the network lets other ports through, where control hosts are too well guarded to tell: the domain's own web server, where it is
 * not its mail server, and public DNS servers over TCP.
 */
async function findOtherPort(
  path: RoutePath,
  families: readonly Family[],
  connectMs: number,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<Family, string>> {
  const silent = new Set(
    path.stations.filter(station => station.decides).flatMap(station => station.addresses.map(entry => entry.address)),
  );
  const own = path.stations.find(station => station.via === 'own-address')?.addresses ?? [];
  const places = [
    ...own.filter(entry => !silent.has(entry.address)).map(entry => ({ address: entry.address, port: WEB_PORT })),
    ...(path.dns?.answers ?? []).map(answer => toDnsServer(answer.server)),
  ].filter(place => families.includes(familyOf(place.address)) && !isPrivateAddress(place.address));
  const timeoutMs = Math.min(connectMs, OTHER_PORT_MS);
  const reached = await Promise.all(
    places.slice(0, MAX_ADDRESSES_PER_HOST).map(place => reachesPort(place.address, place.port, timeoutMs, signal)),
  );
  const found = new Map<Family, string>();
  places.forEach(({ address, port }, index) => {
    const family = familyOf(address);
    if (reached[index] && !found.has(family)) found.set(family, `${family === 6 ? `[${address}]` : address}:${port}`);
  });
  return found;
}

/** Null when only addresses were given, so that no name had to be resolved. */
function dnsAnswers(path: RoutePath, controls: readonly RouteControl[]): boolean | null {
  if (path.dns?.answers.some(answer => answer.rcode !== null)) return true;
  const resolved = [
    ...path.stations.map(station => ({ host: station.host, found: station.addresses.length > 0 })),
    ...controls.map(control => ({ host: control.host, found: control.address !== null })),
  ].filter(entry => isIP(entry.host) === 0);
  if (resolved.some(entry => entry.found)) return true;
  return path.dns === null && resolved.length === 0 ? null : false;
}

function pathWarnings(path: RoutePath, hosts: readonly RouteHost[], ok: boolean): RouteWarning[] {
  const warnings: RouteWarning[] = [];
  const first = hosts.filter(host => host.decides && host.host === hosts[0]?.host);
  const failing = first.find(host => !host.ok);
  if (ok && failing !== undefined && first.every(host => !host.ok))
    warnings.push({ warning: 'first-host-fails', host: failing.host, verdict: failing.verdict });
  const skipped = [
    ...path.skipped,
    ...path.stations.flatMap(station => station.addresses.slice(MAX_ADDRESSES_PER_HOST).map(entry => entry.address)),
  ];
  if (skipped.length > 0) warnings.push({ warning: 'not-all-probed', skipped });
  return warnings;
}

async function senderSide(
  options: RouteOptions,
  target: string | undefined,
  signal: AbortSignal | undefined,
): Promise<RouteResult['sender']> {
  const { sender } = options;
  if (sender === undefined) return null;
  const towards = target === undefined ? null : await localAddressTowards(target);
  const address = sender.address ?? options.sourceAddress ?? towards ?? undefined;
  return checkSender({ ...sender, address, servers: sender.servers ?? options.servers ?? [] }, signal);
}
