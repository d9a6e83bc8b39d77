import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { logOfPath } from '../../../../server/src/logs/detect.ts';
import { Flag } from '../../../../server/src/logs/record.ts';
import { FILES } from './arbitraries.ts';
import { assertWhole, lex, type Row, rowsOf } from './notation.ts';

/*
 * The lexers on the recorded logs and the samples. What is expected is counted in the text by plain means: each write is put on a
 * line of its own, in the cleaned form of the vendor's pages, and the lines are told apart by regular expressions.
 */

const STAMP = String.raw`\[\d\d:\d\d:\d\d:\d\d\d\] `;
const ID = String.raw`\[B\d{10}(?:-\w+)*\]`;

/** One write a line: the stamp of a reply is taken off, glued writes get lines of their own, empty lines go. */
function writes(bytes: Uint8Array): string[] {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(new RegExp(String.raw`(SendMailMess:)${STAMP}(?=\d{3}[ -])`, 'g'), '$1')
    .replace(new RegExp(`(?=${STAMP})`, 'g'), '\n')
    .split(/[\r\n]+/)
    .filter(line => line !== '');
}

const event = (text: string): RegExp => new RegExp(String.raw`^(?:${STAMP})?(?:\[[^\]]*\] ?)*:?(?:${text})`);
const session = (text: string): RegExp => new RegExp(`^(?:${STAMP})?${ID} SendMailMess:(?:${text})`);
const bare = (text: string): RegExp => new RegExp(`^(?:${STAMP})(?:${text})`);

const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['reply', session(String.raw`\d{3}[ -]`)],
  ['stub', session('$')],
  ['command', session('(?:EHLO|HELO|AUTH|MAIL|RCPT) .+|(?:STARTTLS|DATA|RSET|QUIT)$')],
  ['auth-data', session('(?!(?:STARTTLS|DATA|RSET|QUIT)$)[A-Za-z0-9+/]{4,}=*$')],
  ['send-result', event('SendMailMess:return=|SendGlbalMail:return code=')],
  ['send-start', event('SendMailMess$|SendGlbalMail:domain=')],
  ['orphan-reply', bare(String.raw`\d{3}[ -](?!Requested action aborted: error in processing. \(code=)`)],
  ['self451', bare(String.raw`451 Requested action aborted: error in processing. \(code=`)],
  ['get-reply', bare(String.raw`\d+:get_reply\(\):size=[1-9]`)],
  ['get-reply-end', bare(String.raw`\d+:get_reply\(\):size=(?:0|-1):token=$`)],
  ['continuation', new RegExp(`^(?!${STAMP}|${ID})`)],
  ['data-complete', event('SendData complete')],
  ['data-error', event('SendData (?:error|.socket error)')],
  ['connect-host', event(String.raw`ConnectHost\([^)]`)],
  ['connect-failed', event('ConnectHost: winsock connect failed')],
  ['connect-success', event('ConnectHost: winsock connect success')],
  ['connect-trace', event('ConnectHost:domain=|ConnectHost: retrun|getaddrinfo:')],
  ['tls-trace', bare(String.raw`SendMailMess\(\):SSL_CTX`)],
  ['tls-connect-trace', bare(String.raw`ConnectHost\(\):SSL_CTX`)],
  ['tls-failed', bare('.*SSL_.* failed')],
  ['try-check', event(String.raw`GetTryServer:\(\)$`)],
  ['try-age', event(String.raw`GetTryServer:\(ltime`)],
  ['try-index', event('GetTryServer:i=')],
  ['try-first', event(String.raw`GetTryServer\(\): .* not found`)],
  ['after-cutting', event('AfterCutting')],
  ['retry-decision', event('SendGlobalMailStatus')],
  ['set-retry', event(String.raw`SetRetry\(\):Try-number`)],
  ['retry-trace', event('bRetryRule|RetryDomain|Inc_MRI|SetRetry:')],
  ['bounce-start', event('ReturnMail Start:RCPT')],
  ['bounce-route', event('ReturnMail Start:domain')],
  ['bounce-done', event('ReturnMail Completed')],
  ['bounce-trace', event(String.raw`ReturnMail\(\) start`)],
  ['route', event('GetSMTPServer = ')],
  ['mx-found', event('queryMXRecode:.* IN MX ')],
  [
    'mx-query',
    event(String.raw`\(.*\)->\[.*queryMXRecode|\(.*\) LocalNameServers|start findNameServers|queryMXRecode:sts=`),
  ],
  ['mx-chosen', event('nErrCode|SMTPServer=')],
  ['mx-not-found', event('not found |error queryMXRecode')],
  ['mx-cache', event('...MXCashList')],
  ['tls-memory', event('...STLSFailList')],
  ['log-write', event('(?:outlog|outlocallog|faillog)')],
  [
    'queue',
    event('Scramble|X_MoveFile|Delete File|_findfirst|GetRetryRCPFile|(?:Start |End )?SetRCPFile|GetRCPFile:(?!rcp)'),
  ],
  ['answer', event('GetRCPFile:rcp.mAnswer')],
  ['account', event('NetUserGetInfo|Check To|user check')],
  ['thread', event('start _beginthread')],
];

