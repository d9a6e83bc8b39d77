import type { TextDocument } from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';

/** A story has an outline, folding and links of its own (`views/storyDocuments.ts`), and its findings stand in the logs. */
const isView = (document: TextDocument): boolean => document.uri.scheme === 'senderlog';

/** Keeps what the language server says of a log out of documents that are views of logs; hovers stay. */
export const onlyOwnFeatures: Middleware = {
  provideDocumentSymbols: (document, token, next) => (isView(document) ? [] : next(document, token)),
  provideFoldingRanges: (document, context, token, next) => (isView(document) ? [] : next(document, context, token)),
  provideDocumentLinks: (document, token, next) => (isView(document) ? [] : next(document, token)),
  provideCodeLenses: (document, token, next) => (isView(document) ? [] : next(document, token)),
  provideDefinition: (document, position, token, next) => (isView(document) ? [] : next(document, position, token)),
};
