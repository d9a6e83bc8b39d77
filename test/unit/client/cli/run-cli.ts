/** Runs the terminal program as a process of its own, from its sources. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import path from 'node:path';

export const MAIN = path.resolve(import.meta.dirname, '../../../../client/src/cli/main.ts');

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of stdout, one a line. */
  readonly json: () => Record<string, unknown>[];
}

export interface CliInput {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

export function startCli(args: readonly string[], env: CliInput['env'] = {}): ChildProcessWithoutNullStreams {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:LANG|LC_|NODE_)/.test(name)));
  return spawn(process.execPath, [MAIN, ...args], { env: { ...clean, LANG: 'C', NODE_NO_WARNINGS: '1', ...env } });
}

export async function runCli(args: readonly string[], input: CliInput = {}): Promise<CliRun> {
  const child = startCli(args, input.env);
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => {}).end(input.stdin ?? '');
  const code = await new Promise<number | null>(resolve => child.once('close', resolve));
  const stdout = Buffer.concat(out).toString('utf8');
  return {
    code,
    stdout,
    stderr: Buffer.concat(err).toString('utf8'),
    json: () =>
      stdout
        .split('\n')
        .filter(line => line !== '')
        .map(line => JSON.parse(line) as Record<string, unknown>),
  };
}
