import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Messages } from '../../../../server/src/deliveries/messages.ts';
import { replyText } from '../../../../server/src/deliveries/texts.ts';
import { IdTable } from '../../../../server/src/logs/ids.ts';
import { Log } from '../../../../server/src/logs/log.ts';
import { Kind } from '../../../../server/src/logs/record.ts';
import { TextStore } from '../../../../server/src/text/store.ts';
import { filesOf, readScenario } from '../../../support/scenario.ts';
import { expectedTable } from '../../../support/table.ts';

describe('the large recordings with many threads', () => {
  const rows = expectedTable('outcomes-stress.tsv');
  for (const row of rows) {
    const all = row.domain === '*';
    it(`${row.scenario}: ${row.deliveries} ${row.outcome} to ${all ? 'everybody' : row.domain}`, () => {
      const own = deliveriesOf(row.scenario!).filter(
        d => (all || d.domain === row.domain) && d.outcome === row.outcome,
      );
      const attempts = own.map(d => d.tries.length);
      assert.equal(own.length, Number(row.deliveries));
      assert.ok(attempts.every(n => n === Number(row.attemptsEach)));
      assert.equal(
        attempts.reduce((a, b) => a + b, 0),
        Number(row.attemptsTotal),
      );
      if (row.code !== '-') assert.ok(own.every(d => d.decisive?.failure?.code === Number(row.code)));
    });
  }

  it('hold no other deliveries', () => {
    for (const scenario of new Set(rows.map(r => r.scenario!))) {
      const totals = rows.filter(r => r.scenario === scenario && r.domain === '*');
      const expected = totals.reduce((n, r) => n + Number(r.deliveries), 0);
      assert.equal(deliveriesOf(scenario).length, expected);
    }
  });
});

const known = new Map<string, ReturnType<typeof readScenario>['deliveries']>();
function deliveriesOf(scenario: string) {
  let found = known.get(scenario);
  if (found === undefined) {
    found = readScenario(scenario).deliveries;
    known.set(scenario, found);
  }
  return found;
}

describe('replies that are parted from their stub', () => {
  for (const { scenario, line, base, reply } of expectedTable('split-replies.tsv')) {
    it(`${scenario}, line ${line}: ${reply} is said to ${base}`, () => {
      const [file] = filesOf(scenario!).filter(path => !/faillog|outlog|inlog/.test(path));
      const log = new Log('senderlog', TextStore.fromBytes(new Uint8Array(readFileSync(file!))), new IdTable());
      const messages = new Messages(log);
      for (const block of log.blocks) messages.feed(block);
      messages.settle();
      const owners: string[] = [];
      for (const block of log.blocks) {
        for (let row = 0; row < block.records.count; row++) {
          const kind = block.records.kind(row);
          if (kind !== Kind.Reply && kind !== Kind.OrphanReply) continue;
          if (log.fileLine({ block, row }) !== Number(line) || !replyText(block, row).startsWith(reply!)) continue;
          owners.push(log.ids.base(messages.attempts.ownerOf(block, row)));
        }
      }
      assert.deepEqual(owners, [base]);
    });
  }
});
