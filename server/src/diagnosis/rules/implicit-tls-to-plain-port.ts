import type { CauseRule } from '../finding.ts';
import { isTlsOnPlainPort } from '../tls-mark.ts';

/** The same mark in a build from 4.79 on: gateway.dat marks TLS, the port speaks plain SMTP. */
export const implicitTlsToPlainPort: CauseRule = {
  slug: 'implicit-tls-to-plain-port',
  matches: (d, c) => c.rawReplies && isTlsOnPlainPort(d),
};
