import type { CancellationToken, Connection } from 'vscode-languageserver';
import type { FeatureContext } from '../features/context.ts';
import { diagnostics } from '../features/diagnostics.ts';
import type { LogDocument } from '../features/document.ts';
import type { TextStore } from '../text/store.ts';
import { type Client, NO_CLIENT } from './client.ts';

/** Milliseconds of quiet before diagnostics are pushed to a client that does not ask for them. */
const PUSH_DELAY = 200;

/** What all handlers share: the open documents, the context of the features, and how a handler is run so that it cannot fail. */
export class Server {
  readonly documents = new Map<string, LogDocument>();
  /** What the probes print: text, not a log. */
  readonly transcripts = new Map<string, TextStore>();
  context: FeatureContext;
  client: Client = NO_CLIENT;
  readonly #connection: Connection;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(connection: Connection, context: FeatureContext) {
    this.#connection = connection;
    this.context = context;
  }

  /** Tells the log of the client of a fault. */
  tell(error: unknown): void {
    this.#connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  /** What cannot fail: a fault is told, the user gets the fallback. */
  guard<T>(work: () => T, fallback: T): T {
    try {
      return work();
    } catch (error) {
      this.tell(error);
      return fallback;
    }
  }

  /** A handler for one feature of an open document; the fallback where the document is not open. */
  feature<P extends { textDocument: { uri: string } }, T>(
    fallback: T,
    work: (document: LogDocument, params: P, context: FeatureContext) => T,
  ): (params: P) => T {
    return params => {
      const document = this.documents.get(params.textDocument.uri);
      return document === undefined ? fallback : this.guard(() => work(document, params, this.context), fallback);
    };
  }

  /** The same for work that waits; cancelled by the client, which then gets what is there. */
  async slowly<T>(
    token: CancellationToken,
    work: (cancel: { readonly aborted: boolean }) => Promise<T>,
    fallback: T,
  ): Promise<T> {
    const cancel = { aborted: token.isCancellationRequested };
    const listening = token.onCancellationRequested(() => {
      cancel.aborted = true;
    });
    try {
      return await work(cancel);
    } catch (error) {
      this.tell(error);
      return fallback;
    } finally {
      listening.dispose();
    }
  }

  /** The findings of a document may be others: a client that does not ask for them gets them after a while of quiet. */
  push(document: LogDocument): void {
    if (this.client.pulls) return;
    this.forget(document.uri);
    this.#timers.set(
      document.uri,
      setTimeout(() => {
        this.#timers.delete(document.uri);
        const { uri, version } = document;
        const found = this.guard(() => diagnostics(document, this.context), []);
        void this.#connection.sendDiagnostics({ uri, version, diagnostics: found });
      }, PUSH_DELAY),
    );
  }

  /** Nothing more is pushed for a document. */
  forget(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.delete(uri);
  }

  /** What is shown may be another now: the settings changed, or the explanations. */
  refresh(): void {
    for (const { method } of this.client.refreshes) this.#connection.sendRequest(method).catch(() => {});
    for (const document of this.documents.values()) this.push(document);
  }
}
