import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { ProbeInputError } from '../../../../../client/src/probes/input-error.ts';
import { overallProbeVerdict, type ProbeSmtpOptions, probeSmtp } from '../../../../../client/src/probes/smtp/probe.ts';
import type { ProbeResult } from '../../../../../client/src/probes/types.ts';
import { closedPort, hasIpv6, type SmtpScript, startSmtpFaultServer } from '../../../../support/smtp-fault-server.ts';

const short = { connectMs: 20_000, greetingMs: 20_000, replyMs: 20_000 };

async function probe(script: SmtpScript, options: Partial<ProbeSmtpOptions> = {}) {
  const server = await startSmtpFaultServer(script);
  try {
    const results = await probeSmtp({
      host: server.host,
      port: server.port,
      helo: 'mail.example.jp',
      timeouts: short,
      ...options,
    });
    assert.equal(results.length, 1);
    return { result: results[0] as ProbeResult, received: server.received, early: server.earlyTalk() };
  } finally {
    await server.close();
  }
}

const stages = (result: ProbeResult): string[] => result.steps.map(step => step.stage);

describe('a probe of a good server', () => {
  it('says EHLO and QUIT and nothing else', async () => {
    const { result, received, early } = await probe({});
    assert.equal(result.verdict, 'works');
    assert.equal(result.ok, true);
    assert.deepEqual(stages(result), ['connect', 'greeting', 'ehlo', 'quit']);
    assert.deepEqual(received, ['EHLO mail.example.jp', 'QUIT']);
    assert.equal(early, 0);
    assert.deepEqual(result.extensions, ['SIZE 10485760', '8BITMIME']);
    assert.match(result.localAddress ?? '', /^127\.0\.0\.1:\d+$/);
    assert.ok(result.steps.every(step => Number.isInteger(step.timeMs) && step.timeMs >= 0));
  });

  it('works against an independent server', async () => {
    const server = new SMTPServer({ disabledCommands: ['AUTH'], banner: 'hello', logger: false });
    server.on('error', () => {});
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    const { port } = server.server.address() as AddressInfo;
    const [result] = await probeSmtp({
      host: '127.0.0.1',
      port,
      starttls: true,
      from: 'a@example.jp',
      to: 'b@example.jp',
      helo: 'mail.example.jp',
      timeouts: short,
    });
    assert.equal(result?.verdict, 'certificate-invalid');
    assert.equal(result?.ok, true);
    assert.deepEqual(result && stages(result), [
      'connect',
      'greeting',
      'ehlo',
      'starttls',
      'tls',
      'ehlo',
      'mail',
      'rcpt',
      'rset',
      'quit',
    ]);
    await new Promise<void>(resolve => server.close(() => resolve()));
  });

  it('takes MAIL and RCPT back with RSET, and never sends DATA', async () => {
    const { result, received } = await probe({}, { from: 'a@example.jp', to: 'b@example.com' });
    assert.equal(result.verdict, 'works');
    assert.deepEqual(received, [
      'EHLO mail.example.jp',
      'MAIL FROM:<a@example.jp>',
      'RCPT TO:<b@example.com>',
      'RSET',
      'QUIT',
    ]);
  });

  it('uses the sender of error mails when only a recipient is given', async () => {
    const { received } = await probe({}, { to: 'b@example.com' });
    assert.ok(received.includes('MAIL FROM:<>'));
  });

  it('waits for the last line of the greeting and never talks early', async () => {
    const { result, early } = await probe({
      greeting: ['220-wait\r\n', { wait: 200 }, '220-still\r\n', { wait: 200 }, '220 now\r\n'],
    });
    assert.equal(result.verdict, 'works');
    assert.equal(early, 0);
    assert.equal(result.steps[1]?.reply?.text, 'wait\nstill\nnow');
  });

  it('reads a reply that comes byte by byte', async () => {
    const { result } = await probe({
      greeting: { drip: '220 mx\r\n', everyMs: 5 },
      on: { ehlo: { drip: '250-a\r\n250 b\r\n', everyMs: 3 } },
    });
    assert.equal(result.verdict, 'works');
  });

  it('says where a greeting comes late', async () => {
    const { result } = await probe({ greeting: [{ wait: 3100 }, '220 mx\r\n'] });
    assert.deepEqual(
      result.steps[1]?.notes.map(note => note.note),
      ['late-greeting'],
    );
    assert.equal(result.verdict, 'works');
  });

  it('falls back to HELO when EHLO is rejected', async () => {
    const { result, received } = await probe({ on: { ehlo: '502 5.5.1 command not implemented\r\n' } });
    assert.equal(result.verdict, 'works');
    assert.deepEqual(received, ['EHLO mail.example.jp', 'HELO mail.example.jp', 'QUIT']);
    assert.deepEqual(result.extensions, []);
  });

  it('introduces itself with its address when it has no name', async () => {
    const { received } = await probe({}, { helo: '' });
    assert.match(received[0] ?? '', /^EHLO (\[127\.0\.0\.1\]|[a-z0-9.-]+\.[a-z0-9-]+)$/);
  });

  it('does not mind a QUIT that is not answered', async () => {
    for (const quit of ['close', 'reset'] as const) {
      const { result } = await probe({ on: { quit } });
      assert.equal(result.verdict, 'works');
    }
    const { result } = await probe({ on: { quit: 'silent' } }, { timeouts: { ...short, replyMs: 200 } });
    assert.equal(result.verdict, 'works');
  });

  it('talks over IPv6', async t => {
    if (!(await hasIpv6())) return t.skip('no IPv6 on loopback');
    const { result } = await probe({ host: '::1' });
    assert.equal(result.verdict, 'works');
    assert.match(result.localAddress ?? '', /^\[::1\]:\d+$/);
  });

  it('sends from the given address, and says where the family does not fit', async () => {
    const used = await probe({}, { sourceAddress: '127.0.0.2' });
    assert.match(used.result.localAddress ?? '', process.platform === 'linux' ? /^127\.0\.0\.2:/ : /^127\./);
    const other = await probe({}, { sourceAddress: '::1' });
    assert.deepEqual(other.result.notes, [{ note: 'source-not-applied', address: '::1' }]);
  });
});

