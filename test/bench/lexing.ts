/**
 * Lexing as a multiple of the newline count by `Buffer.indexOf` over the same bytes in the same process:
 * `node test/bench/lexing.ts [--size MB] [--rounds N] [FILE…]`, each FILE repeated to the size; without one the recorded logs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { IdTable } from '../../server/src/logs/ids.ts';
import { RowWriter } from '../../server/src/logs/record.ts';
import { LexState, lexSenderlog } from '../../server/src/logs/senderlog.ts';
import { cutIntoBlocks } from '../../server/src/text/block.ts';

const RECORDED = path.join(import.meta.dirname, '../fixtures/recorded');
const STRESS = path.join(RECORDED, '09-interleaving-stress-short/senderlog/261124.log');

/** `mb` megabytes (10^6 bytes) of `one`, one after the other. */
export function repeated(one: Uint8Array, mb: number): Buffer {
  return Buffer.concat(Array.from({ length: Math.ceil((mb * 1e6) / one.length) }, () => one));
}

/** The recorded log that the figures are about: a busy server, all shapes of a reply. */
export const stressLog = (): Buffer => readFileSync(STRESS);

/** All recorded senderlogs, one after the other. */
export function recordedLogs(): Buffer {
  const files = readdirSync(RECORDED, { recursive: true, encoding: 'utf8' })
    .filter(name => /[\\/]senderlog[\\/].*\.log$/.test(name))
    .sort();
  return Buffer.concat(files.map(name => readFileSync(path.join(RECORDED, name))));
}

interface LexingFigures {
  /** Lines, counted at LF. */
  readonly lines: number;
  readonly rows: number;
  /** Medians, in milliseconds. */
  readonly floor: number;
  readonly lexing: number;
  /** Bytes of rows a byte of text. */
  readonly tables: number;
}

/** Measures in turns, so that a busy machine slows both. */
function measureLexing(buffer: Buffer, rounds: number): LexingFigures {
  const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  const [floors, lexed]: [number[], number[]] = [[], []];
  let [lines, rows, tables] = [0, 0, 0];
  for (let round = -WARM_UP; round < rounds; round++) {
    const start = performance.now();
    lines = countLines(buffer);
    const middle = performance.now();
    ({ rows, tables } = lexAll(bytes));
    const end = performance.now();
    if (round < 0) continue;
    floors.push(middle - start);
    lexed.push(end - middle);
  }
  return { lines, rows, floor: median(floors), lexing: median(lexed), tables: tables / bytes.length };
}

/** Rounds in which the compiler warms up. */
const WARM_UP = 8;

/** The floor. A function of its own with nothing captured: inside a closure V8 compiles the same loop a third slower by turns. */
export function countLines(buffer: Buffer): number {
  let lines = 0;
  for (let i = buffer.indexOf(10); i >= 0; i = buffer.indexOf(10, i + 1)) lines++;
  return lines;
}

/** As the product does it: cut into blocks, lexed, the rows of all blocks kept. */
export function lexAll(bytes: Uint8Array): { rows: number; tables: number } {
  const [ids, out] = [new IdTable(), new RowWriter()];
  const kept = [];
  let state: LexState = LexState.None;
  let first = true;
  for (const block of cutIntoBlocks(bytes)) {
    state = lexSenderlog(block.bytes, state, ids, out, first);
    first = false;
    kept.push(out.take());
  }
  let [rows, tables] = [0, 0];
  for (const records of kept) {
    rows += records.count;
    tables += records.byteLength;
  }
  return { rows, tables };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

function printLexing(name: string, buffer: Buffer, rounds: number): void {
  const { lines, rows, floor, lexing, tables } = measureLexing(buffer, rounds);
  const mb = buffer.length / 1e6;
  const rate = `${(mb / (lexing / 1e3)).toFixed(0)} MB/s, ${(lines / lexing / 1e3).toFixed(1)} million lines/s`;
  console.log(
    `${name}: ${mb.toFixed(0)} MB, ${lines.toLocaleString('en')} lines, ${rows.toLocaleString('en')} records`,
  );
  console.log(`  newline count (Buffer.indexOf)  ${floor.toFixed(1)} ms, the floor`);
  console.log(`  lexing the same bytes           ${lexing.toFixed(1)} ms, ${rate}`);
  console.log(`  lexing / floor                  ${(lexing / floor).toFixed(2)} (medians of ${rounds} rounds)`);
  console.log(`  rows / text                     ${tables.toFixed(2)}`);
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { size: { type: 'string', default: '50' }, rounds: { type: 'string', default: '15' } },
    allowPositionals: true,
  });
  const [size, rounds] = [Number(values.size), Number(values.rounds)];
  if (positionals.length === 0) {
    printLexing('recorded stress log', repeated(stressLog(), size), rounds);
    printLexing('all recorded logs', repeated(recordedLogs(), size), rounds);
  }
  for (const file of positionals) printLexing(path.basename(file), repeated(readFileSync(file), size), rounds);
}
