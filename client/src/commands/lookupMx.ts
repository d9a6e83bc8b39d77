import { commands, type Disposable, l10n, window } from 'vscode';
import { lookupMx, type MxResult, renderMx } from '../probes/index.ts';
import type { ProbeChannel } from '../views/probeChannel.ts';
import { language, runProbe, setting, underCursor } from './runProbe.ts';

interface Arguments {
  readonly domain?: string;
  readonly server?: string;
}

/** `senderlog.lookupMx`: what `nslookup -type=mx` would print, asked at the DNS servers that are set in E-Post. */
export const registerLookupMx = (channel: ProbeChannel): Disposable =>
  commands.registerCommand('senderlog.lookupMx', async (args?: Arguments): Promise<MxResult | undefined> => {
    const domain = args?.domain ?? (await ask());
    if (domain === undefined || domain.trim() === '') return undefined;
    const servers = args?.server === undefined ? (setting<string[]>('dns.epostServers') ?? []) : [args.server];
    return runProbe(
      channel,
      l10n.t('MX records of {0}', domain),
      signal => lookupMx({ domain, servers, signal }),
      result => renderMx(result, language()),
    );
  });

const ask = () =>
  window.showInputBox({
    title: l10n.t('Look Up MX Records'),
    prompt: l10n.t('Mail domain, for example example.com'),
    value: underCursor(),
  });
