import { l10n, ProgressLocation, window, workspace } from 'vscode';
import { ProbeInputError, sanitize } from '../probes/index.ts';
import type { ProbeChannel } from '../views/probeChannel.ts';
import { language } from './settings.ts';

/** Nothing goes on the wire in an untrusted workspace; says so. */
export function probesAllowed(): boolean {
  if (!workspace.isTrusted) void window.showWarningMessage(l10n.t('Probes are off in an untrusted workspace.'));
  return workspace.isTrusted;
}

interface ProbeRun<T> {
  readonly title: string;
  /** `tell` prints lines while the work goes on. */
  readonly work: (signal: AbortSignal, tell: (lines: readonly string[]) => void) => Promise<T>;
  readonly render: (result: T) => readonly string[];
}

/**
 * Runs one probe with progress and a cancel button; what it throws because of its input is told to the user.
 * @returns undefined where it did not run
 */
export async function runProbe<T>(channel: ProbeChannel, { title, work, render }: ProbeRun<T>): Promise<T | undefined> {
  if (!probesAllowed()) return undefined;
  const abort = new AbortController();
  return window.withProgress(
    { location: ProgressLocation.Notification, title: sanitize(title), cancellable: true },
    async (_, token) => {
      token.onCancellationRequested(() => abort.abort());
      const record = channel.begin(title);
      try {
        const result = await work(abort.signal, record.write);
        record.finish(render(result), Array.isArray(result) ? result : [result]);
        return result;
      } catch (error) {
        const wrongInput = error instanceof ProbeInputError;
        const message = wrongInput ? error.text[language()] : error instanceof Error ? error.message : String(error);
        record.finish([`!! ${sanitize(message)}`], []);
        if (!wrongInput) throw error;
        void window.showErrorMessage(message);
        return undefined;
      }
    },
  );
}
