/** A packet filter for port 25, in a network namespace of the test's own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { find, needs, temporary } from './support.ts';

const nft = find('nft');
const ip = find('ip');
const canUnshare = spawnSync('unshare', ['-rmn', 'true']).status === 0 ? 'unshare' : undefined;

/** Loopback with the addresses of a small Internet, a hosts file that knows the MX host, and the filter. */
const SETUP = `
ip link set lo up
for a in 1 8 9; do ip addr add 198.51.100.$a/32 dev lo; done
ip addr add 2001:db8::1/128 dev lo nodad
mount --bind "$1/hosts" /etc/hosts
mount --bind "$1/resolv.conf" /etc/resolv.conf
nft -f "$1/rules"
shift
exec "$@"`;

interface Seen {
  readonly verdict: string;
  readonly confidence: string;
  readonly needs: readonly string[];
  readonly families: readonly { readonly family: number; readonly verdict: string }[];
  readonly timeMs: number;
  readonly code: number | null;
}

function route(rules: string, ...options: readonly string[]): Seen {
  const { folder, remove } = temporary();
  try {
    const v6 = options.includes('ipv6') ? '2001:db8::1 mx.example.test\n' : '';
    writeFileSync(path.join(folder, 'hosts'), `127.0.0.1 localhost\n198.51.100.1 mx.example.test\n${v6}`);
    writeFileSync(path.join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\n');
    writeFileSync(path.join(folder, 'rules'), rules);
    const inner = [process.execPath, path.join(import.meta.dirname, 'filter.ts'), ...options];
    const run = spawnSync('unshare', ['-rmn', 'sh', '-ec', SETUP, 'sh', folder, ...inner], { encoding: 'utf8' });
    assert.notEqual(run.stdout, '', run.stderr);
    return { ...(JSON.parse(run.stdout) as Omit<Seen, 'code'>), code: run.status };
  } finally {
    remove();
  }
}

describe('port 25 behind a packet filter', needs({ nft, ip, 'unshare (namespaces)': canUnshare }), () => {
  const chain = (hook: string, rule: string): string =>
    `table inet t {\n chain c {\n type filter hook ${hook} priority 0;\n ${rule}\n }\n}\n`;
  /** On the way in, as at a provider: a drop on the way out would be told to the sender. */
  const drop = (match: string): string => chain('input', `${match} drop`);

  it('no filter: works', () => {
    assert.equal(route('').verdict, 'works');
  });

  it('dropped for everybody, controls at hand: port-25-blocked', t => {
    const seen = route(drop('tcp dport 25'));
    t.diagnostic(`verdict after ${seen.timeMs} ms with --connect-timeout 3`);
    assert.deepEqual([seen.verdict, seen.confidence, seen.code], ['port-25-blocked', 'high', 1]);
  });

  it('dropped for everybody, no controls: undecided, and what would decide it', () => {
    const seen = route(drop('tcp dport 25'), 'alone');
    assert.deepEqual([seen.verdict, seen.needs], ['undecided', ['control-hosts', 'run-on-mail-server']]);
  });

  it('dropped for the receiver alone: connect-timeout', () => {
    const seen = route(drop('ip daddr 198.51.100.1 tcp dport 25'));
    assert.deepEqual([seen.verdict, seen.confidence], ['connect-timeout', 'high']);
  });

  it('everything dropped for receivers and controls: undecided, since the network may be down', () => {
    const seen = route(drop('ip daddr 198.51.100.0/24'));
    assert.deepEqual([seen.verdict, seen.needs], ['undecided', ['other-port', 'run-on-mail-server']]);
  });

  it('dropped for IPv4 only: works over IPv6, and the families are told apart', () => {
    const seen = route(drop('ip protocol tcp tcp dport 25'), 'ipv6');
    assert.equal(seen.verdict, 'works');
    assert.deepEqual(
      seen.families.map(({ family, verdict }) => [family, verdict]),
      [
        [4, 'port-25-blocked'],
        [6, 'works'],
      ],
    );
  });

  it('refused with a reset: connect-refused, which is no blocked port', () => {
    assert.equal(route(chain('output', 'tcp dport 25 reject with tcp reset')).verdict, 'connect-refused');
  });

  it('refused as forbidden by an administrator: connect-unreachable', () => {
    assert.equal(
      route(chain('output', 'tcp dport 25 reject with icmpx type admin-prohibited')).verdict,
      'connect-unreachable',
    );
  });
});
