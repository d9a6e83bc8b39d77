import { failureOf, type Try } from '../../deliveries/delivery.ts';
import type { CauseRule } from '../finding.ts';

/** 421 in some attempts, a close without a reply in others (vendor FAQ bsd/05-26). */
export const peerBusyMixed: CauseRule = {
  slug: 'peer-busy-mixed',
  matches: d => {
    const last = failureOf(d);
    if (last === undefined || (last.code !== 421 && last.code !== 0)) return false;
    return d.tries.some(isBusy) && d.tries.some(isClosed);
  },
};

const isBusy = ({ failure: f }: Try): boolean => f?.origin === 'remote' && f.code === 421;
const isClosed = ({ attempt, failure: f }: Try): boolean =>
  f?.kind === 'own-reply' && f.code === 0 && !f.negative && attempt.tls !== 'implicit';
