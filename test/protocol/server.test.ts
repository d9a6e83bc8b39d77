import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { asEditorText, FIXTURES, hoverText, Server } from './client.ts';

const URI = 'file:///mail/senderlog/MAILSV/261124.log';

/** Where `needle` stands in the text, moved by `shift` characters. */
function at(text: string, needle: string, shift = 0): [number, number] {
  const lines = text.split('\r\n');
  const line = lines.findIndex(l => l.includes(needle));
  assert.ok(line >= 0, `"${needle}" is in the text`);
  return [line, lines[line]!.indexOf(needle) + shift];
}

/** Expected by the scenarios' README: how many attempts fail, and as what. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  '01-success-short': {},
  '02-user-unknown-giveup-short': { 'user-unknown': 11 },
  '03-greeting-421-short': { 'peer-busy-421': 8 },
  '04-peer-closes-short': { 'silence-or-close-0-0': 16, 'reset-while-reading': 8 },
  '06-rst-in-body-short': { 'reset-in-body': 1 },
  '07-connect-refused-short': { 'connect-refused': 5 },
  '09-interleaving-2threads-short': {},
  '16-receive-timeout-short': { 'receive-timeout': 3 },
  '17-ehlo-rejected-short': {},
  '19-auth-login-short': {},
  '31-v478-success-short': {},
  '32-v475-success-short': {},
  '40-implicit-tls-gateway-short': {},
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
    const value = hoverText(await server.hover(`${URI}2`, ...at(text, '550 5.1.1', 1)));
    assert.match(value, /\*\*550 — /);
    assert.match(value, /\*\*5\\\.1\\\.1 — /);
    assert.match(value, /相手先サーバの応答です/);
  });

  it('decodes ltime and otime and marks them as derived', async () => {
    const text = asEditorText('recorded/01-success-short/senderlog/261124.log');
    await server.open(`${URI}3`, text);
    const value = hoverText(await server.hover(`${URI}3`, ...at(text, 'ltime(', 8)));
    assert.match(value, /2026-11-24 04:06:17 UTC/);
    assert.match(value, /計算値/);
    assert.match(value, /UTC\+09:00/);
  });

  for (const [scenario, expected] of Object.entries(EXPECTED)) {
    it(`reports the failed attempts of ${scenario}, one each`, async () => {
      const uri = `file:///mail/${scenario}/senderlog/261124.log`;
      await server.open(uri, asEditorText(`recorded/${scenario}/senderlog/261124.log`));
      const counts: Record<string, number> = {};
      for (const d of await server.pull(uri)) {
        assert.equal(d.source, 'Senderlog');
        assert.equal(d.severity, 2);
        counts[String(d.code)] = (counts[String(d.code)] ?? 0) + 1;
      }
      assert.deepEqual(counts, expected);
    });
  }

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
    // Without its result line the attempt reads as a name that could not be resolved.
    const codes = (await server.pull(uri)).map(d => d.code);
    assert.deepEqual(codes.sort(), [...Array(4).fill('connect-refused'), 'unresolvable-domain']);
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
    assert.equal(found.length, 5);
    assert.match(String(found[0]!.message), /^Connection refused/);
    await server.stop();
  });
});
