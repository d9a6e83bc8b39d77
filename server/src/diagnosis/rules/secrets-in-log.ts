import type { NoteRule } from '../finding.ts';

/** The senderlog stores the credentials of a gateway readable (base64; format reference §2.1 point 9). */
export const secretsInLog: NoteRule = {
  slug: 'secrets-in-log',
  find: d => d.tries.find(t => t.attempt.secret !== undefined)?.attempt.secret,
};
