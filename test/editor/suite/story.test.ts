import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { documentAt, findingsIn, hoverAt, positionOf, show } from './documents.ts';
import { until } from './until.ts';

const refused = '02-user-unknown-giveup-short/senderlog/261124.log';
const faillog = '02-user-unknown-giveup-short/faillog/261124.log';
const ID = 'B0000123011';

interface Shown {
  readonly uri: string;
  readonly queueId: string;
  readonly outcome: string;
}

const showStory = (args: object): Thenable<Shown | undefined> =>
  vscode.commands.executeCommand<Shown | undefined>('senderlog.showStory', args);

const storyOf = (shown: Shown | undefined): vscode.TextDocument => {
  assert.ok(shown !== undefined, 'a story is shown');
  return documentAt(vscode.Uri.parse(shown.uri, true));
};

describe('the story of a message', () => {
  it('opens from a line of the senderlog: read-only, named by the id, the verdict first', async () => {
    const log = await show(refused);
    const shown = await showStory({ uri: log.uri.toString(), position: positionOf(log, `[${ID}-R0001] ConnectHost`) });
    const story = storyOf(shown);
    assert.deepEqual([shown?.queueId, shown?.outcome], [ID, 'failed']);
    assert.equal(story.uri.scheme, 'senderlog');
    assert.match(story.uri.path, /\/B0000123011\.log$/);
    assert.equal(story.languageId, 'senderlog');
    assert.match(story.lineAt(0).text, /^# B0000123011 — /);
    assert.match(story.getText(), /\[user-unknown\]/);
    assert.equal(vscode.workspace.fs.isWritableFileSystem('senderlog') ?? false, false);
  });

  it('opens from a line of the faillog, and has the lines of both', async () => {
    const log = await show(faillog);
    const story = storyOf(await showStory({ uri: log.uri.toString(), position: new vscode.Position(0, 3) }));
    assert.match(story.getText(), /^B0000123011@mail\.example\.jp send fail on/m);
    assert.match(story.getText(), /ConnectHost\(mx\.example\.net\)/);
  });

  it('has an outline and folds by attempt', async () => {
    const log = await show(refused);
    const story = storyOf(await showStory({ queueId: ID, uri: log.uri.toString() }));
    const [message] = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      story.uri,
    );
    const attempts = message!.children.filter(child => /mx\.example\.net/.test(child.name));
    assert.equal(attempts.length, 11);
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      story.uri,
    );
    assert.ok(
      attempts.every(a => folds.some(fold => fold.start === a.range.start.line && fold.end === a.range.end.line)),
    );
  });

  it('links each line to where it stands in the log', async () => {
    const log = await show(refused);
    const story = storyOf(await showStory({ queueId: ID, uri: log.uri.toString() }));
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', story.uri);
    const line = story
      .getText()
      .split(/\r?\n/)
      .findIndex(text => text.endsWith('SendMailMess:DATA'));
    const link = links.find(one => one.range.start.line === line)!;
    assert.equal(link.target?.path, log.uri.path);
    const target = Number(/^L(\d+)$/.exec(link.target!.fragment)?.[1]) - 1;
    assert.equal(documentAt(log.uri).lineAt(target).text, story.lineAt(line).text);
    const [place] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      story.uri,
      new vscode.Position(line, 20),
    );
    assert.deepEqual([place!.uri.path, place!.range.start.line], [log.uri.path, target]);
  });

  it('explains codes on hover, and reports no finding of its own', async () => {
    const log = await show(refused);
    const story = storyOf(await showStory({ queueId: ID, uri: log.uri.toString() }));
    const at = positionOf(story, '] 550 5.1.1').translate(0, 3);
    assert.match(await until('hover', () => hoverAt(story, at)), /550/);
    assert.deepEqual(findingsIn(story.uri), []);
  });
});

describe('tracing a message', () => {
  it('an error mail leads to its story in one step', async () => {
    await show(refused);
    const query = [
      'Subject: Delivery failure',
      'Content-Type: multipart/report; boundary="b"',
      '',
      'Your message has encountered delivery problems',
      `X-Epost-Queue-ID: ${ID}-R0001`,
      'Final-Recipient: rfc822; nobody1@example.net',
    ].join('\r\n');
    const traced = await vscode.commands.executeCommand<{ kind: string; uri?: string }>('senderlog.traceMessage', {
      query,
    });
    assert.equal(traced.kind, 'error-mail');
    const story = documentAt(vscode.Uri.parse(traced.uri!, true));
    assert.match(story.lineAt(0).text, /^# B0000123011 — /);
  });

  it('says what is not there', async () => {
    const traced = await vscode.commands.executeCommand<{ candidates: unknown[]; notes: string[] }>(
      'senderlog.traceMessage',
      { query: 'B9999999999' },
    );
    assert.deepEqual(traced.candidates, []);
    assert.match(traced.notes.join(' '), /B9999999999/);
  });
});
