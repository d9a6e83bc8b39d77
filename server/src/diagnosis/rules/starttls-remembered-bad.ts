import type { NoteRule } from '../finding.ts';

/** TLS was not tried, since it had failed with this receiver before (folder `badstls`; format reference §2.3 row 29). */
export const starttlsRememberedBad: NoteRule = {
  slug: 'starttls-remembered-bad',
  find: d => d.tries.find(t => t.attempt.tlsRemembered !== undefined)?.attempt.tlsRemembered,
};
