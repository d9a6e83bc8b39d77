import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readable } from '../support/hovers.ts';
import { asEditorText, FIXTURES, hoverText, Server } from './client.ts';

const URI = 'file:///mail/senderlog/MAILSV/261124.log';

/** Where `needle` stands in the text, moved by `shift` characters. */
function at(text: string, needle: string, shift = 0): [number, number] {
  const lines = text.split('\r\n');
  const line = lines.findIndex(l => l.includes(needle));
  assert.ok(line >= 0, `"${needle}" is in the text`);
  return [line, lines[line]!.indexOf(needle) + shift];
}

const SEVERITY = ['', 'error', 'warning', 'information', 'hint'];

/** Expected by the scenarios' README, from the senderlog alone. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  '01-success-short': [],
  '02-user-unknown-giveup-short': ['error user-unknown'],
  '03-greeting-421-short': ['warning peer-busy-421'],
  '04-peer-closes-short': [
    'warning reset-while-reading',
    'warning silence-or-close-0-0',
    'warning silence-or-close-0-0',
  ],
  '06-rst-in-body-short': ['error reset-in-body'],
  '07-connect-refused-short': ['warning connect-refused'],
  '09-interleaving-2threads-short': [],
  '16-receive-timeout-short': ['warning receive-timeout'],
  '17-ehlo-rejected-short': ['information ehlo-rejected'],
  '19-auth-login-short': ['information secrets-in-log'],
  '31-v478-success-short': [],
  '32-v475-success-short': [],
  '40-implicit-tls-gateway-short': [],
};

describe('language server over stdio', () => {
  let server: Server;
  before(async () => {
    server = Server.stdio();
    const { capabilities } = await server.initialize('ja');
    assert.equal(capabilities.hoverProvider, true);
    assert.ok(capabilities.diagnosticProvider);
  });
  after(() => server.stop());

  it('explains code=0/0 in Japanese and says that E-Post wrote it', async () => {
    const text = asEditorText('recorded/04-peer-closes-short/senderlog/261124.log');
    await server.open(URI, text);
    const value = hoverText(await server.hover(URI, ...at(text, 'code=0/0', 2)));
    assert.match(value, /応答なしで相手側が切断/);
    assert.match(value, /E\\?-Post/);
  });

  it('explains a reply code and its enhanced code, and names the receiver as the speaker', async () => {
    const text = asEditorText('recorded/02-user-unknown-giveup-short/senderlog/261124.log');
    await server.open(`${URI}2`, text);
    const value = readable(hoverText(await server.hover(`${URI}2`, ...at(text, '550 5.1.1', 1))));
    assert.match(value, /^550 5\.1\.1 — [^\n]*宛先のユーザーが存在しない\n/);
    assert.match(value, /\n550: .*\n\n5\.1\.1: /s);
    assert.match(value, /相手先サーバ mx\.example\.net の応答です\(RCPT TOに対して\)/);
  });

  it('decodes ltime and otime and marks them as derived', async () => {
    const text = asEditorText('recorded/01-success-short/senderlog/261124.log');
    await server.open(`${URI}3`, text);
    const value = readable(hoverText(await server.hover(`${URI}3`, ...at(text, 'ltime(', 8))));
    assert.match(value, /2026-11-24 04:06:17 UTC/);
    assert.match(value, /計算値/);
    assert.match(value, /UTC\+09:00/);
  });

  for (const [scenario, expected] of Object.entries(EXPECTED)) {
    it(`reports the findings of ${scenario}, one each`, async () => {
      const uri = `file:///mail/${scenario}/senderlog/261124.log`;
      await server.open(uri, asEditorText(`recorded/${scenario}/senderlog/261124.log`));
      const found = await server.pull(uri);
      assert.ok(found.every(d => d.source === 'Senderlog' && d.codeDescription !== undefined));
      assert.deepEqual(found.map(d => `${SEVERITY[d.severity!]} ${d.code}`).sort(), expected);
    });
  }

  it('tells in a finding what happened, who can fix it, and the lines that prove it', async () => {
    const uri = 'file:///mail/told/senderlog/261124.log';
    await server.open(uri, asEditorText('recorded/04-peer-closes-short/senderlog/261124.log'));
    const [first] = await server.pull(uri);
    const message = String(first!.message);
    const lines = message.split('\n');
    assert.match(lines[0]!, /^応答なしで切断された\(code=0\/0\) — mx\.north\.example\.net、EHLO/);
    assert.match(message, /^0\.\d秒で切断されています。/m);
    assert.match(message, /^対処できる人: /m);
    assert.match(message, /^まず確認: /m);
    assert.match(first!.relatedInformation![0]!.message, /^1回目の試行の失敗/);
  });

  it('reports each line of a faillog as an error', async () => {
    const uri = 'file:///mail/faillog/261124.log';
    await server.open(uri, asEditorText('recorded/06-rst-in-body-short/faillog/261124.log'), 'faillog');
    const found = await server.pull(uri);
    assert.deepEqual(
      found.map(d => [d.severity, d.code, d.range.start.line]),
      [[1, 'cut-after-354', 0]],
    );
  });

  it('follows edits', async () => {
    const uri = 'file:///mail/edited/senderlog/261124.log';
    const text = asEditorText('recorded/07-connect-refused-short/senderlog/261124.log');
    await server.open(uri, text);
    const [line] = at(text, 'connect failed.');
    await server.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start: { line, character: 0 }, end: { line: line + 1, character: 0 } }, text: '' }],
    });
    // Without its result line the first attempt reads as a name that could not be resolved; the last one decides.
    const [found] = await server.pull(uri);
    const codes = [found!.code];
    assert.deepEqual(codes, ['connect-refused']);
  });

  it('answers on every reply code, socket error and code=a/b of the recorded short logs', async () => {
    let asked = 0;
    for (const scenario of readdirSync(path.join(FIXTURES, 'recorded'))) {
      // The two stress logs repeat what the others hold.
      if (!scenario.endsWith('-short') || scenario.includes('stress') || scenario.startsWith('23-')) continue;
      const uri = `file:///mail/all/${scenario}/senderlog/261124.log`;
      const text = asEditorText(`recorded/${scenario}/senderlog/261124.log`);
      await server.open(uri, text);
      const seen = new Set<string>();
      for (const [line, content] of text.split('\r\n').entries()) {
        const code = /(?:SendMailMess:\[[\d:]{12}\] |token=|^)([2-5]\d\d)[ -]|error code=(\d+)|(code=\d+\/\w+)/.exec(
          content,
        );
        if (code === null) continue;
        const what = code.slice(1).find(x => x !== undefined)!;
        if (seen.has(what)) continue;
        seen.add(what);
        const value = hoverText(await server.hover(uri, line, content.indexOf(what, code.index) + 1));
        assert.match(value, /\*\*.+\*\*/, `${scenario}: ${what} in ${content}`);
        asked++;
      }
    }
    assert.ok(asked > 100, `${asked} codes`);
  });

  it('shows markup and control characters of a hostile reply as text', async () => {
    const uri = 'file:///mail/hostile/senderlog/261124.log';
    await server.open(uri, '[B0000000001] SendMailMess:550 <a@[x](command:evil)> **bold** \u001b[31m\u202e\r\n');
    for (const d of await server.pull(uri)) assert.doesNotMatch(String(d.message), /[\u0000-\u0009\u001b\u202e]/);
    const value = hoverText(await server.hover(uri, 0, 40));
    assert.doesNotMatch(value, /command:evil/);
  });

  it('tells a client that probes what the log knows: the attempt, other receivers, the mail server', async () => {
    const text = asEditorText('recorded/02-user-unknown-giveup-short/senderlog/261124.log');
    await server.open(`${URI}-facts`, text);
    const [line, character] = at(text, 'RCPT TO');
    const uri = `${URI}-facts`;
    const attempt = await server.connection.sendRequest<{ host: string }>('senderlog/attemptAt', {
      uri,
      position: { line, character },
    });
    const facts = await server.connection.sendRequest<{ hosts: string[]; mailServer: string }>('senderlog/logFacts', {
      uri,
    });
    assert.equal(attempt.host, 'mx.example.net');
    assert.deepEqual([facts.hosts.length, facts.mailServer], [2, 'mail.example.jp']);
    for (const wrong of [undefined, null, {}, { uri: 'file:///nowhere' }])
      assert.equal(await server.connection.sendRequest('senderlog/logFacts', wrong), null);
  });

  it('explains what the probes print, and follows what is added to it', async () => {
    const uri = 'output:probes';
    await server.open(uri, '-> RCPT TO:<a@b.example>\n', 'senderlog-transcript');
    await server.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [
        {
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
          text: '<- 550 5.1.1 User unknown (9 ms)\n',
        },
      ],
    });
    assert.match(hoverText(await server.hover(uri, 1, 4)), /^\*\*550 5\\\.1\\\.1 — /);
    assert.deepEqual(await server.pull(uri), []);
  });

  it('survives an empty, a binary and a 5 MB one-line document', async () => {
    for (const [i, text] of ['', '\u0000\ufffd'.repeat(5000), 'x'.repeat(5_000_000)].entries()) {
      const uri = `file:///mail/bad/${i}.log`;
      await server.open(uri, text);
      assert.deepEqual(await server.pull(uri), []);
      assert.equal(await server.hover(uri, 0, 0), null);
    }
  });
});

describe('language server over a socket, for a client that does not pull', () => {
  it('pushes diagnostics in the language of the client', async () => {
    const server = await Server.socket();
    await server.initialize('en', false);
    await server.open(URI, asEditorText('recorded/07-connect-refused-short/senderlog/261124.log'));
    const found = await server.pushed(URI);
    await server.stop();
    assert.equal(found.length, 1);
    assert.match(String(found[0]!.message), /^Connection refused/);
    assert.match(String(found[0]!.message), /^Who can fix it: /m);
  });
});
