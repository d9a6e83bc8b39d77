/** Real programs of others as peers, on loopback, each with a configuration and a folder of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from '../unit/client/cli/run-cli.ts';

/** Where Debian puts programs that are not on everybody's PATH. */
const FOLDERS = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/lib/postfix/sbin'];

export function find(...names: readonly string[]): string | undefined {
  for (const name of names)
    for (const folder of FOLDERS)
      if (folder !== '' && existsSync(path.join(folder, name))) return path.join(folder, name);
  return undefined;
}

const isRoot = process.getuid?.() === 0;

/** The option `skip` of a suite that needs these programs, the first of each list that is there. */
export function needs(
  programs: Readonly<Record<string, string | undefined>>,
  root = false,
): { readonly skip: string | false } {
  const missing = Object.entries(programs).flatMap(([name, file]) => (file === undefined ? [name] : []));
  if (root && !isRoot) missing.push('root');
  return { skip: missing.length > 0 ? `not here: ${missing.join(', ')}` : false };
}

export function temporary(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'senderlog-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Peer {
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts a server in the foreground and waits until it takes connections. @throws Error with its output when it ends before. */
export async function startPeer(file: string, args: readonly string[], port: number): Promise<Peer> {
  const child: ChildProcess = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  while (!(await takes(port))) {
    if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}: ${output}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return {
    output: () => output,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function takes(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** What another tool prints, its errors too. */
export function ask(file: string, args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', timeout: 60_000 });
  return `${stdout}${stderr}`;
}

interface Answer {
  readonly verdict: string;
  readonly code: number | null;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what is tested elsewhere
  readonly json: any;
}

/** The first line of JSON of a command. */
export async function senderlog(...args: readonly string[]): Promise<Answer> {
  const run = await runCli([...args, '--format', 'json']);
  const [json] = run.json();
  return { verdict: String(json?.verdict), code: run.code, json };
}

/** The extensions that swaks is told by a server here. */
export function extensionsBySwaks(swaks: string, port: number): string[] {
  const server = ['--server', '127.0.0.1', '--port', String(port)];
  const told = ask(swaks, [...server, '--quit-after', 'EHLO', '--helo', 'mail.sender.test']);
  return [...told.matchAll(/^<-\s+250[- ](.*)$/gm)].map(match => match[1]!.trim()).slice(1);
}
