import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { InitializeResult, InlayHint, SemanticTokens } from 'vscode-languageserver-protocol';
import { asEditorText, hoverText, Server } from './client.ts';

const CATALOGUE = 'file:///logs/senderlog-catalogue.json';
const ALL = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };

/** A server whose client can be asked to ask again; counts what it is asked for. */
async function start(semanticTokens: object): Promise<{ server: Server; result: InitializeResult; asked: string[] }> {
  const server = Server.stdio();
  const asked: string[] = [];
  server.connection.onRequest((method: string) => {
    asked.push(method);
    return null;
  });
  const result: InitializeResult = await server.connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    locale: 'en',
    initializationOptions: { settings: { inlayHints: 'compact' } },
    capabilities: {
      textDocument: { diagnostic: {}, semanticTokens },
      workspace: {
        diagnostics: { refreshSupport: true },
        inlayHint: { refreshSupport: true },
        semanticTokens: { refreshSupport: true },
      },
    },
  });
  await server.connection.sendNotification('initialized', {});
  return { server, result, asked };
}

describe('explanations, hints and colours of the language server', () => {
  let server: Server;
  let result: InitializeResult;
  let asked: string[];
  before(async () => {
    ({ server, result, asked } = await start({ requests: { range: true, full: true } }));
  });
  after(() => server.stop());

  const request = <T>(method: string, params: object): Promise<T> => server.connection.sendRequest(method, params);
  const hints = (uri: string) => request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range: ALL });

  it('are offered; colours by range alone to a client that can ask so', () => {
    assert.equal(result.capabilities.inlayHintProvider, true);
    assert.equal(result.capabilities.semanticTokensProvider?.range, true);
    assert.equal(result.capabilities.semanticTokensProvider?.full, false);
  });

  it('answer senderlog/explain as the terminal does', async () => {
    const answer = await request<{ entries: object[]; classification: object }>('senderlog/explain', {
      query: '550 5.1.1 User unknown',
      stage: 'rcpt',
    });
    assert.deepEqual(answer.classification, {
      code: 550,
      enhanced: '5.1.1',
      provider: null,
      class: 'userunknown',
      cause: 'user-unknown',
    });
    assert.deepEqual(Object.keys(answer.entries[0]!), ['id', 'catalogue', 'title', 'meaning', 'action', 'source']);
  });

  it('list and show entries', async () => {
    const [first] = await request<{ id: string }[]>('senderlog/catalogue', { query: '１００６０' });
    assert.equal(first?.id, 'winsock:10060');
    assert.match(await request<string>('senderlog/explanation', { query: first.id }), /^## 10060 WSAETIMEDOUT — /);
  });

  it('follow the setting of the hints, and ask the client to ask again', async () => {
    const uri = 'file:///mail/hints/senderlog/261124.log';
    await server.open(uri, asEditorText('recorded/16-receive-timeout-short/senderlog/261124.log'));
    const compact = await hints(uri);
    assert.ok(compact.length > 0 && compact.every(hint => hint.label === 'Nothing received before the time-out'));
    asked.length = 0;
    await server.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { senderlog: { inlayHints: 'full' } },
    });
    assert.ok((await hints(uri)).some(hint => hint.label === 'after 6 s'));
    assert.deepEqual(asked.sort(), [
      'workspace/diagnostic/refresh',
      'workspace/inlayHint/refresh',
      'workspace/semanticTokens/refresh',
    ]);
  });

  it('colour a range', async () => {
    const uri = 'file:///mail/colours/senderlog/261124.log';
    await server.open(uri, asEditorText('recorded/03-greeting-421-short/senderlog/261124.log'));
    const { data } = await request<SemanticTokens>('textDocument/semanticTokens/range', {
      textDocument: { uri },
      range: ALL,
    });
    assert.ok(data.length > 0 && data.length % 5 === 0);
  });

  it('take the entries of the workspace into lookup, findings and hover, and forget them with the file', async () => {
    const uri = 'file:///mail/own/senderlog/261124.log';
    await server.open(
      uri,
      `[13:08:47:478] [B0000623002] ConnectHost(mx.example.net)
[13:08:47:485] [B0000623002] SendMailMess:[13:08:47:485] 550 xyzzy gate\n`,
    );
    const seen = async () => ({
      cause: (await server.pull(uri)).map(d => d.code),
      hover: /Gate of Example/.test(hoverText(await server.hover(uri, 1, 58))),
      entry: (await request<{ entries: { id: string }[] }>('senderlog/explain', { query: '550 xyzzy gate' })).entries[0]
        ?.id,
    });
    const without = await seen();
    assert.equal(without.hover, false);
    const text = JSON.stringify({
      entries: [
        { words: 'xyzzy', title: 'Gate of Example Ltd', meaning: 'Closed.', class: 'greylisting' },
        { words: 1, title: 'x', meaning: 'x' },
      ],
    });
    await server.connection.sendNotification('senderlog/userCatalogue', { files: [{ uri: CATALOGUE, text }] });
    assert.deepEqual(await seen(), { cause: ['greylisted'], hover: true, entry: 'user:0' });
    const [problem] = await server.pushed(CATALOGUE);
    assert.match(String(problem?.message), /^One to 10 texts of at most 200 characters\. It is left out\.$/);
    await server.connection.sendNotification('senderlog/userCatalogue', { files: [] });
    assert.deepEqual(await server.pushed(CATALOGUE), []);
    assert.deepEqual(await seen(), without);
  });

  it('survive parameters of another shape', async () => {
    await server.connection.sendNotification('senderlog/userCatalogue', { files: 3 });
    assert.deepEqual(await request('senderlog/explain', { query: {} }), { query: '', entries: [], exact: false });
    assert.ok((await request<object[]>('senderlog/catalogue', {})).length > 1000);
  });
});

describe('a client that cannot ask for ranges', () => {
  it('gets the colours of the whole document', async () => {
    const { server, result } = await start({ requests: { full: true } });
    assert.equal(result.capabilities.semanticTokensProvider?.full, true);
    const uri = 'file:///mail/senderlog/261124.log';
    await server.open(uri, asEditorText('recorded/03-greeting-421-short/senderlog/261124.log'));
    const tokens: SemanticTokens = await server.connection.sendRequest('textDocument/semanticTokens/full', {
      textDocument: { uri },
    });
    assert.ok(tokens.data.length > 0);
    await server.stop();
  });
});
