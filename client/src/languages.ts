import { Disposable, languages, Range, type TextDocument, workspace } from 'vscode';
import { type LogName, logOfContent, logOfPath } from '../../server/src/logs/detect.ts';

/** The languages of logs. */
export const LOG_LANGUAGES = ['senderlog', 'faillog', 'epost-log'] as const;
/** All that the server reads: logs, and what the probes print. */
export const SERVER_LANGUAGES = [...LOG_LANGUAGES, 'senderlog-transcript'] as const;
type LogLanguage = (typeof LOG_LANGUAGES)[number];

const languageOf = (log: LogName): LogLanguage => (log === 'senderlog' || log === 'faillog' ? log : 'epost-log');

/** Languages that VS Code gives to a file it knows nothing better about; only these are replaced. */
const REPLACEABLE = new Set(['log', 'plaintext']);
/** Characters of a document that are looked at. */
const HEAD = 16_384;

/**
 * Gives logs their language where VS Code has chosen its built-in `log` or plain text: by path first, then by content.
 * First-line detection never comes to that, since the extension `.log` is taken.
 */
export function assignLanguages(): Disposable {
  const assign = (document: TextDocument): void => {
    const language = detect(document);
    if (language !== undefined) void languages.setTextDocumentLanguage(document, language);
  };
  for (const document of workspace.textDocuments) assign(document);
  return Disposable.from(workspace.onDidOpenTextDocument(assign));
}

function detect(document: TextDocument): LogLanguage | undefined {
  if (!REPLACEABLE.has(document.languageId) || document.uri.scheme === 'output') return undefined;
  const byPath = logOfPath(document.uri.path);
  if (byPath !== undefined && document.languageId === 'log') return languageOf(byPath);
  // Plain text that a user types or pastes is left alone until it is a file of its own.
  if (document.languageId === 'plaintext' && document.isUntitled) return undefined;
  const end = document.positionAt(HEAD);
  const head = document.getText(new Range(document.positionAt(0), end));
  const byContent = logOfContent(new TextEncoder().encode(head));
  return byContent === undefined ? undefined : languageOf(byContent);
}
