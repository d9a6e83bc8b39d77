import {
  type Connection,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { knowledgeOf } from './features/context.ts';
import type { LogAccess } from './features/log-access.ts';
import { LEGEND } from './features/semantic-tokens.ts';
import { readSettings } from './features/settings.ts';
import { languageOf } from './l10n/messages.ts';
import { clientOf, optionsOf } from './wiring/client.ts';
import { wireDocuments } from './wiring/documents.ts';
import { type Knowledge, wireKnowledge } from './wiring/knowledge.ts';
import { NAVIGATION, type SiblingLogs, wireNavigation } from './wiring/navigation.ts';
import { wireQuestions } from './wiring/questions.ts';
import { wireReading } from './wiring/reading.ts';
import { Server } from './wiring/state.ts';

/** What the engine gets from outside: all that is not computed. */
interface Host extends Knowledge {
  readonly siblingLogs?: SiblingLogs;
  readonly logs: LogAccess;
}

/** Wires the features to the protocol. With `wiring/` the only place that knows the connection. */
export function start(connection: Connection, host: Host): void {
  const server = new Server(connection, {
    ...knowledgeOf(host.catalogue, host.classifier),
    language: 'en',
    settings: readSettings(undefined),
  });

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const options = optionsOf(params);
    const client = clientOf(params);
    server.client = client;
    server.context = {
      ...server.context,
      language: languageOf(options.locale ?? params.locale),
      settings: readSettings(options.settings),
      plainHover: client.plainHover,
    };
    return {
      serverInfo: { name: 'senderlog-language-server' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        inlayHintProvider: true,
        // A client that asks for ranges would wait for the whole where both are offered.
        semanticTokensProvider: { legend: LEGEND, range: true, full: !client.byRange },
        codeActionProvider: { codeActionKinds: ['quickfix'] },
        ...NAVIGATION,
        ...(client.pulls && { diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false } }),
      },
    };
  });

  wireDocuments(connection, server);
  wireReading(connection, server);
  wireKnowledge(connection, server, host);
  wireNavigation(connection, server, host.siblingLogs);
  wireQuestions(connection, server, host.logs);

  connection.listen();
}
