/**
 * How often the classifier gives the reason class that a person would: `node test/bench/classify-eval.ts FILE…`.
 * A file is tab-separated: class, reply and, if known, the stage; a first line `class…` is a header.
 * `--wrong` lists what differs, `--no-stage` withholds the stage. Exit code 2 when a file cannot be read.
 */
import { readFileSync } from 'node:fs';
import { createClassifier, type FallbackRow, planPatterns } from '../../server/src/codes/classify.ts';
import { parseStage } from '../../server/src/codes/stage.ts';
import type { ReplyPattern } from '../../server/src/codes/types.ts';
import { familyOf } from '../unit/server/codes/reply-families.ts';

const data = new URL('../../server/src/codes/data-patterns/', import.meta.url);
const read = <T>(name: string) => JSON.parse(readFileSync(new URL(name, data), 'utf8')) as T;
const patterns = read<ReplyPattern[]>('providers.json');
const classifier = createClassifier(planPatterns(patterns), read<FallbackRow[]>('fallback.json'), () => patterns);

const files = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const withStage = !process.argv.includes('--no-stage');
const showWrong = process.argv.includes('--wrong');
for (const file of files) {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    console.error(`${file}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 2;
    continue;
  }
  let [rows, exact, family, wording] = [0, 0, 0, 0];
  for (const line of text.split('\n')) {
    const [expected, reply, stage] = line.split('\t');
    if (!expected || !reply || expected === 'class') continue;
    const got = classifier.classify(reply, { stage: withStage ? parseStage(stage ?? '') : undefined });
    rows++;
    if (got.class === expected) exact++;
    if (familyOf(got.class) === familyOf(expected)) family++;
    if (got.basis === 'wording') wording++;
    if (showWrong && got.class !== expected) {
      console.log(`  ${expected} <- ${got.class} [${got.patternId ?? got.basis}] ${stage ?? ''}\t${reply}`);
    }
  }
  const share = (n: number) => `${((100 * n) / Math.max(rows, 1)).toFixed(1)} %`;
  console.log(`${file}: ${rows} replies, exact ${share(exact)}, family ${share(family)}, by wording ${share(wording)}`);
}
