/** The wordings of receivers in the shape of the catalogue, for whatever shows and searches entries. */
import { confidenceOf, GENERIC } from './confidence.ts';
import type { Entry, ReplyPattern, Text } from './types.ts';

const COMMON: Text = { en: 'Common wording', ja: '一般的な文言' };

/**
 * The entry of a wording: what is particular stands in its note, the rest it inherits from its reason class.
 * @param reasonClass the entry of {@link ReplyPattern.reasonClass}; without it, title and advice are left out.
 */
export function asProviderEntry(pattern: ReplyPattern, reasonClass: Entry | undefined): Entry {
  const name = pattern.provider === GENERIC ? COMMON : { en: pattern.provider, ja: pattern.provider };
  const what = reasonClass?.title ?? { en: pattern.reasonClass, ja: pattern.reasonClass };
  const { cause, action, epost, fixBy, permanence } = reasonClass ?? {};
  return {
    id: pattern.id,
    catalogue: 'provider',
    keys: [pattern.provider],
    title: { en: `${name.en}: ${what.en}`, ja: `${name.ja}: ${what.ja}` },
    meaning: pattern.note,
    ...(cause && { cause }),
    ...(action && { action }),
    ...(epost && { epost }),
    ...(fixBy && { fixBy }),
    ...(permanence && { permanence }),
    example: pattern.example,
    source: pattern.source,
    confidence: confidenceOf(pattern),
  };
}
