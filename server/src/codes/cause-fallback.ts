/** The cause of a reply whose wording has none of its own: by stage and codes, and by words that leave no doubt. */
import type { Stage } from './stage.ts';

interface Told {
  readonly text: string;
  readonly code: string | null;
  readonly enhanced: string | null;
  readonly stage: Stage | undefined;
  readonly origin: 'remote' | 'epost';
  /** Reason class. */
  readonly class: string;
}

/** Slug of the failure catalogue; null where nothing tells one. */
export function fallbackCause(told: Told): string | null {
  if (told.code === null || told.origin === 'epost') return null;
  return byStage(told.code, told.stage) ?? byWords(told) ?? byCode(told.code, told.enhanced);
}

/** A refused STARTTLS, an old peer without EHLO; a parameter that the peer cannot read: of EHLO our name, of RCPT the recipient. */
function byStage(code: string, stage: Stage | undefined): string | null {
  if (stage === 'starttls') return 'starttls-refused';
  if (stage === 'ehlo' && (code === '500' || code === '502')) return 'ehlo-rejected';
  if (stage === 'ehlo' && (code === '501' || code === '504')) return 'helo-not-fqdn';
  return stage === 'rcpt' && code === '501' ? 'recipient-syntax' : null;
}

const HELO = /\b(?:HELO|EHLO)\b/i;
const CONTENT = /\b(?:spam|virus|content|suspicious|attachments?|file type)\b/i;
const LISTED = /\b(?:(?:rbl|dnsbl|xbl|sbl|pbl)\b|black ?list|block ?list|hostkarma)/i;

function byWords({ text, code, class: reason }: Told): string | null {
  if (reason === 'syntaxerror' && code !== '503' && HELO.test(text)) return 'helo-not-fqdn';
  if (reason === 'policyviolation' && CONTENT.test(text)) return 'spam-or-content-rejected';
  return reason === 'blocked' && LISTED.test(text) ? 'ip-blocklisted' : null;
}

/** Credentials (RFC 4954 §6), a routing loop (X.4.6, RFC 3463 §3.5), more than the receiver stores, a busy peer. */
function byCode(code: string, enhanced: string | null): string | null {
  if (code === '534' || code === '535') return 'auth-failed';
  if (enhanced === '5.4.6' || enhanced === '4.4.6') return 'loop';
  if (code === '552' && enhanced === '5.3.1') return 'size-exceeded';
  return code === '421' ? 'peer-busy-421' : null;
}
