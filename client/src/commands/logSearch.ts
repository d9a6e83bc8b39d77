import { type CancellationToken, ProgressLocation, type Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { LOG_LANGUAGES } from '../languages.ts';

/** The log in the active editor; undefined where it shows something else. */
export function activeLog(): Uri | undefined {
  const document = window.activeTextEditor?.document;
  return document?.uri.scheme === 'file' && LOG_LANGUAGES.some(l => l === document.languageId)
    ? document.uri
    : undefined;
}

/** Sends a request that reads logs on disk, with progress; undefined where the user cancelled it. */
export function searchLogs<T>(
  client: LanguageClient | undefined,
  title: string,
  method: string,
  params: object,
): Promise<T | null | undefined> {
  const folders = (workspace.workspaceFolders ?? []).map(folder => folder.uri.toString());
  const ask = async (token: CancellationToken): Promise<T | null | undefined> => {
    try {
      const answer = await client?.sendRequest<T | null>(method, { ...params, folders }, token);
      return token.isCancellationRequested ? undefined : (answer ?? null);
    } catch (error) {
      // A request that was cancelled ends with an error of the protocol.
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  };
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(window.withProgress(options, (_, token) => ask(token)));
}
