import * as vscode from 'vscode';

/** Opens a file of the workspace in an editor; the path has forward slashes. */
export async function show(relative: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('no folder is open');
  const uri = vscode.Uri.joinPath(folder.uri, relative);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  return documentAt(uri);
}

/** The document as it is now: a change of its language or encoding makes another one. */
export function documentAt(uri: vscode.Uri): vscode.TextDocument {
  const found = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
  if (found === undefined) throw new Error(`${uri} is not open`);
  return found;
}

/** Where a text begins in a document. */
export function positionOf(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  if (offset < 0) throw new Error(`"${text}" is not in ${document.uri}`);
  return document.positionAt(offset);
}

/** The text of all hovers at a position, without the backslashes that keep a log's text from becoming Markdown. */
export async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  const contents = hovers.flatMap(hover => hover.contents);
  const markdown = contents.map(content => (typeof content === 'string' ? content : content.value)).join('\n');
  return markdown.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

/** Our findings in a document, by their slugs. */
export const findingsIn = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(diagnostic => diagnostic.source === 'Senderlog');

export function slugOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}
