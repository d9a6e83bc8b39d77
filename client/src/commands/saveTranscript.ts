import { commands, type Disposable, l10n, Uri, window, workspace } from 'vscode';
import type { ProbeChannel } from '../views/probeChannel.ts';

interface Arguments {
  readonly uri?: string | Uri;
  /** Default: by the ending of the file. */
  readonly format?: 'text' | 'json';
}

/** `senderlog.saveTranscript`: the last probe as text, or as the JSON that the terminal program prints. @returns the file's URI */
export const registerSaveTranscript = (channel: ProbeChannel): Disposable =>
  commands.registerCommand('senderlog.saveTranscript', async (args?: Arguments): Promise<string | undefined> => {
    const { last } = channel;
    if (last === undefined) {
      void window.showInformationMessage(l10n.t('No probe has been run yet.'));
      return undefined;
    }
    const target =
      args?.uri === undefined ? await choose() : typeof args.uri === 'string' ? Uri.parse(args.uri) : args.uri;
    if (target === undefined) return undefined;
    const asJson = (args?.format ?? (/\.(?:nd)?json$/i.test(target.path) ? 'json' : 'text')) === 'json';
    await workspace.fs.writeFile(target, new TextEncoder().encode(asJson ? last.json : last.text));
    return target.toString();
  });

const choose = (): Thenable<Uri | undefined> =>
  window.showSaveDialog({
    title: l10n.t('Save the last probe'),
    filters: { [l10n.t('Transcript')]: ['senderlog-transcript', 'txt'], JSON: ['json'] },
  });
