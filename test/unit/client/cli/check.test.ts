import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkReading } from '../../../../client/src/cli/check.ts';
import { FIXTURES } from '../../../support/scenario.ts';
import { expectedTable } from '../../../support/table.ts';
import { runHere } from './run-here.ts';

const WORKER = fileURLToPath(new URL('../../../../server/src/host/worker.ts', import.meta.url));

const folder = (name: string): string => path.normalize(fileURLToPath(new URL(name, FIXTURES)));

describe('senderlog check', () => {
  let scratch = '';
  before(() => {
    scratch = mkdtempSync(path.join(tmpdir(), 'senderlog-check-'));
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  /** A senderlog with these lines, in a folder of its own. */
  function log(name: string, text: string | Uint8Array): string {
    const file = path.join(scratch, name, 'senderlog', '261124.log');
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  for (const [scenario, code, strict] of [
    ['recorded/01-success-short', 0, 0],
    ['recorded/03-greeting-421-short', 0, 1],
    ['recorded/02-user-unknown-giveup-short', 1, 1],
    ['recorded/12-partial-recipients-short', 1, 1],
  ] as const) {
    it(`${scenario} ends with ${code}, with --strict with ${strict}`, async () => {
      assert.equal((await runHere(['check', folder(scenario)])).code, code);
      assert.equal((await runHere(['check', '--strict', folder(scenario)])).code, strict);
    });
  }

  it('knows every line of the recorded and of the composed logs', async () => {
    const { json } = await runHere(['check', '--format', 'json', folder('recorded'), folder('samples')]);
    const files = json().filter(line => line.type === 'file');
    assert.ok(files.length > 80, `${files.length} files`);
    assert.deepEqual(
      files.filter(file => file.unknownCount !== 0),
      [],
    );
  });

  it('tells the deliveries of a scenario one by one', async () => {
    const scenario = 'recorded/12-partial-recipients-short';
    const { json } = await runHere(['check', '--format', 'json', folder(scenario)]);
    const told = json().filter(line => line.type === 'delivery');
    const wanted = expectedTable('outcomes.tsv').filter(row => row.scenario === scenario);
    assert.deepEqual(
      told.map(d => [d.base, d.recipient, d.outcome, String(d.attempts), String(d.errorMail)].join(' ')).sort(),
      wanted.map(r => [r.base, r.recipient, r.outcome, r.attempts, r.errorMail].join(' ')).sort(),
    );
  });

  for (const format of ['text', 'json']) {
    it(`prints as ${format} the same when a thread reads ahead`, async () => {
      const args = [
        'check',
        '--findings',
        '--format',
        format,
        folder('recorded/02-user-unknown-giveup-short'),
        folder('recorded/12-partial-recipients-short'),
      ];
      const ahead = await runHere(
        args,
        checkReading(() => WORKER),
      );
      assert.deepEqual({ ...ahead, json: [] }, { ...(await runHere(args)), json: [] });
    });
  }

  it('a thread that fails is told, and ends with 2', async () => {
    const program = log('failing', "throw new Error('out of order');");
    const { code, stderr } = await runHere(
      ['check', folder('recorded/01-success-short')],
      checkReading(() => program),
    );
    assert.deepEqual([code, stderr], [2, 'senderlog: out of order\n']);
  });

  it('a line that nobody knows is named, and a problem', async () => {
    const file = log('unknown', '[13:00:00:000] [B0000000001] [a.example] GetTryServer:()\r\r\nwhat is this\r\r\n');
    const { code, json } = await runHere(['check', '--format', 'json', file]);
    const [report] = json();
    assert.equal(code, 1);
    assert.deepEqual([report!.unknownCount, report!.unknown, report!.lines], [1, [2], 2]);
  });

  it('a file that is not there ends with 2, the others are told', async () => {
    const { code, stdout, stderr } = await runHere([
      'check',
      '--format',
      'json',
      path.join(scratch, 'missing.log'),
      folder('recorded/01-success-short'),
    ]);
    assert.equal(code, 2);
    assert.match(stderr, /missing\.log/);
    assert.match(stdout, /"type":"delivery"/);
  });

  it('the same file twice counts once', async () => {
    const once = await runHere(['check', '--format', 'json', folder('recorded/01-success-short')]);
    const twice = folder('recorded/01-success-short');
    assert.equal((await runHere(['check', '--format', 'json', twice, twice])).stdout, once.stdout);
  });

  it('shows nothing that a terminal acts on, whatever a peer said', async () => {
    const reply = '550 \u001b[2J\u009b31m\u202eevil\u2066 no such user';
    const file = log(
      'hostile',
      [
        '[13:00:00:000] [B0000000001] [a.example] GetTryServer:()',
        '[13:00:00:001] [B0000000001] ConnectHost(mx.a.example)',
        '[13:00:00:002] [B0000000001] SendMailMess:[13:00:00:002] 220 hello',
        '[13:00:00:003] [B0000000001] SendMailMess:EHLO us.example',
        '[13:00:00:004] [B0000000001] SendMailMess:[13:00:00:004] 250 hello',
        '[13:00:00:005] [B0000000001] SendMailMess:MAIL FROM:<a@us.example>',
        `[13:00:00:006] [B0000000001] SendMailMess:[13:00:00:006] ${reply}`,
        '[13:00:00:007] [B0000000001] SendMailMess:QUIT',
        '',
      ].join('\r\r\n'),
    );
    for (const args of [[], ['--findings'], ['--format', 'json', '--findings']]) {
      for (const lang of ['en', 'ja']) {
        const { stdout } = await runHere(['check', file, '--lang', lang, ...args]);
        assert.match(stdout, /no such user/);
        assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }
    }
  });
});
