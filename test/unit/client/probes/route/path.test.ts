import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { a, type DnsHandler, mx, zone } from '../../../../support/dns-fault-server.ts';
import { onLinux, run, two, twoKnown } from './laboratory.ts';

describe('the path of a mail', onLinux, () => {
  it('takes the MX hosts by preference, each for two attempts: a, a, b, b', async () => {
    const { result, servers, progress } = await run({
      mx: two,
      hosts: twoKnown,
      servers: { '127.0.0.2': {}, '127.0.0.3': {} },
    });
    assert.equal(result.verdict, 'works');
    assert.equal(result.confidence, 'high');
    assert.deepEqual(result.order, ['a.example.jp', 'a.example.jp', 'b.example.jp', 'b.example.jp']);
    assert.deepEqual(
      result.hosts.map(host => [host.host, host.via, host.preference, host.address, host.verdict]),
      [
        ['a.example.jp', 'mx', 10, '127.0.0.2', 'works'],
        ['b.example.jp', 'mx', 20, '127.0.0.3', 'works'],
      ],
    );
    assert.deepEqual(servers.get('127.0.0.2')?.received, ['EHLO mail.sender.example', 'QUIT']);
    assert.deepEqual(progress, [{ event: 'hosts', hosts: ['a.example.jp', 'b.example.jp'] }]);
  });

  it("shows the domain's own address as documented, without a say in the verdict", async () => {
    const no = { greeting: '554 5.7.1 no\r\n' };
    const { result } = await run({
      mx: two,
      hosts: { ...twoKnown, 'example.jp': ['127.0.0.4'] },
      servers: { '127.0.0.2': no, '127.0.0.3': no, '127.0.0.4': {} },
    });
    assert.equal(result.verdict, 'refused-by-peer');
    const own = result.hosts.at(-1);
    assert.deepEqual([own?.via, own?.decides, own?.verdict], ['own-address', false, 'works']);
    assert.ok(!result.order.includes('example.jp'));
  });

  it('goes to the gateway alone, without asking for an MX', async () => {
    let asked = 0;
    const { result } = await run({
      dns: () => {
        asked++;
        return {};
      },
      hosts: { 'gw.example.jp': ['127.0.0.2'] },
      servers: { '127.0.0.2': {} },
      options: { gateway: 'gw.example.jp' },
    });
    assert.equal(result.verdict, 'works');
    assert.equal(result.dns, null);
    assert.equal(asked, 0);
    assert.deepEqual(
      result.hosts.map(host => [host.host, host.via]),
      [['gw.example.jp', 'gateway']],
    );
  });

  it('says where the gateway cannot be resolved', async () => {
    const { result } = await run({ options: { gateway: 'gw.example.jp' } });
    assert.equal(result.verdict, 'nxdomain');
    assert.equal(result.hosts[0]?.address, null);
  });

  it('uses the address of a domain without MX', async () => {
    const { result } = await run({
      dns: zone([a('example.jp', '127.0.0.2')]),
      hosts: { 'example.jp': ['127.0.0.2'] },
      servers: { '127.0.0.2': {} },
    });
    assert.deepEqual(
      result.hosts.map(host => [host.via, host.decides, host.verdict]),
      [['implicit-mx', true, 'works']],
    );
  });

  it('believes a hosts file that knows a domain which DNS does not', async () => {
    const { result } = await run({
      dns: () => ({ rcode: 'NXDOMAIN' }),
      hosts: { 'example.jp': ['127.0.0.2'] },
      servers: { '127.0.0.2': {} },
    });
    assert.equal(result.verdict, 'works');
    assert.equal(result.hosts[0]?.via, 'implicit-mx');
  });

  it('shows an exchanger without address and goes on to the next', async () => {
    const { result } = await run({ mx: two, hosts: { 'b.example.jp': ['127.0.0.3'] }, servers: { '127.0.0.3': {} } });
    assert.equal(result.verdict, 'works');
    assert.deepEqual(
      result.hosts.map(host => [host.host, host.address, host.verdict]),
      [
        ['a.example.jp', null, 'mx-unusable'],
        ['b.example.jp', '127.0.0.3', 'works'],
      ],
    );
    assert.deepEqual(result.warnings, [{ warning: 'first-host-fails', host: 'a.example.jp', verdict: 'mx-unusable' }]);
  });

  const dnsVerdicts: readonly (readonly [string, DnsHandler, string])[] = [
    ['a domain that does not exist', () => ({ rcode: 'NXDOMAIN' }), 'nxdomain'],
    ['neither MX nor address', () => ({}), 'no-data'],
    ['a null MX', zone([mx('example.jp', 0, '.')]), 'null-mx'],
    ['SERVFAIL', () => ({ rcode: 'SERVFAIL' }), 'dns-servfail'],
    ['REFUSED', () => ({ rcode: 'REFUSED' }), 'dns-refused'],
    ['a DNS server that is silent', () => ({ silent: true }), 'dns-timeout'],
    ['exchangers that lead nowhere', zone([mx('example.jp', 10, 'gone.example.jp')]), 'mx-unusable'],
  ];
  for (const [name, dns, verdict] of dnsVerdicts)
    it(`${name}: ${verdict}`, async () => {
      const { result } = await run({ dns, options: { dnsTimeoutMs: 400 } });
      assert.equal(result.verdict, verdict);
      assert.equal(result.ok, false);
      assert.equal(result.hosts.filter(host => host.address !== null).length, 0);
    });
});
