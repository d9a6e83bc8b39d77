import { commands, type Disposable, l10n, Uri, window, workspace } from 'vscode';
import {
  DEFAULT_TIMEOUT,
  isTimeout,
  MAX_TIMEOUT,
  type RegChange,
  raisedTimeout,
  regFileBytes,
  regFileName,
  SERVICE,
  TIMEOUT_VALUES,
  type TimeoutValue,
} from '../../../server/src/features/actions/reg-file.ts';
import { language, setting } from './settings.ts';

interface Arguments {
  readonly value?: TimeoutValue;
  /** Null takes the value away again. */
  readonly seconds?: number | null;
  /** Where to write; asked for where it is not given. */
  readonly uri?: string | Uri;
}

/**
 * `senderlog.saveRegFile`: a file for the registry editor that raises a time-out of the Windows edition, or takes the value away. It is
 * written as bytes, since an untitled document cannot be UTF-16LE. @returns the file's URI
 */
export const registerSaveRegFile = (): Disposable =>
  commands.registerCommand('senderlog.saveRegFile', async (args?: Arguments): Promise<string | undefined> => {
    const change = await changeOf(args ?? {});
    if (change === undefined) return undefined;
    const target = args?.uri === undefined ? await choose(change) : toUri(args.uri);
    if (target === undefined) return undefined;
    await workspace.fs.writeFile(target, regFileBytes(change, language()));
    void tell(change, target);
    return target.toString();
  });

const toUri = (uri: string | Uri): Uri => (uri instanceof Uri ? uri : Uri.parse(uri));

async function changeOf({ value: given, seconds }: Arguments): Promise<RegChange | undefined> {
  const value = TIMEOUT_VALUES.find(one => one === given) ?? (await askValue());
  if (value === undefined) return undefined;
  if (seconds === null || (seconds !== undefined && isTimeout(seconds))) return { value, seconds };
  const answer = await askSeconds(value);
  return answer === undefined ? undefined : { value, seconds: answer };
}

async function askValue(): Promise<TimeoutValue | undefined> {
  const about: Readonly<Record<TimeoutValue, string>> = {
    RecvDataTimeout: l10n.t('waiting for a reply'),
    SendDataTimeout: l10n.t('sending data'),
  };
  const items = TIMEOUT_VALUES.map(label => ({ label, description: about[label] }));
  return (await window.showQuickPick(items, { title: l10n.t('Time-out to change') }))?.label;
}

async function askSeconds(value: TimeoutValue): Promise<number | undefined> {
  const name = value === 'RecvDataTimeout' ? 'server.receiveTimeout' : 'server.sendTimeout';
  const answer = await window.showInputBox({
    title: value,
    prompt: l10n.t('Seconds, 1 to {0}; E-Post’s default is {1}', MAX_TIMEOUT, DEFAULT_TIMEOUT),
    value: String(raisedTimeout(setting<number>(name) ?? DEFAULT_TIMEOUT)),
    validateInput: text => (isTimeout(Number(text)) ? undefined : l10n.t('A whole number from 1 to {0}', MAX_TIMEOUT)),
  });
  return answer === undefined || !isTimeout(Number(answer)) ? undefined : Number(answer);
}

function choose(change: RegChange): Thenable<Uri | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = regFileName(change);
  return window.showSaveDialog({
    title: l10n.t('Save a .reg File for a Time-out'),
    filters: { [l10n.t('Registry file')]: ['reg'] },
    defaultUri: folder === undefined ? Uri.file(name) : Uri.joinPath(folder, name),
  });
}

/** What to do with the file; after a change, the way back is offered. */
async function tell(change: RegChange, target: Uri): Promise<void> {
  const name = target.path.split('/').at(-1) ?? '';
  const message = l10n.t('{0} is saved. Import it on the mail server, then restart the service {1}.', name, SERVICE);
  if (change.seconds === null) {
    void window.showInformationMessage(message);
    return;
  }
  const undo = l10n.t('Save the File That Removes the Value…');
  if ((await window.showInformationMessage(message, undo)) === undo) {
    await commands.executeCommand('senderlog.saveRegFile', { value: change.value, seconds: null });
  }
}
