import type { CauseRule } from '../finding.ts';

/** Given up at the first pass, without a single connection: the mail was older than the no-answer period already. */
export const queueExpired: CauseRule = {
  slug: 'queue-expired',
  matches: d => {
    if (d.giveUp === undefined || d.tries.length > 0) return false;
    const reason = d.notes.find(n => n.log === 'faillog')?.reason;
    return reason === undefined || /^Unable to deliver/.test(reason);
  },
};
