import type { Connection } from 'vscode-languageserver';
import { applyChanges, LogDocument } from '../features/document.ts';
import { readSettings } from '../features/settings.ts';
import { TextStore } from '../text/store.ts';
import type { Server } from './state.ts';

/** Language of what the probes print. */
const TRANSCRIPT = 'senderlog-transcript';

/** Wires what follows the editor: the documents open in it, and its settings. */
export function wireDocuments(connection: Connection, server: Server): void {
  const { documents, transcripts } = server;

  connection.onDidOpenTextDocument(({ textDocument: d }) => {
    if (d.languageId === TRANSCRIPT) {
      transcripts.set(d.uri, TextStore.fromString(d.text));
      return;
    }
    const document = server.guard(() => new LogDocument(d.uri, d.languageId, d.version, d.text), undefined);
    if (document === undefined) return;
    documents.set(d.uri, document);
    server.push(document);
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const transcript = transcripts.get(textDocument.uri);
    if (transcript !== undefined) server.guard(() => applyChanges(transcript, contentChanges), undefined);
    const document = documents.get(textDocument.uri);
    if (document === undefined) return;
    server.guard(() => document.change(contentChanges, textDocument.version ?? 0), undefined);
    server.push(document);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    if (transcripts.delete(uri)) return;
    documents.delete(uri);
    server.forget(uri);
    if (!server.client.pulls) void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    const own = (settings as { senderlog?: unknown } | null)?.senderlog;
    server.context = { ...server.context, settings: readSettings(own) };
    server.refresh();
  });
}
