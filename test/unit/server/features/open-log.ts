/** A log with one place marked `⟦…⟧`, opened as the language server opens it. */

import path from 'node:path';
import type { Range } from 'vscode-languageserver-types';
import { type FeatureContext, knowledgeOf } from '../../../../server/src/features/context.ts';
import { LogDocument } from '../../../../server/src/features/document.ts';
import { readSettings } from '../../../../server/src/features/settings.ts';
import { lazyCatalogue } from '../../../../server/src/host/catalogue.ts';
import { lazyClassifier } from '../../../../server/src/host/classifier.ts';
import type { Language } from '../../../../server/src/l10n/messages.ts';

const BASE = path.resolve(import.meta.dirname, '../../../../server/src/host');
const catalogue = lazyCatalogue(BASE);
const classifier = lazyClassifier(BASE);

export function contextOf(language: Language = 'en', settings: object = {}): FeatureContext {
  return { ...knowledgeOf(catalogue, classifier), language, settings: readSettings(settings) };
}

/** @param log lines, each ended by CR LF */
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
