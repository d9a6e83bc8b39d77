import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { a, type DnsFaultServer, mx, startDnsFaultServer, zone } from '../../../support/dns-fault-server.ts';
import { hasNamespaces, startBehindSilentResolver } from '../../../support/silent-resolver.ts';
import { startSmtpFaultServer } from '../../../support/smtp-fault-server.ts';
import { MAIN, runCli, startCli } from './run-cli.ts';

describe('senderlog mx', () => {
  let dns: DnsFaultServer;
  let silent: DnsFaultServer;
  before(async () => {
    const records = [
      mx('example.test', 10, '127.0.0.1'),
      a('example.test', '192.0.2.1'),
      mx('null.test', 0, '.'),
      a('nodata.test.example', '192.0.2.1'),
    ];
    dns = await startDnsFaultServer(zone(records));
    silent = await startDnsFaultServer(() => ({ silent: true }));
  });
  after(async () => {
    await dns.close();
    await silent.close();
  });

  it('prints the contract shape as one line of JSON', async () => {
    const run = await runCli(['mx', 'example.test', '--server', dns.server, '--format', 'json']);
    const [result] = run.json();
    assert.equal(run.stdout.split('\n').length, 2);
    for (const name of ['ok', 'verdict', 'domain', 'answers', 'differences']) assert.ok(name in result!, name);
    const [answer] = result!.answers as Record<string, unknown>[];
    for (const name of ['server', 'transport', 'rcode', 'authoritative', 'timeMs', 'mx'])
      assert.ok(name in answer!, name);
    const [host] = answer!.mx as Record<string, unknown>[];
    assert.deepEqual(Object.keys(host!), ['preference', 'exchange', 'ttl', 'addresses', 'problem']);
  });

  it('begins with the verdict in text', async () => {
    const run = await runCli(['mx', 'nowhere.test', '--server', dns.server, '--lang', 'ja']);
    assert.equal(run.code, 1);
    assert.match(run.stdout.split('\n')[0]!, /nowhere\.test/);
    assert.doesNotMatch(run.stdout, /\x1b/);
  });

  it('a DNS server that is silent costs no more than --reply-timeout', async () => {
    const run = await runCli([
      'mx',
      'example.test',
      '--server',
      silent.server,
      '--format',
      'json',
      '--reply-timeout',
      '0.5',
    ]);
    assert.equal(run.json()[0]!.verdict, 'dns-timeout');
    const [answer] = run.json()[0]!.answers as { timeMs: number }[];
    assert.ok(answer!.timeMs >= 490 && answer!.timeMs < 5000, `${answer!.timeMs}`);
  });
});

