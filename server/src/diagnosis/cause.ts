import type { Failure } from '../deliveries/attempt.ts';

/** What a reply's wording and codes tell: the slug of the failure catalogue, or null (`codes/classify`). */
export type ReplyCause = (reply: string, stage: string) => string | null;

const TIMED_OUT = new Set([10060, 60, 110]);
const REFUSED = new Set([10061, 61, 111]);
const RESET = new Set([10054, 54, 104]);
const UNREACHABLE = new Set([10050, 10051, 10065, 50, 51, 65, 100, 101, 113]);
const EXHAUSTED = new Set([10024, 10048, 10055, 24, 48, 55, 98, 105]);
const ABORTED = new Set([10053, 53, 103]);

/** The slug of the failure catalogue (format reference §7) that a failed attempt shows. `reply` is the decisive reply's text. */
export function causeOf(failure: Failure, reply: string, replyCause: ReplyCause): string {
  switch (failure.kind) {
    case 'connect':
      return connectCause(failure.code);
    case 'body':
      return ABORTED.has(failure.code) ? 'abort-in-body' : 'reset-in-body';
    case 'tls':
      return 'starttls-handshake-failed';
    case 'resolve':
      return 'unresolvable-domain';
    case 'own-reply':
      return ownCause(reply) ?? 'reply-4xx';
    case 'reply':
      if (failure.stage === 'starttls') return 'starttls-refused';
      return remoteCause(reply, failure.stage, replyCause);
  }
}

function connectCause(code: number): string {
  if (REFUSED.has(code)) return 'connect-refused';
  if (RESET.has(code)) return 'connect-reset';
  if (UNREACHABLE.has(code)) return 'connect-unreachable';
  if (EXHAUSTED.has(code) || code === 0) return 'connect-local-exhaustion';
  return TIMED_OUT.has(code) ? 'connect-timeout' : 'connect-unreachable';
}

/**
 * The slug of one of E-Post's own texts (format reference §3, §5.1); undefined for a text that is not E-Post's. The lexer
 * flags the same texts (`ownReply` in logs/phrases.ts).
 */
export function ownCause(text: string): string | undefined {
  const pair = /^451 Requested action aborted: error in processing\. ?\(code=(\d{1,10})\/([0-9a-f]{1,8})\)/i.exec(text);
  if (pair !== null) {
    const code = Number(pair[1]);
    if (code === 183) return 'file-clash-183';
    if (code === 0) return pair[2] === '0' ? 'silence-or-close-0-0' : 'receive-timeout';
    return TIMED_OUT.has(code) ? 'receive-timeout' : 'reset-while-reading';
  }
  if (/^451 Requested action aborted: stoped in processing\./.test(text)) return 'service-stopped';
  if (/^451 Requested action aborted: overflow of token\. ?\(size=/.test(text)) return 'reply-4xx';
  if (/^551 error in the (?:OK|NG) file system\./.test(text)) return 'workfile-error';
  return text.startsWith('451 socket connect failed.') ? 'no-answer-24h' : undefined;
}

function remoteCause(reply: string, stage: string, replyCause: ReplyCause): string {
  const told = replyCause(reply, stage);
  if (told !== null) return told;
  if (reply.startsWith('421')) return 'peer-busy-421';
  return reply.startsWith('4') ? 'reply-4xx' : 'reply-5xx';
}

/** The slug of a faillog reason (format reference §3). */
export function reasonCause(reason: string, replyCause: ReplyCause): string {
  if (/^Unable to deliver (?:to )?destination domain/.test(reason)) return 'undeliverable-unspecified';
  if (/^ ?Your message has encountered delivery problems to local user/.test(reason)) return 'local-user-unknown';
  if (reason.startsWith('354')) return 'cut-after-354';
  if (reason.startsWith('220')) return 'starttls-handshake-failed';
  const own = ownCause(reason);
  if (own !== undefined) return own;
  return /^[45]\d\d/.test(reason) ? remoteCause(reason, '', replyCause) : 'undeliverable-unspecified';
}
