import { wasTried } from '../../deliveries/delivery.ts';
import type { CauseRule } from '../finding.ts';

/** The shortest no-answer period that can be set, in seconds: `SendOtherTime` counts hours (format reference §6.2). */
const SHORTEST_PERIOD = 3600;

/**
 * Given up at the first pass, without a single connection: the mail was older than the no-answer period already. An id with
 * `-R` was tried before; where those lines are missing, nothing is known.
 */
export const queueExpired: CauseRule = {
  slug: 'queue-expired',
  matches: d => {
    if (d.giveUp === undefined || d.tries.length > 0 || wasTried(d)) return false;
    const age = d.giveUp.age;
    if (age !== undefined && age.now - age.queued < SHORTEST_PERIOD) return false;
    const reason = d.notes.find(n => n.log === 'faillog')?.reason;
    return reason === undefined || /^Unable to deliver/.test(reason);
  },
};
