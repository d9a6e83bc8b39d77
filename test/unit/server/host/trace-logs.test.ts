import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Delivery } from '../../../../server/src/deliveries/delivery.ts';
import { spanOf } from '../../../../server/src/deliveries/times.ts';
import { traceQuery } from '../../../../server/src/features/trace/query.ts';
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
          if (!form.includes('without') && hits.length !== 1)
            wrong.push(`${d.base} ${form}: ${hits.length} to choose from`);
          if (query.kind !== 'error-mail' || query.writer.kind !== 'epost' || !meant)
            wrong.push(`${d.base}${d.chain} ${form}: ${query.kind} ${first?.base} of ${hits.length}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  }
});

const traced = async (folder: string, given: string) => {
  const { servers } = await findLogs([fileURLToPath(new URL(folder, FIXTURES))], signal);
  const query = traceQuery(given, NOW);
  return { query, ...(await traceLogs(servers, query, { signal })) };
};
const bases = ({ hits }: { hits: readonly { base: string }[] }): string[] => hits.map(h => h.base);

describe('a trace', () => {
  it('finds a message by its recipient or its sender, and the time', async () => {
    for (const given of ['hanako@example.com 2025-03-10', 'taro@example.jp 10/Mar/2025 9:15', 'HANAKO@EXAMPLE.COM']) {
      const found = await traced('stories/missing-day', given);
      assert.deepEqual(bases(found), ['B0000312001'], given);
      assert.equal(found.hits[0]!.deliveries[0]!.outcome, 'delivered', given);
      assert.equal(found.widened, false);
    }
  });

  it('by a domain and a day', async () => {
    assert.deepEqual(bases(await traced('stories/missing-day', 'example.com 2025/3/10')), ['B0000312001']);
  });

  it('tells one message from another of the same id by the time', async () => {
    for (const [given, recipient] of [
      ['a@example.jp 2025-03-10', 'first@example.net'],
      ['b@example.jp 2025-06-10', 'second@example.org'],
    ] as const) {
      const { hits } = await traced('stories/id-reused', given);
      assert.deepEqual(
        hits.flatMap(h => h.deliveries.map(d => d.recipient)),
        [recipient],
      );
    }
  });

  it('looks everywhere, and says so, where nothing fits the time', async () => {
    const found = await traced('stories/missing-day', 'hanako@example.com 2024-01-01');
    assert.deepEqual([bases(found), found.widened], [['B0000312001'], true]);
  });

  it('reads only files of that time', async () => {
    const { servers } = await findLogs([fileURLToPath(new URL('stories/missing-day', FIXTURES))], signal);
    // A file of another year that cannot be read is not missed.
    const broken = servers.map(s => ({
      ...s,
      files: [...s.files, { ...s.files[0]!, path: 'not there/240101.log', day: 19_723 }],
    }));
    const found = await traceLogs(broken, traceQuery('hanako@example.com 2025-03-10', NOW), { signal });
    assert.deepEqual([bases(found), found.unread], [['B0000312001'], []]);
    const all = await traceLogs(broken, traceQuery('hanako@example.com', NOW), { signal });
    assert.deepEqual([bases(all), all.unread], [['B0000312001'], ['not there/240101.log']]);
  });

  it('of two servers with the same id takes the one whose message the mail names', async () => {
    assert.equal((await traced('stories/two-servers', 'B0000000041')).hits.length, 2);
    const mail = 'X-Epost-Queue-ID: B0000000041\nFinal-Recipient: rfc822; ito@example.org\n';
    const { hits } = await traced('stories/two-servers', mail);
    assert.deepEqual(
      hits.map(h => h.server.slice(-5)),
      ['MAIL2'],
    );
  });

  it('an id without a line gives nothing', async () => {
    const found = await traced('stories/two-servers', 'B0000000049');
    assert.deepEqual([found.hits, found.refusals, found.files], [[], [], 2]);
  });

  it('a message of which only the receipt is at hand', async () => {
    const { hits } = await traced('stories/refused-on-receipt', 'mori@example.org 2025-03-10');
    assert.deepEqual(
      hits.map(h => [h.base, h.deliveries.length]),
      [['B0000000061', 0]],
    );
  });

  it('of a recipient whom no line names, by the domain, and says that it is only that', async () => {
    const { hits } = await traced('recorded/07-connect-refused-short', 'somebody@hill.example.org');
    assert.ok(hits.length > 0);
    for (const hit of hits) assert.equal(hit.by, 'domain');
  });

  it('stops where it is cancelled', async () => {
    const { servers } = await findLogs([fileURLToPath(new URL('stories/missing-day', FIXTURES))], signal);
    const found = await traceLogs(servers, traceQuery('hanako@example.com', NOW), { signal: { aborted: true } });
    assert.deepEqual(found.hits, []);
  });
});

describe('a mail that our server refused has no id: found by address and time', () => {
  const folder = 'stories/refused-on-receipt';
  it('in the receivelog, with the lines of its session and no others', async () => {
    for (const given of ['ito@example.com 2025-03-10 11:00', 'nobody@example.jp 2025-03-10']) {
      const { hits, refusals } = await traced(folder, given);
      assert.deepEqual(hits, []);
      const [{ refusal }] = refusals as [(typeof refusals)[number]];
      assert.equal(refusal.said, '550 5.1.1 <nobody@example.jp> ... User unknown.');
      assert.deepEqual(
        refusal.lines.map(l => l.line),
        [1, 3, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16],
      );
    }
  });
  it('without what the client said in AUTH', async () => {
    const { refusals } = await traced(folder, 'ito@example.com 2025-03-10');
    const text = refusals[0]!.refusal.lines.map(l => l.text).join('\n');
    assert.doesNotMatch(text, /aXRv|c2VjcmV0/);
    assert.equal(text.match(/0001a2f4, \*{8}$/gm)?.length, 2);
  });
  it('in the acceptlog', async () => {
    const { refusals } = await traced(folder, 'kato@example.net 2025-03-10');
    assert.deepEqual(
      refusals.map(r => [r.refusal.said, r.refusal.peer]),
      [['kato@example.net connection timeout', 'mx.example.net [203.0.113.41]']],
    );
    const blocked = await traced(folder, 'spam.example 2025-03-10');
    assert.deepEqual(
      blocked.refusals.map(r => r.refusal.said),
      ['It was in the ORDB IP. abort'],
    );
  });
  it('not at another time, and not one that was taken', async () => {
    assert.equal((await traced(folder, 'ito@example.com 2025-03-10 18:00')).widened, true);
    assert.deepEqual((await traced(folder, 'mori@example.org 2025-03-10')).refusals, []);
  });
});
