import { HOUR } from '../../logs/units.ts';
import type { CauseRule } from '../finding.ts';

/** Nearly the no-answer period of 24 hours: its end comes up to two intervals early (vendor FAQ bsd/19-13). */
const PERIOD_MS = 23.5 * HOUR;

/** No attempt ever got a connection until the period was over. */
export const noAnswer: CauseRule = {
  slug: 'no-answer-24h',
  matches: d => {
    if (d.outcome !== 'failed' || d.tries.length < 2) return false;
    const kinds = d.tries.map(t => t.failure?.kind);
    if (!kinds.includes('connect') || !kinds.every(kind => kind === 'connect' || kind === 'resolve')) return false;
    const reason = d.notes.find(n => n.log === 'faillog')?.reason;
    if (reason !== undefined && !/^Unable to deliver/.test(reason)) return false;
    const age = d.giveUp?.age ?? d.tries.at(-1)!.attempt.age;
    const end = d.giveUp?.time ?? d.notes[0]?.time ?? d.tries.at(-1)!.attempt.endTime;
    const waited = end - d.tries[0]!.attempt.startTime;
    return waited >= PERIOD_MS || (age !== undefined && (age.now - age.queued) * 1000 >= PERIOD_MS);
  },
};
