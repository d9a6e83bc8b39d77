import type { CancellationToken, Connection, Position } from 'vscode-languageserver';
import { attemptAt } from '../features/attempt-at.ts';
import type { LogDocument } from '../features/document.ts';
import type { LogAccess } from '../features/log-access.ts';
import { logFacts } from '../features/log-facts.ts';
import { readPosition } from '../features/position.ts';
import { postmasterReport, readReportOptions } from '../features/report/postmaster-report.ts';
import { messageAt, readStoryParams, readWhere, story } from '../features/story/story.ts';
import { trace } from '../features/trace/trace.ts';
import type { Server } from './state.ts';

/** Wires the questions that commands of the client ask: about a place of an open log, and about a message in all logs. */
export function wireQuestions(connection: Connection, server: Server, logs: LogAccess): void {
  const { documents } = server;

  /** A handler for a question about a place of an open log; null where there is no such log. */
  const asked =
    <T>(answer: (document: LogDocument, position: Position, params: unknown) => T) =>
    (params: unknown): T | null => {
      const at = readPosition(params);
      const document = at && documents.get(at.uri);
      return document === undefined ? null : server.guard(() => answer(document, at!.position, params), null);
    };

  connection.onRequest('senderlog/attemptAt', asked(attemptAt));
  connection.onRequest(
    'senderlog/postmasterReport',
    asked((document, position, params) =>
      postmasterReport(document, position, readReportOptions(params, server.context), server.context),
    ),
  );
  connection.onRequest('senderlog/logFacts', (params: unknown) => {
    const document = documents.get(String((params as { uri?: unknown } | null)?.uri));
    return document === undefined ? null : server.guard(() => logFacts(document), null);
  });
  connection.onRequest('senderlog/story', (params: unknown, token: CancellationToken) => {
    const { base, position, ...where } = readStoryParams(params);
    const document = where.document === undefined ? undefined : documents.get(where.document);
    const at =
      document === undefined || position === undefined
        ? undefined
        : server.guard(() => messageAt(document, position), undefined);
    const id = base ?? at;
    if (id === undefined) return null;
    return server.slowly(token, cancel => story(id, where, logs, server.context, cancel), null);
  });
  connection.onRequest('senderlog/trace', (params: unknown, token: CancellationToken) => {
    const { query } = (params ?? {}) as { query?: unknown };
    if (typeof query !== 'string') return null;
    return server.slowly(token, cancel => trace(query, readWhere(params), logs, server.context, cancel), null);
  });
}
