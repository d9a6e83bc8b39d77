import {
  CodeLensRefreshRequest,
  type Connection,
  DiagnosticRefreshRequest,
  type InitializeParams,
  type InitializeResult,
  InlayHintRefreshRequest,
  SemanticTokensRefreshRequest,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Catalogue } from './codes/catalogue.ts';
import type { Classifier } from './codes/classify.ts';
import { withUserEntries, withUserReplies } from './codes/user-catalogue.ts';
import { attemptAt } from './features/attempt-at.ts';
import { type FeatureContext, knowledgeOf, once } from './features/context.ts';
import { diagnostics } from './features/diagnostics.ts';
import { LogDocument } from './features/document.ts';
import { catalogueItems, explain, explanation } from './features/explain.ts';
import { hover } from './features/hover.ts';
import { inlayHints } from './features/inlay-hints.ts';
import { readPosition } from './features/position.ts';
import { allSemanticTokens, LEGEND, semanticTokens } from './features/semantic-tokens.ts';
import { readSettings } from './features/settings.ts';
import { readFiles, readUserCatalogue, reasonClasses } from './features/user-catalogue.ts';
import { languageOf } from './l10n/messages.ts';
import { NAVIGATION, type SiblingLogs, wireNavigation } from './navigation.ts';

/** What the engine gets from outside: all that is not computed. */
export interface Host {
  readonly catalogue: () => Catalogue;
  readonly classifier: () => Classifier;
  readonly siblingLogs?: SiblingLogs;
}

/** Milliseconds of quiet before diagnostics are pushed to a client that does not ask for them. */
const PUSH_DELAY = 200;

/** Wires the features to the protocol. The only place that knows the connection. */
export function start(connection: Connection, host: Host): void {
  const documents = new Map<string, LogDocument>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  let context: FeatureContext = {
    ...knowledgeOf(host.catalogue, host.classifier),
    language: 'en',
    settings: readSettings(undefined),
  };
  let pulls = false;
  /** What the client can be asked to ask for again. */
  let refreshes: readonly { readonly method: string }[] = [];
  /** Catalogue files of the workspace that have something shown in the list of problems. */
  let withProblems: readonly string[] = [];
  let commands: ReadonlySet<string> = new Set();
  let maxFolds: number | undefined;

  const tell = (error: unknown): void =>
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));

  /** A handler that cannot fail: a fault is told to the log of the client, the user gets the fallback. */
  const guard = <T>(work: () => T, fallback: T): T => {
    try {
      return work();
    } catch (error) {
      tell(error);
      return fallback;
    }
  };

  /** A handler for one feature of an open document; the fallback where the document is not open. */
  const feature =
    <P extends { textDocument: { uri: string } }, T>(
      fallback: T,
      work: (document: LogDocument, params: P, context: FeatureContext) => T,
    ) =>
    (params: P): T => {
      const document = documents.get(params.textDocument.uri);
      return document === undefined ? fallback : guard(() => work(document, params, context), fallback);
    };

  const push = (document: LogDocument): void => {
    if (pulls) return;
    clearTimeout(timers.get(document.uri));
    timers.set(
      document.uri,
      setTimeout(() => {
        timers.delete(document.uri);
        const { uri, version } = document;
        void connection.sendDiagnostics({ uri, version, diagnostics: guard(() => diagnostics(document, context), []) });
      }, PUSH_DELAY),
    );
  };

  /** What is shown may be another now: the settings changed, or the explanations. */
  const refresh = (): void => {
    for (const { method } of refreshes) connection.sendRequest(method).catch(() => {});
    for (const document of documents.values()) push(document);
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const options = (params.initializationOptions ?? {}) as {
      locale?: string;
      settings?: unknown;
      commands?: unknown;
    };
    context = {
      ...context,
      language: languageOf(options.locale ?? params.locale),
      settings: readSettings(options.settings),
    };
    commands = new Set(Array.isArray(options.commands) ? options.commands : []);
    maxFolds = params.capabilities.textDocument?.foldingRange?.rangeLimit;
    pulls = params.capabilities.textDocument?.diagnostic !== undefined;
    const { workspace, textDocument } = params.capabilities;
    refreshes = [
      ...(pulls && workspace?.diagnostics?.refreshSupport ? [DiagnosticRefreshRequest] : []),
      ...(workspace?.codeLens?.refreshSupport ? [CodeLensRefreshRequest] : []),
      ...(workspace?.inlayHint?.refreshSupport ? [InlayHintRefreshRequest] : []),
      ...(workspace?.semanticTokens?.refreshSupport ? [SemanticTokensRefreshRequest] : []),
    ];
    // A client that asks for ranges would wait for the whole where both are offered.
    const byRange = Boolean(textDocument?.semanticTokens?.requests.range);
    return {
      serverInfo: { name: 'senderlog-language-server' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        inlayHintProvider: true,
        semanticTokensProvider: { legend: LEGEND, range: true, full: !byRange },
        ...NAVIGATION,
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
    context = { ...context, settings: readSettings((settings as { senderlog?: unknown } | null)?.senderlog) };
    refresh();
  });

  connection.onHover(feature(null, (document, { position }, c) => hover(document, position, c)));
  connection.languages.diagnostics.on(
    feature({ kind: 'full' as const, items: [] }, (document, _, c) => ({
      kind: 'full' as const,
      items: diagnostics(document, c),
    })),
  );
  connection.languages.inlayHint.on(feature([], (document, { range }, c) => inlayHints(document, range, c)));
  connection.languages.semanticTokens.onRange(
    feature({ data: [] as number[] }, (document, { range }) => semanticTokens(document, range)),
  );
  connection.languages.semanticTokens.on(feature({ data: [] as number[] }, document => allSemanticTokens(document)));
  connection.onRequest('senderlog/explain', (params: unknown) => guard(() => explain(params, context), null));
  connection.onRequest('senderlog/explanation', (params: unknown) => guard(() => explanation(params, context), ''));
  connection.onRequest('senderlog/catalogue', (params: unknown) => guard(() => catalogueItems(params, context), []));
  connection.onNotification('senderlog/userCatalogue', (params: unknown) => {
    const files = readFiles(params);
    const classes = files.length === 0 ? new Set<string>() : reasonClasses(host.catalogue());
    const { entries, problems } = readUserCatalogue(files, classes, context.language);
    const catalogue = once(() => withUserEntries(host.catalogue(), entries));
    const classifier = once(() => withUserReplies(host.classifier(), entries));
    context = { ...context, ...knowledgeOf(catalogue, classifier) };
    for (const uri of withProblems) if (!problems.has(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
    for (const [uri, diagnostics] of problems) void connection.sendDiagnostics({ uri, diagnostics });
    withProblems = [...problems.keys()];
    refresh();
  });
  wireNavigation(connection, {
    documents,
    context: () => context,
    commands: () => commands,
    maxFolds: () => maxFolds,
    siblingLogs: host.siblingLogs,
    tell,
  });
  connection.onRequest('senderlog/attemptAt', (params: unknown) => {
    const at = readPosition(params);
    const document = at === undefined ? undefined : documents.get(at.uri);
    return document === undefined ? null : guard(() => attemptAt(document, at!.position), null);
  });

  connection.listen();
}
