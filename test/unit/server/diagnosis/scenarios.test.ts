import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { causeOfDelivery } from '../../../../server/src/diagnosis/diagnose.ts';
import type { Affected, Finding } from '../../../../server/src/diagnosis/finding.ts';
import { knowledge } from '../../../support/engine.ts';
import { findingsIn } from '../../../support/ledger.ts';
import { readScenario } from '../../../support/scenario.ts';
import { expectedTable } from '../../../support/table.ts';

function diagnosed(scenario: string) {
  const { ledger, deliveries } = readScenario(scenario);
  return { deliveries, findings: findingsIn(ledger), context: knowledge.diagnosis(ledger.attempts.rawReplies) };
}

const expected = expectedTable('findings.tsv');
const outcomes = expectedTable('outcomes.tsv');
const scenarios = new Set([...outcomes, ...expected].map(r => r.scenario!));

const fits = (row: Record<string, string>, f: Finding<Affected>): boolean =>
  row.rule!.split('|').includes(f.rule) &&
  row.severity === f.severity &&
  (row.base === '*' ? f.base === null || f.deliveries.length > 0 : row.base === f.base) &&
  (row.base === '*' || row.queueId!.split('|').includes(f.queueId ?? '*'));

describe('the findings of each scenario', () => {
  for (const scenario of scenarios) {
    it(scenario, () => {
      const { findings } = diagnosed(scenario);
      const rows = expected.filter(r => r.scenario === scenario);
      const shown = findings.map(f => `${f.severity} ${f.rule} ${f.queueId ?? '*'}`);
      const missing = rows.filter(r => !r.note!.startsWith('optional:') && !findings.some(f => fits(r, f)));
      assert.deepEqual(missing, [], `missing; found: ${shown.join(', ')}`);
      const surplus = findings
        .filter(f => !rows.some(r => fits(r, f)))
        .map(f => `${f.severity} ${f.rule} ${f.queueId}`);
      assert.deepEqual(surplus, [], 'found beside what is expected');
    });
  }
});

describe('the cause of each delivery', () => {
  for (const scenario of scenarios) {
    it(scenario, () => {
      const { deliveries, context } = diagnosed(scenario);
      const wrong: string[] = [];
      for (const row of outcomes.filter(r => r.scenario === scenario)) {
        const d = deliveries.find(
          one => one.base === row.base && one.chain === row.suffix && (one.recipient ?? '-') === row.recipient,
        );
        const alternatives = row.cause!.split('|');
        const cause = (d && causeOfDelivery(d, context)) ?? '-';
        if (!alternatives.includes(cause)) wrong.push(`${row.base}${row.suffix}: ${cause}, not ${row.cause}`);
      }
      assert.deepEqual(wrong, []);
    });
  }
});
