import type { CauseRule } from '../finding.ts';

/** The cache keeps a backup MX that accepts connections and refuses every mail for the time being (vendor FAQ bsd/15-92). */
export const mxLowPriorityStuck: CauseRule = {
  slug: 'mx-low-priority-stuck',
  matches: d => {
    const cached = d.tries.filter(t => t.attempt.route === 'cache');
    const host = cached[0]?.attempt.host;
    return (
      cached.length >= 3 &&
      cached.every(t => t.attempt.host === host && t.failure?.origin === 'remote' && t.failure.code < 500)
    );
  },
};
