import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ResolveHosts } from '../../../../../client/src/probes/dns/addresses.ts';
import { isPrivateAddress, lookupMx } from '../../../../../client/src/probes/dns/mx.ts';
import { ProbeInputError } from '../../../../../client/src/probes/input-error.ts';
import type { Family, MxResult } from '../../../../../client/src/probes/types.ts';
import {
  a,
  aaaa,
  cname,
  type DnsHandler,
  mx,
  startDnsFaultServer,
  zone,
} from '../../../../support/dns-fault-server.ts';
import { closedPort } from '../../../../support/smtp-fault-server.ts';

/** An operating system that knows these hosts only. */
function systemKnows(hosts: Readonly<Record<string, readonly string[]>>): ResolveHosts {
  return async names =>
    new Map(
      names.map(name => {
        const own = /^[\d.]+$/.test(name) ? [name] : (hosts[name] ?? []);
        const addresses = own.map(address => ({ address, family: (address.includes(':') ? 6 : 4) as Family }));
        return [
          name,
          { addresses, failure: own.length > 0 ? null : 'not-found', code: own.length > 0 ? null : 'ENOTFOUND' },
        ];
      }),
    );
}

async function look(
  handlers: DnsHandler | readonly DnsHandler[],
  hosts: Readonly<Record<string, readonly string[]>> = {},
  domain = 'example.jp',
  timeoutMs = 20_000,
): Promise<MxResult> {
  const servers = await Promise.all([handlers].flat().map(handler => startDnsFaultServer(handler as DnsHandler)));
  try {
    const asked = servers.map(server => server.server);
    const result = await lookupMx({ domain, servers: asked, timeoutMs, resolve: systemKnows(hosts) });
    assert.deepEqual(
      result.answers.map(answer => answer.server),
      asked,
    );
    return result;
  } finally {
    await Promise.all(servers.map(server => server.close()));
  }
}

const twoHosts = [
  mx('example.jp', 20, 'mx2.example.jp'),
  mx('example.jp', 10, 'mx1.example.jp', 60),
  a('mx1.example.jp', '203.0.113.1'),
  aaaa('mx1.example.jp', '2001:db8::1'),
  a('mx2.example.jp', '203.0.113.2'),
];
const twoHostsKnown = { 'mx1.example.jp': ['203.0.113.1', '2001:db8::1'], 'mx2.example.jp': ['203.0.113.2'] };

