import { type Position, type Uri, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { RecordedAttempt } from '../probes/index.ts';

/** What the language server says about the attempt at a position. */
export interface AttemptFacts extends RecordedAttempt {
  /** Other receivers of the log, the latest first: controls for the question whether port 25 is blocked. */
  readonly otherHosts: readonly string[];
}

export type AttemptAt = (uri: Uri, position: Position) => Promise<AttemptFacts | null>;

/** Asks the language server; null where there is no attempt, or no server that knows the request. */
export function attemptsOf(client: () => LanguageClient | undefined): AttemptAt {
  return async (uri, position) => {
    const params = { uri: uri.toString(), position: { line: position.line, character: position.character } };
    try {
      return (await client()?.sendRequest<AttemptFacts | null>('senderlog/attemptAt', params)) ?? null;
    } catch {
      return null;
    }
  };
}

/** The attempt under the cursor of the open log; null without one. */
export async function attemptUnderCursor(attemptAt: AttemptAt): Promise<AttemptFacts | null> {
  const editor = window.activeTextEditor;
  return editor === undefined ? null : attemptAt(editor.document.uri, editor.selection.active);
}
