/** The verdicts a probe can come to; the slugs are public names. */

export const VERDICTS = [
  'works',
  'refused-by-peer',
  'deferred-by-peer',
  'connect-refused',
  'connect-reset',
  'connect-timeout',
  'connect-unreachable',
  'blocked-locally',
  'closed-without-greeting',
  'greeting-timeout',
  'reply-timeout',
  'connection-lost',
  'protocol-error',
  'starttls-not-offered',
  'tls-failed',
  'certificate-invalid',
  'port-25-blocked',
  'undecided',
  'nxdomain',
  'no-data',
  'null-mx',
  'dns-servfail',
  'dns-refused',
  'dns-timeout',
  'mx-unusable',
  'cancelled',
  'same-as-recorded',
  'works-now',
  'fails-elsewhere',
] as const;

export type Verdict = (typeof VERDICTS)[number];

/** Whether mail would get through. A certificate that does not verify does not stop E-Post, which checks none. */
export function isOk(verdict: Verdict): boolean {
  return verdict === 'works' || verdict === 'certificate-invalid' || verdict === 'works-now';
}
