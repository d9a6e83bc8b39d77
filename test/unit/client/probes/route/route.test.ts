import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProbeInputError } from '../../../../../client/src/probes/input-error.ts';
import { checkRoute } from '../../../../../client/src/probes/route/route.ts';
import type { RouteOptions } from '../../../../../client/src/probes/route/types.ts';
import { type SmtpScript, startSmtpFaultServer } from '../../../../support/smtp-fault-server.ts';
import { type Laboratory, limits, one, onLinux, run, two, twoKnown } from './laboratory.ts';

/** As `resolveHosts` behaves: it settles with the signal. */
const neverResolves: NonNullable<RouteOptions['resolve']> = (hosts, { signal }) =>
  new Promise(resolve => {
    const settle = (): void =>
      resolve(new Map(hosts.map(host => [host, { addresses: [], failure: 'cancelled', code: null }])));
    if (signal?.aborted) settle();
    else signal?.addEventListener('abort', settle);
  });

describe('the hosts of a route', onLinux, () => {
  const faults: readonly (readonly [string, SmtpScript, string])[] = [
    ['a 554 banner', { greeting: '554 5.7.1 go away\r\n' }, 'refused-by-peer'],
    ['a 421 banner', { greeting: '421 4.7.0 later\r\n' }, 'deferred-by-peer'],
    ['a reset', { greeting: 'reset' }, 'connect-reset'],
    ['a close', { greeting: 'close' }, 'closed-without-greeting'],
    ['silence after the connection', { greeting: 'silent' }, 'greeting-timeout'],
    ['silence after EHLO', { on: { ehlo: 'silent' } }, 'reply-timeout'],
    ['no SMTP at all', { greeting: 'SSH-2.0-x\r\n' }, 'protocol-error'],
  ];
  for (const [name, script, verdict] of faults)
    it(`${name}: ${verdict}`, async () => {
      const { result } = await run({
        mx: one,
        hosts: twoKnown,
        servers: { '127.0.0.2': script },
        options: { timeouts: { ...limits, greetingMs: 300, replyMs: 300 } },
      });
      assert.equal(result.verdict, verdict);
    });

  it('nothing listens: connect-refused', async () => {
    const { result } = await run({ mx: one, hosts: twoKnown });
    assert.equal(result.verdict, 'connect-refused');
    assert.deepEqual(result.controls, []);
  });

  it('a source address that is not ours: blocked-locally', async () => {
    const { result } = await run({
      mx: one,
      hosts: twoKnown,
      servers: { '127.0.0.2': {} },
      options: { sourceAddress: '203.0.113.99' },
    });
    assert.equal(result.verdict, 'blocked-locally');
    assert.deepEqual(result.fixBy, ['us']);
  });

  it('one address is probed once, under however many names it stands', async () => {
    const { result, servers } = await run({
      mx: two,
      hosts: { 'a.example.jp': ['127.0.0.2'], 'b.example.jp': ['127.0.0.2'], 'example.jp': ['127.0.0.2'] },
      servers: { '127.0.0.2': {} },
    });
    assert.equal(servers.get('127.0.0.2')?.connections(), 1);
    assert.deepEqual(
      result.hosts.map(host => [host.host, host.sameAs, host.verdict]),
      [
        ['a.example.jp', null, 'works'],
        ['b.example.jp', 'a.example.jp', 'works'],
        ['example.jp', 'a.example.jp', 'works'],
      ],
    );
  });

  it('a certificate is seen under each name', async () => {
    const script: SmtpScript = { on: { ehlo: '250-x\r\n250 STARTTLS\r\n', starttls: { starttls: 'valid' } } };
    const { result, servers } = await run({
      mx: two,
      hosts: { 'a.example.jp': ['127.0.0.2'], 'b.example.jp': ['127.0.0.2'] },
      servers: { '127.0.0.2': script },
      options: { starttls: true },
    });
    assert.equal(result.verdict, 'certificate-invalid');
    assert.equal(servers.get('127.0.0.2')?.connections(), 2);
  });

  it('a host with very many addresses is not flooded', async () => {
    const addresses = Array.from({ length: 12 }, (_, index) => `127.0.1.${index + 1}`);
    const { result } = await run({ mx: one, hosts: { 'a.example.jp': addresses } });
    assert.equal(result.hosts.length, 8);
    assert.deepEqual(result.warnings, [{ warning: 'not-all-probed', skipped: addresses.slice(8) }]);
  });

  it('MAIL and RCPT only with addresses given for it, and never DATA', async () => {
    const { servers } = await run({
      mx: one,
      hosts: twoKnown,
      servers: { '127.0.0.2': {} },
      options: { from: 'a@sender.example', to: 'b@example.jp' },
    });
    assert.deepEqual(
      servers.get('127.0.0.2')?.received.map(line => line.split(/[ :]/)[0]),
      ['EHLO', 'MAIL', 'RCPT', 'RSET', 'QUIT'],
    );
  });
});

