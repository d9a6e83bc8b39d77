import {
  commands,
  type Disposable,
  EventEmitter,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

const SCHEME = 'senderlog';
/** Of the paths of the scheme, those below this are explanations. */
const FOLDER = '/explain/';
/** Characters of a query in the name of a document. */
const MAX_NAME = 60;
/** Characters of a query that an address carries; a reply of 2,048 characters is all that the classifier reads. */
const MAX_QUERY = 10_000;

/** What codes mean, as read-only documents `senderlog:/explain/NAME.md?QUERY`; the text comes from the language server. */
export class Explanations implements TextDocumentContentProvider, Disposable {
  readonly #client: () => LanguageClient | undefined;
  readonly #registration: Disposable;
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(client: () => LanguageClient | undefined) {
    this.#client = client;
    this.#registration = workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  /** The explanations may be others now: those that are open are asked for again. */
  refresh(): void {
    for (const { uri } of workspace.textDocuments) {
      if (uri.scheme === SCHEME && uri.path.startsWith(FOLDER)) this.#changed.fire(uri);
    }
  }

  async provideTextDocumentContent({ path, query }: Uri): Promise<string | undefined> {
    if (!path.startsWith(FOLDER)) return undefined;
    return this.#client()?.sendRequest<string>('senderlog/explanation', { query });
  }

  /**
   * Opens the explanation of a query in the Markdown preview, which needs no trust: it runs no scripts and the text holds
   * no links. As text where there is no preview.
   */
  async open(query: string, title: string): Promise<void> {
    const name =
      title
        .replace(/[\\/:*?"<>|#%\p{C}\s]+/gu, ' ')
        .trim()
        .slice(0, MAX_NAME) || 'code';
    const uri = Uri.from({ scheme: SCHEME, path: `${FOLDER}${name}.md`, query: query.slice(0, MAX_QUERY) });
    try {
      // Asked for, not looked for: until it was first asked for anything, the editor's Markdown extension has no commands.
      await commands.executeCommand('markdown.showPreview', uri);
    } catch {
      await window.showTextDocument(uri, { preview: true });
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
