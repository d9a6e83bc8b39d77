import type { Confidence, ReplyPattern } from './types.ts';

/** The provider name of wordings that many servers share. */
export const GENERIC = 'generic';
/** The provider name of texts that the E-Post server writes itself into its log. */
export const EPOST = 'E-Post';

/** How sure a wording is: words that many servers share, and words seen in one weak source only, are less. */
export function confidenceOf(pattern: ReplyPattern): Confidence {
  const verified = pattern.provider !== GENERIC && pattern.source.some(source => !source.startsWith('unverified'));
  return verified ? 'high' : 'medium';
}