describe('verdicts', () => {
  const big = Buffer.alloc(10_000_000, 'x');
  const manyLines = Buffer.from('220-x\r\n'.repeat(1_500_000));
  const cases: readonly (readonly [string, SmtpScript, string, string])[] = [
    ['421 at the greeting', { greeting: ['421 4.3.2 busy\r\n', 'close'] }, 'deferred-by-peer', 'greeting'],
    ['450 at the greeting', { greeting: '450 4.7.1 later\r\n' }, 'deferred-by-peer', 'greeting'],
    ['554 at the greeting', { greeting: '554 5.7.1 no\r\n' }, 'refused-by-peer', 'greeting'],
    ['a reset before the greeting', { greeting: [{ wait: 100 }, 'reset'] }, 'connect-reset', 'greeting'],
    ['a close before the greeting', { greeting: 'close' }, 'closed-without-greeting', 'greeting'],
    ['a close within the greeting', { greeting: ['220-mx\r\n', 'close'] }, 'connection-lost', 'greeting'],
    ['a greeting of another protocol', { greeting: 'SSH-2.0-OpenSSH_9.6\r\n' }, 'protocol-error', 'greeting'],
    ['250 as a greeting', { greeting: '250 ok\r\n' }, 'protocol-error', 'greeting'],
    ['999 as a greeting', { greeting: '999 ok\r\n' }, 'protocol-error', 'greeting'],
    ['binary rubbish', { greeting: Buffer.from('00ff80810a1b5b', 'hex') }, 'protocol-error', 'greeting'],
    ['10 MB without a line end', { greeting: big }, 'protocol-error', 'greeting'],
    ['10 MB of lines', { greeting: manyLines }, 'protocol-error', 'greeting'],
    ['421 at EHLO', { on: { ehlo: '421 4.7.0 try later\r\n' } }, 'deferred-by-peer', 'ehlo'],
    ['550 at EHLO and HELO', { on: { ehlo: '550 no\r\n', helo: '550 no\r\n' } }, 'refused-by-peer', 'helo'],
    ['a reset at EHLO', { on: { ehlo: 'reset' } }, 'connection-lost', 'ehlo'],
    ['a close at EHLO', { on: { ehlo: 'close' } }, 'connection-lost', 'ehlo'],
    ['a close within the EHLO reply', { on: { ehlo: ['250-mx\r\n', 'close'] } }, 'connection-lost', 'ehlo'],
    ['354 at EHLO', { on: { ehlo: '354 go on\r\n' } }, 'protocol-error', 'ehlo'],
    ['450 at MAIL', { on: { mail: '450 4.7.1 greylisted\r\n' } }, 'deferred-by-peer', 'mail'],
    ['reset at MAIL', { on: { mail: 'reset' } }, 'connection-lost', 'mail'],
    ['450 at RCPT', { on: { rcpt: '450 4.2.0 greylisted\r\n' } }, 'deferred-by-peer', 'rcpt'],
    ['550 at RCPT', { on: { rcpt: '550 5.1.1 user unknown\r\n' } }, 'refused-by-peer', 'rcpt'],
    ['reset at RCPT', { on: { rcpt: 'reset' } }, 'connection-lost', 'rcpt'],
  ];
  for (const [name, script, verdict, stage] of cases)
    it(`${name}: ${verdict}`, async () => {
      const { result } = await probe(script, { from: 'a@example.jp', to: 'b@example.com' });
      assert.equal(result.verdict, verdict);
      assert.equal(result.ok, false);
      const deciding = result.steps.filter(step => step.stage !== 'quit' && step.stage !== 'rset').at(-1);
      assert.equal(deciding?.stage, stage);
    });

  it('a silent server: greeting-timeout, at the limit', async () => {
    const { result } = await probe({ greeting: 'silent' }, { timeouts: { ...short, greetingMs: 200 } });
    assert.equal(result.verdict, 'greeting-timeout');
    assert.ok((result.steps.at(-1)?.timeMs ?? 0) >= 190);
  });

  it('a slow dripper cannot stretch the limit', async () => {
    const { result } = await probe(
      { greeting: { drip: '', everyMs: 20 } },
      { timeouts: { ...short, greetingMs: 300 } },
    );
    assert.equal(result.verdict, 'greeting-timeout');
    assert.ok((result.steps.at(-1)?.timeMs ?? Infinity) < 5000);
  });

  it('silence after EHLO: reply-timeout', async () => {
    const { result } = await probe({ on: { ehlo: 'silent' } }, { timeouts: { ...short, replyMs: 200 } });
    assert.equal(result.verdict, 'reply-timeout');
    assert.equal(result.steps.at(-1)?.failure?.kind, 'timeout');
  });

  it('a closed port: connect-refused', async () => {
    const [result] = await probeSmtp({ host: '127.0.0.1', port: await closedPort(), timeouts: short });
    assert.equal(result?.verdict, 'connect-refused');
    assert.equal(result?.steps[0]?.failure?.code, 'ECONNREFUSED');
    assert.equal(result?.localAddress, null);
  });

  it('a source address that is not ours: blocked-locally', async () => {
    const { result } = await probe({}, { sourceAddress: '192.0.2.1' });
    assert.equal(result.verdict, 'blocked-locally');
  });

  it('an unsolicited reply is not taken for the answer', async () => {
    const { result } = await probe({ greeting: '220 mx\r\n250-early\r\n250 early\r\n' });
    assert.equal(result.verdict, 'works');
    assert.deepEqual(
      result.steps[1]?.notes.map(note => note.note),
      ['early-data'],
    );
    assert.equal(result.extensions.includes('EARLY'), false);
  });

  it('a server that answered only before it was asked: protocol-error', async () => {
    const { result } = await probe(
      { greeting: '220 mx\r\n250 early\r\n', on: { ehlo: 'silent' } },
      { timeouts: { ...short, replyMs: 200 } },
    );
    assert.equal(result.verdict, 'protocol-error');
  });

  it('an unasked 421: deferred-by-peer', async () => {
    const { result } = await probe({ greeting: ['220 mx\r\n', '421 4.3.2 shutting down\r\n', 'close'] });
    assert.equal(result.verdict, 'deferred-by-peer');
  });

  it('a last line without a line end still counts', async () => {
    const { result } = await probe({ greeting: ['554 go away', 'close'] });
    assert.equal(result.verdict, 'refused-by-peer');
    assert.deepEqual(result.steps[1]?.notes, [{ note: 'no-line-end' }]);
  });
});

