import type { ProbeStage, Reply, StepFailure } from '../types.ts';
import type { Verdict } from '../verdicts.ts';
import { replyClass } from './reply.ts';

/** Null when the reply is the one we need. */
export function verdictOfReply(reply: Reply, good: boolean): Verdict | null {
  if (good) return null;
  switch (replyClass(reply.code)) {
    case 'temporary':
      return 'deferred-by-peer';
    case 'permanent':
      return 'refused-by-peer';
    default:
      return 'protocol-error';
  }
}

/**
 * What a dialogue that stopped shows. HELO is said only where EHLO was rejected for good: who ends the connection then means that
 * refusal, however late the end is seen.
 * @param mute the server has not said anything yet; one that breaks off within its greeting has begun to talk
 * @param early it talked out of turn before
 */
export function verdictOfLoss(
  stage: ProbeStage,
  failed: StepFailure,
  { mute, early }: { readonly mute: boolean; readonly early: boolean },
): Verdict {
  switch (failed.kind) {
    case 'cancelled':
      return 'cancelled';
    case 'too-long':
    case 'no-reply-code':
      return 'protocol-error';
    case 'tls':
      return 'tls-failed';
    case 'timeout':
      // The answer came before the question: the server broke the protocol, it is not slow.
      if (early) return 'protocol-error';
      return stage === 'greeting' ? 'greeting-timeout' : 'reply-timeout';
    case 'closed':
      if (stage === 'helo') return 'refused-by-peer';
      return mute ? 'closed-without-greeting' : 'connection-lost';
    case 'reset':
      if (stage === 'helo') return 'refused-by-peer';
      return mute ? 'connect-reset' : 'connection-lost';
    default:
      return 'connection-lost';
  }
}

/** What a connection that did not come about shows. */
export function verdictOfConnect(failed: StepFailure): Verdict {
  switch (failed.kind) {
    case 'refused':
      return 'connect-refused';
    case 'reset':
      return 'connect-reset';
    case 'timeout':
      return 'connect-timeout';
    case 'blocked-locally':
      return 'blocked-locally';
    case 'cancelled':
      return 'cancelled';
    default:
      return 'connect-unreachable';
  }
}
