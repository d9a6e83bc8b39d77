import { commands, type Disposable, l10n } from 'vscode';
import { lookupMx, type MxResult, renderMx } from '../probes/index.ts';
import type { ProbeChannel } from '../views/probeChannel.ts';
import { askTarget, type RecentTargets } from './askTarget.ts';
import { runProbe } from './runProbe.ts';
import { epostServers, language } from './settings.ts';

interface Arguments {
  readonly domain?: string;
  readonly server?: string;
}

/** `senderlog.lookupMx`: what `nslookup -type=mx` would print, asked at the DNS servers that are set in E-Post. */
export const registerLookupMx = (channel: ProbeChannel, recent: RecentTargets): Disposable =>
  commands.registerCommand('senderlog.lookupMx', async (args?: Arguments): Promise<MxResult | undefined> => {
    const domain = args?.domain ?? (await ask(recent));
    if (domain === undefined || domain.trim() === '') return undefined;
    const servers = args?.server === undefined ? epostServers() : [args.server];
    return runProbe(channel, {
      title: l10n.t('MX records of {0}', domain),
      work: signal => lookupMx({ domain, servers, signal }),
      render: result => renderMx(result, language()),
    });
  });

const ask = (recent: RecentTargets) =>
  askTarget(recent, {
    kind: 'domain',
    title: l10n.t('Look Up MX Records'),
    prompt: l10n.t('Mail domain, for example example.com'),
  });