describe('names and addresses', () => {
  it('a host that does not resolve gives one result without an address', async () => {
    const codes = [
      ['not-found', 'nxdomain'],
      ['temporary', 'dns-timeout'],
      ['timeout', 'dns-timeout'],
      ['failed', 'dns-servfail'],
      [null, 'no-data'],
    ] as const;
    for (const [failure, verdict] of codes) {
      const results = await probeSmtp({
        host: 'mx.example.jp',
        resolve: async () => new Map([['mx.example.jp', { addresses: [], failure, code: null }]]),
      });
      assert.deepEqual(
        results.map(result => [result.address, result.verdict, result.steps[0]?.stage]),
        [[null, verdict, 'resolve']],
      );
    }
  });

  it('every address is tried at the same time, on a socket of its own', async () => {
    const slow = await startSmtpFaultServer({ greeting: [{ wait: 700 }, '220 mx\r\n'] });
    const started = performance.now();
    const results = await probeSmtp({
      host: 'mx.example.jp',
      port: slow.port,
      timeouts: short,
      resolve: async () =>
        new Map([
          [
            'mx.example.jp',
            {
              addresses: Array.from({ length: 10 }, () => ({ address: '127.0.0.1', family: 4 as const })),
              failure: null,
              code: null,
            },
          ],
        ]),
    });
    assert.equal(slow.connections(), 10);
    assert.deepEqual(
      results.map(result => result.verdict),
      Array.from({ length: 10 }, () => 'works'),
    );
    assert.ok(performance.now() - started < 5000);
    assert.equal(overallProbeVerdict(results), 'works');
    await slow.close();
  });

  it('what a server says decides, not an address that leads nowhere', async () => {
    const server = await startSmtpFaultServer({ greeting: ['554 no\r\n', 'close'] });
    const addresses = [
      { address: '::ffff:127.0.0.2', family: 6 as const },
      { address: '127.0.0.1', family: 4 as const },
    ];
    const results = await probeSmtp({
      host: 'mx.example.jp',
      port: server.port,
      timeouts: short,
      resolve: async () => new Map([['mx.example.jp', { addresses, failure: null, code: null }]]),
    });
    await server.close();
    assert.notEqual(results[0]?.verdict, 'refused-by-peer');
    assert.equal(overallProbeVerdict(results), 'refused-by-peer');
  });

  it('line ends in arguments are refused, and nothing is connected', async () => {
    const server = await startSmtpFaultServer();
    const base = { host: server.host, port: server.port };
    for (const options of [
      { ...base, host: 'mx.example.jp\r\nRSET' },
      { ...base, helo: 'a\r\nMAIL FROM:<x@y.jp>' },
      { ...base, from: 'a@b.jp>\r\nRCPT TO:<c@d.jp' },
      { ...base, to: 'a@b.jp\nDATA' },
      { ...base, sourceAddress: 'eth0' },
      { ...base, port: 0 },
    ])
      await assert.rejects(probeSmtp(options), ProbeInputError);
    assert.equal(server.connections(), 0);
    await server.close();
  });
});

