import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { resolveHosts } from '../../../../../client/src/probes/dns/addresses.ts';

const module = new URL('../../../../../client/src/probes/dns/addresses.ts', import.meta.url).href;

describe('addresses through the operating system', () => {
  it('come from the hosts file for localhost', async () => {
    const found = (await resolveHosts(['localhost'], { timeoutMs: 20_000 })).get('localhost');
    assert.equal(found?.failure, null);
    assert.ok(found?.addresses.some(entry => entry.address === '127.0.0.1' || entry.address === '::1'));
  });

  it('are themselves for literal addresses', async () => {
    const found = await resolveHosts(['192.0.2.1', '2001:db8::1'], { timeoutMs: 20_000 });
    assert.deepEqual(found.get('192.0.2.1')?.addresses, [{ address: '192.0.2.1', family: 4 }]);
    assert.deepEqual(found.get('2001:db8::1')?.addresses, [{ address: '2001:db8::1', family: 6 }]);
  });

  it('are none for a name that cannot exist, and the map has an entry for each host', async () => {
    const found = await resolveHosts(['no-such-host.invalid', 'localhost'], { timeoutMs: 20_000 });
    assert.deepEqual(found.get('no-such-host.invalid')?.addresses, []);
    assert.notEqual(found.get('no-such-host.invalid')?.failure, null);
    assert.ok((found.get('localhost')?.addresses.length ?? 0) > 0);
  });

  it('settle at once when cancelled, before or during the look-up', async () => {
    const found = await resolveHosts(['localhost'], { timeoutMs: 20_000, signal: AbortSignal.abort() });
    assert.equal(found.get('localhost')?.failure, 'cancelled');
    const aborter = new AbortController();
    setTimeout(() => aborter.abort(), 1);
    const started = performance.now();
    await resolveHosts(['a.invalid', 'b.invalid'], { timeoutMs: 20_000, signal: aborter.signal });
    assert.ok(performance.now() - started < 5000);
  });

  it('give up after their limit', async () => {
    const found = await resolveHosts(['no-such-host.invalid'], { timeoutMs: 1 });
    assert.equal(found.get('no-such-host.invalid')?.failure, 'timeout');
  });

  it('do not keep the process after a cancellation', async () => {
    const script = `
      import { resolveHosts } from ${JSON.stringify(module)};
      await resolveHosts(['localhost', 'no-such-host.invalid'], { timeoutMs: 60_000, signal: AbortSignal.timeout(1) });
      console.log('settled');
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', chunk => {
      text += String(chunk);
    });
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 0);
    assert.equal(text.trim(), 'settled');
  });
});
