/** The laws that the diagnosis keeps on any logs; the fuzz test tries very many. */

import assert from 'node:assert/strict';
import { diagnosisContext } from '../../../../server/src/diagnosis/context.ts';
import { causeOfDelivery, deliveryFindings } from '../../../../server/src/diagnosis/diagnose.ts';
import { Findings } from '../../../../server/src/diagnosis/findings.ts';
import { knowledge } from '../../../support/engine.ts';
import { ledgerOf } from '../../../support/ledger.ts';

/** Any bytes as senderlog and any others as faillog are understood and diagnosed; each delivery is of a base id that was read. */
export function diagnosedWhole(senderlog: Uint8Array, faillog: Uint8Array): void {
  const ledger = ledgerOf([
    { name: 'senderlog', bytes: senderlog },
    { name: 'faillog', bytes: faillog },
  ]);
  const context = diagnosisContext(knowledge.catalogue, () => null, ledger.attempts.rawReplies);
  const findings = new Findings(context);
  let single = 0;
  for (const message of ledger.messages()) {
    const { base, entries } = message;
    const deliveries = ledger.deliveries(message);
    for (const delivery of deliveries) {
      assert.equal(delivery.base, base);
      if (delivery.outcome === 'delivered') assert.equal(causeOfDelivery(delivery, context), null);
    }
    const found = deliveries.flatMap(one => deliveryFindings(one, context));
    single += found.length;
    findings.add(entries, found);
  }
  const all = findings.all();
  assert.ok(all.length <= single);
  for (const finding of all) assert.ok(finding.deliveries.length > 0 && finding.rule !== '');
}
