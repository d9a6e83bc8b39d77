import type { ExtensionContext } from 'vscode';
import { startLanguageClient } from './client.ts';
import { registerLookupMx } from './commands/lookupMx.ts';
import { registerProbeSmtp } from './commands/probeSmtp.ts';
import { watchEncoding } from './encoding.ts';
import { assignLanguages } from './languages.ts';
import { ProbeChannel } from './views/probeChannel.ts';

/** Composes the parts; no logic of its own. */
export async function activate(context: ExtensionContext): Promise<void> {
  const channel = new ProbeChannel();
  context.subscriptions.push(
    channel,
    registerLookupMx(channel),
    registerProbeSmtp(channel),
    watchEncoding(),
    assignLanguages(),
  );
  context.subscriptions.push(await startLanguageClient(context));
}
