import {
  type Connection,
  DiagnosticRefreshRequest,
  type InitializeParams,
  type InitializeResult,
  type Position,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Catalogue, Edition } from './codes/catalogue.ts';
import type { Classifier } from './codes/classify.ts';
import { rememberedCauses } from './codes/remembered.ts';
import { attemptAt } from './features/attempt-at.ts';
import { diagnostics } from './features/diagnostics.ts';
import { LogDocument } from './features/document.ts';
import { hover } from './features/hover.ts';
import { type Language, languageOf } from './l10n/messages.ts';

/** What the engine gets from outside: all that is not computed. */
export interface Host {
  readonly catalogue: () => Catalogue;
  readonly classifier: () => Classifier;
}

/** Milliseconds of quiet before diagnostics are pushed to a client that does not ask for them. */
const PUSH_DELAY = 200;

/** Wires the features to the protocol. The only place that knows the connection. */
export function start(connection: Connection, host: Host): void {
  const documents = new Map<string, LogDocument>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const replyCause = rememberedCauses(host.classifier);
  let language: Language = 'en';
  let edition: Edition = 'auto';
  let pulls = false;
  let refreshes = false;

  /** A handler that cannot fail: a fault is told to the log of the client, the user gets the fallback. */
  const guard = <T>(work: () => T, fallback: T): T => {
    try {
      return work();
    } catch (error) {
      connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return fallback;
    }
  };

  const compute = (document: LogDocument) =>
    guard(() => diagnostics(document, { catalogue: host.catalogue(), language, replyCause }), []);

  const push = (document: LogDocument): void => {
    if (pulls) return;
    clearTimeout(timers.get(document.uri));
    timers.set(
      document.uri,
      setTimeout(() => {
        timers.delete(document.uri);
        const { uri, version } = document;
        void connection.sendDiagnostics({ uri, version, diagnostics: compute(document) });
      }, PUSH_DELAY),
    );
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const options = (params.initializationOptions ?? {}) as { locale?: string; edition?: string };
    language = languageOf(options.locale ?? params.locale);
    edition = editionOf(options.edition);
    pulls = params.capabilities.textDocument?.diagnostic !== undefined;
    refreshes = params.capabilities.workspace?.diagnostics?.refreshSupport === true;
    return {
      serverInfo: { name: 'senderlog-language-server' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        ...(pulls && { diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false } }),
      },
    };
  });

  connection.onDidOpenTextDocument(({ textDocument: d }) => {
    const document = guard(() => new LogDocument(d.uri, d.languageId, d.version, d.text), undefined);
    if (document === undefined) return;
    documents.set(d.uri, document);
    push(document);
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined) return;
    guard(() => document.change(contentChanges, textDocument.version ?? 0), undefined);
    push(document);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    documents.delete(uri);
    clearTimeout(timers.get(uri));
    timers.delete(uri);
    if (!pulls) void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    edition = editionOf((settings as { senderlog?: { server?: { edition?: string } } })?.senderlog?.server?.edition);
    if (pulls && refreshes) void connection.sendRequest(DiagnosticRefreshRequest.type);
  });

  connection.onHover(({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined) return null;
    return guard(() => hover(document, position, { catalogue: host.catalogue(), language, edition }), null);
  });
  connection.onRequest('senderlog/attemptAt', (params: { uri?: unknown; position?: Position }) => {
    const document = documents.get(String(params?.uri));
    const at = params?.position;
    if (document === undefined || !Number.isInteger(at?.line) || !Number.isInteger(at?.character)) return null;
    return guard(() => attemptAt(document, at!), null);
  });
  connection.languages.diagnostics.on(({ textDocument }) => {
    const document = documents.get(textDocument.uri);
    return { kind: 'full', items: document === undefined ? [] : compute(document) };
  });

  connection.listen();
}

const editionOf = (value: string | undefined): Edition =>
  value === 'windows' || value === 'bsd' || value === 'linux' ? value : 'auto';
