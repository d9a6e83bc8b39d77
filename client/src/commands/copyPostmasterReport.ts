import { commands, type Disposable, env, l10n, Position, Uri, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { language, setting } from './settings.ts';

interface Arguments {
  readonly uri?: string | Uri;
  /** As the language server protocol counts. */
  readonly position?: { readonly line: number; readonly character: number };
  /** Default: that of the interface. */
  readonly language?: 'en' | 'ja';
  /** Mask local parts of addresses, whatever the setting says. */
  readonly maskAddresses?: boolean;
}

/** `senderlog.copyPostmasterReport`: what the log tells of a delivery, as a mail to the postmaster of the receiver. @returns the text */
export const registerCopyPostmasterReport = (client: () => LanguageClient | undefined): Disposable =>
  commands.registerCommand(
    'senderlog.copyPostmasterReport',
    (args?: Arguments | Uri): Promise<string | undefined> => copy(client, args instanceof Uri ? {} : (args ?? {})),
  );

async function copy(client: () => LanguageClient | undefined, args: Arguments): Promise<string | undefined> {
  const params = requestFor(args);
  const text =
    params === undefined ? null : await client()?.sendRequest<string | null>('senderlog/postmasterReport', params);
  if (typeof text !== 'string') {
    void window.showInformationMessage(l10n.t('There is no delivery attempt at this line of a log.'));
    return undefined;
  }
  await env.clipboard.writeText(text);
  void tell(client, { ...args, ...params });
  return text;
}

function requestFor(args: Arguments) {
  const editor = window.activeTextEditor;
  const uri = args.uri?.toString() ?? editor?.document.uri.toString();
  if (uri === undefined) return undefined;
  const at = args.position ?? (editor?.document.uri.toString() === uri ? editor.selection.active : undefined);
  if (at === undefined) return undefined;
  const { line, character } = new Position(at.line, at.character);
  return {
    uri,
    position: { line, character },
    language: args.language ?? language(),
    maskAddresses: args.maskAddresses,
  };
}

/** Says what was copied; with full addresses in it, the masked form is offered. */
async function tell(client: () => LanguageClient | undefined, args: Arguments): Promise<void> {
  const masked = args.maskAddresses === true || setting<boolean>('maskAddresses') === true;
  const copied = l10n.t('The report for the postmaster is in the clipboard; credentials are masked.');
  const mask = l10n.t('Copy with Masked Addresses');
  const chosen = await window.showInformationMessage(copied, ...(masked ? [] : [mask]));
  if (chosen === mask) await copy(client, { ...args, maskAddresses: true });
}
