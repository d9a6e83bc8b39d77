/**
 * Replies classified per second, a plain loop over all expressions beside the classifier, in one run:
 * `node test/bench/classify.ts`. Every reply is distinct, as the caller remembers repeated ones.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createClassifier, type FallbackRow, planPatterns } from '../../server/src/codes/classify.ts';
import { createFirstMatch } from '../../server/src/codes/first-match.ts';
import { readReply } from '../../server/src/codes/reply-text.ts';
import type { ReplyPattern } from '../../server/src/codes/types.ts';

const data = new URL('../../server/src/codes/data-patterns/', import.meta.url);
const fixtures = new URL('../fixtures/replies/', import.meta.url);
const read = <T>(name: string) => JSON.parse(readFileSync(new URL(name, data), 'utf8')) as T;

const patterns = read<ReplyPattern[]>('providers.json');
const fallback = read<FallbackRow[]>('fallback.json');
const sources = patterns.map(pattern => pattern.pattern);

const texts = readdirSync(fixtures)
  .filter(name => name.endsWith('.tsv'))
  .flatMap(name => readFileSync(new URL(name, fixtures), 'utf8').split('\n').slice(1))
  .map(line => line.split('\t')[1] ?? '')
  .filter(text => text !== '')
  .concat(patterns.map(pattern => pattern.example));
/** Each text with the queue id that real receivers append, so that no two are equal. */
function replies(count: number): string[] {
  // Decoded from bytes as in the product: a string put together from pieces is slower to read.
  return Array.from({ length: count }, (_, i) =>
    Buffer.from(`${texts[i % texts.length]} ${(i * 2654435761).toString(36)}`).toString('utf8'),
  );
}

function perSecond(work: (reply: string) => unknown, count: number): number {
  const list = replies(count);
  // Expressions are compiled on their first uses.
  for (let round = 0; round < 3; round++) for (const reply of list.slice(0, texts.length)) work(reply);
  const start = performance.now();
  for (const reply of list) work(reply);
  return Math.round((1000 * count) / (performance.now() - start));
}

/** Speed of both ways and whether they agree; a difference makes the exit code 1. */
export function printClassification(): void {
  const compiled = sources.map(source => new RegExp(source, 'i'));
  const loop = (reply: string) => {
    const { text } = readReply(reply);
    return compiled.findIndex(expression => expression.test(text));
  };

  const started = performance.now();
  const plan = planPatterns(patterns);
  const planned = performance.now() - started;
  // As the product does it, which brings the plan along as JSON.
  const kept = JSON.stringify(plan);
  const opened = performance.now();
  const classifier = createClassifier(JSON.parse(kept) as typeof plan, fallback, () => patterns);
  const built = performance.now() - opened;
  const firstMatch = createFirstMatch(plan.match);

  const plain = perSecond(loop, 10_000);
  const fast = perSecond(reply => classifier.classify(reply, { stage: 'rcpt' }), 200_000);
  console.log(
    `${patterns.length} patterns, ${texts.length} texts, planned in ${planned.toFixed(1)} ms, built from the plan in ${built.toFixed(1)} ms`,
  );
  console.log(`plain loop  ${plain.toLocaleString('en')} replies/s`);
  console.log(`classifier  ${fast.toLocaleString('en')} replies/s (${(fast / plain).toFixed(1)} times)`);

  const different = texts.filter(text => firstMatch.find(readReply(text).text) !== loop(text)).length;
  console.log(`answers that differ from the loop: ${different}`);
  if (different > 0) process.exitCode = 1;
}

if (import.meta.main) printClassification();
