import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProbeInputError } from '../../../../../client/src/probes/input-error.ts';
import { checkSender, dmarcNames } from '../../../../../client/src/probes/route/sender.ts';
import { reversed } from '../../../../../client/src/probes/route/sender-dns.ts';
import { parseSpf } from '../../../../../client/src/probes/route/spf.ts';
import { expandMacros } from '../../../../../client/src/probes/route/spf-macros.ts';
import type { SenderOptions, SenderResult } from '../../../../../client/src/probes/route/types.ts';
import {
  a,
  aaaa,
  type DnsHandler,
  mx,
  ptr,
  startDnsFaultServer,
  txt,
  zone,
} from '../../../../support/dns-fault-server.ts';

const address = '198.51.100.7';

async function check(
  records: Parameters<typeof zone>[0] | DnsHandler,
  options: Partial<SenderOptions>,
): Promise<{ readonly result: SenderResult; readonly asked: readonly string[] }> {
  const server = await startDnsFaultServer(typeof records === 'function' ? records : zone(records));
  try {
    const result = await checkSender({
      address,
      domain: 'sender.example',
      servers: [server.server],
      timeoutMs: 500,
      ...options,
    });
    return { result, asked: server.requests.map(request => `${request.type} ${request.name}`) };
  } finally {
    await server.close();
  }
}

describe('the sender side', () => {
  it('asks nobody anything unless told to', async () => {
    const { result, asked } = await check([], {});
    assert.deepEqual(asked, []);
    assert.deepEqual(result, { address, domain: 'sender.example', ptr: null, spf: null, dmarc: null, dnsbl: [] });
  });

  it('refuses wrong input', async () => {
    for (const wrong of [{ address: 'x' }, { domain: 'a b' }, { dnsbl: ['x y'] }, { servers: ['ns.example'] }])
      await assert.rejects(checkSender(wrong), ProbeInputError);
  });
});

describe('PTR', () => {
  const name = '7.100.51.198.in-addr.arpa';
  it('leads to a name and back', async () => {
    const { result } = await check([ptr(name, 'mail.sender.example'), a('mail.sender.example', address)], {
      ptr: true,
    });
    assert.deepEqual(result.ptr, {
      address,
      names: ['mail.sender.example'],
      confirmed: ['mail.sender.example'],
      obstacle: null,
    });
  });
  it('leads to a name that leads elsewhere', async () => {
    const { result } = await check([ptr(name, 'x.example'), a('x.example', '198.51.100.8')], { ptr: true });
    assert.deepEqual(result.ptr?.confirmed, []);
  });
  it('works for IPv6', async () => {
    const six = '2001:db8::7';
    const { result } = await check(
      [ptr(`${reversed(six)}.ip6.arpa`, 'mail.sender.example'), aaaa('mail.sender.example', six)],
      { ptr: true, address: six },
    );
    assert.deepEqual(result.ptr?.confirmed, ['mail.sender.example']);
  });
  it('of a private address is not asked for', async () => {
    const { result, asked } = await check([], { ptr: true, address: '192.168.1.2' });
    assert.equal(result.ptr?.obstacle, 'private-address');
    assert.deepEqual(asked, []);
  });
  it('says when DNS does not answer', async () => {
    const { result } = await check(() => ({ rcode: 'SERVFAIL' }), { ptr: true });
    assert.equal(result.ptr?.obstacle, 'dns-failed');
  });
});

