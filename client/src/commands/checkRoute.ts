import { commands, type Disposable, l10n } from 'vscode';
import { checkRoute, type RouteOptions, type RouteResult, renderRoute, renderRouteProgress } from '../probes/index.ts';
import type { ProbeChannel } from '../views/probeChannel.ts';
import { askTarget, type RecentTargets } from './askTarget.ts';
import { type LogKnowledge, type LogQuestions, openLog } from './logQuestions.ts';
import { runProbe } from './runProbe.ts';
import { controlHosts, epostServers, language, probeSettings, setting } from './settings.ts';

interface Arguments {
  readonly domain?: string;
}

/** `senderlog.checkRoute`: the whole way of a mail, every host and address, in E-Post's own order; no mail is sent. */
export const registerCheckRoute = (channel: ProbeChannel, recent: RecentTargets, questions: LogQuestions): Disposable =>
  commands.registerCommand('senderlog.checkRoute', async (args?: Arguments): Promise<RouteResult | undefined> => {
    const domain = args?.domain ?? (await ask(recent));
    if (domain === undefined || domain.trim() === '') return undefined;
    const log = openLog();
    const knowledge = log === undefined ? {} : await questions.knowledgeOf(log);
    return runProbe(channel, {
      title: l10n.t('Delivery route to {0}', domain),
      work: (signal, tell) => checkRoute({ domain, ...routeSettings(tell, knowledge) }, signal),
      render: result => renderRoute(result, language()),
    });
  });

/** What the settings and a log say about a route; who is asked is told before it is asked. */
export function routeSettings(
  tell: (lines: readonly string[]) => void,
  knowledge: LogKnowledge,
): Omit<RouteOptions, 'domain'> {
  return {
    ...probeSettings(),
    servers: epostServers(),
    gateway: setting<string>('server.gateway'),
    controlHosts: controlHosts(),
    ...knowledge,
    onProgress: event => tell(renderRouteProgress(event, language())),
  };
}

const ask = (recent: RecentTargets) =>
  askTarget(recent, {
    kind: 'domain',
    title: l10n.t('Check Delivery Route'),
    prompt: l10n.t('Mail domain, for example example.com'),
  });
