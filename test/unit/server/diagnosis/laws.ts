/** The laws that the diagnosis keeps on any logs; the fuzz test tries very many. */

import assert from 'node:assert/strict';
import { Ledger } from '../../../../server/src/deliveries/ledger.ts';
import { diagnosisContext } from '../../../../server/src/diagnosis/context.ts';
import { causeOfDelivery, deliveryFindings } from '../../../../server/src/diagnosis/diagnose.ts';
import { Findings } from '../../../../server/src/diagnosis/systemic.ts';
import { IdTable } from '../../../../server/src/logs/ids.ts';
import { LogStream } from '../../../../server/src/logs/stream.ts';
import { knowledge } from '../../../support/engine.ts';

/** Any bytes as senderlog and any others as faillog are understood and diagnosed; each delivery is of a base id that was read. */
export function diagnosedWhole(senderlog: Uint8Array, faillog: Uint8Array): void {
  const ledger = new Ledger(new IdTable(), false);
  for (const [name, bytes] of [
    ['senderlog', senderlog],
    ['faillog', faillog],
  ] as const) {
    const stream = new LogStream(name, ledger.ids);
    for (const block of [...stream.push(bytes), ...stream.end()]) {
      if (name === 'senderlog') ledger.attempts.feed(block);
      else ledger.addNotes(block);
    }
  }
  ledger.attempts.settle();
  const context = diagnosisContext(knowledge.catalogue(), () => null, ledger.attempts.rawReplies);
  const bases = ledger.bases();
  const findings = new Findings(context);
  let single = 0;
  for (const [base, entries] of bases) {
    const deliveries = ledger.deliveries(base, entries);
    for (const delivery of deliveries) {
      assert.equal(delivery.base, base);
      if (delivery.outcome === 'delivered') assert.equal(causeOfDelivery(delivery, context), null);
    }
    const found = deliveries.flatMap(one => deliveryFindings(one, context));
    single += found.length;
    findings.set(base, entries, found);
  }
  const all = findings.all();
  assert.ok(all.length <= single);
  for (const finding of all) assert.ok(finding.deliveries.length > 0 && finding.rule !== '');
}