describe('SPF', () => {
  const record = (text: string) => txt('sender.example', text);
  const includes = Array.from({ length: 11 }, (_, index) => `include:s${index}.example`);
  const included = Array.from({ length: 11 }, (_, index) => txt(`s${index}.example`, 'v=spf1 ip4:203.0.113.1 -all'));
  type Row = readonly [
    name: string,
    records: Parameters<typeof zone>[0],
    outcome: string,
    match: string | null,
    lookups: number,
    problem: string | null,
  ];
  const table: readonly Row[] = [
    ['an address', [record('v=spf1 ip4:198.51.100.7 -all')], 'pass', 'ip4:198.51.100.7', 0, null],
    ['a network', [record('v=spf1 ip4:198.51.100.0/24 -all')], 'pass', 'ip4:198.51.100.0/24', 0, null],
    ['another network', [record('v=spf1 ip4:198.51.101.0/24 ~all')], 'softfail', '~all', 0, null],
    ['nothing that fits', [record('v=spf1 ip6:2001:db8::/32')], 'neutral', null, 0, null],
    ['no record', [txt('sender.example', 'hello')], 'none', null, 0, null],
    ['two records', [record('v=spf1 -all'), record('v=spf1 ~all')], 'permerror', null, 0, 'several-records'],
    [
      'a record in parts',
      [txt('sender.example', 'v=spf1 ip4:198.51', '.100.7 -all')],
      'pass',
      'ip4:198.51.100.7',
      0,
      null,
    ],
    ['a', [record('v=spf1 a -all'), a('sender.example', address)], 'pass', 'a', 1, null],
    [
      'a with a prefix',
      [record('v=spf1 a:x.example/24 -all'), a('x.example', '198.51.100.9')],
      'pass',
      'a:x.example/24',
      1,
      null,
    ],
    [
      'mx',
      [record('v=spf1 mx -all'), mx('sender.example', 10, 'mx.example'), a('mx.example', address)],
      'pass',
      'mx',
      1,
      null,
    ],
    [
      'an include',
      [record('v=spf1 include:x.example -all'), txt('x.example', 'v=spf1 ip4:198.51.100.7 -all')],
      'pass',
      'include:x.example',
      1,
      null,
    ],
    [
      'an include that fails does not fail the whole',
      [record('v=spf1 include:x.example ?all'), txt('x.example', 'v=spf1 -all')],
      'neutral',
      '?all',
      1,
      null,
    ],
    [
      'an include of nothing',
      [record('v=spf1 include:x.example -all')],
      'permerror',
      'include:x.example',
      1,
      'include-without-record',
    ],
    [
      'a redirect',
      [record('v=spf1 redirect=x.example'), txt('x.example', 'v=spf1 ip4:198.51.100.7 -all')],
      'pass',
      'ip4:198.51.100.7',
      1,
      null,
    ],
    [
      'exists with a macro',
      [record('v=spf1 exists:%{i}.x.example -all'), a(`${address}.x.example`, '127.0.0.2')],
      'pass',
      'exists:%{i}.x.example',
      1,
      null,
    ],
    [
      'eleven look-ups',
      [record(`v=spf1 ${includes.join(' ')} -all`), ...included],
      'permerror',
      'include:s10.example',
      11,
      'too-many-lookups',
    ],
    [
      'a match before the eleventh, which counts all the same',
      [record(`v=spf1 ip4:198.51.100.7 ${includes.join(' ')} -all`), ...included],
      'pass',
      'ip4:198.51.100.7',
      11,
      'too-many-lookups',
    ],
    [
      'three empty look-ups',
      [record('v=spf1 a:x1.example a:x2.example a:x3.example -all')],
      'permerror',
      'a:x3.example',
      3,
      'too-many-void-lookups',
    ],
    ['itself', [record('v=spf1 include:sender.example -all')], 'permerror', 'include:sender.example', 1, 'loop'],
    ['a word that is not SPF', [record('v=spf1 ipv4:198.51.100.7 -all')], 'permerror', null, 0, 'syntax'],
  ];
  for (const [name, records, outcome, match, lookups, problem] of table)
    it(`${name}: ${outcome}`, async () => {
      const { spf } = (await check(records, { spf: true })).result;
      assert.deepEqual([spf?.outcome, spf?.match, spf?.lookups, spf?.problem], [outcome, match, lookups, problem]);
      assert.equal(spf?.obstacle, null);
    });

  it('is read but not applied where our public address is not known', async () => {
    const records = [record('v=spf1 include:x.example -all'), txt('x.example', 'v=spf1 a mx -all')];
    const { result, asked } = await check(records, { spf: true, address: '192.168.1.2' });
    assert.deepEqual([result.spf?.outcome, result.spf?.lookups], [null, 3]);
    assert.deepEqual(asked, ['TXT sender.example', 'TXT x.example']);
  });

  it('ends, whatever strangers write', async () => {
    const { result, asked } = await check(
      ({ name, type }) =>
        type === 'TXT' ? { answers: [txt(name, `v=spf1 include:a.${name} include:b.${name} -all`)] } : {},
      { spf: true },
    );
    assert.equal(result.spf?.outcome, 'permerror');
    assert.ok(asked.length <= 100, `${asked.length}`);
  });

  it('makes the record safe to print', async () => {
    const { result } = await check([record('v=spf1 exp=\u001b[2J -all')], { spf: true });
    assert.doesNotMatch(result.spf?.record ?? '', /\u001b/);
  });

  it('reads prefixes of both families', () => {
    const term = parseSpf('v=spf1 -A:x.example/24//64')?.terms[0];
    assert.deepEqual(
      [term?.qualifier, term?.name, term?.value, term?.prefix4, term?.prefix6],
      ['-', 'a', 'x.example', 24, 64],
    );
  });

  // RFC 7208 §7.4, with the values of its examples as far as they are known without a sender.
  const values = { domain: 'email.example.com', sender: 'email.example.com', address: '192.0.2.3' };
  const macros: readonly (readonly [string, string])[] = [
    ['%{d}', 'email.example.com'],
    ['%{d2}', 'example.com'],
    ['%{dr}', 'com.example.email'],
    ['%{d2r}', 'example.email'],
    ['%{ir}.%{v}._spf.%{d2}', '3.2.0.192.in-addr._spf.example.com'],
    ['%{l}', 'postmaster'],
    ['100%%', '100%'],
  ];
  for (const [macro, expanded] of macros)
    it(`expands ${macro}`, () => assert.equal(expandMacros(macro, values), expanded));
});

