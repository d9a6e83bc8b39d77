import type { RetraceResult } from '../route/types.ts';
import type { Language } from '../types.ts';

/** Recorded and live side by side, the verdict first. */
export function renderRetrace(result: RetraceResult, lang: Language): string[] {
  return [`${result.verdict} ${lang}`];
}
