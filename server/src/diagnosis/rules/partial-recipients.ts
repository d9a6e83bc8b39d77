import type { NoteRule } from '../finding.ts';

/** Some recipients of a session were refused, the mail was accepted for the others: told once, at the first refusal. */
export const partialRecipients: NoteRule = {
  slug: 'partial-recipients',
  find: d => {
    if (d.outcome === 'delivered') return undefined;
    for (const { attempt, recipient } of d.tries) {
      if (recipient?.failure === undefined || attempt.accepted === undefined) continue;
      if (attempt.recipients.find(r => r.failure !== undefined) === recipient) return recipient.failure.at;
    }
    return undefined;
  },
};