describe('hostile text', () => {
  it('is made safe in every part of the result', async () => {
    const evil = 'x\x1b[2J\x9b\x07\u202eevil';
    const { result } = await probe({
      greeting: `220-${evil}\r\n${evil}\r\n220 ok\r\n${evil}\r\n`,
      on: { ehlo: `250-${evil}\r\n250-SIZE${evil} 1\r\n250 ok\r\n`, quit: `${evil}\r\n` },
    });
    assert.doesNotMatch(JSON.stringify(result), /[\p{Cc}\p{Cf}]/u);
    const values = JSON.stringify(result, (_key, value) => {
      if (typeof value === 'string') assert.doesNotMatch(value.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
      return value as unknown;
    });
    assert.ok(values.includes('\\\\x1b[2J'));
  });

  it('in Shift_JIS and ISO-2022-JP is decoded', async () => {
    const sjis = Buffer.concat([
      Buffer.from('550-5.1.1 '),
      Buffer.from('8eb88dc5', 'hex'),
      Buffer.from('\r\n550 ok\r\n'),
    ]);
    const first = await probe({ greeting: sjis });
    assert.equal(first.result.steps[1]?.reply?.text, '5.1.1 失最\nok');
    assert.deepEqual(first.result.steps[1]?.notes, [{ note: 'shift-jis' }]);
    const jis = Buffer.concat([
      Buffer.from('550 '),
      Buffer.from('1b2442467c4b5c386c1b2842', 'hex'),
      Buffer.from('\r\n'),
    ]);
    const second = await probe({ greeting: jis });
    assert.equal(second.result.steps[1]?.reply?.text, '日本語');
  });
});

describe('cancellation', () => {
  const moments: readonly (readonly [string, SmtpScript, Partial<ProbeSmtpOptions>])[] = [
    ['while the greeting is awaited', { greeting: 'silent' }, {}],
    ['while a reply is awaited', { on: { ehlo: 'silent' } }, {}],
    ['while TLS is awaited', { greeting: 'silent' }, { implicitTls: true }],
    ['while bytes drip in', { greeting: { drip: '', everyMs: 5 } }, {}],
    ['while QUIT is awaited', { on: { quit: 'silent' } }, {}],
  ];
  for (const [name, script, options] of moments)
    it(`settles at once ${name}`, async () => {
      const aborter = new AbortController();
      let aborted = 0;
      setTimeout(() => {
        aborted = performance.now();
        aborter.abort();
      }, 300);
      const { result } = await probe(script, { ...options, signal: aborter.signal });
      assert.equal(result.verdict, 'cancelled');
      // Promised are 100 ms; a busy machine gets more.
      assert.ok(performance.now() - aborted < 1000);
    });

  it('before the begin connects nothing', async () => {
    const server = await startSmtpFaultServer();
    const [result] = await probeSmtp({ host: server.host, port: server.port, signal: AbortSignal.abort() });
    assert.equal(result?.verdict, 'cancelled');
    assert.equal(server.connections(), 0);
    await server.close();
  });

  it('settles while the name is being resolved', async () => {
    const results = await probeSmtp({ host: 'no-such-host.invalid', signal: AbortSignal.timeout(1) });
    assert.equal(results[0]?.verdict, 'cancelled');
  });
});
