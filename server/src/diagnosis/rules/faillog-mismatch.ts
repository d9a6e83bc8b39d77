import { failureOf } from '../../deliveries/delivery.ts';
import type { NoteRule } from '../finding.ts';

/** The peer refused, and the faillog speaks of a destination that cannot be reached (vendor FAQ win/05-20, win/15-29). */
export const faillogMismatch: NoteRule = {
  slug: 'faillog-mismatch',
  find: d => {
    const f = failureOf(d);
    if (d.outcome !== 'failed' || f?.origin !== 'remote' || f.code < 500) return undefined;
    return d.notes.find(n => n.log === 'faillog' && /^Unable to deliver/.test(n.reason ?? ''))?.at;
  },
};
