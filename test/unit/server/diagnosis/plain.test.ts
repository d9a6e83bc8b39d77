import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Ledger } from '../../../../server/src/deliveries/ledger.ts';
import { connectOf } from '../../../../server/src/diagnosis/blocked-port.ts';
import { deliveryFindings } from '../../../../server/src/diagnosis/diagnose.ts';
import { Findings } from '../../../../server/src/diagnosis/findings.ts';
import { knowledge } from '../../../support/engine.ts';
import { findingsIn, ledgerOf } from '../../../support/ledger.ts';
import { readScenario } from '../../../support/scenario.ts';
import { expectedTable } from '../../../support/table.ts';
import { companionLog, plainLog, sessionLog } from '../deliveries/arbitraries.ts';

/**
 * Where the messages of which there is nothing to tell are only counted, the others and all findings are the same, and each that was
 * left out is one delivery without any finding. Returns how many were left out.
 */
function sameWithoutPlain(ledger: Ledger): number {
  const context = knowledge.diagnosis(ledger.attempts.rawReplies);
  const findings = new Findings(context);
  const told: { readonly startTime: number; readonly host: string }[] = [];
  const others = new Set<string>();
  const plain = ({ startTime, host }: { startTime: number; host: string }): void => {
    told.push({ startTime, host });
    findings.addPlain({ startTime, host });
  };
  for (const message of ledger.messages(plain)) {
    others.add(message.base);
    findings.add(
      message.entries,
      ledger.deliveries(message).flatMap(d => deliveryFindings(d, context)),
    );
  }
  assert.deepEqual(findings.all(), findingsIn(ledger));
  const left = [...ledger.messages()].filter(m => !others.has(m.base));
  assert.equal(left.length, told.length);
  for (const [n, message] of left.entries()) {
    const deliveries = ledger.deliveries(message);
    assert.deepEqual(
      deliveries.map(d => d.outcome),
      ['delivered'],
    );
    assert.deepEqual(deliveryFindings(deliveries[0]!, context), []);
    const attempts = message.entries.flatMap(e => e.attempts);
    const { startTime, host } = told[n]!;
    const connect = startTime < 0 ? undefined : { time: startTime, end: startTime, host, up: true };
    assert.deepEqual(attempts.map(connectOf), [connect]);
  }
  return told.length;
}

describe('messages of which there is nothing to tell', () => {
  it('need not be worked out: recorded logs', () => {
    let plain = 0;
    for (const scenario of new Set(expectedTable('outcomes.tsv').map(row => row.scenario!)))
      plain += sameWithoutPlain(readScenario(scenario).ledger);
    assert.ok(plain > 20, `${plain} messages`);
  });

  it('need not be worked out: any logs', () => {
    let plain = 0;
    const name = fc.constantFrom('outlog', 'inlog', 'outlocallog', 'faillog');
    const law = (senderlog: Uint8Array, companion: Uint8Array, of: 'outlog' | 'inlog' | 'outlocallog' | 'faillog') => {
      const files = [
        { name: 'senderlog', bytes: senderlog },
        { name: of, bytes: companion },
      ] as const;
      plain += sameWithoutPlain(ledgerOf(files));
    };
    fc.assert(fc.property(sessionLog, companionLog, name, law), { numRuns: 300 });
    fc.assert(fc.property(plainLog, fc.oneof(companionLog, fc.constant(new Uint8Array(0))), name, law), {
      numRuns: 600,
    });
    assert.ok(plain > 10, `${plain} messages`);
  });
});
