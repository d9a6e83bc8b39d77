import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Delivery } from '../../../../server/src/deliveries/delivery.ts';
import { readScenario } from '../../../support/scenario.ts';
import { expectedTable } from '../../../support/table.ts';

const wanted = (r: Record<string, string>): string =>
  [r.base, r.suffix, r.recipient, r.domain, r.outcome, r.attempts, r.errorMail].join(' ');

const found = (d: Delivery): string =>
  [d.base, d.chain, d.recipient ?? '-', d.domain, d.outcome, d.tries.length, d.errorMail].join(' ');

describe('outcome and attempts of each delivery', () => {
  const all = expectedTable('outcomes.tsv');
  for (const scenario of new Set(all.map(r => r.scenario!))) {
    const lines = all.filter(r => r.scenario === scenario);
    it(scenario, () => {
      const { deliveries } = readScenario(scenario);
      assert.deepEqual(deliveries.map(found).sort(), lines.map(wanted).sort());
    });
  }
});
