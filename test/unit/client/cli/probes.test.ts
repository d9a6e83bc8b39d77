import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { a, type DnsFaultServer, mx, startDnsFaultServer, zone } from '../../../support/dns-fault-server.ts';
import { type Action, closedPort, startSmtpFaultServer } from '../../../support/smtp-fault-server.ts';
import { runCli, startCli } from './run-cli.ts';

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

  it('gives each fault its verdict and its exit code', async () => {
    const verdicts: readonly (readonly [string, string, number])[] = [
      ['nowhere.test', 'nxdomain', 1],
      ['null.test', 'null-mx', 1],
    ];
    for (const [domain, verdict, code] of verdicts) {
      const run = await runCli(['mx', domain, '--server', dns.server, '--format', 'json']);
      assert.deepEqual([run.json()[0]!.verdict, run.code], [verdict, code], domain);
    }
  });

  it('a DNS server that is silent costs no more than --reply-timeout', async () => {
    const started = performance.now();
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
    assert.ok(performance.now() - started < 3000);
  });
});

describe('senderlog probe', () => {
  /** What the server does → verdict and exit code. */
  const faults: readonly { readonly name: string; greeting: Action; verdict: string; code: number }[] = [
    { name: 'a working server', greeting: '220 mx.example.jp\r\n', verdict: 'works', code: 0 },
    { name: '554 banner', greeting: ['554 5.7.1 No\r\n', 'close'], verdict: 'refused-by-peer', code: 1 },
    { name: '421 banner', greeting: ['421 4.3.2 Later\r\n', 'close'], verdict: 'deferred-by-peer', code: 1 },
    { name: 'close', greeting: 'close', verdict: 'closed-without-greeting', code: 1 },
    { name: 'silence', greeting: 'silent', verdict: 'greeting-timeout', code: 1 },
    { name: 'a drip without end', greeting: { drip: '', everyMs: 20 }, verdict: 'greeting-timeout', code: 1 },
    { name: 'another protocol', greeting: 'HTTP/1.1 400 Bad Request\r\n', verdict: 'protocol-error', code: 1 },
  ];
  for (const { name, greeting, verdict, code } of faults)
    it(`${name}: ${verdict}, exit code ${code}`, async () => {
      const server = await startSmtpFaultServer({ greeting });
      try {
        const args = ['probe', server.host, '--port', String(server.port), '--greeting-timeout', '0.7'];
        const run = await runCli([...args, '--format', 'json']);
        const [result] = run.json();
        assert.deepEqual([result!.verdict, run.code, result!.ok], [verdict, code, code === 0]);
        for (const key of ['host', 'address', 'port', 'steps', 'tls']) assert.ok(key in result!, key);
      } finally {
        await server.close();
      }
    });

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

  it('a closed port: connect-refused', async () => {
    const run = await runCli(['probe', '127.0.0.1', '--port', String(await closedPort()), '--format', 'json']);
    assert.deepEqual([run.json()[0]!.verdict, run.code], ['connect-refused', 1]);
  });

  it('Ctrl+C ends it within 500 ms, with what is known', { skip: process.platform === 'win32' }, async () => {
    const server = await startSmtpFaultServer({ greeting: 'silent' });
    const child = startCli(['probe', `127.0.0.1:${server.port}`, '--format', 'json']);
    try {
      let stdout = '';
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
      });
      while (server.connections() === 0) await new Promise(resolve => setTimeout(resolve, 20));
      const started = performance.now();
      child.kill('SIGINT');
      const code = await new Promise<number | null>(resolve => child.once('close', resolve));
      const ms = performance.now() - started;
      assert.ok(ms < 500, `${ms} ms`);
      assert.deepEqual([(JSON.parse(stdout) as { verdict: string }).verdict, code], ['cancelled', 1]);
    } finally {
      child.kill('SIGKILL');
      await server.close();
    }
  });

  it('Ctrl+C ends it within 500 ms while a name is looked up', { skip: process.platform === 'win32' }, async () => {
    const child = startCli(['probe', 'name-that-takes-its-time.invalid', '--format', 'json']);
    await new Promise(resolve => setTimeout(resolve, 400));
    const started = performance.now();
    child.kill('SIGINT');
    if (child.exitCode === null) await new Promise(resolve => child.once('close', resolve));
    assert.ok(performance.now() - started < 500);
  });
});
