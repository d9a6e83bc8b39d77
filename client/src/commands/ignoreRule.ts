import { ConfigurationTarget, commands, type Disposable, l10n, languages, window, workspace } from 'vscode';

interface Arguments {
  /** Slug of a rule, as diagnostics have it in `code`. */
  readonly rule?: string;
}

const NAME = 'diagnostics.severity';
const SLUG = /^[a-z0-9-]{1,60}$/;

/** `senderlog.ignoreRule`: sets a rule to `off` in `senderlog.diagnostics.severity` of the workspace, or of the user without one. @returns the rule */
export const registerIgnoreRule = (): Disposable =>
  commands.registerCommand('senderlog.ignoreRule', async (args?: Arguments): Promise<string | undefined> => {
    const rule = args?.rule ?? (await ask());
    if (rule === undefined || !SLUG.test(rule)) return undefined;
    const before = ownValue();
    await write({ ...before, [rule]: 'off' });
    void tell(rule, before);
    return rule;
  });

type Severities = Readonly<Record<string, string>>;

const target = (): ConfigurationTarget =>
  workspace.workspaceFolders === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;

/** What stands in the place that is written to: `get` would mix in what other places say. */
function ownValue(): Severities | undefined {
  const found = workspace.getConfiguration('senderlog').inspect<Severities>(NAME);
  return target() === ConfigurationTarget.Global ? found?.globalValue : found?.workspaceValue;
}

const write = (value: Severities | undefined): Thenable<void> =>
  workspace.getConfiguration('senderlog').update(NAME, value, target());

/** One of the rules that the active log's diagnostics show. */
async function ask(): Promise<string | undefined> {
  const uri = window.activeTextEditor?.document.uri;
  const found = uri === undefined ? [] : languages.getDiagnostics(uri).filter(d => d.source === 'Senderlog');
  const rules = new Set(found.map(({ code }) => String(typeof code === 'object' ? code.value : code)));
  return window.showQuickPick([...rules].filter(rule => SLUG.test(rule)).sort(), { title: l10n.t('Rule to ignore') });
}

async function tell(rule: string, before: Severities | undefined): Promise<void> {
  const undo = l10n.t('Undo');
  const message =
    target() === ConfigurationTarget.Global
      ? l10n.t('"{0}" is not reported any more.', rule)
      : l10n.t('"{0}" is not reported in this workspace any more.', rule);
  if ((await window.showInformationMessage(message, undo)) === undo) await write(before);
}
