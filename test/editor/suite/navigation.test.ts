import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { positionOf, show } from './documents.ts';
import { until } from './until.ts';

const SCENARIO = '02-user-unknown-giveup-short';
const MESSAGE = 'B0000123011';

/** Waits until a provider has something to say. */
const ask = <T>(command: string, ...args: unknown[]): Promise<T[]> =>
  until(command, async () => {
    const found = await vscode.commands.executeCommand<T[] | undefined>(command, ...args);
    return found !== undefined && found.length > 0 && found;
  });

describe('navigation', () => {
  it('shows messages, their attempts and the stages of each in the outline', async () => {
    const { uri } = await show(`${SCENARIO}/senderlog/261124.log`);
    const symbols = await ask<vscode.DocumentSymbol>('vscode.executeDocumentSymbolProvider', uri);
    const message = symbols.find(symbol => symbol.name === MESSAGE);
    assert.match(message?.detail ?? '', /^nobody1@example\.net · .*550/);
    const [first] = message?.children ?? [];
    assert.match(first?.name ?? '', /mx\.example\.net/);
    assert.equal(first?.children.length, 6);
  });

  it('puts what happened and what can be done over an attempt', async () => {
    const document = await show(`${SCENARIO}/senderlog/261124.log`);
    const lenses = await ask<vscode.CodeLens>('vscode.executeCodeLensProvider', document.uri, 10);
    const titled = lenses.filter(lens => lens.command !== undefined);
    assert.match(
      titled[0]?.command?.title ?? '',
      vscode.env.language === 'ja' ? /550 · 1回目の試行/ : /^550 at RCPT TO · attempt 1/,
    );
    assert.ok(document.lineAt(titled[0]!.range.start.line).text.includes('ConnectHost('));
    const retrace = titled.find(lens => lens.command?.command === 'senderlog.retrace');
    assert.deepEqual(retrace?.command?.arguments?.[0], {
      uri: document.uri.toString(),
      position: { line: retrace?.range.start.line, character: 0 },
    });
  });

  it('goes from an entry of the faillog to the line that decided, on disk', async () => {
    const document = await show(`${SCENARIO}/faillog/261124.log`);
    const position = positionOf(document, MESSAGE).translate(0, 3);
    const [place] = await ask<vscode.Location>('vscode.executeDefinitionProvider', document.uri, position);
    assert.ok(place);
    assert.match(place.uri.path, /\/senderlog\/261124\.log$/);
    const target = await vscode.workspace.openTextDocument(place.uri);
    assert.match(target.lineAt(place.range.start.line).text, /550 5\.1\.1/);
  });

  it('finds all lines of a message, folds its attempts and links the faillog to its senderlog', async () => {
    const document = await show(`${SCENARIO}/senderlog/261124.log`);
    const position = positionOf(document, MESSAGE).translate(0, 3);
    const places = await ask<vscode.Location>('vscode.executeReferenceProvider', document.uri, position);
    const logs = new Set(places.map(place => place.uri.path.split('/').at(-2)));
    assert.deepEqual([...logs].sort(), ['faillog', 'outlog', 'senderlog']);
    const folds = await ask<vscode.FoldingRange>('vscode.executeFoldingRangeProvider', document.uri);
    assert.ok(folds.some(fold => document.lineAt(fold.start).text.includes('ConnectHost(')));
    const faillog = await show(`${SCENARIO}/faillog/261124.log`);
    const links = await ask<vscode.DocumentLink>('vscode.executeLinkProvider', faillog.uri, 10);
    const link = links.find(one => one.target?.path.endsWith('/senderlog/261124.log'));
    assert.match(link?.target?.fragment ?? '', /^L\d+$/);
  });
});
