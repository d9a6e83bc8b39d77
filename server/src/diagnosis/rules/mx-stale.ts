import { failureOf } from '../../deliveries/delivery.ts';
import type { CauseRule } from '../finding.ts';

/**
 * E-Post's MX cache leads to a host that is not the receiver's any more (vendor FAQ bsd/15-18, bsd/15-19). One that a look-up
 * of this delivery named as well is not stale.
 */
export const mxStale: CauseRule = {
  slug: 'mx-stale',
  matches: (d, c) => {
    const f = failureOf(d);
    const tried = d.decisive?.attempt;
    if (f === undefined || tried?.route !== 'cache') return false;
    if (d.tries.some(t => t.attempt.route === 'mx' && t.attempt.host === tried.host)) return false;
    if (f.kind === 'connect') return true;
    return f.origin === 'remote' && c.replyCause(f.text, f.stage) === 'relay-denied';
  },
};
