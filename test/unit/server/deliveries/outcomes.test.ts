import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Delivery } from '../../../../server/src/deliveries/delivery.ts';
import { FIXTURES, readScenario } from '../../../support/scenario.ts';

/** The table that was written by hand from the scenarios' descriptions (test/fixtures/expected/README.md). */
const rows = (name: string): Record<string, string>[] => {
  const [head = '', ...lines] = readFileSync(new URL(`expected/${name}`, FIXTURES), 'utf8')
    .trimEnd()
    .split('\n');
  const keys = head.split('\t');
  return lines.map(line => Object.fromEntries(line.split('\t').map((cell, i) => [keys[i]!, cell])));
};

const wanted = (r: Record<string, string>): string =>
  [r.base, r.suffix, r.recipient, r.domain, r.outcome, r.attempts, r.errorMail].join(' ');

const found = (d: Delivery): string =>
  [d.base, d.chain, d.recipient ?? '-', d.domain, d.outcome, d.tries.length, d.errorMail].join(' ');

describe('outcome and attempts of each delivery', () => {
  const all = rows('outcomes.tsv');
  for (const scenario of new Set(all.map(r => r.scenario!))) {
    const lines = all.filter(r => r.scenario === scenario);
    it(scenario, () => {
      const { deliveries } = readScenario(scenario);
      assert.deepEqual(deliveries.map(found).sort(), lines.map(wanted).sort());
    });
  }
});
