import type { ExtensionContext } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { lazyCatalogue } from '../../server/src/host/catalogue.ts';
import { startLanguageClient } from './client.ts';
import { registerAddExplanation } from './commands/addExplanation.ts';
import { RecentTargets } from './commands/askTarget.ts';
import { registerCheckRoute } from './commands/checkRoute.ts';
import { registerCopyGatewayLine } from './commands/copyGatewayLine.ts';
import { registerCopyPostmasterReport } from './commands/copyPostmasterReport.ts';
import { registerExplainCode } from './commands/explainCode.ts';
import { registerIgnoreRule } from './commands/ignoreRule.ts';
import { LogQuestions } from './commands/logQuestions.ts';
import { registerLookupMx } from './commands/lookupMx.ts';
import { registerOpenCheckList } from './commands/openCheckList.ts';
import { registerOpenSmtpTerminal } from './commands/openSmtpTerminal.ts';
import { registerProbeSmtp } from './commands/probeSmtp.ts';
import { registerRetrace } from './commands/retrace.ts';
import { registerSaveRegFile } from './commands/saveRegFile.ts';
import { registerSaveTranscript } from './commands/saveTranscript.ts';
import { registerShowActions } from './commands/showActions.ts';
import { askStory, registerShowStory } from './commands/showStory.ts';
import { registerTraceMessage } from './commands/traceMessage.ts';
import { watchEncoding } from './encoding.ts';
import { assignLanguages } from './languages.ts';
import { shareUserCatalogue } from './userCatalogue.ts';
import { Explanations } from './views/explanations.ts';
import { ProbeChannel } from './views/probeChannel.ts';
import { StoryDocuments } from './views/storyDocuments.ts';

/** Composes the parts; no logic of its own. */
export async function activate(context: ExtensionContext): Promise<void> {
  let client: LanguageClient | undefined;
  const channel = new ProbeChannel();
  const explanations = new Explanations(() => client);
  const recent = new RecentTargets(context.globalState);
  const questions = new LogQuestions(() => client);
  const starting = startLanguageClient(context);
  const stories = new StoryDocuments(async source => askStory(await starting, source));
  context.subscriptions.push(
    channel,
    registerLookupMx(channel, recent),
    registerProbeSmtp(channel, recent),
    registerCheckRoute(channel, recent, questions),
    registerRetrace(channel, questions),
    registerOpenSmtpTerminal(recent, lazyCatalogue(context.asAbsolutePath('dist'))),
    registerSaveTranscript(channel),
    explanations,
    registerExplainCode(() => client, explanations),
    registerAddExplanation(),
    registerSaveRegFile(),
    registerCopyGatewayLine(),
    registerCopyPostmasterReport(() => client),
    registerIgnoreRule(),
    registerShowActions(),
    registerOpenCheckList(context.extension.id),
    stories,
    registerShowStory(() => client, stories),
    registerTraceMessage(() => client, stories),
    watchEncoding(),
    assignLanguages(),
  );
  client = await starting;
  context.subscriptions.push(
    client,
    shareUserCatalogue(client, () => explanations.refresh()),
  );
}
