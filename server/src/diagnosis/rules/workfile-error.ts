import type { NoteRule } from '../finding.ts';

/** `AfterCutting(n) write fail.`: a work file could not be written. The other form, a 551 of E-Post's own, is a cause. */
export const workfileError: NoteRule = {
  slug: 'workfile-error',
  severity: 'warning',
  find: d => d.workfile,
};
