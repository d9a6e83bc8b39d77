import { type CodeAction, commands, type Disposable, l10n, Range, window } from 'vscode';

/** Commands of ours that may be run; the actions of other extensions are left out. */
const OURS = /^senderlog\.\w+$/;

/**
 * `senderlog.showActions`: the quick fixes at the cursor as a list. VS Code shows no light bulb in read-only editors, and that is how logs
 * are best opened. @returns what the chosen one returned
 */
export const registerShowActions = (): Disposable =>
  commands.registerCommand('senderlog.showActions', async (): Promise<unknown> => {
    const editor = window.activeTextEditor;
    if (editor === undefined) return undefined;
    const { line } = editor.selection.active;
    // The whole line: a diagnostic on it counts wherever the cursor stands.
    const range = editor.selection.isEmpty
      ? editor.document.lineAt(line).range
      : new Range(editor.selection.start, editor.selection.end);
    const found = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      range,
    );
    const items = found.flatMap(({ title, command }) =>
      command !== undefined && OURS.test(command.command) ? [{ label: title, command }] : [],
    );
    if (items.length === 0) {
      void window.showInformationMessage(l10n.t('There is nothing to do at this line.'));
      return undefined;
    }
    const chosen = await window.showQuickPick(items, { title: l10n.t('Actions for line {0}', line + 1) });
    return chosen && commands.executeCommand(chosen.command.command, ...(chosen.command.arguments ?? []));
  });
