import {
  type CancellationToken,
  type Connection,
  type DocumentLink,
  type Location,
  type Position,
  ResponseError,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { FeatureContext } from '../features/context.ts';
import type { LogDocument } from '../features/document.ts';
import { codeLenses, lensUri, resolveLens } from '../features/navigation/code-lenses.ts';
import { definition, type Wanted, wantedBy } from '../features/navigation/definition.ts';
import { documentLinks } from '../features/navigation/document-links.ts';
import { documentSymbols } from '../features/navigation/document-symbols.ts';
import { folding } from '../features/navigation/folding.ts';
import { highlights } from '../features/navigation/highlights.ts';
import { MAX_REFERENCES, references, type WantedId, wantedId } from '../features/navigation/references.ts';
import { subjectAt } from '../features/navigation/subject.ts';
import { workspaceSymbols } from '../features/navigation/workspace-symbols.ts';
import { readPosition } from '../features/position.ts';
import type { LogName } from '../logs/detect.ts';
import { inSlices } from './slices.ts';
import type { Server } from './state.ts';

/** The logs that lie on disk beside an open one; a host without files has none. */
export interface SiblingLogs {
  readonly siblings: (uri: string, log: LogName) => Promise<readonly string[]>;
  readonly uriOf: (file: string) => string;
  readonly decisiveRecords: (uri: string, wanted: Wanted, signal: AbortSignal) => Promise<Location[]>;
  readonly mentions: (
    uri: string,
    wanted: WantedId,
    open: readonly string[],
    max: number,
    signal: AbortSignal,
  ) => Promise<Location[]>;
}

export const NAVIGATION: ServerCapabilities = {
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  foldingRangeProvider: true,
  documentLinkProvider: { resolveProvider: true },
  codeLensProvider: { resolveProvider: true },
};

/** Wires what leads from one place of the logs to another. All of it runs in slices and can be cancelled. */
export function wireNavigation(connection: Connection, server: Server, siblingLogs: SiblingLogs | undefined): void {
  const { documents } = server;

  /** A fault is told, the user gets the fallback; what was cancelled, or changed meanwhile, is answered as the protocol wants it. */
  const safely = async <T>(fallback: T, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      server.tell(error);
      return fallback;
    }
  };

  const run = <T>(
    read: Iterable<LogDocument>,
    token: CancellationToken,
    work: () => Generator<void, T>,
  ): Promise<T> => {
    const versions = Array.from(read, document => [document, document.version] as const);
    const stale = (): boolean =>
      versions.some(([document, version]) => document.version !== version || documents.get(document.uri) !== document);
    return inSlices(work(), token, stale);
  };

  /** A handler for a feature of one open document; the fallback where it is not open. */
  const sliced =
    <P extends { textDocument: { uri: string } }, T>(
      fallback: T,
      work: (document: LogDocument, params: P, c: FeatureContext) => Generator<void, T>,
    ) =>
    async (params: P, token: CancellationToken): Promise<T> => {
      const document = documents.get(params.textDocument.uri);
      if (document === undefined) return fallback;
      return safely(fallback, () => run([document], token, () => work(document, params, server.context)));
    };

  const all = (): LogDocument[] => [...documents.values()];

  const define = async (uri: string, position: Position, token: CancellationToken): Promise<Location[]> => {
    const document = documents.get(uri);
    if (document === undefined) return [];
    const found = await run(all(), token, () => definition(document, position, all()));
    const subject = found === undefined ? subjectAt(document, position) : undefined;
    if (subject === undefined || siblingLogs === undefined) return found ?? [];
    return siblingLogs.decisiveRecords(uri, wantedBy(subject), signalOf(token));
  };

  const refer = async (uri: string, position: Position, token: CancellationToken): Promise<Location[]> => {
    const document = documents.get(uri);
    const wanted = document && wantedId(document, position);
    if (wanted === undefined) return [];
    const found = await run(all(), token, () => references(wanted, all()));
    const room = MAX_REFERENCES - found.length;
    if (siblingLogs === undefined || room <= 0) return found;
    return found.concat(await siblingLogs.mentions(uri, wanted, [...documents.keys()], room, signalOf(token)));
  };

  /** A link that is followed: to the line that tells the reason; to the file where no line does. */
  const follow = async (link: DocumentLink, token: CancellationToken): Promise<DocumentLink> => {
    const at = readPosition(link.data);
    if (at === undefined) return link;
    const [place] = await define(at.uri, at.position, token);
    if (place !== undefined) return { ...link, target: `${place.uri}#L${place.range.start.line + 1}` };
    const [file] = (await siblingLogs?.siblings(at.uri, 'senderlog')) ?? [];
    return file === undefined ? link : { ...link, target: siblingLogs!.uriOf(file) };
  };

  connection.onDocumentSymbol(sliced([], (document, _, c) => documentSymbols(document, c)));
  connection.onWorkspaceSymbol(({ query }, token) =>
    safely([], () => run(all(), token, () => workspaceSymbols(query, all(), server.context))),
  );
  connection.onDefinition(({ textDocument, position }, token) =>
    safely([], () => define(textDocument.uri, position, token)),
  );
  connection.onReferences(({ textDocument, position }, token) =>
    safely([], () => refer(textDocument.uri, position, token)),
  );
  connection.onDocumentHighlight(sliced(null, (document, { position }) => highlights(document, position)));
  connection.onFoldingRanges(sliced([], document => folding(document, server.client.maxFolds)));
  connection.onDocumentLinks(async (params, token) => {
    // No link that leads nowhere.
    const files = await siblingLogs?.siblings(params.textDocument.uri, 'senderlog');
    if (files === undefined || files.length === 0) return [];
    return sliced<typeof params, DocumentLink[]>([], (document, _, c) => documentLinks(document, c))(params, token);
  });
  connection.onDocumentLinkResolve((link, token) => safely(link, () => follow(link, token)));
  connection.onCodeLens(sliced([], (document, _, c) => codeLenses(document, server.client.commands, c)));
  connection.onCodeLensResolve(lens =>
    safely(lens, async () => {
      const document = documents.get(lensUri(lens) ?? '');
      return document === undefined ? lens : resolveLens(document, lens, server.context);
    }),
  );
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
