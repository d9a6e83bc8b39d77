import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Delivery } from '../../../../server/src/deliveries/delivery.ts';
import { spanOf } from '../../../../server/src/deliveries/times.ts';
import { traceQuery } from '../../../../server/src/features/trace-query.ts';
import { findLogs } from '../../../../server/src/host/log-files.ts';
import { traceLogs } from '../../../../server/src/host/trace-logs.ts';
import { errorMailsOf } from '../../../support/error-mails.ts';
import { FIXTURES, readScenario } from '../../../support/scenario.ts';
import { expectedTable } from '../../../support/table.ts';

const signal = new AbortController().signal;
const NOW = Date.UTC(2026, 10, 25);
const scenarios = [...new Set(expectedTable('outcomes.tsv').map(r => r.scenario!))];

const senderOf = (d: Delivery): string =>
  d.tries.find(t => t.attempt.sender !== undefined)?.attempt.sender ?? d.notes[0]?.sender ?? '';

describe('every error mail leads to its story in one step', () => {
  for (const scenario of scenarios) {
    const failed = readScenario(scenario).deliveries.filter(d => d.outcome === 'failed' && d.recipient !== null);
    if (failed.length === 0) continue;
    it(`${scenario}: ${failed.length} failed`, async () => {
      const { servers } = await findLogs([fileURLToPath(new URL(scenario, FIXTURES))], signal);
      const wrong: string[] = [];
      for (const d of failed.slice(0, 40)) {
        const end = spanOf(d, undefined).end?.local ?? NOW;
        for (const { form, text } of errorMailsOf(d, senderOf(d), new Date(end))) {
          const query = traceQuery(text, NOW);
          const { hits } = await traceLogs(servers, query, { signal });
          const [first] = hits;
          const meant = first?.base === d.base && first.deliveries.some(x => x.recipient === d.recipient);
          if (query.kind !== 'error-mail' || query.writer.kind !== 'epost' || !meant)
            wrong.push(`${d.base}${d.chain} ${form}: ${query.kind} ${first?.base} of ${hits.length}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  }
});
