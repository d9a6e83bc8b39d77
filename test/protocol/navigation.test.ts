import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type {
  CodeLens,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Location,
  WorkspaceSymbol,
} from 'vscode-languageserver-protocol';
import { asEditorText, FIXTURES, Server } from './client.ts';

const SCENARIO = 'recorded/02-user-unknown-giveup-short';
const MESSAGE = 'B0000123011';

/** The lines of a text as an editor counts them. */
const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/);

describe('navigation over stdio', () => {
  let server: Server;
  let folder: string;
  /** Of the recorded logs, copied to a folder of their own. */
  let senderlog: string;
  let faillog: string;
  const sender = asEditorText(`${SCENARIO}/senderlog/261124.log`);
  const fail = asEditorText(`${SCENARIO}/faillog/261124.log`);
  const senderLines = linesOf(sender);
  const failLine = linesOf(fail).findIndex(line => line.startsWith(MESSAGE));

  const uriOf = (...parts: string[]): string => pathToFileURL(path.join(folder, ...parts)).href;
  const close = (uri: string) => server.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'navigation-'));
    cpSync(path.join(FIXTURES, SCENARIO), folder, { recursive: true });
    senderlog = uriOf('senderlog', '261124.log');
    faillog = uriOf('faillog', '261124.log');
    server = Server.stdio();
    const { capabilities } = await server.initialize('en', true, { commands: ['senderlog.retrace'] });
    for (const name of ['documentSymbol', 'workspaceSymbol', 'definition', 'references', 'foldingRange'] as const) {
      assert.ok(capabilities[`${name}Provider`], name);
    }
    await server.open(faillog, fail, 'faillog');
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('leads from the faillog to the deciding line of the senderlog on disk, and to the same line when it is open', async () => {
    const onDisk = await server.ask<Location[]>('definition', faillog, [failLine, 2]);
    assert.equal(onDisk.length, 1);
    assert.equal(onDisk[0]?.uri, senderlog);
    const line = onDisk[0]!.range.start.line;
    assert.match(senderLines[line]!, /\[B0000123011-R0001\].*550 5\.1\.1 <nobody1@example\.net>/);
    await server.open(senderlog, sender);
    const open = await server.ask<Location[]>('definition', faillog, [failLine, 2]);
    assert.deepEqual(
      open.map(l => [l.uri, l.range.start.line]),
      [[senderlog, line]],
    );
    await close(senderlog);
  });

  it('offers links on the ids of the faillog, and completes the one that is followed', async () => {
    const links = await server.ask<DocumentLink[]>('documentLink', faillog);
    assert.equal(links.length, linesOf(fail).filter(line => line !== '').length);
    const link = links.find(l => l.range.start.line === failLine)!;
    assert.equal(link.target, undefined);
    const resolved: DocumentLink = await server.connection.sendRequest('documentLink/resolve', link);
    const [, target, line] = /^(.*)#L(\d+)$/.exec(resolved.target ?? '') ?? [];
    assert.equal(target, senderlog);
    assert.match(senderLines[Number(line) - 1]!, /550 5\.1\.1/);
    // Without a senderlog beside it there is nothing to link to.
    const alone = 'file:///nowhere/faillog/261124.log';
    await server.open(alone, fail, 'faillog');
    assert.deepEqual(await server.ask('documentLink', alone), []);
    await close(alone);
  });

  it('finds all lines of a message: open logs by their records, the others of the folder on disk', async () => {
    const found = await server.ask<Location[]>('references', faillog, [failLine, 2], {
      context: { includeDeclaration: true },
    });
    const count = (uri: string): number => found.filter(l => l.uri === uri).length;
    assert.equal(count(faillog), linesOf(fail).filter(line => line.includes(MESSAGE)).length);
    const expected = [...senderLines.entries()].filter(([, line]) => line.includes(MESSAGE)).map(([n]) => n);
    // The raw text on disk has the same editor lines as the text that an editor made of it.
    assert.deepEqual(
      linesOf(readFileSync(path.join(folder, 'senderlog/261124.log'), 'latin1')).length,
      senderLines.length,
    );
    assert.deepEqual(
      found.filter(l => l.uri === senderlog).map(l => l.range.start.line),
      expected,
    );
    for (const { uri, range } of found) {
      if (uri === senderlog)
        assert.equal(senderLines[range.start.line]!.slice(range.start.character, range.end.character), MESSAGE);
    }
  });

  it('gives outline, folds, highlights and symbols of an open senderlog', async () => {
    await server.open(senderlog, sender);
    const outline = await server.ask<DocumentSymbol[]>('documentSymbol', senderlog);
    const message = outline.find(s => s.name === MESSAGE);
    assert.match(message?.detail ?? '', /^nobody1@example\.net · given up: 550 at RCPT TO$/);
    assert.deepEqual(
      message?.children?.[0]?.children?.map(s => s.name),
      ['connecting', 'the greeting', 'EHLO/HELO', 'MAIL FROM', 'RCPT TO', 'QUIT'],
    );
    const folds = await server.ask<FoldingRange[]>('foldingRange', senderlog);
    assert.ok(folds.some(f => /ConnectHost/.test(senderLines[f.startLine]!)));
    const rcpt = senderLines.findIndex(line => line.includes('RCPT TO:<nobody1@example.net>'));
    const same = await server.ask<DocumentHighlight[]>('documentHighlight', senderlog, [
      rcpt,
      senderLines[rcpt]!.indexOf('nobody1'),
    ]);
    assert.equal(same.length, sender.split('nobody1@example.net').length - 1);
    const symbols: WorkspaceSymbol[] = await server.connection.sendRequest('workspace/symbol', { query: 'nobody1' });
    assert.deepEqual([...new Set(symbols.map(s => s.name))], ['nobody1@example.net']);
    await close(senderlog);
  });

  it('puts lenses over attempts, with text when it is asked for and only commands that the client has', async () => {
    await server.open(senderlog, sender);
    const lenses = await server.ask<CodeLens[]>('codeLens', senderlog);
    assert.ok(lenses.every(lens => lens.command === undefined));
    const resolved = await Promise.all(
      lenses.map(lens => server.connection.sendRequest<CodeLens>('codeLens/resolve', lens)),
    );
    const titles = resolved.map(lens => lens.command!.title);
    assert.equal(titles[0], '550 at RCPT TO · attempt 1');
    assert.ok(titles.includes('550 at RCPT TO · attempt 11 · given up'));
    assert.deepEqual(new Set(resolved.map(lens => lens.command!.command)), new Set(['', 'senderlog.retrace']));
    await close(senderlog);
  });

  it('takes back a question, and answers the next one', async () => {
    await server.open(senderlog, sender.repeat(20));
    const source = new CancellationTokenSource();
    const cancelled = server.connection.sendRequest(
      'textDocument/documentSymbol',
      { textDocument: { uri: senderlog } },
      source.token,
    );
    source.cancel();
    await cancelled.then(
      () => {}, // It may have been quicker.
      (error: { code: number }) => assert.equal(error.code, -32800),
    );
    assert.ok((await server.ask<DocumentSymbol[]>('documentSymbol', senderlog)).length > 0);
    await close(senderlog);
  });

  it('answers nothing, and fails nowhere, for documents that are not open and places that are not there', async () => {
    const nowhere = 'file:///nowhere.log';
    for (const method of ['documentSymbol', 'foldingRange', 'codeLens', 'documentLink']) {
      assert.deepEqual(await server.ask(method, nowhere), [], method);
    }
    assert.deepEqual(await server.ask('definition', nowhere, [0, 0]), []);
    assert.deepEqual(await server.ask('definition', faillog, [9999, 9]), []);
    const lens = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, data: { uri: 7 } };
    assert.deepEqual(await server.connection.sendRequest('codeLens/resolve', lens), lens);
  });
});
