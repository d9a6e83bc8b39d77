import type { Catalogue } from '../codes/catalogue.ts';
import type { ReplyCause } from './cause.ts';
import type { DiagnosisContext, Who } from './finding.ts';

const WHO: ReadonlySet<string> = new Set(['us', 'peer', 'recipient', 'network']);

type CauseFacts = ReturnType<DiagnosisContext['about']>;

/** A context whose facts about causes come from the catalogue (`epost:cause-<slug>`), which is asked for when the first is. */
export function diagnosisContext(
  catalogue: () => Pick<Catalogue, 'byId'>,
  replyCause: ReplyCause,
  rawReplies: boolean,
): DiagnosisContext {
  const about = (slug: string): CauseFacts => {
    const entry = catalogue().byId(`epost:cause-${slug}`);
    const fixBy = (entry?.fixBy ?? []).filter((who): who is Who => WHO.has(who));
    return { confidence: entry?.confidence ?? 'medium', fixBy };
  };
  const known = new Map<string, CauseFacts>();
  return {
    replyCause,
    rawReplies,
    about: slug => {
      let facts = known.get(slug);
      if (facts === undefined) {
        facts = about(slug);
        known.set(slug, facts);
      }
      return facts;
    },
  };
}
