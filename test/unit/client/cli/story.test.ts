import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FIXTURES } from '../../../support/scenario.ts';
import { runCli } from './run-cli.ts';

const folder = (name: string): string => path.normalize(fileURLToPath(new URL(name, FIXTURES)));
const refused = folder('recorded/02-user-unknown-giveup-short');
const ID = 'B0000123011';

describe('senderlog story ID', () => {
  it('tells the verdict first, then every line with its place, attempt by attempt', async () => {
    const { code, stdout, stderr } = await runCli(['story', ID, refused, '--lang', 'en']);
    const lines = stdout.split('\n');
    assert.equal(code, 1, 'the mail failed');
    assert.equal(stderr, '');
    assert.equal(lines[0], '# B0000123011 — failed');
    assert.match(lines[3]!, /Recipient does not exist \[user-unknown\]/);
    const log = path.join(refused, 'senderlog', '261124.log');
    assert.ok(lines.includes(`${log}:5: [13:07:13:274] [B0000123011] ConnectHost(mx.example.net)`));
    assert.ok(
      lines.includes(`${log}:6: ~ [13:07:13:281] 124:get_reply():size=34:token=220 mx.example.net ESMTP Postfix`),
    );
    assert.equal(lines.filter(l => /^## Attempt \d+ of 11 /.test(l)).length, 11);
    // Every line is one of the story's own, one of a log, or blank.
    assert.ok(lines.every(l => l === '' || l.startsWith('#') || /^.{1,300}?:\d+: /.test(l)));
  });

  it('in Japanese', async () => {
    const { stdout } = await runCli(['story', `<${ID}-R0001@mail.example.jp>`, refused, '--lang', 'ja']);
    assert.match(stdout, /^# B0000123011 — 配送失敗\n## 結論\n/);
  });

  it('as JSON: one line an attempt of each delivery', async () => {
    const rows = (await runCli(['story', ID, refused, '--format', 'json'])).json();
    assert.deepEqual(
      rows.map(r => [r.queueId, r.attempt, r.outcome]),
      [
        [ID, 1, 'deferred'],
        ...Array.from({ length: 9 }, (_, i) => [`${ID}-R0001`, i + 2, 'deferred']),
        [`${ID}-R0001`, 11, 'failed'],
        [`${ID}-R0001-E001`, 1, 'delivered'],
      ],
    );
    const { steps, ...last } = rows[10]!;
    const log = path.join(refused, 'senderlog', '261124.log');
    assert.deepEqual(last, {
      queueId: `${ID}-R0001`,
      base: ID,
      recipient: 'nobody1@example.net',
      attempt: 11,
      host: 'mx.example.net',
      address: null,
      stage: 'rcpt',
      outcome: 'failed',
      reply: {
        code: 550,
        enhanced: '5.1.1',
        text: '550 5.1.1 <nobody1@example.net>: Recipient address rejected: User unknown in virtual mailbox table',
        origin: 'remote',
      },
      startedAt: '2026-11-24T13:07:49.296+09:00',
      endedAt: '2026-11-24T13:07:49.300+09:00',
      evidence: [
        { path: log, line: 412 },
        { path: log, line: 385 },
      ],
      errorMail: false,
      cause: 'user-unknown',
      socketError: null,
    });
    assert.deepEqual(steps, [
      { stage: 'greeting', timeMs: 1 },
      { stage: 'ehlo', timeMs: 1 },
      { stage: 'mail', timeMs: 1 },
      { stage: 'rcpt', timeMs: 1 },
    ]);
  });

  it('what a faillog alone tells is an attempt without number; the address is the outlog’s', async () => {
    const [row] = (await runCli(['story', 'B0000000031', folder('stories/faillog-only'), '--format', 'json'])).json();
    assert.deepEqual(
      [row?.attempt, row?.outcome, row?.stage, row?.startedAt, row?.endedAt, row?.cause],
      [null, 'failed', null, null, '2025-03-10T12:00:00', 'undeliverable-unspecified'],
    );
    const rows = (await runCli(['story', 'B0000312001', folder('stories/missing-day'), '--format', 'json'])).json();
    assert.deepEqual(
      rows.map(r => [r.attempt, r.outcome, r.address]),
      [
        [1, 'deferred', null],
        [2, 'delivered', '198.51.100.7'],
      ],
    );
  });

  it('a mail that was delivered: exit code 0; deferred: 0, with --strict 1', async () => {
    assert.equal((await runCli(['story', 'B0000312001', folder('stories/missing-day')])).code, 0);
    const deferred = ['story', 'B0000000041', folder('stories/two-servers/senderlog/MAIL2')];
    assert.equal((await runCli(deferred)).code, 0);
    assert.equal((await runCli([...deferred, '--strict'])).code, 1);
  });

  it('an id that no line names: said, exit code 1', async () => {
    const { code, stdout, stderr } = await runCli(['story', 'B0000000001', refused]);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /B0000000001/);
  });

  it('wrong usage and files that cannot be read: exit code 2', async () => {
    for (const args of [['story'], ['story', ID], ['story', 'B123', refused], ['story', 'nobody', refused]])
      assert.equal((await runCli(args)).code, 2, args.join(' '));
    const { code, stdout } = await runCli(['story', ID, refused, 'not there']);
    assert.equal(code, 2);
    assert.match(stdout, /^# B0000123011/, 'the others are still done');
  });
});

describe('senderlog story ADDRESS', () => {
  it('all deliveries to it or from it', async () => {
    const stories = folder('stories/id-reused');
    const to = (await runCli(['story', 'Second@example.org', stories, '--format', 'json'])).json();
    assert.deepEqual(
      to.map(r => [r.base, r.recipient, r.outcome]),
      [['B0000000007', 'second@example.org', 'failed']],
    );
    const from = (await runCli(['story', 'a@example.jp', stories, '--format', 'json'])).json();
    assert.deepEqual(
      from.map(r => r.recipient),
      ['first@example.net'],
    );
  });

  it('as text, one story after the other', async () => {
    const { stdout, code } = await runCli([
      'story',
      'taro@sender.example.jp',
      folder('recorded/12-partial-recipients-short'),
    ]);
    assert.match(stdout, /^# B0000523001 — failed$/m);
    assert.equal(code, 1);
  });
});
