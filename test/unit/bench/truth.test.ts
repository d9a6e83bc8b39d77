import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { TRUTH } from '../../bench/generator/books.ts';
import { generate, type Options } from '../../bench/generator/index.ts';
import { type Comparison, compare, NONE } from '../../bench/truth/compare.ts';
import { runCli } from '../client/cli/run-cli.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What `senderlog check` says of a generated folder, beside its truth. */
async function checked(options: Partial<Options>): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), 'senderlog-'));
  folders.push(folder);
  for (const { path, bytes } of generate(options)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes, { flag: 'a' });
  }
  const { stdout } = await runCli(['check', '--findings', '--format', 'json', folder]);
  return compare(readFileSync(join(folder, TRUTH), 'utf8'), stdout);
}

const wrong = ({ confusion }: Comparison): string[] =>
  [...confusion].flatMap(([cell, { example }]) => {
    const [expected, found] = cell.split(' -> ');
    return expected === found ? [] : [`${cell} (${example})`];
  });

describe('the product on generated logs', () => {
  it('tells the outcome, the attempts and the cause of each delivery, with four threads interleaved', async () => {
    const told = await checked({ seed: 11, bytes: 1_500_000, days: 1, threads: 4, domains: 200, incidents: false });
    assert.ok(told.deliveries > 250, `${told.deliveries} deliveries`);
    assert.equal(told.unknownLines, 0);
    assert.deepEqual(told.differences, []);
    assert.deepEqual([...wrong(told), ...told.inventions], []);
    assert.ok([...told.confusion.keys()].filter(cell => !cell.startsWith(NONE)).length >= 10);
  });

  it('finds planted incidents within a minute of their beginning', async () => {
    const told = await checked({ seed: 12, bytes: 2_000_000, days: 1, threads: 8, domains: 200, incidents: true });
    const found = told.incidents.map(({ kind, onset }) => [kind, onset !== undefined && Math.abs(onset) <= 60]);
    assert.deepEqual(found.sort(), [
      ['blockedPort', true],
      ['blockedPort', true],
      ['closing', true],
      ['rateLimit', true],
      ['storm', true],
    ]);
  });
});