describe('senderlog probe', () => {
  it('takes HOST:PORT, and says the dialogue with the verdict first', async () => {
    const server = await startSmtpFaultServer();
    try {
      const run = await runCli(['probe', `127.0.0.1:${server.port}`, '--lang', 'en', '--helo', 'mail.example.jp']);
      assert.equal(run.code, 0);
      const [first, ...rest] = run.stdout.split('\n');
      assert.doesNotMatch(first!, /^[-<!]/);
      assert.ok(rest.includes('-> EHLO mail.example.jp'), run.stdout);
      assert.deepEqual(server.received, ['EHLO mail.example.jp', 'QUIT']);
    } finally {
      await server.close();
    }
  });

  it('says MAIL and RCPT with the addresses given, never DATA', async () => {
    const server = await startSmtpFaultServer();
    try {
      await runCli([
        'probe',
        `127.0.0.1:${server.port}`,
        '--from',
        '',
        '--to',
        'taro@example.jp',
        '--helo',
        'a.example.jp',
      ]);
      assert.deepEqual(server.received.slice(1), ['MAIL FROM:<>', 'RCPT TO:<taro@example.jp>', 'RSET', 'QUIT']);
    } finally {
      await server.close();
    }
  });

  it('a banner full of escape sequences does nothing to the terminal', async () => {
    const server = await startSmtpFaultServer({ greeting: '220 \x1b[2J\x1b]0;x\x07 \xc2\x9b31m hi\r\n' });
    try {
      for (const format of ['text', 'json']) {
        const run = await runCli(['probe', `127.0.0.1:${server.port}`, '--format', format]);
        assert.doesNotMatch(run.stdout.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
      }
    } finally {
      await server.close();
    }
  });
});

/** Starts the program, lets it come to the point where it waits, and breaks it off there as Ctrl+C does. */
async function interrupt(
  args: readonly string[],
  waiting: () => boolean,
): Promise<{ readonly result: Record<string, unknown>; readonly code: number | null; readonly ms: number }> {
  const child = startCli([...args, '--format', 'json']);
  try {
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    while (!waiting()) await new Promise(resolve => setTimeout(resolve, 20));
    const started = performance.now();
    child.kill('SIGINT');
    const code = await new Promise<number | null>(resolve => child.once('close', resolve));
    return { result: JSON.parse(stdout) as Record<string, unknown>, code, ms: performance.now() - started };
  } finally {
    child.kill('SIGKILL');
  }
}

describe('Ctrl+C', { skip: process.platform === 'win32' }, () => {
  it('ends senderlog probe within 500 ms, with what is known', async t => {
    const server = await startSmtpFaultServer({ greeting: 'silent' });
    try {
      const run = await interrupt(['probe', `127.0.0.1:${server.port}`], () => server.connections() > 0);
      t.diagnostic(`${run.ms.toFixed(0)} ms`);
      assert.deepEqual([run.result.verdict, run.code], ['cancelled', 1]);
      assert.deepEqual(
        (run.result.steps as { stage: string }[]).map(step => step.stage),
        ['connect', 'greeting'],
      );
      assert.ok(run.ms < 500, `${run.ms} ms`);
    } finally {
      await server.close();
    }
  });

  it('ends senderlog mx within 500 ms', async t => {
    const dns = await startDnsFaultServer(() => ({ silent: true }));
    try {
      const run = await interrupt(['mx', 'example.test', '--server', dns.server], () => dns.requests.length > 0);
      t.diagnostic(`${run.ms.toFixed(0)} ms`);
      assert.deepEqual([run.result.verdict, run.code], ['cancelled', 1]);
      assert.ok(run.ms < 500, `${run.ms} ms`);
    } finally {
      await dns.close();
    }
  });

  it('ends senderlog route within 500 ms, while one host has answered and another is silent', async t => {
    const quick = await startSmtpFaultServer({ greeting: '554 5.7.1 no\r\n' });
    const slow = await startSmtpFaultServer({ host: '127.0.0.2', port: quick.port, greeting: 'silent' });
    const dns = await startDnsFaultServer(
      zone([mx('example.test', 10, '127.0.0.1'), mx('example.test', 20, '127.0.0.2')]),
    );
    try {
      const args = ['route', 'example.test', '--server', dns.server, '--port', String(quick.port)];
      const run = await interrupt(args, () => slow.connections() > 0 && quick.received.length > 0);
      t.diagnostic(`${run.ms.toFixed(0)} ms`);
      assert.deepEqual([run.result.verdict, run.code], ['cancelled', 1]);
      assert.deepEqual(
        (run.result.hosts as { verdict: string }[]).map(host => host.verdict),
        ['refused-by-peer', 'cancelled'],
      );
      assert.ok(run.ms < 500, `${run.ms} ms`);
    } finally {
      await Promise.all([quick, slow, dns].map(server => server.close()));
    }
  });

  for (const args of [
    ['probe', 'mx.example.jp'],
    ['route', 'example.jp', '--gateway', 'mx.example.jp:25'],
  ])
    it(
      `ends senderlog ${args[0]} within 500 ms while getaddrinfo waits for a DNS server that is silent`,
      hasNamespaces,
      async t => {
        const house = await startBehindSilentResolver([MAIN, ...args, '--format', 'json']);
        try {
          while (!house.asked()) await new Promise(resolve => setTimeout(resolve, 20));
          const started = performance.now();
          house.child.kill('SIGINT');
          const code = await new Promise<number | null>(resolve => house.child.once('exit', resolve));
          const ms = performance.now() - started;
          t.diagnostic(`${ms.toFixed(0)} ms`);
          assert.deepEqual([(JSON.parse(house.stdout()) as { verdict: string }).verdict, code], ['cancelled', 1]);
          assert.ok(ms < 500, `${ms} ms`);
        } finally {
          house.close();
        }
      },
    );
});
