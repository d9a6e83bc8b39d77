import { commands, type Disposable, l10n, Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { StoryDocument } from '../../../server/src/features/story/document.ts';
import type { StoryDocuments } from '../views/storyDocuments.ts';
import { activeLog, searchLogs } from './logSearch.ts';

interface Arguments {
  readonly uri?: string | Uri | undefined;
  /** As the language server protocol counts. */
  readonly position?: { readonly line: number; readonly character: number } | undefined;
  readonly queueId?: string | undefined;
}

interface ShownStory {
  /** Of the document that shows it. */
  readonly uri: string;
  /** Base id. */
  readonly queueId: string;
  readonly outcome: StoryDocument['outcome'];
}

/** `senderlog.showStory`: everything that the logs have of a message, the verdict first. */
export const registerShowStory = (client: () => LanguageClient | undefined, stories: StoryDocuments): Disposable =>
  commands.registerCommand('senderlog.showStory', async (args?: Arguments | Uri): Promise<ShownStory | undefined> => {
    const given = args instanceof Uri || args === undefined ? {} : args;
    const uri = given.uri === undefined ? uriUnderCursor(given) : String(given.uri);
    const params = { uri, position: positionOf(given, uri), queueId: given.queueId };
    if (params.position === undefined && params.queueId === undefined) return nothing();
    // The server reads the id in an open document only.
    if (given.uri !== undefined && given.position !== undefined)
      await workspace.openTextDocument(Uri.parse(String(given.uri), true));
    const story = await askStory(client(), params);
    if (story === null) return nothing();
    if (story === undefined) return undefined;
    const editor = await stories.show(story, { queueId: story.base, uri });
    return { uri: editor.document.uri.toString(), queueId: story.base, outcome: story.outcome };
  });

/** Asks the language server for a story; null where no log names the message, undefined where the user cancelled. */
export const askStory = (
  client: LanguageClient | undefined,
  params: Arguments & { readonly uri?: string | undefined; readonly queueId?: string | undefined },
): Promise<StoryDocument | null | undefined> =>
  searchLogs<StoryDocument>(client, l10n.t('Gathering the story of the message…'), 'senderlog/story', params);

/** With an id alone the open log says which server is meant; else it is the document under the cursor, a story too. */
const uriUnderCursor = ({ queueId }: Arguments): string | undefined =>
  (queueId === undefined ? window.activeTextEditor?.document.uri : activeLog())?.toString();

function positionOf({ position, queueId }: Arguments, uri: string | undefined): Arguments['position'] {
  if (position !== undefined || queueId !== undefined) return position;
  const editor = window.activeTextEditor;
  if (editor === undefined || editor.document.uri.toString() !== uri) return undefined;
  const { line, character } = editor.selection.active;
  return { line, character };
}

function nothing(): undefined {
  void window.showInformationMessage(l10n.t('No log at hand has a message for this line.'));
  return undefined;
}
