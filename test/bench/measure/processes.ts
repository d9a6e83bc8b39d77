import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { best, type Table, times } from './table.ts';

/** Whole processes: how long, and how much memory at most. */

export interface Peer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Run {
  readonly seconds: number;
  /** Bytes; undefined where the system does not tell. */
  readonly peak: number | undefined;
  readonly output: string;
}

const POLL_MS = 20;
const MOST_OUTPUT = 4096;

function isInstalled(command: string): boolean {
  return spawnSync(command, ['-V'], { stdio: 'ignore' }).error === undefined;
}

/** The largest resident size so far, as Linux counts it. */
function peakOf(pid: number): number | undefined {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line === null ? undefined : Number(line[1]) * 1024;
  } catch {
    return undefined;
  }
}

function run({ command, args, env }: Peer): Promise<Run> {
  const start = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  let output = '';
  let peak: number | undefined;
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    output = (output + text).slice(-MOST_OUTPUT);
  });
  const timer = setInterval(() => {
    peak = peakOf(child.pid!) ?? peak;
  }, POLL_MS);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => {
      clearInterval(timer);
      const seconds = (performance.now() - start) / 1000;
      if (code === 0 || code === 1) resolve({ seconds, peak, output });
      else reject(new Error(`${command} ended with ${code}`));
    });
  });
}

/** Each in turn, so that a busy machine slows all; the first is the one that the others are compared with. */
export async function processes(title: string, about: string, peers: readonly Peer[], rounds: number): Promise<Table> {
  const there = peers.filter(({ command }) => isInstalled(command));
  const missing = peers.filter(one => !there.includes(one));
  const runs = new Map<string, Run[]>(there.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) for (const peer of there) runs.get(peer.name)!.push(await run(peer));
  const seconds = (name: string): number => best(runs.get(name)!.map(one => one.seconds));
  const own = seconds(there[0]!.name);
  const rows = there.map(({ name }) => {
    const peaks = runs.get(name)!.flatMap(one => one.peak ?? []);
    const peak = peaks.length === 0 ? '–' : `${(Math.max(...peaks) / 1e6).toFixed(0)} MB`;
    const last = runs.get(name)![0]!.output.trim().split('\n').at(-1)!.trim();
    const told = last.length <= 12 ? last : '';
    return [name, `${seconds(name).toFixed(2)} s`, times(own / seconds(name)), peak, told];
  });
  for (const { name } of missing) rows.push([`${name}: not installed, skipped`, '', '', '', '']);
  return {
    title,
    about: `${about} The best of ${rounds}, in turns.`,
    head: ['', 'time', 'check / this', 'peak memory', 'ids counted'],
    rows,
  };
}
