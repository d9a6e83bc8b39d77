import { readFileSync } from 'node:fs';
import { FIXTURES } from './scenario.ts';

/** A table of `test/fixtures/expected`, written by hand: a row is an object by the names of the columns. */
export function expectedTable(name: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(new URL(`expected/${name}`, FIXTURES), 'utf8')
    .trimEnd()
    .split('\n');
  const keys = head.split('\t');
  return lines.map(line => Object.fromEntries(line.split('\t').map((cell, i) => [keys[i]!, cell])));
}
