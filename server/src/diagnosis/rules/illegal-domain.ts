import type { CauseRule } from '../finding.ts';

/** Full-width or other non-ASCII characters in the domain: given up at once, nothing is connected (format reference §7). */
export const illegalDomain: CauseRule = {
  slug: 'illegal-domain',
  matches: d =>
    /[^\x00-\x7f]/.test(d.domain) && d.tries.every(t => t.failure === undefined || t.failure.kind === 'resolve'),
};
