import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runCli } from './run-cli.ts';

interface Line {
  readonly query: string;
  readonly entries: readonly { readonly id: string; readonly [name: string]: unknown }[];
  readonly classification?: Readonly<Record<string, unknown>>;
}

async function explain(...args: string[]): Promise<Line[]> {
  const run = await runCli(['explain', '--format', 'json', ...args]);
  return run.json() as unknown as Line[];
}

const ids = (line: Line | undefined): string[] => (line?.entries ?? []).map(entry => entry.id);

describe('senderlog explain', () => {
  /** Query and the ids it finds, best first. */
  const queries: readonly (readonly [string, readonly string[]])[] = [
    ['550', ['smtp:550']],
    ['５５０', ['smtp:550']],
    ['5.7.26', ['enhanced:X.7.26']],
    ['10060', ['winsock:10060']],
    ['error=10054', ['winsock:10054']],
    ['ECONNRESET', ['errno:ECONNRESET']],
    ['code=0/0', ['epost:code-0-0']],
    ['code=10060/ffffffff', ['epost:code-10060-ffffffff', 'winsock:10060']],
    ['-R0001', ['suffix:R']],
    ['B0000312044-R0001-E001', ['suffix:R', 'suffix:E']],
    ['240=(3)', ['epost:field-max-tries']],
    ['グレイリスト', ['class:greylisting']],
    ['nobody knows this word: xyzzyplugh', []],
  ];
  it('finds numbers, names, words and fragments of log lines', async () => {
    const lines = await explain(...queries.map(([query]) => query));
    assert.deepEqual(
      lines.map(line => [line.query, ids(line)]),
      queries.map(([query, found]) => [query, found]),
    );
    assert.ok(lines.every(line => !('classification' in line)));
  });

  it('a number of several systems gives each reading', async () => {
    const [line] = await explain('54');
    assert.ok(ids(line).includes('errno:ECONNRESET'), ids(line).join());
    assert.ok(
      ids(line).some(id => id.startsWith('windows:')),
      ids(line).join(),
    );
  });

  it('an entry has title, meaning, action and source in the language asked for', async () => {
    const [[en], [ja]] = [await explain('550', '--lang', 'en'), await explain('550', '--lang', 'ja')];
    for (const line of [en, ja]) {
      const entry = line!.entries[0]!;
      assert.deepEqual(Object.keys(entry), ['id', 'catalogue', 'title', 'meaning', 'action', 'source']);
      assert.ok(Array.isArray(entry.source) && entry.source.length > 0);
    }
    assert.match(String(ja!.entries[0]!.meaning), /[ぁ-ん]/);
    assert.doesNotMatch(String(en!.entries[0]!.meaning), /[ぁ-ん]/);
  });

  it('a whole reply is classified', async () => {
    const reply = '550 5.1.1 <taro@example.jp>: Recipient address rejected: User unknown in local recipient table';
    const [line] = await explain(reply);
    assert.deepEqual(line!.classification, {
      code: 550,
      enhanced: '5.1.1',
      provider: 'Postfix',
      class: 'userunknown',
      cause: 'user-unknown',
    });
    assert.deepEqual(ids(line).slice(0, 2), ['smtp:550', 'enhanced:X.1.1']);
    for (const id of ['epost:cause-user-unknown', 'class:userunknown']) assert.ok(ids(line).includes(id), id);
  });

  it("the mail server's own 451 is explained by its codes first", async () => {
    const [line] = await explain('451 Requested action aborted: error in processing (code=0/0)');
    assert.equal(ids(line)[0], 'epost:code-0-0');
  });

  it('--stage decides where the words leave it open', async () => {
    const reply = '550 User unknown';
    const [[early], [late]] = [await explain(reply, '--stage', 'RCPT'), await explain(reply, '--stage', 'final')];
    assert.notEqual(early!.classification!.class, late!.classification!.class);
  });

  it('--stdin: one query a line, the stage behind a TAB, Shift_JIS and UTF-8; an empty line keeps its place', async () => {
    const sjis = Buffer.from([0x92, 0x86, 0x8c, 0x70, 0x8b, 0x91, 0x94, 0xdb]); // 中継拒否
    const stdin = Buffer.concat([
      Buffer.from('550 Blocked\tconnect\r\n\r\n10060\n'),
      sjis,
      Buffer.from('\n550 5.1.1 User unknown\t\n中継拒否'),
    ]);
    const run = await runCli(['explain', '--stdin', '--format', 'json'], { stdin });
    const lines = run.json() as unknown as Line[];
    assert.deepEqual(
      lines.map(line => line.query),
      ['550 Blocked', '', '10060', '中継拒否', '550 5.1.1 User unknown', '中継拒否'],
    );
    assert.ok(lines[0]!.classification !== undefined && lines[4]!.classification !== undefined);
    assert.deepEqual(ids(lines[1]), []);
    assert.deepEqual(ids(lines[3]), ids(lines[5]));
    assert.equal(run.code, 0);
  });

  it('exit code 1 when nothing is known about a query', async () => {
    const run = await runCli(['explain', 'xyzzyplugh', '550', '--lang', 'en']);
    assert.equal(run.code, 1);
    assert.match(run.stdout, /Nothing is known/);
    assert.match(run.stdout, /\[smtp:550\]/);
  });

  it('no control character reaches the terminal or the JSON', async () => {
    const hostile = '550 5.1.1 \x1b[31m \u009b31m \u202e unknown user';
    for (const format of ['text', 'json']) {
      const run = await runCli(['explain', '--format', format, hostile]);
      assert.doesNotMatch(run.stdout.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
    }
  });

  it('answers a line at a time: a program that talks to it need not close the pipe', async () => {
    const { startCli } = await import('./run-cli.ts');
    const child = startCli(['explain', '--stdin', '--format', 'json']);
    try {
      child.stdin.write('550\n');
      const [chunk] = await new Promise<[Buffer]>(resolve => child.stdout.once('data', data => resolve([data])));
      assert.equal((JSON.parse(chunk.toString()) as Line).query, '550');
    } finally {
      child.kill();
    }
  });
});
