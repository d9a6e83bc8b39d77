import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCli } from './run-cli.ts';

const manifest = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
};

describe('senderlog: how it is called', () => {
  it('--version is that of the package', async () => {
    const run = await runCli(['--version']);
    assert.deepEqual([run.code, run.stdout], [0, `${manifest.version}\n`]);
    assert.equal(manifest.bin.senderlog, './dist/cli.js');
  });

  it('--help names every command and every common option; so does -h', async () => {
    const run = await runCli(['--help']);
    assert.equal(run.code, 0);
    for (const word of ['explain', 'mx', 'probe', 'route', '--format text|json', '--lang en|ja', '--encoding NAME'])
      assert.ok(run.stdout.includes(word), word);
    assert.equal((await runCli(['-h'])).stdout, run.stdout);
  });

  it('COMMAND --help names its options, in the language asked for, even if the rest is wrong', async () => {
    const run = await runCli(['probe', '--help', '--nonsense', '--lang', 'ja']);
    assert.equal(run.code, 0);
    assert.match(run.stdout, /^使い方: senderlog probe HOST/m);
    assert.match(run.stdout, /--connect-timeout S/);
  });

  /** Each ends with exit code 2, nothing on stdout, and one sentence on stderr. */
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [[], /Usage/],
    [['frobnicate'], /unknown command "frobnicate"/],
    [['mx'], /DOMAIN is missing/],
    [['mx', 'example.jp', 'example.com'], /one argument too many: "example\.com"/],
    [['mx', '--nonsense', 'example.jp'], /unknown option --nonsense/],
    [['mx', 'example.jp', '--server'], /--server needs a value/],
    [['mx', 'example.jp', '--server', 'ns.example.jp'], /not a DNS server/],
    [['mx', 'not a domain'], /not a domain name/],
    [['probe', 'mx.example.jp', '--port', '70000'], /not a port/],
    [['probe', 'mx.example.jp', '--port', 'smtp'], /--port takes a port/],
    [['probe', 'mx.example.jp', '--starttls=yes'], /--starttls takes no value/],
    [['probe', 'mx.example.jp', '--connect-timeout', '0'], /takes seconds/],
    [['probe', '127.0.0.1', '--from', 'a@b.example>\r\nDATA'], /is not a domain name/],
    [['probe', 'a', '--port', '1', '--port', '2'], /--port is given twice/],
    [['--format', 'xml', 'explain', '550'], /--format is text, json/],
    [['explain', '550', '--encoding', 'klingon'], /unknown encoding/],
    [['explain', '550', '--time-zone', 'Mars/Olympus'], /unknown time zone/],
    [['explain', '550', '--stage', 'somewhere'], /unknown stage/],
  ];
  for (const [args, complaint] of wrong)
    it(`senderlog ${args.map(arg => JSON.stringify(arg)).join(' ')}: ${complaint.source}`, async () => {
      const run = await runCli(args);
      assert.deepEqual([run.code, run.stdout], [2, '']);
      assert.match(run.stderr, complaint);
    });

  it('complains in the language of the terminal', async () => {
    const run = await runCli(['mx'], { env: { LANG: 'ja_JP.UTF-8' } });
    assert.match(run.stderr, /DOMAIN が指定されていません/);
  });

  it('what a user typed comes back without anything a terminal could act on', async () => {
    const run = await runCli(['\x1b]0;owned\x07']);
    assert.equal(run.code, 2);
    assert.doesNotMatch(run.stderr, /[\x1b\x07]/);
    assert.ok(run.stderr.includes('\\x1b]0;owned'), run.stderr);
  });

  it('options of the program may stand before the command, and = may join a value', async () => {
    const run = await runCli(['--format=json', '--lang', 'ja', 'explain', '550']);
    assert.equal(run.code, 0);
    assert.equal(run.json()[0]!.query, '550');
  });

  it('a file that takes no more (a full disk) is told: exit code 2', {
    skip: process.platform !== 'linux',
  }, async () => {
    const { spawnSync } = await import('node:child_process');
    const { openSync } = await import('node:fs');
    const main = fileURLToPath(new URL('../../../../client/src/cli/main.ts', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [main, 'explain', '550', '--lang', 'en'], {
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    });
    assert.match(stderr.toString(), /output cannot be written/);
    assert.equal(status, 2);
  });
});