function count(keys: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

function shapeOf(line: string): string {
  const shapes = SHAPES.filter(([, shape]) => shape.test(line)).map(([kind]) => kind);
  assert.equal(shapes.length, 1, `${shapes.join(', ')}: ${line}`);
  return shapes[0]!;
}

const CODE = new RegExp(String.raw`(?:^|SendMailMess:|token=|${STAMP})(\d{3})(?:[ -]|$)`);
const REPLIES = new Set(['reply', 'orphan-reply', 'continuation', 'get-reply']);

/** What stands in the text, shape by shape. */
function counted(lines: readonly string[]) {
  const shapes = lines.map(shapeOf);
  return {
    kinds: count(shapes),
    codes: count(lines.filter((_, i) => REPLIES.has(shapes[i]!)).flatMap(line => CODE.exec(line)?.[1] ?? [])),
    ids: count(lines.flatMap(line => new RegExp(`^(?:${STAMP})?\\[(${ID.slice(2, -2)})\\]`).exec(line)?.[1] ?? [])),
    stamps: count(lines.flatMap(line => new RegExp(`^${STAMP}`).exec(line)?.[0] ?? [])),
    errors: count(lines.flatMap(line => /socket error code=(\d+)/.exec(line)?.[1] ?? [])),
  };
}

/** The same from the records. */
function lexed(rows: readonly Row[]) {
  const two = (n: number) => String(n).padStart(2, '0');
  return {
    kinds: count(rows.map(row => row.kind)),
    codes: count(rows.filter(row => REPLIES.has(row.kind) && row.code > 0).map(row => String(row.code))),
    ids: count(rows.filter(row => row.id !== '').map(row => row.id)),
    stamps: count(
      rows
        .filter(row => row.stamp >= 0)
        .map(({ stamp: t }) => {
          const [h, m, s] = [t / 3_600_000, (t / 60_000) % 60, (t / 1000) % 60].map(n => two(Math.floor(n)));
          return `[${h}:${m}:${s}:${String(t % 1000).padStart(3, '0')}] `;
        }),
    ),
    errors: count(rows.filter(row => ['connect-failed', 'data-error'].includes(row.kind)).map(row => String(row.code))),
  };
}

const rowsIn = (path: string): Row[] => rowsOf(lex(logOfPath(path) ?? 'senderlog', FILES.get(path)!));

describe('recorded logs and samples', () => {
  for (const [path, bytes] of FILES) {
    const name = logOfPath(path) ?? 'senderlog';
    it(path, () => {
      const rows = rowsIn(path);
      assertWhole(bytes, rows, name);
      assert.deepEqual(
        rows.filter(row => row.kind === 'unknown'),
        [],
      );
      if (name === 'senderlog') assert.deepEqual(lexed(rows), counted(writes(bytes)));
      else {
        const lines = Buffer.from(bytes)
          .toString('latin1')
          .split('\r\n')
          .join('\n')
          .split('\n')
          .filter(line => line !== '');
        const kinds = lines.map(line => (line.includes(' send fail on [') ? 'fail' : 'sent'));
        assert.deepEqual(
          rows.map(row => row.kind),
          kinds,
        );
        assert.deepEqual(
          rows.map(row => row.id),
          lines.map(line => line.slice(0, 11)),
        );
        assert.deepEqual(count(kinds), count(kinds.map(() => (name === 'faillog' ? 'fail' : 'sent'))));
      }
    });
  }
});

describe('facts that are known of the recorded scenarios', () => {
  const senderlog = (scenario: string) => rowsIn(`recorded/${scenario}/senderlog/261124.log`);
  const of = (rows: readonly Row[], kind: string) => rows.filter(row => row.kind === kind);

  it('06: 400 KB cut after 30 KB gave 23 send errors', () => {
    assert.equal(of(senderlog('06-rst-in-body-short'), 'data-error').length, 23);
  });

  it('02: eleven attempts, then one for the error mail', () => {
    const attempts = of(senderlog('02-user-unknown-giveup-short'), 'connect-host');
    assert.equal(attempts.filter(row => !row.id.includes('-E')).length, 11);
    assert.equal(attempts.filter(row => row.id.includes('-E')).length, 1);
  });

  it('18: each of the overlong replies has a QUIT glued to it', () => {
    const rows = senderlog('18-reply-overflow-short');
    const glued = rows.filter(row => (row.flags & Flag.Glued) !== 0);
    const own = rows.filter(row => row.kind === 'reply' && (row.flags & Flag.Own) !== 0);
    assert.ok(own.length > 0);
    assert.deepEqual(
      glued.map(row => row.fileLine),
      own.map(row => row.fileLine),
    );
  });

  it('19: user name and password are the only secrets', () => {
    assert.equal(of(senderlog('19-auth-login-short'), 'auth-data').length, 2);
  });

  it('27: local recipients have no session', () => {
    const rows = senderlog('27-local-short').filter(row => !row.id.includes('-E'));
    assert.equal(of(rows, 'connect-host').length, 0);
  });

  it('32: of 5,580 replies four were split from their stub, on the lines of the recording’s own list', () => {
    const rows = senderlog('32-v475-interleaving-bigstress-short');
    const orphans = of(rows, 'orphan-reply');
    assert.equal(of(rows, 'reply').length + orphans.length, 5580);
    assert.deepEqual(
      of(rows, 'stub').map(row => [row.fileLine, row.id]),
      [
        [12_028, 'B0000190589'],
        [12_031, 'B0000190591'],
        [13_356, 'B0000190661'],
        [17_875, 'B0000190877'],
      ],
    );
    assert.deepEqual(
      orphans.map(row => [row.fileLine, row.code]),
      [
        [12_029, 250],
        [12_032, 354],
        [13_361, 250],
        [17_876, 250],
      ],
    );
  });
});
