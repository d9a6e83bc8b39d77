import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { query } from '../../../../../client/src/probes/dns/query.ts';
import { toDnsServer } from '../../../../../client/src/probes/input.ts';
import { type DnsHandler, mx, startDnsFaultServer } from '../../../../support/dns-fault-server.ts';
import { closedPort } from '../../../../support/smtp-fault-server.ts';

const good = { answers: [mx('example.jp', 10, 'mx1.example.jp')] };

async function ask(
  handler: DnsHandler,
  options: { readonly timeoutMs?: number; readonly tcp?: boolean; readonly signal?: AbortSignal } = {},
) {
  const server = await startDnsFaultServer(handler, options.tcp === undefined ? {} : { tcp: options.tcp });
  try {
    const result = await query(toDnsServer(server.server), 'example.jp', 'MX', {
      timeoutMs: options.timeoutMs ?? 20_000,
      signal: options.signal,
    });
    return { result, requests: server.requests };
  } finally {
    await server.close();
  }
}

describe('one DNS question', () => {
  it('is answered over UDP, with EDNS0', async () => {
    const { result, requests } = await ask(() => ({ ...good, authoritative: true }));
    assert.equal(result.rcode, 'NOERROR');
    assert.equal(result.transport, 'udp');
    assert.equal(result.authoritative, true);
    assert.equal(result.records.length, 1);
    assert.deepEqual(requests, [{ name: 'example.jp', type: 'MX', transport: 'udp', edns: true }]);
  });

  it('goes over TCP when the answer is cut', async () => {
    const many = Array.from({ length: 200 }, (_, i) => mx('example.jp', i, `mail-exchanger-${i}.example.jp`));
    const { result } = await ask(() => ({ truncated: true, answers: many }));
    assert.equal(result.transport, 'tcp');
    assert.equal(result.truncated, false);
    assert.equal(result.records.length, 200);
  });

  it('keeps the cut answer and says so when TCP does not work', async () => {
    const { result } = await ask(() => ({ ...good, truncated: 'partly' }), { tcp: false });
    assert.equal(result.failure, null);
    assert.equal(result.transport, 'udp');
    assert.equal(result.truncated, true);
    assert.equal(result.records.length, 1);
  });

  it('has no answer when nothing of it came before the cut and TCP does not work', async () => {
    const { result } = await ask(() => ({ truncated: true }), { tcp: false });
    assert.deepEqual([result.failure, result.transport, result.rcode], ['port-closed', 'tcp', null]);
  });

  for (const rcode of ['NXDOMAIN', 'SERVFAIL', 'REFUSED'] as const)
    it(`tells ${rcode}`, async () => {
      const { result } = await ask(() => ({ rcode }));
      assert.equal(result.rcode, rcode);
      assert.equal(result.failure, null);
    });

  it('is repeated without EDNS0 for a server that does not know it', async () => {
    const { result, requests } = await ask(({ edns }) => (edns ? { rcode: 'FORMERR' } : good));
    assert.equal(result.rcode, 'NOERROR');
    assert.deepEqual(
      requests.map(request => request.edns),
      [true, false],
    );
  });

  it('is repeated when the datagram was lost', async () => {
    let count = 0;
    const { result } = await ask(() => (count++ === 0 ? { silent: true } : good));
    assert.equal(result.rcode, 'NOERROR');
    assert.ok(result.timeMs > 1000);
  });

  for (const wrong of ['wrongId', 'wrongQuestion', 'wrongSource'] as const)
    it(`ignores an answer with ${wrong} and takes the true one after it`, async () => {
      const { result } = await ask(() => [
        { [wrong]: true, answers: [mx('example.jp', 0, 'evil.example.com')] },
        { ...good, delayMs: 100 },
      ]);
      assert.equal(result.records.length, 1);
      assert.ok(result.records[0]?.type === 'MX' && result.records[0].exchange === 'mx1.example.jp');
    });

  it('runs into its limit when only wrong answers come', async () => {
    const { result } = await ask(() => [{ wrongId: true, ...good }], { timeoutMs: 300 });
    assert.equal(result.failure, 'timeout');
    assert.equal(result.rcode, null);
  });

  it('runs into its limit when nothing comes', async () => {
    const started = performance.now();
    const { result } = await ask(() => ({ silent: true }), { timeoutMs: 200 });
    assert.equal(result.failure, 'timeout');
    assert.ok(performance.now() - started < 5000);
  });

  it('tries TCP when the UDP answer is malformed', async () => {
    const { result } = await ask(({ transport }) =>
      transport === 'udp' ? { raw: Buffer.from('8180000100010000', 'hex') } : good,
    );
    assert.equal(result.transport, 'tcp');
    assert.equal(result.rcode, 'NOERROR');
  });

  it('calls it malformed when TCP is no better', async () => {
    // Header, a question, and an answer whose name is a pointer to itself.
    const raw = Buffer.from(
      '818000010001000000000765786d61706c65026a7000000f0001c01d000f00010000000000040005c01d',
      'hex',
    );
    const { result } = await ask(() => ({ raw }));
    assert.equal(result.failure, 'malformed');
  });

  it('says that nothing listens on the port', async () => {
    const server = toDnsServer(`127.0.0.1:${await closedPort()}`);
    const result = await query(server, 'example.jp', 'MX', { timeoutMs: 20_000 });
    assert.equal(result.failure, 'port-closed');
    assert.ok(result.timeMs < 10_000);
  });

  it('settles at once when cancelled', async () => {
    const aborter = new AbortController();
    setTimeout(() => aborter.abort(), 50);
    const started = performance.now();
    const { result } = await ask(() => ({ silent: true }), { signal: aborter.signal });
    assert.equal(result.failure, 'cancelled');
    assert.ok(performance.now() - started < 5000);
    const again = await ask(() => good, { signal: aborter.signal });
    assert.equal(again.result.failure, 'cancelled');
    assert.equal(again.requests.length, 0);
  });

  it('settles when cancelled while TCP waits', async () => {
    const aborter = new AbortController();
    const { result } = await ask(
      ({ transport }) => {
        if (transport === 'tcp') setTimeout(() => aborter.abort(), 20);
        return transport === 'udp' ? { truncated: true } : { silent: true };
      },
      { signal: aborter.signal },
    );
    assert.equal(result.failure, 'cancelled');
  });
});
