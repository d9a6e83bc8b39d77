import { env, l10n, ProgressLocation, window, workspace } from 'vscode';
import { type Language, ProbeInputError, sanitize } from '../probes/index.ts';
import type { ProbeChannel } from '../views/probeChannel.ts';

export const language = (): Language => (env.language.startsWith('ja') ? 'ja' : 'en');

/** A setting of ours; the empty string reads as not set. */
export function setting<T>(name: string): T | undefined {
  const value = workspace.getConfiguration('senderlog').get<T>(name);
  return value === '' || value === null ? undefined : value;
}

/** The host name, address or mail domain under the cursor, to begin a question with; '' where there is none. */
export function underCursor(): string {
  const editor = window.activeTextEditor;
  if (editor === undefined) return '';
  const { document, selection } = editor;
  if (!selection.isEmpty) return hostOf(document.getText(selection));
  const range = document.getWordRangeAtPosition(selection.active, /[A-Za-z0-9_.+@-]{1,320}/);
  return range === undefined ? '' : hostOf(document.getText(range));
}

function hostOf(text: string): string {
  const host = text.trim().split('@').at(-1) ?? '';
  return /^(?=.{1,253}$)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/.test(host) ? host : '';
}

/**
 * Runs one probe with progress and a cancel button; what it throws because of its input is told to the user.
 * In an untrusted workspace nothing goes on the wire.
 */
export async function runProbe<T>(
  channel: ProbeChannel,
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
  render: (result: T) => readonly string[],
): Promise<T | undefined> {
  if (!workspace.isTrusted) {
    void window.showWarningMessage(l10n.t('Probes are off in an untrusted workspace.'));
    return undefined;
  }
  const abort = new AbortController();
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (_, token) => {
      token.onCancellationRequested(() => abort.abort());
      channel.begin(title);
      try {
        const result = await work(abort.signal);
        channel.write(render(result));
        return result;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        channel.write([`!! ${sanitize(message)}`]);
        if (!(error instanceof ProbeInputError)) throw error;
        void window.showErrorMessage(message);
        return undefined;
      }
    },
  );
}
