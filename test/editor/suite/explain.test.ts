import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findingsIn, show, slugOf } from './documents.ts';
import { until } from './until.ts';

interface Answer {
  readonly entries: readonly { readonly id: string; readonly title: string }[];
  readonly classification?: { readonly class: string };
}

const explain = (query: string) => vscode.commands.executeCommand<Answer>('senderlog.explainCode', { query });

const labels = () => vscode.window.tabGroups.all.flatMap(group => group.tabs).map(tab => tab.label);

/** The text of an explanation that is open in a preview. */
async function explanation(): Promise<vscode.TextDocument> {
  return until('explanation', () =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'senderlog' && uri.path.startsWith('/explain/')),
  );
}

describe('Explain Code…', () => {
  it('opens the explanation of a number, full-width too, and returns it', async () => {
    const answer = await explain('１００６０');
    assert.equal(answer.entries[0]?.id, 'winsock:10060');
    const title = answer.entries[0]!.title;
    assert.match(title, vscode.env.language === 'ja' ? /タイムアウト/ : /timed out/);
    await until('tab', () => labels().some(label => label.includes(title)));
    const document = await explanation();
    assert.equal(document.languageId, 'markdown');
    assert.ok(document.getText().startsWith(`## 10060 WSAETIMEDOUT — ${title}`));
  });

  it('classifies a whole reply', async () => {
    const answer = await explain('550 5.1.1 <a@example.net>: User unknown');
    assert.equal(answer.classification?.class, 'userunknown');
  });
});

describe('inlay hints and colours', () => {
  it('are there for a log', async () => {
    const document = await show('06-rst-in-body-short/senderlog/261124.log');
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await until('hints', async () => {
      const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        all,
      );
      return found.length > 0 && found;
    });
    assert.ok(hints.every(hint => hint.label === 'WSAECONNRESET'));
    const tokens = await until('colours', async () =>
      vscode.commands.executeCommand<vscode.SemanticTokens>(
        'vscode.provideDocumentRangeSemanticTokens',
        document.uri,
        all,
      ),
    );
    assert.ok(tokens.data.length > 0);
  });
});

describe('the explanations of a workspace', () => {
  it('are read when the file appears, and gone with it', async () => {
    const [folder] = vscode.workspace.workspaceFolders!;
    const file = vscode.Uri.joinPath(folder!.uri, 'senderlog-catalogue.json');
    const text = JSON.stringify({
      entries: [
        { words: 'no such mailbox', title: 'Ask Example Ltd', meaning: 'Call them.' },
        { words: 1, title: 'x', meaning: 'y' },
      ],
    });
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    try {
      await until('entry', async () => (await explain('550 no such mailbox')).entries[0]?.id === 'user:0');
      await until('a new text of what is open', () =>
        vscode.workspace.textDocuments.some(
          document => document.uri.scheme === 'senderlog' && document.getText().includes('## Ask Example Ltd'),
        ),
      );
      const problems = await until('problem', () => findingsIn(file).length > 0 && findingsIn(file));
      assert.deepEqual(problems.map(slugOf), ['user-catalogue']);
    } finally {
      await vscode.workspace.fs.delete(file);
    }
    await until('no entry', async () => (await explain('550 no such mailbox')).entries[0]?.id !== 'user:0');
    await until('no problem', () => findingsIn(file).length === 0);
  });

  it('are begun from a reply, ready to be completed, whether there are some or none', async () => {
    const [folder] = vscode.workspace.workspaceFolders!;
    const file = vscode.Uri.joinPath(folder!.uri, 'senderlog-catalogue.json');
    try {
      for (const reply of ['550 5.7.1 Closed by gate keeper', '451 Say "please" first']) {
        await vscode.commands.executeCommand('senderlog.addExplanation', { reply });
      }
      const text = vscode.window.activeTextEditor!.document.getText();
      const entries = JSON.parse(text).entries as { words: string; code: string }[];
      assert.deepEqual(
        entries.map(entry => [entry.words, entry.code]),
        [
          ['Closed by gate keeper', '550'],
          ['please', '451'],
        ],
      );
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    } finally {
      await vscode.workspace.fs.delete(file);
    }
  });
});
