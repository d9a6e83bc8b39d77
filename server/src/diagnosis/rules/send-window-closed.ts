import type { CauseRule } from '../finding.ts';

/**
 * The queue looks at the mail pass after pass and begins no attempt: the restriction of sending times is at work
 * (`UseTimeFileEnabled`, usetime.dat; vendor FAQ bsd/10-82).
 */
export const sendWindowClosed: CauseRule = {
  slug: 'send-window-closed',
  matches: d => d.outcome === 'deferred' && d.waits.length > 0 && d.tries.length === 0,
};
