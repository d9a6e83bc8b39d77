import { readFileSync, statSync } from 'node:fs';
import { limitYoungGeneration } from '../../../client/src/cli/young-generation.ts';
import { rememberedCauses } from '../../../server/src/codes/remembered.ts';
import { Ledger } from '../../../server/src/deliveries/ledger.ts';
import type { PlainAttempt } from '../../../server/src/deliveries/packed.ts';
import { diagnosisContext } from '../../../server/src/diagnosis/context.ts';
import { deliveryFindings } from '../../../server/src/diagnosis/diagnose.ts';
import { Findings } from '../../../server/src/diagnosis/findings.ts';
import { lazyCatalogue } from '../../../server/src/host/catalogue.ts';
import { lazyClassifier } from '../../../server/src/host/classifier.ts';
import { findLogs } from '../../../server/src/host/log-files.ts';
import { readServer } from '../../../server/src/host/read-logs.ts';
import { IdTable } from '../../../server/src/logs/ids.ts';
import { LogStream } from '../../../server/src/logs/stream.ts';
import { countLines, lexAll } from '../lexing.ts';
import { best, type Table, times } from './table.ts';

// As the terminal program does.
limitYoungGeneration();

/** Lexing and the full understanding as multiples of the newline count over the same bytes, in turns in one process. */

const HOST = new URL('../../../server/src/host', import.meta.url).pathname;
const CHUNK = 1 << 20;
const WARM_UP = 3;
/** What a script that only looks for ids would do. */
const EXPRESSION = /^\[\d\d:\d\d:\d\d:\d{3}\] \[(B\d{10}[-A-Za-z0-9]*)\] ?(.*)$/gm;

const catalogue = lazyCatalogue(HOST);
const replyCause = rememberedCauses(lazyClassifier(HOST));

/** Deliveries and findings: what `check --findings` works out before it prints. Returns the count of both. */
function diagnosed(ledger: Ledger): number {
  const context = diagnosisContext(catalogue, replyCause, ledger.attempts.rawReplies);
  const findings = new Findings(context);
  let count = 0;
  const plain = (attempt: PlainAttempt): void => {
    count++;
    findings.addPlain(attempt);
  };
  for (const message of ledger.messages(plain)) {
    const deliveries = ledger.deliveries(message);
    count += deliveries.length;
    const found = deliveries.flatMap(one => deliveryFindings(one, context));
    findings.add(message.entries, found);
  }
  return count + findings.all().length;
}

function fromMemory(bytes: Uint8Array): number {
  const ledger = new Ledger(new IdTable(), false);
  const stream = new LogStream('senderlog', ledger.ids);
  for (let at = 0; at < bytes.length; at += CHUNK) {
    for (const block of stream.push(bytes.subarray(at, at + CHUNK))) ledger.attempts.feed(block);
  }
  for (const block of stream.end()) ledger.attempts.feed(block);
  ledger.attempts.settle();
  stream.release();
  return diagnosed(ledger);
}

async function fromDisk(path: string): Promise<number> {
  const { servers } = await findLogs([path], new AbortController().signal);
  return diagnosed(await readServer(servers[0]!, { signal: new AbortController().signal }));
}

function matches(text: string): number {
  let found = 0;
  EXPRESSION.lastIndex = 0;
  while (EXPRESSION.exec(text) !== null) found++;
  return found;
}

/** @param path a senderlog; it has been read just now, so that it lies in the page cache */
export async function throughput(title: string, path: string, rounds: number): Promise<Table> {
  const buffer = readFileSync(path);
  const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  const text = buffer.toString('latin1');
  const works: readonly [string, () => unknown][] = [
    ['newline count (`Buffer.indexOf`), the floor', () => countLines(buffer)],
    ['one `RegExp` pass (id of each line)', () => matches(text)],
    ['lexing', () => lexAll(bytes)],
    ['full understanding from memory', () => fromMemory(bytes)],
    ['full understanding from disk', () => fromDisk(path)],
  ];
  const spent = works.map((): number[] => []);
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [at, [, work]] of works.entries()) {
      const start = performance.now();
      await work();
      if (round >= 0) spent[at]!.push(performance.now() - start);
    }
  }
  const lines = countLines(buffer);
  const floor = best(spent[0]!);
  return {
    title: `${title}: ${(statSync(path).size / 1e6).toFixed(0)} MB`,
    about: `${lines.toLocaleString('en')} lines; the best of ${rounds} rounds in one process, everything in turns. Full understanding: attempts, deliveries and findings.`,
    head: ['', 'time', 'MB/s', 'million lines/s', 'times the floor'],
    rows: works.map(([name], at) => {
      const time = best(spent[at]!);
      const rate = (buffer.length / 1e3 / time).toFixed(0);
      return [name, `${time.toFixed(1)} ms`, rate, (lines / 1e3 / time).toFixed(1), times(time / floor)];
    }),
  };
}
