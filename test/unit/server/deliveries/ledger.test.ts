import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Delivery, deliveriesOf, type MessageFacts } from '../../../../server/src/deliveries/delivery.ts';
import type { Ledger } from '../../../../server/src/deliveries/ledger.ts';
import { soleUnit } from '../../../../server/src/deliveries/sole-unit.ts';
import type { EntryFacts } from '../../../../server/src/deliveries/units.ts';
import { ledgerOf } from '../../../support/ledger.ts';
import { readScenario } from '../../../support/scenario.ts';
import { expectedTable } from '../../../support/table.ts';
import { companionLog, plainLog, sessionLog } from './arbitraries.ts';

const textOf = (lines: readonly string[]) => new TextEncoder().encode(lines.map(line => `${line}\r\n`).join(''));

describe('the messages of a ledger', () => {
  it('are those of the senderlog that tell something, as they begin to, then those of the companion logs', () => {
    const ledger = ledgerOf([
      {
        name: 'senderlog',
        bytes: textOf([
          '[13:00:00:000] [B0000000005] [example.com] GetTryServer:()',
          '[13:00:00:000] [B0000000001] [example.com] GetTryServer:()',
          '[13:00:01:000] [B0000000004] ConnectHost(mx.example.com)',
          '[13:00:02:000] [B0000000001-R0001] ConnectHost(mx.example.com)',
          '[13:00:03:000] [B0000000004-E001] ConnectHost(mx.a.example)',
        ]),
      },
      {
        name: 'faillog',
        bytes: textOf([
          'B0000000003@h send fail on [24/Nov/2026:13:00:00] from',
          'B0000000002@h send fail on [24/Nov/2026:13:00:00] from s@a to r@b [550 no]',
          'B0000000004@h send fail on [24/Nov/2026:13:00:00] from s@a to r@b [550 no]',
          'B0000000005@h send fail on [24/Nov/2026:13:00:00] from s@a to r@b [550 no]',
        ]),
      },
    ]);
    const shown = (m: MessageFacts) =>
      `${m.base} ${m.entries.map(e => ledger.ids.text(e.id).slice(11))} ${m.notes.length}`;
    const all = [...ledger.messages()].map(shown);
    assert.deepEqual(all, ['B0000000004 ,-E001 1', 'B0000000001 -R0001 0', 'B0000000002  1', 'B0000000005  1']);
    assert.deepEqual(
      [...ledger.messages()].map(m => shown(ledger.message(m.base))),
      all,
    );
    assert.equal(shown(ledger.message('B0000000003')), 'B0000000003  0');
    assert.equal(shown(ledger.message('B0000000009')), 'B0000000009  0');
  });
});

/** An entry that tells nothing: with it, no message is taken for one of the commonest. */
const silent = (id: number): EntryFacts => ({ id, attempts: [], giveUps: [], waits: [], workfile: undefined });

/** Each message comes to the same deliveries both ways; how many are of the commonest. */
function bothWays(ledger: Ledger): number {
  const idText = (id: number): string => ledger.ids.text(id);
  let sole = 0;
  for (const message of ledger.messages()) {
    const { base, entries, notes } = message;
    const other = ledger.ids.size;
    const slowly: Delivery[] = deliveriesOf({ base, entries: [...entries, silent(other)], notes }, id =>
      id === other ? `${base}-T999` : idText(id),
    );
    assert.deepEqual(ledger.deliveries(message), slowly);
    if (soleUnit(entries, notes, idText) !== undefined) sole++;
  }
  return sole;
}

describe('the deliveries of a message that goes to one domain', () => {
  it('are the same as by the way of all messages: recorded logs', () => {
    let sole = 0;
    for (const scenario of new Set(expectedTable('outcomes.tsv').map(row => row.scenario!)))
      sole += bothWays(readScenario(scenario).ledger);
    assert.ok(sole > 40, `${sole} messages`);
  });

  it('are the same as by the way of all messages: any logs', () => {
    let sole = 0;
    const law = (senderlog: Uint8Array, companion: Uint8Array, name: 'outlog' | 'inlog' | 'outlocallog') => {
      sole += bothWays(
        ledgerOf([
          { name: 'senderlog', bytes: senderlog },
          { name, bytes: companion },
        ]),
      );
    };
    const name = fc.constantFrom('outlog', 'inlog', 'outlocallog');
    fc.assert(fc.property(sessionLog, companionLog, name, law), { numRuns: 300 });
    fc.assert(fc.property(plainLog, fc.oneof(companionLog, fc.constant(new Uint8Array(0))), name, law), {
      numRuns: 300,
    });
    assert.ok(sole > 50, `${sole} messages`);
  });
});
