/** Whether a live failure is the recorded one. */
import type { ProbeResult, ProbeStage, ProbeStep, Reply } from '../types.ts';
import type { Verdict } from '../verdicts.ts';
import type { RecordedAttempt, RecordedStage, RouteResult } from './types.ts';

/** `alike`: the same in kind, but not to the letter. */
type Likeness = 'same' | 'alike' | 'different';

/** Run on the mail server itself, as far as is known. */
export function isAtSide(live: RouteResult): boolean {
  return live.runFrom.isMailServer === true;
}

/** The recorded attempt did not fail. */
export function isGood(recorded: RecordedAttempt): boolean {
  const code = recorded.reply?.code ?? null;
  return recorded.socketError === null && code !== null && code >= 200 && code < 400;
}

/** The stage of a live step in the words of the log. */
export function stageOf(stage: ProbeStage): RecordedStage {
  switch (stage) {
    case 'helo':
      return 'ehlo';
    case 'tls':
      return 'starttls';
    case 'rset':
      return 'quit';
    default:
      return stage;
  }
}

/** Numbers of Winsock, BSD and Linux for the same event (`socket error code=N`). */
const socketVerdicts: readonly (readonly [readonly number[], Verdict])[] = [
  [[10060, 60, 110], 'connect-timeout'],
  [[10061, 61, 111], 'connect-refused'],
  [[10054, 10053, 54, 53, 104, 103], 'connect-reset'],
  [[10051, 10065, 10050, 10064, 51, 65, 50, 64, 101, 113], 'connect-unreachable'],
  [[10013, 10049, 13, 1, 49, 99], 'blocked-locally'],
];

/** How a conversation ends without a reply; E-Post logs all of them as a 451 of its own. */
const lost: readonly Verdict[] = [
  'connect-reset',
  'closed-without-greeting',
  'greeting-timeout',
  'reply-timeout',
  'connection-lost',
];

export function compareFailure(recorded: RecordedAttempt, live: ProbeResult): Likeness {
  const step = lastStep(live);
  const stage = step === undefined ? 'resolve' : stageOf(step.stage);
  if (recorded.stage === 'resolve') return live.address === null ? 'same' : 'different';
  if (recorded.stage === 'connect' || (recorded.reply === null && recorded.socketError !== null && stage === 'connect'))
    return compareConnect(recorded, live.verdict);
  if (stage !== recorded.stage) return 'different';
  if (recorded.reply === null || recorded.reply.origin === 'epost') {
    if (live.verdict === 'tls-failed') return recorded.stage === 'starttls' ? 'same' : 'different';
    return lost.includes(live.verdict) ? compareLoss(recorded, live.verdict) : 'different';
  }
  return step?.reply == null || step.failure !== null ? 'different' : compareReplies(recorded.reply, step.reply);
}

function compareConnect(recorded: RecordedAttempt, live: Verdict): Likeness {
  const number = recorded.socketError;
  const known = socketVerdicts.find(([numbers]) => number !== null && numbers.includes(number))?.[1];
  if (known !== undefined) return known === live ? 'same' : 'different';
  return live.startsWith('connect-') ? 'alike' : 'different';
}

/** `(code=0/0)` is an orderly close, 10054 a reset, 10060 silence; other numbers may be left over from something else. */
function compareLoss(recorded: RecordedAttempt, live: Verdict): Likeness {
  const number = recorded.socketError;
  const reset = number !== null && [10054, 10053, 54, 104].includes(number);
  const silent = number !== null && [10060, 60, 110].includes(number);
  if (reset) return live === 'connect-reset' || live === 'connection-lost' ? 'same' : 'alike';
  if (silent) return live === 'greeting-timeout' || live === 'reply-timeout' ? 'same' : 'alike';
  return live === 'closed-without-greeting' || live === 'connection-lost' ? 'same' : 'alike';
}

/** The step that ended the conversation; QUIT and RSET end nothing. */
export function lastStep(live: ProbeResult): ProbeStep | undefined {
  return live.steps.findLast(step => step.stage !== 'quit' && step.stage !== 'rset');
}

/**
 * Two refusals are the same when they have the class and the enhanced code in common; where a server gives none, the code and most of the
 * words. Numbers, addresses and host names in them change from one time to the next.
 */
export function compareReplies(recorded: Reply, live: Reply): Likeness {
  if (classOf(recorded) !== classOf(live)) return 'different';
  const alike = similarity(recorded.text, live.text);
  if (recorded.enhanced !== null && live.enhanced !== null) {
    if (recorded.enhanced !== live.enhanced) return 'different';
    return recorded.code === live.code && alike >= 0.5 ? 'same' : 'alike';
  }
  if (recorded.code !== live.code) return alike >= 0.8 ? 'alike' : 'different';
  if (alike >= 0.5) return 'same';
  return alike >= 0.2 ? 'alike' : 'different';
}

function classOf(reply: Reply): number {
  return Math.floor((reply.code ?? 0) / 100);
}

/** Share of the words that both texts have, 0 to 1. */
function similarity(first: string, second: string): number {
  const a = wordsOf(first);
  const b = wordsOf(second);
  if (a.size === 0 || b.size === 0) return a.size === b.size ? 1 : 0;
  const common = [...a].filter(word => b.has(word)).length;
  return common / (a.size + b.size - common);
}

function wordsOf(text: string): ReadonlySet<string> {
  const words = text
    .slice(0, 2048)
    .toLowerCase()
    .split(/[\s()<>[\]"',;:]+/)
    // What has a digit, a dot or an @ in it names this mail, this host or this moment.
    .filter(word => word.length > 1 && !/[\d@.]/.test(word.replace(/\.$/, '')))
    .map(word => word.replace(/\.$/, ''));
  return new Set(words);
}
