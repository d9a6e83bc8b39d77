import { Disposable, type Uri, type WorkspaceFolder, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { LIMITS, USER_ENTRIES_FILE } from '../../server/src/codes/user-entries.ts';

/** Bytes that a file within the limits can take at most: three for a UTF-16 unit. */
const MAX_BYTES = LIMITS.characters * 3;
/** Milliseconds of quiet after a change before the files are read again. */
const DELAY = 200;

/**
 * Hands the workspace's own explanations (`senderlog-catalogue.json` in its folders) to the language server and keeps them
 * up to date. Nothing of an untrusted workspace is read.
 * @param onShared called when the server has got others
 */
export function shareUserCatalogue(client: LanguageClient, onShared: () => void): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shared = false;
  const share = async (): Promise<void> => {
    const files = workspace.isTrusted ? await readAll(workspace.workspaceFolders ?? []) : [];
    if (files.length === 0 && !shared) return;
    shared = files.length > 0;
    await client.sendNotification('senderlog/userCatalogue', { files });
    onShared();
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void share().catch(() => {}), DELAY);
  };
  const watcher = workspace.createFileSystemWatcher(`**/${USER_ENTRIES_FILE}`);
  void share().catch(() => {});
  return Disposable.from(
    watcher,
    watcher.onDidChange(soon),
    watcher.onDidCreate(soon),
    watcher.onDidDelete(soon),
    workspace.onDidChangeWorkspaceFolders(soon),
    workspace.onDidGrantWorkspaceTrust(soon),
    new Disposable(() => clearTimeout(timer)),
  );
}

interface File {
  readonly uri: string;
  /** null = longer than the server reads. */
  readonly text: string | null;
}

async function readAll(folders: readonly WorkspaceFolder[]): Promise<File[]> {
  const found: File[] = [];
  for (const folder of folders) {
    const file = await readFile(
      folder.uri.with({ path: `${folder.uri.path.replace(/\/$/, '')}/${USER_ENTRIES_FILE}` }),
    );
    if (file !== undefined) found.push(file);
  }
  return found;
}

async function readFile(uri: Uri): Promise<File | undefined> {
  try {
    const { size } = await workspace.fs.stat(uri);
    const text = size > MAX_BYTES ? null : new TextDecoder().decode(await workspace.fs.readFile(uri));
    return { uri: uri.toString(), text };
  } catch {
    return undefined; // Most workspaces have none.
  }
}
