import type { CauseRule } from '../finding.ts';

/** An error mail that was given up in its turn; why is in its own lines, what matters is that nobody was told. */
export const bounceUndeliverable: CauseRule = {
  slug: 'bounce-undeliverable',
  matches: d => d.errorMail && d.outcome === 'failed',
};
