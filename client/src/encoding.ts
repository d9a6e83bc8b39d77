import {
  commands,
  Disposable,
  l10n,
  StatusBarAlignment,
  type TextDocument,
  ThemeColor,
  Uri,
  window,
  workspace,
} from 'vscode';
import { LOG_LANGUAGES } from './languages.ts';

/** Lines that are looked at for replacement characters; a reply in Shift_JIS may stand anywhere. */
const MAX_LINES = 200_000;

/** What is known of a version of a document: a long log is not searched at every change of the editor. */
const known = new WeakMap<TextDocument, { readonly version: number; readonly broken: boolean }>();

function isBroken(document: TextDocument): boolean {
  const found = known.get(document);
  if (found?.version === document.version) return found.broken;
  const lines = Math.min(document.lineCount, MAX_LINES);
  let broken = false;
  for (let i = 0; i < lines && !broken; i++) broken = document.lineAt(i).text.includes('\ufffd');
  known.set(document, { version: document.version, broken });
  return broken;
}

/**
 * Offers to reopen a log as Shift_JIS, with one click in the status bar, where its text shows replacement characters:
 * VS Code guesses an encoding from the first 64 KB only.
 */
export function watchEncoding(): Disposable {
  const item = window.createStatusBarItem('senderlog.encoding', StatusBarAlignment.Right, 101);
  item.name = 'Senderlog';
  item.text = `$(warning) ${l10n.t('Reopen as Shift_JIS')}`;
  item.tooltip = l10n.t('This log shows characters that are not UTF-8. Click to reopen it as Shift_JIS.');
  item.command = 'senderlog.reopenAsShiftJis';
  item.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
  const update = (): void => {
    const document = window.activeTextEditor?.document;
    const ours = document !== undefined && LOG_LANGUAGES.some(l => l === document.languageId);
    if (ours && document.encoding === 'utf8' && isBroken(document)) item.show();
    else item.hide();
  };
  update();
  return Disposable.from(
    item,
    window.onDidChangeActiveTextEditor(update),
    workspace.onDidOpenTextDocument(update),
    commands.registerCommand('senderlog.reopenAsShiftJis', async (uri?: unknown) => {
      const target = uri instanceof Uri ? uri : window.activeTextEditor?.document.uri;
      if (target === undefined) return;
      const document = await workspace.openTextDocument(target, { encoding: 'shiftjis' });
      await window.showTextDocument(document);
      item.hide();
      return document.encoding;
    }),
  );
}
