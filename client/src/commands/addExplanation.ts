import { commands, type Disposable, l10n, Range, SnippetString, type TextEditor, Uri, window, workspace } from 'vscode';
import { readReply } from '../../../server/src/codes/reply-text.ts';
import { suggestWords } from '../../../server/src/codes/suggest-words.ts';
import { USER_ENTRIES_FILE } from '../../../server/src/codes/user-entries.ts';
import { placeOf } from '../../../server/src/features/catalogue/json-pointer.ts';

interface Arguments {
  /** The reply to explain; default: what is selected. */
  readonly reply?: string;
}

const EMPTY = '{\n  "entries": []\n}\n';

/**
 * `senderlog.addExplanation`: begins an entry for a reply in the workspace's `senderlog-catalogue.json`, for the user to
 * complete and save. @returns the file's URI
 */
export const registerAddExplanation = (): Disposable =>
  commands.registerCommand('senderlog.addExplanation', async (args?: Arguments): Promise<string | undefined> => {
    const active = window.activeTextEditor;
    const reply = args?.reply ?? (active === undefined ? '' : active.document.getText(active.selection));
    const home = active === undefined ? undefined : workspace.getWorkspaceFolder(active.document.uri);
    const folder = home ?? workspace.workspaceFolders?.[0];
    if (folder === undefined) {
      void window.showInformationMessage(l10n.t('Open a folder first; explanations of your own belong to it.'));
      return undefined;
    }
    const uri = Uri.joinPath(folder.uri, USER_ENTRIES_FILE);
    const editor = await open(uri);
    const text = editor.document.getText();
    const { end } = placeOf(text, '/entries');
    if (text[end - 1] !== ']') {
      void window.showWarningMessage(l10n.t('The list "entries" of this file cannot be read.'));
      return undefined;
    }
    await insert(editor, end - 1, reply);
    return uri.toString();
  });

/** Opens the file; where there is none, a new one that is not saved yet would have no name, so an empty list is written. */
async function open(uri: Uri): Promise<TextEditor> {
  try {
    await workspace.fs.stat(uri);
  } catch {
    await workspace.fs.writeFile(uri, new TextEncoder().encode(EMPTY));
  }
  return window.showTextDocument(await workspace.openTextDocument(uri));
}

/** Puts a new last entry before the end of the list at `close`; what is left to say are tab stops. */
async function insert(editor: TextEditor, close: number, reply: string): Promise<void> {
  const { document } = editor;
  const before = document.getText().slice(0, close).trimEnd();
  const { code } = readReply(reply);
  const json = (text: string) => JSON.stringify(text);
  const snippet = new SnippetString(`${before.endsWith('[') ? '' : ','}\n    {\n      "words": "`);
  snippet.appendPlaceholder(json(suggestWords(reply)).slice(1, -1)).appendText('",\n');
  if (code !== null) snippet.appendText(`      "code": ${json(code)},\n`);
  snippet.appendText('      "title": "').appendTabstop().appendText('",\n      "meaning": "').appendTabstop();
  snippet.appendText('",\n      "action": "').appendTabstop().appendText('"\n    }\n  ');
  const place = new Range(document.positionAt(before.length), document.positionAt(close));
  await editor.insertSnippet(snippet, place, { undoStopBefore: true, undoStopAfter: true, keepWhitespace: true });
}
