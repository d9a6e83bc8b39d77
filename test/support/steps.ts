import type { FeatureContext } from '../../server/src/features/context.ts';
import { LogDocument } from '../../server/src/features/document.ts';
import { readSettings } from '../../server/src/features/settings.ts';
import type { Language } from '../../server/src/l10n/messages.ts';
import type { Position } from '../../server/src/text/store.ts';

/** Work that pauses, done to its end at once. */
export function done<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** A context for features that ask no catalogue. */
export function contextOf(language: Language = 'en', settings: unknown = {}): FeatureContext {
  const never = (): never => {
    throw new Error('not asked for here');
  };
  return {
    catalogue: never,
    classifier: never,
    replyCause: never,
    diagnosis: never,
    language,
    settings: readSettings(settings),
  };
}

/** A log whose text has a place marked with `‸`. */
export function marked(uri: string, languageId: string, text: string): { document: LogDocument; position: Position } {
  const lines = text.split('\n');
  const line = lines.findIndex(one => one.includes('‸'));
  const character = line < 0 ? 0 : lines[line]!.indexOf('‸');
  return {
    document: new LogDocument(uri, languageId, 1, text.replace('‸', '')),
    position: { line: Math.max(0, line), character },
  };
}
