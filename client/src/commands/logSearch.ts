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

/** Sends a request that reads logs on disk: with progress, and cancelled with it. */
export function searchLogs<T>(
  client: LanguageClient | undefined,
  title: string,
  method: string,
  params: object,
): Promise<T | null> {
  const folders = (workspace.workspaceFolders ?? []).map(folder => folder.uri.toString());
  const ask = async (token: CancellationToken): Promise<T | null> =>
    token.isCancellationRequested
      ? null
      : ((await client?.sendRequest<T | null>(method, { ...params, folders }, token)) ?? null);
  return Promise.resolve(
    window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (_, token) => {
      try {
        const answer = await ask(token);
        return token.isCancellationRequested ? null : answer;
      } catch (error) {
        // A request that was cancelled ends with an error of the protocol.
        if (token.isCancellationRequested) return null;
        throw error;
      }
    }),
  );
}