describe('DMARC', () => {
  it('is found at the domain', async () => {
    const { result } = await check([txt('_dmarc.sender.example', 'v=DMARC1; p=reject')], { dmarc: true });
    assert.deepEqual([result.dmarc?.foundAt, result.dmarc?.policy], ['sender.example', 'reject']);
  });
  it('is found above it, where the policy for subdomains counts', async () => {
    const { result } = await check([txt('_dmarc.sender.example', 'v=DMARC1; p=reject; sp=none')], {
      dmarc: true,
      domain: 'a.b.sender.example',
    });
    assert.deepEqual([result.dmarc?.foundAt, result.dmarc?.policy], ['sender.example', 'none']);
  });
  it('is not there', async () => {
    assert.equal((await check([], { dmarc: true })).result.dmarc?.foundAt, null);
  });
  it('asks at most eight names', () => {
    assert.deepEqual(dmarcNames('example.jp'), ['example.jp']);
    assert.deepEqual(dmarcNames('a.b.example.jp'), ['a.b.example.jp', 'b.example.jp', 'example.jp']);
    assert.equal(dmarcNames(`${'a.'.repeat(20)}example.jp`).length, 7);
  });
});

describe('DNSBL', () => {
  const listed = '7.100.51.198.bl.example';
  const table: readonly (readonly [string, Parameters<typeof zone>[0] | DnsHandler, string])[] = [
    ['127.0.0.2', [a(listed, '127.0.0.2'), txt(listed, 'see https://bl.example/')], 'listed'],
    ['NXDOMAIN', [], 'not-listed'],
    ['127.255.255.254, an open resolver', [a(listed, '127.255.255.254')], 'refused'],
    ['127.255.255.255, too many questions', [a(listed, '127.255.255.255')], 'refused'],
    ['an address of the Internet', [a(listed, '203.0.113.1')], 'unusable'],
    ['SERVFAIL', () => ({ rcode: 'SERVFAIL' }), 'no-answer'],
  ];
  for (const [name, records, outcome] of table)
    it(`${name}: ${outcome}`, async () => {
      const { result } = await check(records, { dnsbl: ['bl.example'] });
      assert.equal(result.dnsbl[0]?.outcome, outcome);
      assert.equal(result.dnsbl[0]?.reason, outcome === 'listed' ? 'see https://bl.example/' : null);
    });
  it('is not asked about a private address', async () => {
    const { asked } = await check([], { dnsbl: ['bl.example'], address: '10.0.0.1' });
    assert.deepEqual(asked, []);
  });
});

describe('an address turned round', () => {
  it('IPv4', () => assert.equal(reversed('192.0.2.1'), '1.2.0.192'));
  it('IPv6', () =>
    assert.equal(reversed('2001:db8::567:89ab'), 'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2'));
  it('IPv4 in IPv6', () => assert.ok(reversed('::ffff:192.0.2.1').startsWith('1.0.2.0.0.0.0.c.f.f.f.f.0')));
});
