import type { CauseRule } from '../finding.ts';
import { isTlsOnPlainPort } from '../tls-mark.ts';

/** TLS begun at connect on a port that speaks plain SMTP, in a build before 4.79: the flag of the mail before (FAQ bsd/05-26). */
export const tlsFlagLeak: CauseRule = {
  slug: 'tls-flag-leak',
  matches: (d, c) => !c.rawReplies && d.decisive?.attempt.route !== 'gateway' && isTlsOnPlainPort(d),
};