describe('the time of a route check', onLinux, () => {
  it('of five MX hosts with two families is about that of the slowest', async t => {
    const names = ['a', 'b', 'c', 'd', 'e'].map(name => `${name}.example.jp`);
    // IPv4-mapped addresses are of the other family to everybody here, and loopback has many of them.
    const hosts = Object.fromEntries(
      names.map((name, index) => [name, [`127.0.2.${index + 1}`, `::ffff:127.0.3.${index + 1}`]]),
    );
    const all = Object.values(hosts).flat();
    const servers = Object.fromEntries(
      all.map((address, index) => [
        address.replace('::ffff:', ''),
        { greeting: [{ wait: 500 + 100 * index }, '220 x\r\n'] },
      ]),
    );
    const { result } = await run({ mx: names.map((name, index) => [index, name]), hosts, servers });
    assert.deepEqual(
      result.hosts.map(host => [host.address, host.verdict]),
      all.map(address => [address, 'works']),
    );
    assert.deepEqual(
      result.families.map(family => family.family),
      [4, 6],
    );
    const times = result.hosts.map(host => host.steps.reduce((sum, step) => sum + step.timeMs, 0));
    const slowest = Math.max(...times);
    const sum = times.reduce((total, time) => total + time, 0);
    const ratio = result.timeMs / slowest;
    t.diagnostic(`total ${result.timeMs} ms, slowest ${slowest} ms, sum ${sum} ms: ${ratio.toFixed(2)} x the slowest`);
    assert.ok(ratio < 2.5, `${ratio}`);
    assert.ok(result.timeMs < sum / 2);
  });

  const cancelled: readonly (readonly [string, Laboratory])[] = [
    ['a greeting', { mx: two, hosts: twoKnown, servers: { '127.0.0.2': { greeting: 'silent' } } }],
    ['a reply to EHLO', { mx: two, hosts: twoKnown, servers: { '127.0.0.2': { on: { ehlo: 'silent' } } } }],
    ['DNS', { dns: () => ({ silent: true }) }],
    ['a connection', { mx: two, hosts: twoKnown, silent: ['127.0.0.2', '127.0.0.3'] }],
    [
      'control hosts',
      {
        mx: one,
        hosts: twoKnown,
        silent: ['127.0.0.2', '127.0.0.9'],
        options: { controlHosts: ['127.0.0.9'], timeouts: { ...limits, connectMs: 1200 } },
      },
    ],
    ['a getaddrinfo', { mx: one, options: { resolve: neverResolves } }],
  ];
  for (const [name, laboratory] of cancelled)
    it(`ends with the cancellation while ${name} is awaited`, async t => {
      const abort = new AbortController();
      let at = Number.POSITIVE_INFINITY;
      setTimeout(() => {
        at = performance.now();
        abort.abort();
      }, 700);
      const { result, settledAt } = await run({ ...laboratory, signal: abort.signal });
      t.diagnostic(`settled ${(settledAt - at).toFixed(1)} ms after the cancellation`);
      assert.equal(result.verdict, 'cancelled');
      assert.ok(settledAt >= at && settledAt - at < 1000, `${settledAt - at}`);
    });
});