describe('an MX look-up', () => {
  it('lists the exchangers by preference, with TTL and the addresses of the operating system', async () => {
    const result = await look(zone(twoHosts), twoHostsKnown);
    assert.equal(result.ok, true);
    assert.equal(result.verdict, 'works');
    assert.deepEqual(result.answers[0]?.mx, [
      {
        preference: 10,
        exchange: 'mx1.example.jp',
        ttl: 60,
        addresses: [
          { address: '203.0.113.1', family: 4, source: 'system' },
          { address: '2001:db8::1', family: 6, source: 'system' },
        ],
        problem: null,
      },
      {
        preference: 20,
        exchange: 'mx2.example.jp',
        ttl: 3600,
        addresses: [{ address: '203.0.113.2', family: 4, source: 'system' }],
        problem: null,
      },
    ]);
    assert.deepEqual(result.differences, []);
  });

  it('takes Japanese and full-width domains', async () => {
    const result = await look(
      zone([mx('xn--wgv71a119e.jp', 10, 'mx1.example.jp')]),
      { 'mx1.example.jp': ['203.0.113.1'] },
      '日本語．ｊｐ',
    );
    assert.equal(result.domain, 'xn--wgv71a119e.jp');
    assert.equal(result.unicodeDomain, '日本語．ｊｐ');
    assert.equal(result.verdict, 'works');
  });

  it('follows a domain that is an alias', async () => {
    const result = await look(
      zone([cname('example.jp', 'other.jp'), mx('other.jp', 10, 'mx1.example.jp')]),
      twoHostsKnown,
    );
    assert.equal(result.verdict, 'works');
    assert.equal(result.answers[0]?.aliasOf, 'other.jp');
  });

  it('uses the address of the domain where there is no MX (implicit MX)', async () => {
    const result = await look(zone([a('example.jp', '203.0.113.9')]), { 'example.jp': ['203.0.113.9'] });
    assert.equal(result.verdict, 'works');
    const host = result.answers[0]?.mx[0];
    assert.equal(host?.problem, 'implicit');
    assert.equal(host?.exchange, 'example.jp');
    assert.equal(host?.ttl, null);
  });

  const verdicts: readonly (readonly [string, DnsHandler, string])[] = [
    ['a domain that does not exist', () => ({ rcode: 'NXDOMAIN' }), 'nxdomain'],
    ['a domain without MX and address', () => ({}), 'no-data'],
    ['a null MX', zone([mx('example.jp', 0, '.')]), 'null-mx'],
    ['a dangling MX', zone([mx('example.jp', 10, 'gone.example.jp')]), 'mx-unusable'],
    ['an MX that is no host name', zone([mx('example.jp', 10, 'a b.example.jp')]), 'mx-unusable'],
    ['SERVFAIL', () => ({ rcode: 'SERVFAIL' }), 'dns-servfail'],
    ['REFUSED', () => ({ rcode: 'REFUSED' }), 'dns-refused'],
    ['an unreadable answer', () => ({ raw: Buffer.from('8180000100010000', 'hex') }), 'protocol-error'],
  ];
  for (const [name, handler, verdict] of verdicts)
    it(`tells ${name}`, async () => {
      const result = await look(handler);
      assert.equal(result.verdict, verdict);
      assert.equal(result.ok, false);
    });

  it('tells a silent server and one whose port is closed', async () => {
    const silent = await look(() => ({ silent: true }), {}, 'example.jp', 300);
    assert.equal(silent.verdict, 'dns-timeout');
    assert.equal(silent.answers[0]?.failure, 'timeout');
    assert.equal(silent.answers[0]?.rcode, null);
    const closed = await lookupMx({
      domain: 'example.jp',
      servers: [`127.0.0.1:${await closedPort()}`],
      timeoutMs: 20_000,
    });
    assert.equal(closed.verdict, 'dns-timeout');
    assert.equal(closed.answers[0]?.failure, 'port-closed');
  });

  const addressFaults = [
    ['SERVFAIL', { rcode: 'SERVFAIL' }, 'dns-servfail'],
    ['silence', { silent: true }, 'dns-timeout'],
    ['NXDOMAIN', { rcode: 'NXDOMAIN' }, 'mx-unusable'],
  ] as const;
  for (const [name, reply, verdict] of addressFaults)
    it(`an exchanger whose address is asked for in vain, ${name}, the system out of order: ${verdict}`, async () => {
      const server = await startDnsFaultServer(({ type }) =>
        type === 'MX' ? { answers: [mx('example.jp', 10, 'mx.example.jp')] } : reply,
      );
      const result = await lookupMx({
        domain: 'example.jp',
        servers: [server.server],
        timeoutMs: name === 'silence' ? 300 : 20_000,
        resolve: async hosts =>
          new Map(hosts.map(host => [host, { addresses: [], failure: 'temporary' as const, code: 'EAI_AGAIN' }])),
      });
      await server.close();
      assert.equal(result.verdict, verdict);
      assert.equal(result.answers[0]?.mx[0]?.problem, verdict === 'mx-unusable' ? 'no-address' : 'address-unknown');
    });

  it('marks an exchanger that is an alias', async () => {
    const result = await look(
      zone([
        mx('example.jp', 10, 'mx.example.jp'),
        cname('mx.example.jp', 'real.example.jp'),
        a('real.example.jp', '203.0.113.1'),
      ]),
      { 'mx.example.jp': ['203.0.113.1'] },
    );
    assert.equal(result.answers[0]?.mx[0]?.problem, 'alias');
    assert.equal(result.verdict, 'works');
  });

  it('marks an exchanger that is an address', async () => {
    const result = await look(zone([mx('example.jp', 10, '203.0.113.7')]));
    assert.equal(result.answers[0]?.mx[0]?.problem, 'address-literal');
  });

  it('marks private addresses', async () => {
    const result = await look(zone([mx('example.jp', 10, 'mx.example.jp'), a('mx.example.jp', '192.168.0.5')]), {
      'mx.example.jp': ['192.168.0.5'],
    });
    assert.equal(result.answers[0]?.mx[0]?.problem, 'private-address');
    for (const address of [
      '10.1.2.3',
      '172.31.0.1',
      '127.0.0.1',
      '169.254.1.1',
      '100.64.0.1',
      'fd00::1',
      'fe80::1%eth0',
      '::1',
    ])
      assert.equal(isPrivateAddress(address), true, address);
    for (const address of ['203.0.113.1', '172.32.0.1', '2001:db8::1', '8.8.8.8'])
      assert.equal(isPrivateAddress(address), false, address);
  });

  it('marks a null MX beside others', async () => {
    const result = await look(zone([mx('example.jp', 0, '.'), ...twoHosts]), twoHostsKnown);
    assert.equal(result.answers[0]?.mx[0]?.problem, 'null-among-others');
    assert.equal(result.verdict, 'works');
  });

  it('shows what DNS says where the operating system knows no address, and says so', async () => {
    const result = await look(zone([mx('example.jp', 10, 'mx1.example.jp'), a('mx1.example.jp', '203.0.113.1')]));
    assert.equal(result.answers[0]?.mx[0]?.problem, 'not-resolved-by-system');
    assert.deepEqual(result.answers[0]?.mx[0]?.addresses, [{ address: '203.0.113.1', family: 4, source: 'dns' }]);
    assert.deepEqual(
      result.differences.map(difference => difference.kind),
      ['addresses-differ'],
    );
  });

  it('makes names safe that hold controls', async () => {
    const result = await look(zone([mx('example.jp', 10, 'a\x1b[31m\u202eb.example.jp')]));
    assert.equal(result.answers[0]?.mx[0]?.problem, 'bad-name');
    assert.doesNotMatch(JSON.stringify(result), /[\x1b\u202e]/);
    assert.equal(result.answers[0]?.mx[0]?.exchange, 'a\\x1b[31m\\u202eb.example.jp');
  });

  it('survives a very long list', async () => {
    const many = Array.from({ length: 300 }, (_, i) => mx('example.jp', i, `m${i}.example.jp`));
    const result = await look(request =>
      request.type === 'MX' ? { truncated: true, answers: many } : { rcode: 'NXDOMAIN' },
    );
    assert.equal(result.answers[0]?.mx.length, 50);
    assert.equal(result.answers[0]?.truncated, true);
    assert.equal(result.answers[0]?.transport, 'tcp');
  });
});

