/** The connection of an SMTP terminal: the addresses of the host one after the other, as telnet does. */
import { isIP, isIPv6, type Socket } from 'node:net';
import type { ResolveHosts } from '../dns/addresses.ts';
import { fill } from '../render/fill.ts';
import { describeFailure } from '../render/probe.ts';
import { place } from '../render/text.ts';
import { openSocket } from '../smtp/link.ts';
import type { Language } from '../types.ts';
import { terminalTexts } from './texts.ts';

interface ConnectTarget {
  readonly host: string;
  readonly port: number;
  readonly sourceAddress: string | null;
  readonly timeoutMs: number;
  readonly resolve: ResolveHosts;
  readonly lang: Language;
  readonly signal: AbortSignal;
}

/** More addresses of one host are not tried. */
const MAX_ADDRESSES = 8;

/** @param say takes what happens, a line each; @returns null when no address answers, which has been said then */
export async function connectTo(target: ConnectTarget, say: (line: string) => void): Promise<Socket | null> {
  const { host, port, lang, signal, timeoutMs } = target;
  const found = (await target.resolve([host], { timeoutMs, signal })).get(host);
  const addresses = found?.addresses.slice(0, MAX_ADDRESSES) ?? [];
  if (addresses.length === 0) {
    const why = found?.code ?? found?.failure ?? '?';
    if (!signal.aborted) say(`!! ${fill(terminalTexts.resolveFailed, lang, { host, why })}`);
    return null;
  }
  for (const { address } of addresses) {
    const where = place({ host, address, port });
    say(`-- ${fill(terminalTexts.connecting, lang, { place: where })}`);
    const started = performance.now();
    const localAddress = sourceFor(address, target.sourceAddress);
    const opened = await openSocket({ address, port, localAddress, timeoutMs, signal });
    const ms = Math.round(performance.now() - started);
    if (!('kind' in opened)) {
      say(`-- ${fill(terminalTexts.connected, lang, { place: where, ms })}`);
      return opened;
    }
    if (signal.aborted) return null;
    say(`!! ${fill(terminalTexts.connectFailed, lang, { place: where, why: describeFailure(opened, ms, lang) })}`);
  }
  return null;
}

/** The source address only where it is of the same family. */
const sourceFor = (address: string, source: string | null): string | null =>
  source !== null && isIP(source) !== 0 && isIPv6(source) === isIPv6(address) ? source : null;
