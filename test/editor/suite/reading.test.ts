import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentAt, findingsIn, hoverAt, positionOf, show, slugOf } from './documents.ts';
import { until } from './until.ts';

const greeting = '03-greeting-421-short/senderlog/261124.log';
const cut = '06-rst-in-body-short/senderlog/261124.log';

describe('reading logs', () => {
  it('knows a senderlog and a faillog by where they lie', async () => {
    for (const language of ['senderlog', 'faillog']) {
      const { uri } = await show(`06-rst-in-body-short/${language}/261124.log`);
      await until(`language ${language}`, () => documentAt(uri).languageId === language);
    }
  });

  it('explains E-Post’s own 451 on hover, in the display language', async () => {
    const document = await show(greeting);
    const position = positionOf(document, '(code=0/0)').translate(0, 2);
    const text = await until('hover', () => hoverAt(document, position));
    assert.match(text, /code=0\/0/);
    assert.match(text, vscode.env.language === 'ja' ? /[ぁ-ん]/ : /E-Post wrote this/);
  });

  it('reports one finding for a connection cut in the body, not one a line', async () => {
    const { uri } = await show(cut);
    const found = await until('finding', () => findingsIn(uri).length > 0 && findingsIn(uri));
    assert.deepEqual(found.map(slugOf), ['reset-in-body']);
  });

  it('follows edits', async () => {
    const { uri } = await show(greeting);
    const before = await until('findings', () => findingsIn(uri).length || undefined);
    const text = documentAt(uri).getText();
    const document = await vscode.workspace.openTextDocument({ language: 'senderlog', content: text });
    await vscode.window.showTextDocument(document);
    await until('the same findings', () => findingsIn(document.uri).length === before);
    const edit = new vscode.WorkspaceEdit();
    edit.delete(
      document.uri,
      new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end),
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until('no findings', () => findingsIn(document.uri).length === 0);
  });

  it('reads a pasted excerpt once the language is chosen', async () => {
    const content =
      '[B0000312102] ConnectHost(mx.example.net)\n451 Requested action aborted: error in processing. (code=0/0)\n';
    const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content });
    const chosen = await vscode.languages.setTextDocumentLanguage(document, 'senderlog');
    const position = positionOf(chosen, 'code=0/0').translate(0, 1);
    assert.match(await until('hover', () => hoverAt(chosen, position)), /code=0\/0/);
  });

  it('decodes Shift_JIS replies', async () => {
    const { uri } = await show('13-cp932-reply-short/senderlog/261124.log');
    await until('Japanese', () => documentAt(uri).getText().includes('ユーザーが見つかりません。表示能力'));
  });

  it('leaves the files as they are: nothing is dirty after reading', () => {
    assert.deepEqual(
      // The workbench has files of its own open, such as its settings; the folder holds the logs.
      vscode.workspace.textDocuments
        .filter(document => vscode.workspace.getWorkspaceFolder(document.uri) !== undefined && document.isDirty)
        .map(document => document.uri.path),
      [],
    );
  });
});
