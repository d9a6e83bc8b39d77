/** Writes a generated senderlog with its companion logs into a folder: `generate.ts --out DIR --size 100MB --seed 1`. */

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { generate, type Options } from './generator/index.ts';

const HELP = `usage: generate.ts --out DIR [--size 100MB | --messages N] [--seed N] [--days N] [--threads N] [--domains N]
  [--build 4.84|4.78|4.75] [--edition windows|unix] [--split-replies N] [--interval S] [--rule growing|constant]
  [--temporary-hours H] [--no-answer-hours H] [--computer NAME] [--start YYYY-MM-DD] [--mix scenario=weight,…]
  [--incidents | --no-incidents] [--postfix FILE]`;

const string = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    out: string,
    size: string,
    messages: string,
    seed: string,
    days: string,
    threads: string,
    domains: string,
    build: string,
    edition: string,
    'split-replies': string,
    interval: string,
    rule: string,
    'temporary-hours': string,
    'no-answer-hours': string,
    computer: string,
    start: string,
    mix: string,
    postfix: string,
    incidents: { type: 'boolean' },
    'no-incidents': { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

function bytesOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(KB|MB|GB)?$/i.exec(text);
  if (match === null) throw new RangeError(`not a size: ${text}`);
  return Number(match[1]) * { KB: 1e3, MB: 1e6, GB: 1e9, '': 1 }[(match[2] ?? '').toUpperCase()]!;
}

function optionsOf(given: typeof values): Partial<Options> {
  const options: Record<string, unknown> = { postfix: given.postfix !== undefined };
  if (given.incidents !== undefined) options.incidents = true;
  if (given['no-incidents'] !== undefined) options.incidents = false;
  const numbers = { messages: 'messages', seed: 'seed', days: 'days', threads: 'threads', domains: 'domains' } as const;
  const more = { 'split-replies': 'splitReplies', interval: 'interval' } as const;
  const hours = { 'temporary-hours': 'temporaryHours', 'no-answer-hours': 'noAnswerHours' } as const;
  for (const [flag, name] of Object.entries({ ...numbers, ...more, ...hours })) {
    const text = given[flag as keyof typeof numbers];
    if (text === undefined) continue;
    const value = Number(text);
    if (!Number.isFinite(value)) throw new RangeError(`--${flag}: not a number: ${text}`);
    options[name] = value;
  }
  const names = {
    build: 'build',
    edition: 'edition',
    rule: 'retryRule',
    computer: 'computer',
    start: 'start',
  } as const;
  for (const [flag, name] of Object.entries(names)) {
    const text = given[flag as keyof typeof names];
    if (text !== undefined) options[name] = text;
  }
  if (given.size !== undefined) options.bytes = bytesOf(given.size);
  if (given.mix !== undefined) {
    options.mix = Object.fromEntries(
      given.mix.split(',').map(pair => [pair.split('=')[0], Number(pair.split('=')[1])]),
    );
  }
  return options as Partial<Options>;
}

if (values.help === true || values.out === undefined) {
  console.error(HELP);
  process.exit(values.help === true ? 0 : 2);
}
const out = values.out;
const open = new Map<string, number>();
const sizes = new Map<string, number>();
const began = performance.now();
for (const { path, bytes } of generate(optionsOf(values))) {
  const file = path === 'postfix/maillog' && values.postfix !== undefined ? values.postfix : join(out, path);
  let handle = open.get(file);
  if (handle === undefined) {
    mkdirSync(dirname(file), { recursive: true });
    handle = openSync(file, 'w');
    open.set(file, handle);
  }
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
  const kind = path.split('/')[0]!;
  sizes.set(kind, (sizes.get(kind) ?? 0) + bytes.length);
}
for (const handle of open.values()) closeSync(handle);
const seconds = (performance.now() - began) / 1000;
let total = 0;
for (const [kind, size] of sizes) {
  total += size;
  console.log(`${kind.padEnd(14)} ${(size / 1e6).toFixed(2)} MB`);
}
console.log(
  `${open.size} files, ${(total / 1e6).toFixed(1)} MB in ${seconds.toFixed(2)} s (${(total / 1e6 / seconds).toFixed(0)} MB/s)`,
);
