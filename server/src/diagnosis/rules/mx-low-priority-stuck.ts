import type { Try } from '../../deliveries/delivery.ts';
import { causeOf } from '../cause.ts';
import type { CauseRule } from '../finding.ts';

/** Refusals of a host that takes mail from nobody for the time being. Others (greylisting, a full mailbox) have a reason of their own. */
const BUSY: ReadonlySet<string> = new Set(['peer-busy-421', 'reply-4xx']);

/** The cache keeps a backup MX that accepts connections and refuses every mail for the time being (vendor FAQ bsd/15-92). */
export const mxLowPriorityStuck: CauseRule = {
  slug: 'mx-low-priority-stuck',
  matches: (d, c) => {
    if (d.tries.length < 3) return false;
    const cached = d.tries.filter(t => t.attempt.route === 'cache');
    const host = cached[0]?.attempt.host;
    const busy = (t: Try): boolean =>
      t.attempt.host === host &&
      t.failure?.origin === 'remote' &&
      t.failure.code < 500 &&
      BUSY.has(causeOf(t.failure, t.failure.text, c.replyCause));
    // The first attempt may have put the host into the cache.
    return cached.length >= 2 && cached.every(busy) && d.tries.filter(busy).length >= 3;
  },
};
