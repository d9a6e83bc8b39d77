import type { CauseRule } from '../finding.ts';
import { isTlsOnPlainPort } from '../tls-mark.ts';

/** gateway.dat marks TLS, the port speaks plain SMTP: told by the route, or by a build from 4.79 on, which cannot leak the flag. */
export const implicitTlsToPlainPort: CauseRule = {
  slug: 'implicit-tls-to-plain-port',
  matches: (d, c) => (c.rawReplies || d.decisive?.attempt.route === 'gateway') && isTlsOnPlainPort(d),
};
