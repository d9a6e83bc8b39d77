import {
  CancellationTokenSource,
  commands,
  type Disposable,
  l10n,
  type QuickPickItem,
  window,
  workspace,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { CatalogueItem, ExplainAnswer } from '../../../server/src/features/catalogue/explain.ts';
import type { Explanations } from '../views/explanations.ts';

interface Arguments {
  readonly query?: string;
}

type Client = () => LanguageClient | undefined;

/** Characters of a selection that a question begins with. */
const MAX_SELECTION = 500;

/**
 * `senderlog.explainCode`: what a number, a name or a whole reply means. A query that names its answer opens it at once;
 * otherwise the user chooses in the catalogue. @returns what `senderlog explain` prints as JSON
 */
export const registerExplainCode = (client: Client, explanations: Explanations): Disposable =>
  commands.registerCommand('senderlog.explainCode', async (args?: Arguments): Promise<ExplainAnswer | undefined> => {
    const query = args?.query?.trim() ?? '';
    const answer = query === '' ? undefined : await ask(client, query);
    if (answer?.exact) return show(explanations, answer);
    const chosen = await choose(client, query === '' ? underCursor() : query);
    return chosen === undefined ? undefined : show(explanations, await ask(client, chosen));
  });

async function show(explanations: Explanations, answer: ExplainAnswer | undefined): Promise<ExplainAnswer | undefined> {
  if (answer === undefined) return undefined;
  const [first] = answer.entries;
  await explanations.open(answer.query, answer.classification === undefined ? (first?.title ?? '') : answer.query);
  if (answer.classification?.class === 'undefined' && workspace.isTrusted) void offerToAdd(answer.query);
  return answer;
}

/** Nobody knows this wording: the user may. */
async function offerToAdd(reply: string): Promise<void> {
  const add = l10n.t('Add an Explanation');
  const chosen = await window.showInformationMessage(l10n.t('The words of this reply are not known.'), add);
  if (chosen === add) await commands.executeCommand('senderlog.addExplanation', { reply });
}

const ask = async (client: Client, query: string): Promise<ExplainAnswer | undefined> =>
  (await client()?.sendRequest<ExplainAnswer | null>('senderlog/explain', { query })) ?? undefined;

/** The whole catalogue, or what fits the words typed; the server searches, so that a full-width number is found too. */
function choose(client: Client, value: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const input = window.createQuickPick<QuickPickItem & { readonly query: string }>();
    input.title = l10n.t('Explain Code');
    input.placeholder = l10n.t('A number, a name, a word or a whole reply');
    input.value = value;
    let running = new CancellationTokenSource();
    const offer = async (): Promise<void> => {
      running.cancel();
      running.dispose();
      const own = new CancellationTokenSource();
      running = own;
      input.busy = true;
      const query = input.value;
      const found = await client()
        ?.sendRequest<CatalogueItem[]>('senderlog/catalogue', { query }, own.token)
        .catch(() => undefined);
      if (own !== running) return;
      input.busy = false;
      if (found !== undefined) input.items = found.map(item => row(item));
    };
    input.onDidChangeValue(() => void offer());
    input.onDidAccept(() => {
      const query = input.activeItems[0]?.query;
      if (query === undefined) return;
      resolve(query);
      input.hide();
    });
    input.onDidHide(() => {
      resolve(undefined);
      running.cancel();
      running.dispose();
      input.dispose();
    });
    void offer();
    input.show();
  });
}

const row = ({ id, code, title, kind, example }: CatalogueItem) => ({
  label: code === '' ? title : `${code} — ${title}`,
  description: kind,
  ...(example !== undefined && { detail: example }),
  // The server has searched; what the editor would hide was found by another language or another width.
  alwaysShow: true,
  query: id,
});

/** What is selected, else the number or the name under the cursor; '' where there is none. */
function underCursor(): string {
  const editor = window.activeTextEditor;
  if (editor === undefined) return '';
  const { document, selection } = editor;
  const range = selection.isEmpty
    ? document.getWordRangeAtPosition(selection.active, /[0-9]+(?:\.[0-9]+){2}|[A-Za-z0-9_]{2,40}/)
    : selection;
  return range === undefined ? '' : document.getText(range).replace(/\s+/g, ' ').trim().slice(0, MAX_SELECTION);
}
