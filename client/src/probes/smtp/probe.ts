/** `telnet host smtp`, for every address of the host at once. */
import { isIPv6 } from 'node:net';
import { type ResolveHosts, resolveHosts, type SystemLookup } from '../dns/addresses.ts';
import { toEnvelopeAddress, toHelo, toHost, toPort, toSourceAddress } from '../input.ts';
import type { HostAddress, ProbeNote, ProbeResult, ProbeStep, ProbeTimeouts } from '../types.ts';
import type { Verdict } from '../verdicts.ts';
import { converse } from './dialogue.ts';
import { failure } from './link.ts';

export interface ProbeSmtpOptions {
  /** A name or an address. */
  readonly host: string;
  /** Default 25. */
  readonly port?: number;
  /** Ask for STARTTLS after EHLO; default false. */
  readonly starttls?: boolean;
  /** Begin with TLS; default: on port 465. */
  readonly implicitTls?: boolean;
  /** What EHLO says; default: this machine's full name, else its address. */
  readonly helo?: string | undefined;
  readonly sourceAddress?: string | undefined;
  /** Sender for MAIL FROM; nothing is said about a sender without it. The empty string is the sender of error mails. */
  readonly from?: string | undefined;
  /** Recipient for RCPT TO; without `from` the sender is the empty one. */
  readonly to?: string | undefined;
  readonly timeouts?: Partial<ProbeTimeouts>;
  readonly signal?: AbortSignal | undefined;
  readonly resolve?: ResolveHosts;
  /** The addresses, where they are known already; the name is then not resolved. */
  readonly addresses?: readonly HostAddress[];
  /** Told when an address has taken the connection, long before its result is there. Must not throw. */
  readonly onConnected?: ((address: string) => void) | undefined;
}

export const DEFAULT_TIMEOUTS: ProbeTimeouts = { connectMs: 21_000, greetingMs: 60_000, replyMs: 60_000 };

/** More addresses than this of one host are not tried. */
const MAX_ADDRESSES = 16;

/**
 * One result an address, in the order of the addresses. A host that cannot be resolved gives one result without an address.
 * @throws ProbeInputError (as a rejection) when an argument is not valid. Everything else is a result.
 */
export async function probeSmtp(options: ProbeSmtpOptions): Promise<ProbeResult[]> {
  const { host, isAddress } = toHost(options.host);
  const port = toPort(options.port ?? 25);
  const helo = options.helo ? toHelo(options.helo) : null;
  const source = options.sourceAddress ? toSourceAddress(options.sourceAddress) : null;
  const to = options.to === undefined ? null : toEnvelopeAddress(options.to);
  const from = options.from === undefined ? (to === null ? null : '') : toEnvelopeAddress(options.from);
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const { signal } = options;

  const before: ProbeStep[] = [];
  let addresses = options.addresses;
  if (addresses === undefined) {
    const started = performance.now();
    const resolve = options.resolve ?? resolveHosts;
    const found = (await resolve([host], { timeoutMs: timeouts.connectMs, signal })).get(host);
    const step = resolveStep(found, Math.round(performance.now() - started));
    if (!isAddress) before.push(step);
    if (step.failure !== null) return [unresolved(host, port, step, resolveVerdict(found))];
    addresses = (found?.addresses ?? []).map(entry => ({ ...entry, source: 'system' }));
  }
  return Promise.all(
    addresses.slice(0, MAX_ADDRESSES).map(({ address, family, source: told }) => {
      const notes: ProbeNote[] = [];
      const fits = source === null || isIPv6(source) === (family === 6);
      if (!fits) notes.push({ note: 'source-not-applied', address: source });
      if (told === 'dns') notes.push({ note: 'address-from-dns' });
      return converse({
        host,
        address,
        family,
        port,
        starttls: options.starttls ?? false,
        implicitTls: options.implicitTls ?? port === 465,
        helo,
        localAddress: fits ? source : null,
        from,
        to,
        timeouts,
        signal,
        before,
        notes,
        onConnected: options.onConnected,
      });
    }),
  );
}

function resolveStep(found: SystemLookup | undefined, timeMs: number): ProbeStep {
  const good = (found?.addresses.length ?? 0) > 0;
  const kind = found?.failure === 'cancelled' ? 'cancelled' : found?.failure === 'timeout' ? 'timeout' : 'not-resolved';
  return {
    stage: 'resolve',
    sent: null,
    reply: null,
    timeMs,
    failure: good ? null : failure(kind, found?.code),
    notes: [],
  };
}

function resolveVerdict(found: SystemLookup | undefined): Verdict {
  switch (found?.failure) {
    case 'not-found':
      return 'nxdomain';
    case 'timeout':
    case 'temporary':
      return 'dns-timeout';
    case 'cancelled':
      return 'cancelled';
    case 'failed':
      return 'dns-servfail';
    default:
      return 'no-data';
  }
}

function unresolved(host: string, port: number, step: ProbeStep, verdict: Verdict): ProbeResult {
  return {
    ok: false,
    verdict,
    host,
    address: null,
    port,
    localAddress: null,
    steps: [step],
    extensions: [],
    tls: null,
    notes: [],
  };
}

/**
 * One verdict for all addresses of a host: good if one of them is, since a sender tries them all; else that of the first that took the
 * connection, since what a server says counts more than an address family that leads nowhere; else the first one's.
 */
export function overallProbeVerdict(results: readonly ProbeResult[]): Verdict {
  const deciding =
    results.find(result => result.ok) ?? results.find(result => result.localAddress !== null) ?? results[0];
  return deciding?.verdict ?? 'undecided';
}
