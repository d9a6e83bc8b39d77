import path from 'node:path';
import { type ExtensionContext, env, workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { SERVER_LANGUAGES } from './languages.ts';
import { onlyOwnFeatures } from './ownFeatures.ts';

/** Starts the language server beside this bundle. */
export async function startLanguageClient(context: ExtensionContext): Promise<LanguageClient> {
  const module = context.asAbsolutePath(path.join('dist', 'server.js'));
  const client = new LanguageClient(
    'senderlog',
    'Senderlog',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: SERVER_LANGUAGES.map(language => ({ language })),
      initializationOptions: {
        locale: env.language,
        settings: workspace.getConfiguration('senderlog'),
        // Code lenses offer no command that is not there.
        commands: commandsOf(context.extension.packageJSON),
      },
      middleware: onlyOwnFeatures,
      synchronize: { configurationSection: 'senderlog' },
      // Log text is in the hovers: no command link, no HTML.
      markdown: { isTrusted: false, supportHtml: false },
    },
  );
  await client.start();
  return client;
}

/** The commands that the manifest contributes. */
const commandsOf = (manifest: { contributes?: { commands?: { command: string }[] } }): string[] =>
  (manifest.contributes?.commands ?? []).map(({ command }) => command);
