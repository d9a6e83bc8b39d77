/**
 * Hover in a large senderlog: `node test/bench/hover.ts [--size MB] [--hovers N] [--seed N]`. A generated log, hovers at random
 * tokens and at random places, the document open and its attempts known, as after the first diagnostics. Prints median, p95, p99.
 */
import { parseArgs } from 'node:util';
import type { FeatureContext } from '../../server/src/features/context.ts';
import { LogDocument } from '../../server/src/features/document.ts';
import { hover } from '../../server/src/features/hover/hover.ts';
import { tokensOf } from '../../server/src/logs/tokens.ts';
import { engine } from '../support/engine.ts';
import { generate } from './generator/index.ts';

const DAY = '261124';

/** The senderlog of one day, of about `mb` megabytes, as an editor shows it: CR and LF end a line each. */
function generatedLog(mb: number, seed: number): string {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const { path, bytes } of generate({ bytes: mb * 1.4e6, seed, days: 1 })) {
    if (!path.startsWith('senderlog/')) continue;
    parts.push(bytes);
    size += bytes.length;
    if (size >= mb * 1e6) break;
  }
  return Buffer.concat(parts)
    .subarray(0, mb * 1e6)
    .toString('utf8');
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface HoverFigures {
  readonly hovers: number;
  readonly answered: number;
  /** By the clock on the wall. */
  readonly wall: Spread;
  /** Of the processor alone: what a busy machine does not disturb. */
  readonly cpu: Spread;
}

/** Milliseconds. */
export interface Spread {
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
}

function spreadOf(times: number[]): Spread {
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(share * times.length))]!;
  return { median: at(0.5), p95: at(0.95), p99: at(0.99), most: times.at(-1)! };
}

/** @param pick gives the place of the next hover: block and byte offset in it */
export function measureHover(
  document: LogDocument,
  context: FeatureContext,
  hovers: number,
  pick: () => { block: number; offset: number },
): HoverFigures {
  const [walls, cpus]: [number[], number[]] = [[], []];
  let answered = 0;
  for (let i = 0; i < hovers; i++) {
    const position = document.store.positionAt(pick());
    const cpu = process.cpuUsage();
    const start = performance.now();
    const found = hover(document, position, context);
    walls.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpu);
    cpus.push((user + system) / 1000);
    if (found !== null) answered++;
  }
  return { hovers, answered, wall: spreadOf(walls), cpu: spreadOf(cpus) };
}

export function printHover(mb: number, hovers: number, seed: number): void {
  const context = engine('ja');
  const text = generatedLog(mb, seed);
  let from = performance.now();
  const document = new LogDocument(`file:///mail/senderlog/${DAY}.log`, 'senderlog', 1, text);
  const open = performance.now() - from;
  from = performance.now();
  document.attempts();
  const attempts = performance.now() - from;
  const lines = document.store.editorLineCount;
  console.log(
    `senderlog of ${(document.store.byteLength / 1e6).toFixed(0)} MB, ${lines.toLocaleString('en')} editor lines`,
  );
  console.log(`  open ${open.toFixed(0)} ms, attempts ${attempts.toFixed(0)} ms`);
  const random = randomOf(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const anywhere = () => {
    const block = below(document.store.blocks.length);
    return { block, offset: below(document.store.blocks[block]!.bytes.length) };
  };
  const atToken = () => {
    for (;;) {
      const block = document.log.blocks[below(document.log.blocks.length)]!;
      const tokens =
        block.records.count === 0 ? [] : tokensOf(block.text.bytes, block.records, below(block.records.count));
      const token = tokens[below(tokens.length)];
      if (token !== undefined) return { block: block.index, offset: token.start };
    }
  };
  from = performance.now();
  context.catalogue();
  context.classifier();
  console.log(`  catalogue and wordings from the source tree ${(performance.now() - from).toFixed(0)} ms`);
  const first = measureHover(document, context, 1, atToken);
  console.log(`  first hover ${first.wall.most.toFixed(1)} ms`);
  for (const [name, pick] of [
    ['at random tokens', atToken],
    ['at random places', anywhere],
  ] as const) {
    const f = measureHover(document, context, hovers, pick);
    const ms = (n: number): string => `${n.toFixed(3)} ms`;
    console.log(`  ${hovers} hovers ${name}, ${f.answered} answered`);
    for (const [what, t] of [
      ['wall', f.wall],
      ['processor', f.cpu],
    ] as const) {
      console.log(
        `    ${what.padEnd(10)} median ${ms(t.median)}, p95 ${ms(t.p95)}, p99 ${ms(t.p99)}, most ${ms(t.most)}`,
      );
    }
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '50' },
      hovers: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
    },
  });
  printHover(Number(values.size), Number(values.hovers), Number(values.seed));
}
