import type { Truth } from './books.ts';
import { HOUR } from './calendar.ts';
import type { Entry, Trouble } from './entry.ts';
import type { Behaviour, Scenario } from './scenarios.ts';

/** Slugs of the failure catalogue (format reference, 7) for what happened in one attempt. */
const SLUGS: Readonly<Partial<Record<Behaviour, string>>> = {
  refused: 'connect-refused',
  timedOut: 'connect-timeout',
  unresolved: 'unresolvable-domain',
  busy: 'peer-busy-421',
  closeGreeting: 'silence-or-close-0-0',
  closeEhlo: 'silence-or-close-0-0',
  resetMail: 'reset-while-reading',
  silent: 'receive-timeout',
  overflow: 'reply-4xx',
  resetBody: 'reset-in-body',
  tlsCut: 'starttls-handshake-failed',
  tlsGarbage: 'starttls-handshake-failed',
  tlsRefused: 'starttls-refused',
  localUnknown: 'local-user-unknown',
  tlsLeak: 'tls-flag-leak',
};

/** What an attempt shows; where the receiver's own words tell, the scenario knows. */
export function slugOf(behaviour: Behaviour, scenario: Scenario): string {
  return SLUGS[behaviour] ?? scenario.cause ?? 'reply-4xx';
}

const CONNECT: ReadonlySet<string> = new Set(['connect-refused', 'connect-timeout']);

/** The last one; but a refusal for good is not taken back by connections that fail later. */
function decisive(troubles: readonly Trouble[]): Trouble | undefined {
  const last = troubles.at(-1);
  if (last === undefined || !CONNECT.has(last.slug)) return last;
  return troubles.findLast(one => one.code >= 500) ?? last;
}

/** Nearly 24 hours: the period ends up to two intervals early. */
const NO_ANSWER = 23.5 * HOUR;

/** The cause of a delivery, from all the troubles it had: the last one decides, but for those that several make together. */
export function causeOf(
  entry: Entry,
  outcome: Truth['outcome'],
  troubles: readonly Trouble[],
  now: number,
): string | null {
  const last = decisive(troubles);
  if (last === undefined) return null;
  if (outcome === 'failed' && entry.errorMail) return 'bounce-undeliverable';
  const has = (slug: string): boolean => troubles.some(one => one.slug === slug);
  const mixed = ['peer-busy-421', 'silence-or-close-0-0'];
  if (mixed.every(has) && mixed.includes(last.slug)) return 'peer-busy-mixed';
  const connect = troubles.every(one => CONNECT.has(one.slug));
  if (outcome === 'failed' && connect && now - entry.queued >= NO_ANSWER) return 'no-answer-24h';
  if (last.slug === 'sender-auth-rejected' && /-(?:T\d{3}|C\d{8})(?!\d)/.test(entry.id)) return 'forward-breaks-spf';
  return last.slug;
}
