import { failureOf } from '../../deliveries/delivery.ts';
import type { CauseRule } from '../finding.ts';

/** E-Post's MX cache leads to a host that is not the receiver's any more (vendor FAQ bsd/15-18, bsd/15-19). */
export const mxStale: CauseRule = {
  slug: 'mx-stale',
  matches: (d, c) => {
    const f = failureOf(d);
    if (f === undefined || d.decisive?.attempt.route !== 'cache') return false;
    if (f.kind === 'connect') return true;
    return f.origin === 'remote' && c.replyCause(f.text, f.stage) === 'relay-denied';
  },
};
