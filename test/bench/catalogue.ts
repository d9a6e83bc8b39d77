/**
 * How long the catalogue and the classifier take to load at a cold start, each in processes of their own:
 * `node test/bench/catalogue.ts`. From the built data (`npm run build`) where they are, otherwise from the sources.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lazyCatalogue } from '../../server/src/host/catalogue.ts';
import { lazyClassifier } from '../../server/src/host/classifier.ts';

const STARTS = 9;
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const sources = fileURLToPath(new URL('../../server/src/host/', import.meta.url));
const base = existsSync(`${dist}catalogue/patterns/plan.json`) ? dist : sources;

const PARTS: Readonly<Record<string, () => unknown>> = {
  catalogue: lazyCatalogue(base),
  classifier: lazyClassifier(base),
};

/** One line a part: the median of several cold starts, the first use included. */
export function printLoading(): void {
  for (const name of Object.keys(PARTS)) {
    const times = Array.from({ length: STARTS }, () =>
      Number(execFileSync(process.execPath, [import.meta.filename, name], { encoding: 'utf8' })),
    );
    const median = times.sort((a, b) => a - b)[Math.floor(STARTS / 2)]!;
    const from = base === dist ? 'built data' : 'sources';
    console.log(`${name.padEnd(10)} loaded from ${from} in ${median.toFixed(1)} ms (median of ${STARTS} cold starts)`);
  }
}

const wanted = process.argv[2];
if (import.meta.main && wanted !== undefined) {
  const started = performance.now();
  PARTS[wanted]?.();
  process.stdout.write(String(performance.now() - started));
} else if (import.meta.main) {
  printLoading();
}
