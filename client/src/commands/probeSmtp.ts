import { commands, type Disposable, l10n } from 'vscode';
import { type ProbeResult, probeSmtp, renderProbe, toHostAndPort } from '../probes/index.ts';
import type { ProbeChannel } from '../views/probeChannel.ts';
import { askTarget, type RecentTargets } from './askTarget.ts';
import { runProbe } from './runProbe.ts';
import { language, probeSettings } from './settings.ts';

interface Arguments {
  readonly host?: string;
  readonly port?: number;
  readonly starttls?: boolean;
}

/** `senderlog.probeSmtp`: what `telnet host smtp` would show, up to EHLO and QUIT; no mail is sent. */
export const registerProbeSmtp = (channel: ProbeChannel, recent: RecentTargets): Disposable =>
  commands.registerCommand('senderlog.probeSmtp', async (args?: Arguments): Promise<ProbeResult[] | undefined> => {
    const asked = args?.host ?? (await ask(recent));
    if (asked === undefined || asked.trim() === '') return undefined;
    return runProbe(channel, {
      title: l10n.t('SMTP server {0}', asked),
      work: async signal => {
        const target = toHostAndPort(asked, args?.port ?? 25);
        return probeSmtp({ ...target, ...probeSettings(), starttls: args?.starttls ?? false, signal });
      },
      render: results => renderProbe(results, language()),
    });
  });

const ask = (recent: RecentTargets) =>
  askTarget(recent, {
    kind: 'host',
    title: l10n.t('Probe SMTP Server'),
    prompt: l10n.t('Host or host:port; port 25 where none is given'),
  });