describe('differences', () => {
  it('between two servers: another list', async () => {
    const result = await look([zone(twoHosts), zone(twoHosts.slice(1))], twoHostsKnown);
    const [first = '', second = ''] = result.answers.map(answer => answer.server);
    assert.deepEqual(result.differences, [
      { kind: 'mx-differ', server: first, other: second, onlyServer: ['20 mx2.example.jp'], onlyOther: [] },
    ]);
  });

  it('between two servers: one knows nothing; the first that has a result decides', async () => {
    const result = await look([() => ({ rcode: 'NXDOMAIN' }), zone(twoHosts)], twoHostsKnown);
    assert.equal(result.verdict, 'nxdomain');
    assert.equal(result.differences[0]?.kind, 'servers-disagree');
  });

  it('a server without an answer is passed over', async () => {
    const result = await look([() => ({ rcode: 'SERVFAIL' }), zone(twoHosts)], twoHostsKnown);
    assert.equal(result.verdict, 'works');
  });

  it('between DNS and the hosts file', async () => {
    const result = await look(zone(twoHosts), { ...twoHostsKnown, 'mx2.example.jp': ['10.0.0.2'] });
    assert.deepEqual(result.differences, [
      {
        kind: 'addresses-differ',
        server: result.answers[0]?.server,
        host: 'mx2.example.jp',
        dns: ['203.0.113.2'],
        system: ['10.0.0.2'],
      },
    ]);
  });

  it('a domain that only the hosts file knows', async () => {
    const result = await look(() => ({ rcode: 'NXDOMAIN' }), { 'example.jp': ['10.0.0.9'] });
    assert.equal(result.verdict, 'nxdomain');
    assert.deepEqual(result.differences[0]?.kind === 'addresses-differ' && result.differences[0].system, ['10.0.0.9']);
  });

  it('a family that this machine does not use is none', async () => {
    const result = await look(zone(twoHosts), { ...twoHostsKnown, 'mx1.example.jp': ['203.0.113.1'] });
    assert.deepEqual(result.differences, []);
  });
});

describe('limits of an MX look-up', () => {
  it('asks every server at the same time and settles at once when cancelled', async () => {
    const servers = await Promise.all(Array.from({ length: 3 }, () => startDnsFaultServer(() => ({ silent: true }))));
    const aborter = new AbortController();
    setTimeout(() => aborter.abort(), 100);
    const started = performance.now();
    const result = await lookupMx({
      domain: 'example.jp',
      servers: servers.map(server => server.server),
      signal: aborter.signal,
    });
    assert.equal(result.verdict, 'cancelled');
    assert.ok(performance.now() - started < 3000);
    assert.ok(servers.every(server => server.requests.length === 1));
    await Promise.all(servers.map(server => server.close()));
  });

  it('refuses wrong arguments before anything is asked', async () => {
    await assert.rejects(lookupMx({ domain: 'a b' }), ProbeInputError);
    await assert.rejects(lookupMx({ domain: 'example.jp', servers: ['dns.example.jp'] }), ProbeInputError);
  });
});
