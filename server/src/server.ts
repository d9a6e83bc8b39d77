import {
  type Connection,
  DiagnosticRefreshRequest,
  type HoverParams,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Catalogue } from './codes/catalogue.ts';
import type { Classifier } from './codes/classify.ts';
import { rememberedCauses } from './codes/remembered.ts';
import { diagnosisContext } from './diagnosis/context.ts';
import type { DiagnosisContext } from './diagnosis/finding.ts';
import { attemptAt } from './features/attempt-at.ts';
import type { FeatureContext } from './features/context.ts';
import { diagnostics } from './features/diagnostics.ts';
import { applyChanges, LogDocument } from './features/document.ts';
import { hover } from './features/hover/hover.ts';
import { transcriptHover } from './features/hover/transcript.ts';
import { readPosition } from './features/position.ts';
import { readSettings } from './features/settings.ts';
import { languageOf } from './l10n/messages.ts';
import { TextStore } from './text/store.ts';

/** What the engine gets from outside: all that is not computed. */
export interface Host {
  readonly catalogue: () => Catalogue;
  readonly classifier: () => Classifier;
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
    ...host,
    ...causesBy(host),
    language: 'en',
    settings: readSettings(undefined),
  };
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

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const options = (params.initializationOptions ?? {}) as { locale?: string; settings?: unknown };
    context = {
      ...context,
      language: languageOf(options.locale ?? params.locale),
      settings: readSettings(options.settings),
      plainHover: params.capabilities.textDocument?.hover?.contentFormat?.includes('markdown') === false,
    };
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
    if (pulls && refreshes) void connection.sendRequest(DiagnosticRefreshRequest.type);
    for (const document of documents.values()) push(document);
  });

  const logHover = feature(null, (document, { position }: HoverParams, c) => hover(document, position, c));
  connection.onHover(params => {
    const transcript = transcripts.get(params.textDocument.uri);
    if (transcript === undefined) return logHover(params);
    return guard(() => transcriptHover(transcript, params.position, context), null);
  });
  connection.languages.diagnostics.on(
    feature({ kind: 'full' as const, items: [] }, (document, _, c) => ({
      kind: 'full' as const,
      items: diagnostics(document, c),
    })),
  );
  connection.onRequest('senderlog/attemptAt', (params: unknown) => {
    const at = readPosition(params);
    const document = at === undefined ? undefined : documents.get(at.uri);
    return document === undefined ? null : guard(() => attemptAt(document, at!.position), null);
  });

  connection.listen();
}

/** What tells causes, from catalogue and classifier; each context is made once. */
function causesBy(host: Host): Pick<FeatureContext, 'replyCause' | 'diagnosis'> {
  const replyCause = rememberedCauses(host.classifier);
  const made = new Map<boolean, DiagnosisContext>();
  const diagnosis = (rawReplies: boolean): DiagnosisContext => {
    const known = made.get(rawReplies) ?? diagnosisContext(host.catalogue(), replyCause, rawReplies);
    made.set(rawReplies, known);
    return known;
  };
  return { replyCause, diagnosis };
}
