import { failureOf } from '../../deliveries/delivery.ts';
import type { CauseRule } from '../finding.ts';

/** 421 in some attempts, a close without a reply in others (vendor FAQ bsd/05-26). */
export const peerBusyMixed: CauseRule = {
  slug: 'peer-busy-mixed',
  matches: d => {
    const busy = d.tries.filter(t => t.failure?.origin === 'remote' && t.failure.code === 421).length;
    const closed = d.tries.filter(
      t =>
        t.failure?.kind === 'own-reply' && t.failure.code === 0 && !t.failure.negative && t.attempt.tls !== 'implicit',
    ).length;
    const last = failureOf(d);
    return busy > 0 && closed > 0 && last !== undefined && (last.code === 421 || last.code === 0);
  },
};
