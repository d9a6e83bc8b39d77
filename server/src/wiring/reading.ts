import type { CodeActionParams, Connection, HoverParams } from 'vscode-languageserver';
import { codeActions } from '../features/actions/code-actions.ts';
import { diagnostics } from '../features/diagnostics.ts';
import { hover } from '../features/hover/hover.ts';
import { transcriptHover } from '../features/hover/transcript.ts';
import { inlayHints } from '../features/inlay-hints.ts';
import { allSemanticTokens, semanticTokens } from '../features/semantic-tokens.ts';
import type { Server } from './state.ts';

/** Wires what the editor shows in a log: hovers, findings and what can be done about them, hints, colours. */
export function wireReading(connection: Connection, server: Server): void {
  const { languages } = connection;

  const logHover = server.feature(null, (document, { position }: HoverParams, c) => hover(document, position, c));
  connection.onHover(params => {
    const transcript = server.transcripts.get(params.textDocument.uri);
    if (transcript === undefined) return logHover(params);
    return server.guard(() => transcriptHover(transcript, params.position, server.context), null);
  });
  connection.onCodeAction(
    server.feature([], (document, params: CodeActionParams, c) => codeActions(document, params, c)),
  );
  languages.diagnostics.on(
    server.feature({ kind: 'full' as const, items: [] }, (document, _, c) => ({
      kind: 'full' as const,
      items: diagnostics(document, c),
    })),
  );
  languages.inlayHint.on(server.feature([], (document, { range }, c) => inlayHints(document, range, c)));
  languages.semanticTokens.onRange(
    server.feature({ data: [] as number[] }, (document, { range }) => semanticTokens(document, range)),
  );
  languages.semanticTokens.on(server.feature({ data: [] as number[] }, document => allSemanticTokens(document)));
}