describe('control hosts', onLinux, () => {
  const short = { connectMs: 1500, greetingMs: 1500, replyMs: 1500 };

  it('are not asked where the path answers', async () => {
    const { result, servers } = await run({
      mx: one,
      hosts: twoKnown,
      servers: { '127.0.0.2': {}, '127.0.0.9': {} },
      options: { controlHosts: ['127.0.0.9'] },
    });
    assert.equal(result.verdict, 'works');
    assert.equal(servers.get('127.0.0.9')?.connections(), 0);
  });

  it('a dead receiver: a control answers, so the port is open', async t => {
    const { result, progress } = await run({
      mx: one,
      hosts: twoKnown,
      silent: ['127.0.0.2'],
      servers: { '127.0.0.9': {} },
      options: { controlHosts: ['127.0.0.9'], timeouts: short },
    });
    assert.equal(result.verdict, 'connect-timeout');
    assert.equal(result.confidence, 'high');
    assert.deepEqual(
      progress.map(event => event.event),
      ['hosts', 'controls'],
    );
    // The controls are asked while the silence goes on: the whole takes one time limit, not two.
    t.diagnostic(`verdict after ${result.timeMs} ms with a limit of ${short.connectMs} ms`);
    assert.ok(result.timeMs < 2 * short.connectMs, `${result.timeMs}`);
  });

  it('a blocked port: the controls are silent on it and can be reached on another', async t => {
    const other = await startSmtpFaultServer({ host: '127.0.0.9' });
    const { result } = await run({
      mx: one,
      hosts: twoKnown,
      silent: ['127.0.0.2', '127.0.0.9', '127.0.0.10'],
      options: { controlHosts: ['127.0.0.9', '127.0.0.10'], controlPorts: [other.port], timeouts: short },
    });
    await other.close();
    assert.equal(result.verdict, 'port-25-blocked');
    assert.equal(result.confidence, 'high');
    assert.deepEqual(result.fixBy, ['us', 'network']);
    assert.deepEqual(
      result.controls.map(control => [control.host, control.verdict, control.otherPort]),
      [
        ['127.0.0.9', 'connect-timeout', other.port],
        // Nothing listens there; the refusal shows that the host can be reached.
        ['127.0.0.10', 'connect-timeout', other.port],
      ],
    );
    t.diagnostic(`verdict after ${result.timeMs} ms with a limit of ${short.connectMs} ms`);
  });

  it('no control at hand: undecided, and what would decide it', async () => {
    const { result } = await run({ mx: one, hosts: twoKnown, silent: ['127.0.0.2'], options: { timeouts: short } });
    assert.equal(result.verdict, 'undecided');
    assert.deepEqual(result.needs, ['control-hosts', 'run-on-mail-server']);
  });

  it('at most three receivers of the log, none of the path, named before they are asked', async () => {
    const receivers = ['a.example.jp', '\u001b[2J', 'r1.example', 'r2.example', 'r3.example', 'r4.example'];
    const known = { 'r1.example': ['127.0.0.11'], 'r2.example': ['127.0.0.12'], 'r3.example': ['127.0.0.13'] };
    const { result, progress, servers } = await run({
      mx: one,
      hosts: { ...twoKnown, ...known, 'r4.example': ['127.0.0.14'] },
      silent: ['127.0.0.2'],
      servers: { '127.0.0.11': {}, '127.0.0.12': {}, '127.0.0.13': {}, '127.0.0.14': {} },
      options: { logReceivers: receivers, timeouts: short },
    });
    assert.equal(result.verdict, 'connect-timeout');
    assert.deepEqual(progress.at(-1), { event: 'controls', source: 'log', hosts: Object.keys(known) });
    assert.deepEqual(
      result.controls.map(control => [control.host, control.answers]),
      Object.keys(known).map(host => [host, true]),
    );
    assert.equal(servers.get('127.0.0.14')?.connections(), 0);
  });
});

describe('where it is run', onLinux, () => {
  const good: Laboratory = { mx: one, hosts: twoKnown, servers: { '127.0.0.2': {} } };

  it('is told with the address really used', async () => {
    const { runFrom } = (await run({ ...good, options: { sourceAddress: '127.0.0.7' } })).result;
    assert.deepEqual(runFrom.addresses, ['127.0.0.7']);
    assert.ok(runFrom.machine.length > 0);
  });

  it('is not known to be the mail server where nothing names that', async () => {
    assert.equal((await run(good)).result.runFrom.isMailServer, null);
  });

  it('warns before it connects when the mail server speaks with a name that does not fit', async () => {
    const { result, progress } = await run({ ...good, options: { sourceAddress: '127.0.0.1' } });
    assert.equal(result.runFrom.isMailServer, true);
    const warning = { warning: 'helo-does-not-fit', helo: 'mail.sender.example', address: '127.0.0.1' };
    assert.deepEqual(progress[0], { event: 'warning', warning });
    assert.deepEqual(result.warnings, [warning]);
  });

  it('is content with a name that leads to the mail server', async () => {
    const hosts = { ...twoKnown, 'mail.sender.example': ['127.0.0.1'] };
    const { result } = await run({ ...good, hosts, options: { sourceAddress: '127.0.0.1' } });
    assert.equal(result.runFrom.isMailServer, true);
    assert.deepEqual(result.warnings, []);
  });
});

describe('wrong input to a route check', () => {
  const wrong: readonly Partial<RouteOptions>[] = [
    { domain: 'not a domain' },
    { servers: ['ns.example.jp'] },
    { gateway: 'gw:99999' },
    { controlHosts: ['x y'] },
    { sourceAddress: 'mail' },
    { helo: 'a\r\nDATA' },
    { to: 'a@b\r\nDATA' },
    { port: 0 },
  ];
  for (const options of wrong)
    it(JSON.stringify(options), async () => {
      await assert.rejects(checkRoute({ domain: 'example.jp', servers: ['127.0.0.1:1'], ...options }), ProbeInputError);
    });
});
