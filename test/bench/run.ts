// npm run bench: how fast the product is on this machine, as ratios within one run. Not a test: it judges nothing.
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { IdTable } from '../../server/src/logs/ids.ts';
import { RowWriter } from '../../server/src/logs/record.ts';
import { LexState, lexSenderlog } from '../../server/src/logs/senderlog.ts';
import { cutIntoBlocks } from '../../server/src/text/block.ts';
import { Server } from '../protocol/client.ts';

const ONE = readFileSync(
  path.join(import.meta.dirname, '../fixtures/recorded/09-interleaving-stress-short/senderlog/261124.log'),
);

/** `mb` megabytes (10^6 bytes) of the recorded stress log, one after the other. */
function logOf(mb: number): Buffer {
  return Buffer.concat(Array.from({ length: Math.ceil((mb * 1e6) / ONE.length) }, () => ONE));
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

function ms(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function lexing(mb: number, rounds: number): void {
  const buffer = logOf(mb);
  const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  const floor: number[] = [];
  const lexed: number[] = [];
  let lines = 0;
  for (let round = 0; round < rounds + 10; round++) {
    lines = 0;
    const a = ms(() => {
      for (let i = buffer.indexOf(10); i >= 0; i = buffer.indexOf(10, i + 1)) lines++;
    });
    const b = ms(() => {
      const [ids, out] = [new IdTable(), new RowWriter()];
      let state: LexState = LexState.None;
      for (const [i, block] of cutIntoBlocks(bytes).entries()) {
        state = lexSenderlog(block.bytes, state, ids, out, i === 0);
        out.take();
      }
    });
    // The first rounds warm the compiler up.
    if (round >= 10) {
      floor.push(a);
      lexed.push(b);
    }
  }
  const ratio = median(lexed.map((value, i) => value / floor[i]!));
  const rate = bytes.length / 1e3 / median(lexed);
  console.log(`newline count, ${mb} MB, ${lines} lines   ${median(floor).toFixed(1)} ms (Buffer.indexOf, the floor)`);
  console.log(`lexing the same bytes            ${median(lexed).toFixed(1)} ms, ${rate.toFixed(0)} MB/s`);
  console.log(`lexing / floor                   ${ratio.toFixed(2)} (median of ${rounds} pairs)`);
}

async function server(): Promise<void> {
  const text = logOf(1)
    .toString('utf8')
    .replace(/\r\n|\r|\n/g, '\r\n');
  const [starts, firsts]: [number[], number[]] = [[], []];
  for (let i = 0; i < 5; i++) {
    let from = performance.now();
    const process = Server.stdio();
    await process.initialize('ja');
    starts.push(performance.now() - from);
    from = performance.now();
    await process.open('file:///mail/senderlog/261124.log', text);
    await process.pull('file:///mail/senderlog/261124.log');
    firsts.push(performance.now() - from);
    await process.stop();
  }
  console.log(`spawn to initialize answered     ${median(starts).toFixed(0)} ms (median of 5)`);
  console.log(`first diagnostics of a 1 MB log  ${median(firsts).toFixed(0)} ms (median of 5)`);
}

const cpu = os.cpus()[0]?.model ?? 'unknown processor';
console.log(`${cpu}, ${os.cpus().length} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`);
lexing(50, 15);
await server();
