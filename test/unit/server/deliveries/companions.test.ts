import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Delivery } from '../../../../server/src/deliveries/delivery.ts';
import { FIXTURES, readScenario } from '../../../support/scenario.ts';

/**
 * What the senderlog alone tells of each recipient, against what the mail server wrote about it into its outlog and faillog: two
 * witnesses of the same deliveries.
 */

/** Builds whose recordings have no outlog and no faillog (recorded/README.md): nothing to compare with. */
const NO_COMPANIONS = /^3[12]-v47[58]-/;

/** Who was told, by base id and address; a delivery that never came to `RCPT TO` names its domain at most. */
const tellsOf = (d: Delivery): string => `${d.base} ${d.recipient?.toLowerCase() ?? `*@${d.domain}`}`;

const recorded = readdirSync(new URL('recorded', FIXTURES)).filter(
  name => /^\d/.test(name) && !NO_COMPANIONS.test(name),
);

/** The companion's pairs, those that the senderlog cannot name as it can: by their domain, or by nothing for a local mail. */
function asTold(pairs: ReadonlySet<string>, told: ReadonlySet<string>): string[] {
  return [...pairs]
    .map(pair => {
      const [base, address = ''] = pair.split(' ');
      const unnamed = [`${base} *@${address.slice(address.lastIndexOf('@') + 1)}`, `${base} *@`];
      return told.has(pair) ? pair : (unnamed.find(one => told.has(one)) ?? pair);
    })
    .sort();
}

describe('recipients by the senderlog = recipients by outlog, outlocallog and faillog', () => {
  for (const name of recorded) {
    it(name, () => {
      const { ledger } = readScenario(`recorded/${name}`);
      const alone = readScenario(`recorded/${name}`, path => path.includes('senderlog')).deliveries;
      const [delivered, failed] = [new Set<string>(), new Set<string>()];
      for (const { base, notes } of ledger.messages()) {
        for (const note of notes) {
          if (note.log === 'inlog') continue;
          const into = note.log === 'faillog' ? failed : delivered;
          for (const address of note.recipients) into.add(`${base} ${address.toLowerCase()}`);
        }
      }
      const told = (outcome: Delivery['outcome']) => new Set(alone.filter(d => d.outcome === outcome).map(tellsOf));
      assert.deepEqual([...told('delivered')].sort(), asTold(delivered, told('delivered')));
      assert.deepEqual([...told('failed')].sort(), asTold(failed, told('failed')));
    });
  }
});
