import {
  type CancellationToken,
  type CodeActionParams,
  CodeLensRefreshRequest,
  type Connection,
  DiagnosticRefreshRequest,
  type HoverParams,
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
import { codeActions } from './features/code-actions.ts';
import { type FeatureContext, knowledgeOf, once } from './features/context.ts';
import { diagnostics } from './features/diagnostics.ts';
import { applyChanges, LogDocument } from './features/document.ts';
import { catalogueItems, explain, explanation } from './features/explain.ts';
import { hover } from './features/hover/hover.ts';
import { transcriptHover } from './features/hover/transcript.ts';
import { inlayHints } from './features/inlay-hints.ts';
import type { LogAccess } from './features/log-access.ts';
import { logFacts } from './features/log-facts.ts';
import { readPosition } from './features/position.ts';
import { postmasterReport, readReportOptions } from './features/postmaster-report.ts';
import { allSemanticTokens, LEGEND, semanticTokens } from './features/semantic-tokens.ts';
import { readSettings } from './features/settings.ts';
import { messageAt, readStoryParams, readWhere, story } from './features/story.ts';
import { trace } from './features/trace.ts';
import { readFiles, readUserCatalogue, reasonClasses } from './features/user-catalogue.ts';
import { languageOf } from './l10n/messages.ts';
import { NAVIGATION, type SiblingLogs, wireNavigation } from './navigation.ts';
import { TextStore } from './text/store.ts';

/** What the engine gets from outside: all that is not computed. */
export interface Host {
  readonly catalogue: () => Catalogue;
  readonly classifier: () => Classifier;
  readonly siblingLogs?: SiblingLogs;
  readonly logs: LogAccess;
}

/** Language of what the probes print. */
const TRANSCRIPT = 'senderlog-transcript';
/** Milliseconds of quiet before diagnostics are pushed to a client that does not ask for them. */
const PUSH_DELAY = 200;

/** Wires the features to the protocol. The only place that knows the connection. */
export function start(connection: Connection, host: Host): void {
  const documents = new Map<string, LogDocument>();
  /** What the probes print: text, not a log. */
  const transcripts = new Map<string, TextStore>();
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

  /** The same for work that waits; cancelled by the client, which then gets what is there. */
  const slowly = async <T>(
    token: CancellationToken,
    work: (cancel: { aborted: boolean }) => Promise<T>,
    fallback: T,
  ) => {
    const cancel = { aborted: token.isCancellationRequested };
    const listening = token.onCancellationRequested(() => {
      cancel.aborted = true;
    });
    try {
      return await work(cancel);
    } catch (error) {
      return guard<T>(() => {
        throw error;
      }, fallback);
    } finally {
      listening.dispose();
    }
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
      plainHover: params.capabilities.textDocument?.hover?.contentFormat?.includes('markdown') === false,
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
        codeActionProvider: { codeActionKinds: ['quickfix'] },
        ...NAVIGATION,
        ...(pulls && { diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false } }),
      },
    };
  });

  connection.onDidOpenTextDocument(({ textDocument: d }) => {
    if (d.languageId === TRANSCRIPT) {
      transcripts.set(d.uri, TextStore.fromString(d.text));
      return;
    }
    const document = guard(() => new LogDocument(d.uri, d.languageId, d.version, d.text), undefined);
    if (document === undefined) return;
    documents.set(d.uri, document);
    push(document);
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const transcript = transcripts.get(textDocument.uri);
    if (transcript !== undefined) guard(() => applyChanges(transcript, contentChanges), undefined);
    const document = documents.get(textDocument.uri);
    if (document === undefined) return;
    guard(() => document.change(contentChanges, textDocument.version ?? 0), undefined);
    push(document);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    if (transcripts.delete(uri)) return;
    documents.delete(uri);
    clearTimeout(timers.get(uri));
    timers.delete(uri);
    if (!pulls) void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    context = { ...context, settings: readSettings((settings as { senderlog?: unknown } | null)?.senderlog) };
    refresh();
  });

  const logHover = feature(null, (document, { position }: HoverParams, c) => hover(document, position, c));
  connection.onHover(params => {
    const transcript = transcripts.get(params.textDocument.uri);
    if (transcript === undefined) return logHover(params);
    return guard(() => transcriptHover(transcript, params.position, context), null);
  });
  connection.onCodeAction(feature([], (document, params: CodeActionParams, c) => codeActions(document, params, c)));
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
  connection.onRequest('senderlog/postmasterReport', (params: unknown) => {
    const at = readPosition(params);
    const document = at === undefined ? undefined : documents.get(at.uri);
    if (document === undefined) return null;
    return guard(() => postmasterReport(document, at!.position, readReportOptions(params, context), context), null);
  });
  connection.onRequest('senderlog/logFacts', (params: unknown) => {
    const document = documents.get(String((params as { uri?: unknown } | null)?.uri));
    return document === undefined ? null : guard(() => logFacts(document), null);
  });

  connection.onRequest('senderlog/story', (params: unknown, token: CancellationToken) => {
    const { base, position, ...where } = readStoryParams(params);
    const document = where.document === undefined ? undefined : documents.get(where.document);
    const at =
      document === undefined || position === undefined
        ? undefined
        : guard(() => messageAt(document, position), undefined);
    const id = base ?? at;
    return id === undefined ? null : slowly(token, cancel => story(id, where, host.logs, context, cancel), null);
  });
  connection.onRequest('senderlog/trace', (params: unknown, token: CancellationToken) => {
    const { query } = (params ?? {}) as { query?: unknown };
    if (typeof query !== 'string') return null;
    return slowly(token, cancel => trace(query, readWhere(params), host.logs, context, cancel), null);
  });

  connection.listen();
}
