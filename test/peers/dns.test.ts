/** BIND, and the tools that everybody compares with: dig and nslookup. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { closedPort } from '../support/smtp-fault-server.ts';
import { ask, find, needs, type Peer, senderlog, startPeer, temporary } from './support.ts';

const named = find('named');
const unbound = find('unbound');
const dig = find('dig');
const nslookup = find('nslookup');
/** So many exchangers do not fit into a datagram. */
const MANY = 45;

const zoneText = `$TTL 300
@ IN SOA ns.example.test. root.example.test. 1 3600 600 86400 60
@ IN NS ns.example.test.
@ IN MX 20 mx2.example.test.
@ IN MX 10 mx1.example.test.
ns IN A 127.0.0.1
mx1 IN A 198.51.100.1
mx1 IN AAAA 2001:db8::1
mx2 IN A 198.51.100.2
null IN MX 0 .
nodata IN TXT "nothing else"
alias IN MX 10 www.example.test.
www IN CNAME mx1.example.test.
dangling IN MX 10 nowhere.example.test.
implicit IN A 198.51.100.3
other IN CNAME example.test.
${Array.from({ length: MANY }, (_, i) => `many IN MX ${i + 1} a-rather-long-name-of-exchanger-${i}.example.test.`).join('\n')}
`;

interface Mx {
  readonly preference: number;
  readonly exchange: string;
  readonly problem: string | null;
}

/** Tests that hold for every server with this zone. */
function facts(server: () => string, port: () => number): void {
  const mx = async (name: string) => {
    const { verdict, json } = await senderlog('mx', name, '--server', server(), '--reply-timeout', '5');
    const [answer] = json.answers as { transport: string; authoritative: boolean; rcode: string; mx: readonly Mx[] }[];
    return { verdict, answer: answer! };
  };
  const expected: readonly (readonly [string, string, string | null])[] = [
    ['example.test', 'works', null],
    ['other.example.test', 'works', null],
    ['null.example.test', 'null-mx', null],
    ['nodata.example.test', 'no-data', null],
    ['alias.example.test', 'works', 'alias'],
    ['dangling.example.test', 'mx-unusable', 'no-address'],
    ['implicit.example.test', 'works', 'implicit'],
    ['missing.example.test', 'nxdomain', null],
  ];
  for (const [name, verdict, problem] of expected)
    it(`${name}: ${verdict}${problem === null ? '' : `, ${problem}`}`, async () => {
      const result = await mx(name);
      assert.equal(result.verdict, verdict);
      if (problem !== null) assert.equal(result.answer.mx[0]?.problem, problem);
    });

  it('a list that does not fit into a datagram is read over TCP', async () => {
    const { answer } = await mx('many.example.test');
    assert.deepEqual([answer.transport, answer.mx.length], ['tcp', MANY]);
  });

  it('the same facts as dig', needs({ dig }), async () => {
    for (const name of ['example.test', 'many.example.test', 'alias.example.test', 'null.example.test']) {
      const theirs = ask(dig!, ['@127.0.0.1', '-p', String(port()), '+short', 'MX', name])
        .trim()
        .split('\n')
        .sort();
      const { answer } = await mx(name);
      const ours = answer.mx.map(host => `${host.preference} ${host.exchange === '.' ? '' : host.exchange}.`).sort();
      assert.deepEqual(ours, theirs, name);
    }
    const status = ask(dig!, ['@127.0.0.1', '-p', String(port()), 'MX', 'missing.example.test']);
    assert.match(status, /status: NXDOMAIN/);
    const flags = / aa[ ;]/.test(ask(dig!, ['@127.0.0.1', '-p', String(port()), 'MX', 'example.test']));
    assert.equal((await mx('example.test')).answer.authoritative, flags);
  });

  it('the same facts as nslookup', needs({ nslookup }), async () => {
    const told = ask(nslookup!, [`-port=${port()}`, '-type=mx', 'example.test', '127.0.0.1']);
    const theirs = [...told.matchAll(/mail exchanger = (\d+) (\S+)\.$/gm)]
      .map(match => `${match[1]} ${match[2]}`)
      .sort();
    const { answer } = await mx('example.test');
    assert.equal(theirs.length, 2, told);
    assert.deepEqual(
      answer.mx.map(host => `${host.preference} ${host.exchange}`),
      theirs,
    );
  });
}

describe('BIND', needs({ named }), () => {
  const { folder, remove } = temporary();
  let peer: Peer;
  let port = 0;
  before(async () => {
    port = await closedPort();
    mkdirSync(path.join(folder, 'work'));
    writeFileSync(path.join(folder, 'example.test'), zoneText);
    writeFileSync(path.join(folder, 'broken.test'), 'this is no zone\n');
    writeFileSync(
      path.join(folder, 'named.conf'),
      `options { directory "${folder}/work"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
        recursion no; pid-file none; session-keyfile none; max-udp-size 1232; };
      controls { };
      zone "example.test" { type master; file "${folder}/example.test"; };
      zone "broken.test" { type master; file "${folder}/broken.test"; };
      zone "closed.test" { type master; file "${folder}/example.test"; allow-query { none; }; };`,
    );
    peer = await startPeer(named!, ['-g', '-n', '1', '-c', path.join(folder, 'named.conf')], port);
  });
  after(async () => {
    await peer?.stop();
    remove();
  });
  facts(
    () => `127.0.0.1:${port}`,
    () => port,
  );
  it('a zone that could not be loaded: dns-servfail', async () => {
    assert.equal((await senderlog('mx', 'broken.test', '--server', `127.0.0.1:${port}`)).verdict, 'dns-servfail');
  });
  it('a zone that it does not show us, and one that is not its own: dns-refused', async () => {
    assert.equal((await senderlog('mx', 'closed.test', '--server', `127.0.0.1:${port}`)).verdict, 'dns-refused');
    assert.equal((await senderlog('mx', 'example.com', '--server', `127.0.0.1:${port}`)).verdict, 'dns-refused');
  });
});

describe('unbound', needs({ unbound }), () => {
  const { folder, remove } = temporary();
  let peer: Peer;
  let port = 0;
  before(async () => {
    port = await closedPort();
    writeFileSync(path.join(folder, 'example.test'), zoneText);
    writeFileSync(
      path.join(folder, 'unbound.conf'),
      `server:
  interface: 127.0.0.1@${port}
  do-daemonize: no
  use-syslog: no
  logfile: ""
  chroot: ""
  username: ""
  pidfile: "${folder}/pid"
  directory: "${folder}"
  module-config: "iterator"
  local-zone: "test." nodefault
auth-zone:
  name: "example.test"
  zonefile: "${folder}/example.test"
  for-downstream: yes
  for-upstream: yes
remote-control:
  control-enable: no
`,
    );
    peer = await startPeer(unbound!, ['-d', '-c', path.join(folder, 'unbound.conf')], port);
  });
  after(async () => {
    await peer?.stop();
    remove();
  });
  facts(
    () => `127.0.0.1:${port}`,
    () => port,
  );
});
