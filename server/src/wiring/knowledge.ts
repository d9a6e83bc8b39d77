import type { Connection } from 'vscode-languageserver';
import type { Catalogue } from '../codes/catalogue.ts';
import type { Classifier } from '../codes/classify.ts';
import { once } from '../codes/once.ts';
import { withUserEntries, withUserReplies } from '../codes/user-catalogue.ts';
import { catalogueItems, explain, explanation } from '../features/catalogue/explain.ts';
import { readFiles, readUserCatalogue, reasonClasses } from '../features/catalogue/user-catalogue.ts';
import { knowledgeOf } from '../features/context.ts';
import type { Server } from './state.ts';

/** What is known of codes and replies before the user's own entries come. */
export interface Knowledge {
  readonly catalogue: () => Catalogue;
  readonly classifier: () => Classifier;
}

/** Wires the questions for what a code means, and the user's own entries. */
export function wireKnowledge(connection: Connection, server: Server, known: Knowledge): void {
  /** Catalogue files of the workspace that have something shown in the list of problems. */
  let withProblems: readonly string[] = [];

  connection.onRequest('senderlog/explain', (params: unknown) =>
    server.guard(() => explain(params, server.context), null),
  );
  connection.onRequest('senderlog/explanation', (params: unknown) =>
    server.guard(() => explanation(params, server.context), ''),
  );
  connection.onRequest('senderlog/catalogue', (params: unknown) =>
    server.guard(() => catalogueItems(params, server.context), []),
  );
  connection.onNotification('senderlog/userCatalogue', (params: unknown) => {
    const files = readFiles(params);
    const classes = files.length === 0 ? new Set<string>() : reasonClasses(known.catalogue());
    const { entries, problems } = readUserCatalogue(files, classes, server.context.language);
    const catalogue = once(() => withUserEntries(known.catalogue(), entries));
    const classifier = once(() => withUserReplies(known.classifier(), entries));
    server.context = { ...server.context, ...knowledgeOf(catalogue, classifier) };
    for (const uri of withProblems) if (!problems.has(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
    for (const [uri, diagnostics] of problems) void connection.sendDiagnostics({ uri, diagnostics });
    withProblems = [...problems.keys()];
    server.refresh();
  });
}
