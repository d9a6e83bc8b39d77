/** Logs with a place marked in their text, opened as the language server opens them. */

import type { Range } from 'vscode-languageserver-types';
import { LogDocument } from '../../server/src/features/document.ts';
import type { Position } from '../../server/src/text/store.ts';

/** Before the character that the cursor stands on. */
const CURSOR = '‸';

/** A text with its cursor taken out, and where it stood; at the beginning where none is. */
export function cursorIn(marked: string): { text: string; position: Position } {
  const lines = marked.split('\n');
  const line = lines.findIndex(one => one.includes(CURSOR));
  const position = line < 0 ? { line: 0, character: 0 } : { line, character: lines[line]!.indexOf(CURSOR) };
  return { text: marked.replace(CURSOR, ''), position };
}

/** A log with a cursor in it. */
export function marked(uri: string, languageId: string, log: string): { document: LogDocument; position: Position } {
  const { text, position } = cursorIn(log);
  return { document: new LogDocument(uri, languageId, 1, text), position };
}

/**
 * A log with one place marked `⟦…⟧`.
 * @param log lines, each ended by CR LF
 */
export function markedLog(log: readonly string[], uri: string): { document: LogDocument; range: Range } {
  const marked = log.join('\r\n');
  const from = marked.indexOf('⟦');
  const to = marked.indexOf('⟧') - 1;
  const text = marked.replace(/[⟦⟧]/g, '');
  const at = (offset: number) => {
    const before = text.slice(0, offset).split('\r\n');
    return { line: before.length - 1, character: before.at(-1)!.length };
  };
  const language = uri.includes('faillog') ? 'faillog' : 'senderlog';
  return { document: new LogDocument(uri, language, 1, `${text}\r\n`), range: { start: at(from), end: at(to) } };
}
