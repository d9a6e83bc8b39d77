/**
 * `npm run bench [-- --write] [--scale S]`: how fast the product is on this machine, as ratios within one run, beside others.
 * Not a test: it judges nothing. `--write` puts the tables into docs/benchmarks.md; `--scale 0.1` takes logs a tenth as large.
 */
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { printLoading } from './catalogue.ts';
import { printClassification } from './classify.ts';
import { generate, type Options } from './generator/index.ts';
import { recordedLogs, repeated, stressLog } from './lexing.ts';
import { edits } from './measure/edits.ts';
import { type Peer, processes } from './measure/processes.ts';
import { server } from './measure/start.ts';
import { markdown, type Table } from './measure/table.ts';
import { throughput } from './measure/throughput.ts';

const { values } = parseArgs({
  options: { write: { type: 'boolean', default: false }, scale: { type: 'string', default: '1' } },
});
const scale = Number(values.scale);
const inRoot = (path: string): string => join(import.meta.dirname, '../..', path);
const folder = mkdtempSync(join(os.tmpdir(), 'senderlog-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const CLI = inRoot('dist/cli.js');
if (!existsSync(CLI)) throw new Error('npm run build first: the bench runs the built product');

/** Writes a generated log and returns its folder. */
function generated(name: string, options: Partial<Options>): string {
  const out = join(folder, name);
  const open = new Map<string, number>();
  for (const { path, bytes } of generate(options)) {
    let handle = open.get(path);
    if (handle === undefined) {
      mkdirSync(dirname(join(out, path)), { recursive: true });
      handle = openSync(join(out, path), 'w');
      open.set(path, handle);
    }
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
  }
  for (const handle of open.values()) closeSync(handle);
  return out;
}

const senderlogs = (of: string): string[] =>
  readdirSync(join(of, 'senderlog'))
    .sort()
    .map(name => join(of, 'senderlog', name));

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name, 'senderlog/261124.log');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

const check = (of: string, ...more: string[]): Peer => ({
  name: ['senderlog check', ...more].join(' '),
  command: process.execPath,
  args: [CLI, 'check', ...more, of],
});

/** lnav with the format beside this file, in a home of its own. */
function lnav(files: readonly string[]): Peer {
  const config = join(folder, 'lnav');
  cpSync(new URL('lnav/senderlog.json', import.meta.url).pathname, join(config, 'formats/senderlog/senderlog.json'));
  const query = ';SELECT count(DISTINCT queueid) FROM senderlog';
  return {
    name: 'lnav, distinct ids',
    command: 'lnav',
    args: ['-n', '-I', config, '-c', query, ...files],
    env: { HOME: config },
  };
}

const GROUP = String.raw`$2 ~ /^\[B/ {n[$2]++} END {for (id in n) count++; print count}`;
const awk = (files: readonly string[]): Peer => ({
  name: 'mawk, lines by id',
  command: 'mawk',
  args: [GROUP, ...files],
});

const tables: Table[] = [];
const add = (table: Table): void => {
  tables.push(table);
  console.log(markdown(table));
};

const cpu = os.cpus()[0]?.model ?? 'unknown processor';
const memory = (os.totalmem() / 2 ** 30).toFixed(0);
const machine = `${cpu}, ${os.cpus().length} cores, ${memory} GiB, ${os.type()} ${os.arch()}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}, load ${os.loadavg()[0]!.toFixed(1)} at the start`;
console.log(`${machine}\n`);

const mb = (size: number): number => size * 1e6 * scale;
const ROUNDS = 9;
const one = generated('one', { seed: 7, bytes: mb(100), days: 1, incidents: false });
add(await throughput('A generated log', senderlogs(one)[0]!, ROUNDS));
add(
  await throughput('The recorded stress log, repeated', written('stress', repeated(stressLog(), 50 * scale)), ROUNDS),
);
add(await throughput('All recorded logs, repeated', written('recorded', repeated(recordedLogs(), 50 * scale)), ROUNDS));
add(
  edits(
    readFileSync(senderlogs(one)[0]!),
    [1, 10, 50].map(size => size * scale),
    400,
  ),
);

const large = generated('large', { seed: 8, bytes: mb(500), days: 5, domains: 10_000 });
const about = (of: string): string => `${senderlogs(of).length} files with their companion logs.`;
add(
  await processes(
    `Whole processes on ${(500 * scale).toFixed(0)} MB`,
    `${about(large)} lnav counts the distinct ids, mawk groups the lines by id.`,
    [check(large), check(large, '--findings'), lnav(senderlogs(large)), awk(senderlogs(large))],
    3,
  ),
);
rmSync(large, { recursive: true });
const beside = generated('beside', { seed: 7, bytes: mb(100), postfix: true });
const maillog = join(beside, 'postfix/maillog');
const pflogsumm: Peer = { name: 'pflogsumm, as many lines', command: 'pflogsumm', args: [maillog] };
const postfix = readFileSync(maillog).length / 1e6;
add(
  await processes(
    `Whole processes on ${(100 * scale).toFixed(0)} MB`,
    `${about(beside)} pflogsumm reads a Postfix log of as many lines (${postfix.toFixed(0)} MB) with the same deliveries.`,
    [check(join(beside, 'senderlog')), check(join(beside, 'senderlog'), '--findings'), pflogsumm],
    3,
  ),
);
add(await server());
printClassification();
printLoading();

if (values.write) {
  const head = `# Benchmarks\n\nWritten by \`npm run bench -- --write\`; the figures that count are the ratios within one run.\n\n${machine}; page cache warm, no flags of Node's.\n\n`;
  writeFileSync(inRoot('docs/benchmarks.md'), head + tables.map(markdown).join('\n'));
}
