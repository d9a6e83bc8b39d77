import { commands, type Disposable, l10n, window } from 'vscode';
import { type ProbeResult, probeSmtp, renderProbe, toHostAndPort } from '../probes/index.ts';
import type { ProbeChannel } from '../views/probeChannel.ts';
import { language, runProbe, setting, underCursor } from './runProbe.ts';

interface Arguments {
  readonly host?: string;
  readonly port?: number;
  readonly starttls?: boolean;
}

/** `senderlog.probeSmtp`: what `telnet host smtp` would show, up to EHLO and QUIT; no mail is sent. */
export const registerProbeSmtp = (channel: ProbeChannel): Disposable =>
  commands.registerCommand('senderlog.probeSmtp', async (args?: Arguments): Promise<ProbeResult[] | undefined> => {
    const asked = args?.host ?? (await ask());
    if (asked === undefined || asked.trim() === '') return undefined;
    return runProbe(
      channel,
      l10n.t('SMTP server {0}', asked),
      async signal => {
        const target = toHostAndPort(asked, args?.port ?? 25);
        return probeSmtp({
          host: target.host,
          port: target.port,
          starttls: args?.starttls ?? false,
          helo: setting<string>('probe.heloName'),
          sourceAddress: setting<string>('probe.sourceAddress'),
          timeouts: {
            connectMs: (setting<number>('probe.connectTimeout') ?? 21) * 1000,
            greetingMs: (setting<number>('probe.greetingTimeout') ?? 60) * 1000,
            replyMs: (setting<number>('probe.replyTimeout') ?? 60) * 1000,
          },
          signal,
        });
      },
      results => renderProbe(results, language()),
    );
  });

const ask = () =>
  window.showInputBox({
    title: l10n.t('Probe SMTP Server'),
    prompt: l10n.t('Host or host:port; port 25 where none is given'),
    value: underCursor(),
  });
