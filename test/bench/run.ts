// npm run bench: how fast the product is on this machine, as ratios within one run. Not a test: it judges nothing.
import os from 'node:os';
import { Server } from '../protocol/client.ts';
import { printLoading } from './catalogue.ts';
import { printClassification } from './classify.ts';
import { printHover } from './hover.ts';
import { printLexing, recordedLogs, repeated, stressLog } from './lexing.ts';

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function server(): Promise<void> {
  const text = repeated(stressLog(), 1)
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
printLexing('recorded stress log', repeated(stressLog(), 50), 15);
printLexing('all recorded logs', repeated(recordedLogs(), 50), 15);
printClassification();
printLoading();
printHover(50, 5000, 1);
await server();
