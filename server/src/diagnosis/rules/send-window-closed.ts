import { wasTried } from '../../deliveries/delivery.ts';
import { HOUR } from '../../logs/units.ts';
import type { CauseRule } from '../finding.ts';

/** Longer than the longest gap between two attempts by the growing schedule (119 intervals of 120 s; format reference §6.2), in ms. */
const LONGEST_GAP = 4.5 * HOUR;

/**
 * The queue looks at the mail pass after pass and begins no attempt: the restriction of sending times is at work
 * (`UseTimeFileEnabled`, usetime.dat; vendor FAQ bsd/10-82). A mail that was tried before (`-R`) may only wait for its turn.
 */
export const sendWindowClosed: CauseRule = {
  slug: 'send-window-closed',
  matches: d => {
    if (d.outcome !== 'deferred' || d.waits.length === 0 || d.tries.length > 0) return false;
    const [first, last] = [d.waits[0]!.time, d.waits.at(-1)!.time];
    return !wasTried(d) || (first >= 0 && last - first > LONGEST_GAP);
  },
};
