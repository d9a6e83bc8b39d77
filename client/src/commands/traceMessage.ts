import { commands, type Disposable, env, l10n, ThemeIcon, Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Candidate, TraceAnswer } from '../../../server/src/features/trace/trace.ts';
import type { StoryDocuments } from '../views/storyDocuments.ts';
import { activeLog, searchLogs } from './logSearch.ts';
import { askStory } from './showStory.ts';

interface Arguments {
  readonly query?: string;
}

interface Traced extends TraceAnswer {
  /** Of the document that shows the story which was chosen. */
  readonly uri?: string;
}

/** An error mail is some 10 KB, with the mail returned in it a few MB. */
const MAX_MAIL_BYTES = 10_000_000;

/** `senderlog.traceMessage`: from whatever somebody has of a mail to its story. */
export const registerTraceMessage = (client: () => LanguageClient | undefined, stories: StoryDocuments): Disposable =>
  commands.registerCommand('senderlog.traceMessage', async (args?: Arguments): Promise<Traced | undefined> => {
    const query = typeof args?.query === 'string' ? args.query : await ask();
    if (query === undefined || query.trim() === '') return undefined;
    const uri = activeLog()?.toString();
    const title = l10n.t('Tracing the message…');
    const answer = await searchLogs<TraceAnswer>(client(), title, 'senderlog/trace', { query, uri });
    if (!answer) return undefined;
    const said = answer.notes.join(' ');
    if (answer.candidates.length === 0) {
      void window.showWarningMessage(said);
      return answer;
    }
    if (said !== '') void window.showInformationMessage(said);
    const chosen = answer.sure ? answer.candidates[0] : await choose(answer.candidates);
    if (chosen === undefined) return answer;
    const shown = await open(client(), stories, chosen, uri);
    return shown === undefined ? answer : { ...answer, uri: shown };
  });

async function open(
  client: LanguageClient | undefined,
  stories: StoryDocuments,
  { document, queueId, files }: Candidate,
  uri: string | undefined,
): Promise<string | undefined> {
  // The same id may be another message's on another server: a log of this one says which is meant.
  const source = { queueId, uri: files[0] === undefined ? uri : Uri.file(files[0]).toString() };
  const story = document ?? (await askStory(client, source));
  if (!story) return undefined;
  const editor = await stories.show(story, document === undefined ? source : undefined);
  return editor.document.uri.toString();
}

async function choose(candidates: readonly Candidate[]): Promise<Candidate | undefined> {
  const items = candidates.map(candidate => ({
    label: candidate.label,
    description: candidate.description,
    detail: candidate.detail,
    iconPath: new ThemeIcon(ICONS[candidate.outcome]),
    candidate,
  }));
  const placeHolder = l10n.t('{0} messages fit; which one is meant?', candidates.length);
  const chosen = await window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true });
  return chosen?.candidate;
}

const ICONS: Readonly<Record<Candidate['outcome'], string>> = {
  delivered: 'pass',
  deferred: 'history',
  failed: 'error',
  'in-progress': 'sync',
  unknown: 'question',
  refused: 'circle-slash',
};

/** A line to type; an error mail of many lines comes from the clipboard or a file. */
function ask(): Promise<string | undefined> {
  const box = window.createInputBox();
  const clipboard = { iconPath: new ThemeIcon('clippy'), tooltip: l10n.t('Take the clipboard (a whole error mail)') };
  const file = { iconPath: new ThemeIcon('folder-opened'), tooltip: l10n.t('Open an error mail (.eml)…') };
  box.title = l10n.t('Trace Message');
  box.prompt = l10n.t(
    'Message id, address and about when, Received header, domain and day; or an error mail by the buttons above',
  );
  box.placeholder = 'B0000319576 · hanako@example.com 2026-11-24 14:30 · example.com 11/24';
  box.buttons = [clipboard, file];
  box.ignoreFocusOut = true;
  const selected = window.activeTextEditor?.document.getText(window.activeTextEditor.selection) ?? '';
  if (!selected.includes('\n')) box.value = selected.slice(0, 500);
  return new Promise(resolve => {
    const end = (value: string | undefined): void => {
      resolve(value);
      box.dispose();
    };
    box.onDidAccept(() => end(box.value));
    box.onDidHide(() => resolve(undefined));
    box.onDidTriggerButton(button => {
      if (button === clipboard) void env.clipboard.readText().then(end);
      else void openMail().then(end);
    });
    box.show();
  });
}

async function openMail(): Promise<string | undefined> {
  const filters = { [l10n.t('Mail')]: ['eml', 'txt', 'msg'] };
  const [uri] = (await window.showOpenDialog({ title: l10n.t('Error mail'), filters })) ?? [];
  if (uri === undefined) return undefined;
  const bytes = await workspace.fs.readFile(uri);
  // Ids, addresses and dates are ASCII; what else stands in it does not matter.
  return new TextDecoder('latin1').decode(bytes.subarray(0, MAX_MAIL_BYTES));
}
