/** A domain on loopback: a DNS server, mail servers on addresses of their own, all on one port. */
import { checkRoute } from '../../../../../client/src/probes/route/route.ts';
import type { RouteOptions, RouteProgress, RouteResult } from '../../../../../client/src/probes/route/types.ts';
import { type DnsHandler, mx, startDnsFaultServer, zone } from '../../../../support/dns-fault-server.ts';
import {
  closedPort,
  type SmtpFaultServer,
  type SmtpScript,
  startSilentServer,
  startSmtpFaultServer,
} from '../../../../support/smtp-fault-server.ts';
import { systemKnows } from './builders.ts';

/** Loopback has as many addresses as one likes, and lets connections wait without an answer, on Linux alone. */
export const onLinux = {
  skip: process.platform === 'linux' ? false : 'needs several loopback addresses and a silent one',
};

export const limits = { connectMs: 15_000, greetingMs: 15_000, replyMs: 15_000 };

export interface Laboratory {
  readonly mx?: readonly (readonly [preference: number, host: string])[];
  readonly dns?: DnsHandler;
  /** What the operating system knows. */
  readonly hosts?: Readonly<Record<string, readonly string[]>>;
  /** By address: a server that behaves so. Elsewhere nothing listens. */
  readonly servers?: Readonly<Record<string, SmtpScript>>;
  /** Addresses at which connections stay without an answer. */
  readonly silent?: readonly string[];
  readonly options?: Partial<RouteOptions>;
  readonly signal?: AbortSignal | undefined;
}

interface Run {
  readonly result: RouteResult;
  readonly servers: ReadonlyMap<string, SmtpFaultServer>;
  readonly progress: readonly RouteProgress[];
  /** When the check was over, the laboratory still standing; `performance.now()`. */
  readonly settledAt: number;
}

/** Set the laboratory up, let `work` run with the options for it, take it down. */
export async function inLaboratory<T>(
  laboratory: Laboratory,
  work: (options: RouteOptions, servers: ReadonlyMap<string, SmtpFaultServer>) => Promise<T>,
): Promise<T> {
  const port = await closedPort();
  const records = (laboratory.mx ?? []).map(([preference, host]) => mx('example.jp', preference, host));
  const dns = await startDnsFaultServer(laboratory.dns ?? zone(records));
  const servers = new Map<string, SmtpFaultServer>();
  for (const [host, script] of Object.entries(laboratory.servers ?? {}))
    servers.set(host, await startSmtpFaultServer({ ...script, host, port }));
  const silent = await Promise.all((laboratory.silent ?? []).map(host => startSilentServer(host, port)));
  const options: RouteOptions = {
    domain: 'example.jp',
    servers: [dns.server],
    port,
    helo: 'mail.sender.example',
    timeouts: limits,
    resolve: systemKnows(laboratory.hosts ?? {}),
    ...laboratory.options,
  };
  try {
    return await work(options, servers);
  } finally {
    await Promise.all([dns, ...servers.values(), ...silent].map(server => server.close()));
  }
}

export function run(laboratory: Laboratory): Promise<Run> {
  const progress: RouteProgress[] = [];
  return inLaboratory(laboratory, async (options, servers) => {
    const onProgress = (event: RouteProgress): void => {
      progress.push(event);
    };
    const result = await checkRoute({ ...options, onProgress }, laboratory.signal);
    return { result, servers, progress, settledAt: performance.now() };
  });
}

/** Two MX hosts, listed by DNS in the wrong order, each with an address of its own. */
export const two = [
  [20, 'b.example.jp'],
  [10, 'a.example.jp'],
] as const;
export const twoKnown = { 'a.example.jp': ['127.0.0.2'], 'b.example.jp': ['127.0.0.3'] };
export const one = [[10, 'a.example.jp']] as const;
