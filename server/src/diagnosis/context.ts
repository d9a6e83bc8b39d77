import type { Catalogue } from '../codes/catalogue.ts';
import type { ReplyCause } from './cause.ts';
import type { DiagnosisContext, Who } from './finding.ts';

const WHO: ReadonlySet<string> = new Set(['us', 'peer', 'recipient', 'network']);

/** A context whose facts about causes come from the catalogue (`epost:cause-<slug>`). */
export function diagnosisContext(catalogue: Catalogue, replyCause: ReplyCause, rawReplies: boolean): DiagnosisContext {
  return {
    replyCause,
    rawReplies,
    about: slug => {
      const entry = catalogue.byId(`epost:cause-${slug}`);
      const fixBy = (entry?.fixBy ?? []).filter((who): who is Who => WHO.has(who));
      return { confidence: entry?.confidence ?? 'medium', fixBy };
    },
  };
}
