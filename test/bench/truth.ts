/**
 * How often the built product says of a generated folder what its truth says: `truth.ts DIR…`. Prints what differs delivery
 * by delivery, the confusion table of rules, and the planted incidents. Exit code 1 where anything differs.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRUTH } from './generator/books.ts';
import { type Comparison, compare, groupBy, NONE } from './truth/compare.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
/** Examples that are printed of each kind of difference. */
const EXAMPLES = 5;
const LARGEST_OUTPUT = 2 ** 30;

function outputOf(folder: string): string {
  const run = spawnSync(process.execPath, [CLI, 'check', '--findings', '--format', 'json', folder], {
    encoding: 'utf8',
    maxBuffer: LARGEST_OUTPUT,
  });
  if (run.status !== 0 && run.status !== 1) throw new Error(`senderlog check ended with ${run.status}: ${run.stderr}`);
  return run.stdout;
}

function print(folder: string, c: Comparison): boolean {
  console.log(`\n${folder}: ${c.deliveries} deliveries, ${c.unknownLines} unknown lines`);
  const kinds = groupBy(c.differences, one =>
    one
      .split(' ')
      .slice(0, 4)
      .join(' ')
      .replace(/ B\d.*/, ''),
  );
  console.log(`${c.differences.length} differences delivery by delivery (outcome, attempts, cause, id)`);
  for (const [kind, all] of kinds) console.log(`  ${all.length} ${kind}\n    ${all.slice(0, EXAMPLES).join('\n    ')}`);
  console.log('expected rule                -> found');
  let [right, expected, found] = [0, 0, 0];
  for (const [cell, { count, example }] of [...c.confusion].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [want, got] = cell.split(' -> ') as [string, string];
    if (want !== NONE) expected += count;
    if (got !== NONE) found += count;
    if (want === got && want !== NONE) right += count;
    console.log(
      `${want === got ? ' ' : '*'} ${want.padEnd(27)} -> ${got.padEnd(27)} ${String(count).padStart(7)}${want === got ? '' : `  ${example}`}`,
    );
  }
  for (const one of c.inventions) console.log(`* not in the truth: ${one}`);
  const lost = c.inventions.reduce((sum, one) => sum + Number(/ (\d+) of \d+ deliveries$/.exec(one)?.[1] ?? 0), 0);
  console.log(`recall ${(right / expected).toFixed(5)}, precision ${(right / (found + lost)).toFixed(5)}`);
  let late = 0;
  for (const { rule, receiver, since, onset, end } of c.incidents) {
    const shift = onset === undefined ? 'NOT FOUND' : `onset ${onset.toFixed(1)} s late, end ${end!.toFixed(1)} s late`;
    if (onset === undefined || Math.abs(onset) > 60) late++;
    console.log(`incident ${rule} ${receiver ?? 'everywhere'} ${since}: ${shift}`);
  }
  return right === expected && found === right && c.differences.length + c.inventions.length + late === 0;
}

for (const folder of process.argv.slice(2)) {
  const same = print(folder, compare(readFileSync(join(folder, TRUTH), 'utf8'), outputOf(folder)));
  if (!same) process.exitCode = 1;
}
