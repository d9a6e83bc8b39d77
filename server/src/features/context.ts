import type { Catalogue } from '../codes/catalogue.ts';
import type { Classifier } from '../codes/classify.ts';
import { rememberedCauses } from '../codes/remembered.ts';
import type { ReplyCause } from '../diagnosis/cause.ts';
import { diagnosisContext } from '../diagnosis/context.ts';
import type { DiagnosisContext } from '../diagnosis/finding.ts';
import type { Language } from '../l10n/messages.ts';
import type { Settings } from './settings.ts';

/** What a feature may ask for beside the document. Catalogue and classifier are loaded when first asked for. */
export interface FeatureContext {
  readonly catalogue: () => Catalogue;
  readonly classifier: () => Classifier;
  readonly replyCause: ReplyCause;
  /** The same context each time, as long as catalogue and classifier are the same. */
  readonly diagnosis: (rawReplies: boolean) => DiagnosisContext;
  readonly language: Language;
  readonly settings: Settings;
  /** The client shows hovers without Markdown. */
  readonly plainHover?: boolean;
}

/** What codes and replies mean, and what follows for causes; from one catalogue and one classifier, loaded when first asked for. */
export function knowledgeOf(
  catalogue: () => Catalogue,
  classifier: () => Classifier,
): Pick<FeatureContext, 'catalogue' | 'classifier' | 'replyCause' | 'diagnosis'> {
  const replyCause = rememberedCauses(classifier);
  const made = new Map<boolean, DiagnosisContext>();
  const diagnosis = (rawReplies: boolean): DiagnosisContext => {
    const known = made.get(rawReplies) ?? diagnosisContext(catalogue, replyCause, rawReplies);
    made.set(rawReplies, known);
    return known;
  };
  return { catalogue, classifier, replyCause, diagnosis };
}
