import type { NoteRule } from '../finding.ts';

/** The peer knows no EHLO and was served with HELO. */
export const ehloRejected: NoteRule = {
  slug: 'ehlo-rejected',
  find: d => (d.outcome === 'delivered' ? d.tries.find(t => t.attempt.ehloRejected)?.attempt.start : undefined),
};
