import type { Attempt, Failure } from '../../deliveries/attempt.ts';
import { type Delivery, failureOf } from '../../deliveries/delivery.ts';
import { messages } from '../../l10n/messages.ts';
import { navigationText } from '../../l10n/navigation.ts';
import type { FeatureContext } from '../context.ts';
import { plainText } from '../markdown.ts';
import { shownText } from '../masking.ts';

/** The longest name or address that a label holds, in characters. */
const MAX_LABEL = 200;

/** How an attempt went, in a few words; no text of the log in it but codes. */
export function attemptText(a: Attempt, c: FeatureContext): string {
  const t = navigationText(c.language);
  const doubt = a.uncertain ? ` (${t.uncertain})` : '';
  if (a.failure !== undefined) {
    const failed = failureText(a.failure, c);
    return (a.accepted === undefined ? failed : t.partly(failed)) + doubt;
  }
  if (a.accepted !== undefined) return t.accepted + doubt;
  if (a.interrupted) return t.cutOff + doubt;
  return (a.closed ? t.noFailure : t.inProgress) + doubt;
}

function failureText({ kind, code, negative, stage }: Failure, { language }: FeatureContext): string {
  const t = navigationText(language);
  const at = messages(language).stage[stage] ?? stage;
  if (kind === 'reply') return t.replyAt(code, at);
  if (kind === 'own-reply') return t.ownReplyAt(`${code}/${negative ? 'ffffffff' : '0'}`, at);
  if (kind === 'connect') return t.noConnection(code);
  if (kind === 'body') return t.lostInBody(code);
  return kind === 'tls' ? t.tlsFailed : t.unresolved;
}

/** How the deliveries of a message went: the worst of them. */
export function messageText(deliveries: readonly Delivery[], c: FeatureContext): string {
  const t = navigationText(c.language);
  for (const outcome of ['failed', 'deferred', 'in-progress', 'unknown'] as const) {
    const worst = deliveries.find(d => d.outcome === outcome);
    if (worst === undefined) continue;
    const failure = failureOf(worst);
    const word = t.outcome[outcome]!;
    return failure === undefined ? word : `${word}: ${failureText(failure, c)}`;
  }
  return deliveries.length === 0 ? '' : t.outcome.delivered!;
}

/** Text of the log as a label: one line, bounded, local parts hidden where the user wants that. */
export function label(text: string, { settings }: FeatureContext): string {
  const plain = plainText(text.slice(0, MAX_LABEL)).trim();
  return shownText(plain, settings);
}
