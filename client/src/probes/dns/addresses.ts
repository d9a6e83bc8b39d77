/**
 * Host names → addresses through the operating system (getaddrinfo: hosts file first), as E-Post does.
 *
 * A getaddrinfo that waits can be neither cancelled nor left behind: it holds one of libuv's four threads and even delays
 * process.exit. So it runs in a small child process, which can be killed at any moment.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { isSea } from 'node:sea';
import type { Family } from '../types.ts';
import { CHILD_VARIABLE } from './resolver-process.ts';

export interface SystemLookup {
  readonly addresses: readonly { readonly address: string; readonly family: Family }[];
  readonly failure: 'not-found' | 'temporary' | 'timeout' | 'cancelled' | 'failed' | null;
  /** The resolver's own word, e.g. `ENOTFOUND`, `EAI_AGAIN`. */
  readonly code: string | null;
}

interface ResolveOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Resolves every host; the map has an entry for each. Never rejects. */
export type ResolveHosts = (
  hosts: readonly string[],
  options: ResolveOptions,
) => Promise<ReadonlyMap<string, SystemLookup>>;

const CHILD_SCRIPT = `
const { lookup } = require('node:dns');
for (const host of JSON.parse(process.env.${CHILD_VARIABLE}))
  lookup(host, { all: true, verbatim: true }, (error, found) =>
    process.stdout.write(JSON.stringify({ host, code: error ? error.code : null, found: found || [] }) + '\\n'));
`;

interface ChildAnswer {
  readonly host: string;
  readonly code: string | null;
  readonly found: readonly { readonly address: string; readonly family: number }[];
}

/** The work of a process that {@link isResolver}. */
export function runAsResolver(): void {
  for (const host of JSON.parse(process.env[CHILD_VARIABLE] ?? '[]') as string[])
    lookUp(host, answer => process.stdout.write(`${JSON.stringify(answer)}\n`));
}

function startChild(hosts: readonly string[]): ChildProcess {
  const env: NodeJS.ProcessEnv = { ...process.env, [CHILD_VARIABLE]: JSON.stringify(hosts) };
  // A debugger or a preload of the parent must not be inherited.
  delete env.NODE_OPTIONS;
  delete env.VSCODE_INSPECTOR_OPTIONS;
  env.ELECTRON_RUN_AS_NODE = '1';
  env.UV_THREADPOOL_SIZE = '32';
  return spawn(process.execPath, isSea() ? [] : ['-e', CHILD_SCRIPT], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
}

export const resolveHosts: ResolveHosts = (hosts, options) => {
  const results = new Map<string, SystemLookup>();
  const open = new Set<string>();
  for (const host of hosts) {
    const family = isIP(host);
    if (family === 0) open.add(host);
    else results.set(host, { addresses: [{ address: host, family: family as Family }], failure: null, code: null });
  }
  return new Promise(resolve => {
    let settled = false;
    let child: ChildProcess | null = null;
    const settle = (rest: SystemLookup['failure']): void => {
      if (settled) return;
      settled = true;
      for (const host of open) results.set(host, { addresses: [], failure: rest, code: null });
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      child?.kill('SIGKILL');
      resolve(results);
    };
    const onAbort = (): void => settle('cancelled');
    const timer = setTimeout(() => settle('timeout'), options.timeoutMs);
    if (open.size === 0) return settle(null);
    if (options.signal?.aborted) return settle('cancelled');
    options.signal?.addEventListener('abort', onAbort);
    const take = (answer: ChildAnswer): void => {
      if (settled || !open.delete(answer.host)) return;
      results.set(answer.host, toLookup(answer));
      if (open.size === 0) settle(null);
    };
    // Where no child may be started, the look-up happens here: the answer is the same, only the thread stays busy.
    const lookUpHere = (): void => {
      if (!settled) for (const host of open) lookUp(host, take);
    };
    child = startChild([...open]);
    let pending = '';
    child.on('error', lookUpHere);
    child.on('close', lookUpHere);
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (pending + chunk).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) take(JSON.parse(line) as ChildAnswer);
    });
  });
};

function lookUp(host: string, take: (answer: ChildAnswer) => void): void {
  lookup(host, { all: true, verbatim: true }, (error, found) =>
    take({ host, code: error?.code ?? null, found: found ?? [] }),
  );
}

function toLookup(answer: ChildAnswer): SystemLookup {
  const seen = new Set<string>();
  const addresses: { address: string; family: Family }[] = [];
  for (const { address, family } of answer.found)
    if (!seen.has(address) && addresses.length < 32) {
      seen.add(address);
      addresses.push({ address, family: family === 6 ? 6 : 4 });
    }
  return { addresses, failure: failureOf(answer.code), code: answer.code };
}

function failureOf(code: string | null): SystemLookup['failure'] {
  switch (code) {
    case null:
      return null;
    case 'ENOTFOUND':
    case 'ENODATA':
      return 'not-found';
    case 'EAI_AGAIN':
      return 'temporary';
    default:
      return 'failed';
  }
}
