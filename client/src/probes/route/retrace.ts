/** Retrace: what the log recorded, and the same path now. */
import { STAGES } from '../../../../server/src/codes/stage.ts';
import { toDomainName } from '../input.ts';
import { ProbeInputError } from '../input-error.ts';
import { sanitize } from '../sanitize.ts';
import type { Verdict } from '../verdicts.ts';
import { compareFailure, isAtSide, isGood, stageOf } from './compare.ts';
import { whoFixes } from './judge.ts';
import { checkRoute } from './route.ts';
import { parseSavedRoute } from './saved.ts';
import type {
  Confidence,
  FixBy,
  RecordedAttempt,
  RecordedStage,
  RetraceOptions,
  RetraceResult,
  RouteHost,
  RouteResult,
} from './types.ts';

/**
 * @throws ProbeInputError (as a rejection) when an argument or the saved result is not valid.
 */
export async function retrace(
  recorded: RecordedAttempt,
  options: RetraceOptions,
  signal?: AbortSignal,
): Promise<RetraceResult> {
  const { saved, ...rest } = options;
  const fromSaved = saved !== undefined;
  const live = fromSaved
    ? takeSaved(saved, recorded.domain)
    : await checkRoute({ ...rest, ...upTo(recorded.stage, rest), domain: recorded.domain }, signal);
  return compare(clean(recorded), live, fromSaved);
}

function takeSaved(saved: string | RouteResult, domain: string): RouteResult {
  const result = typeof saved === 'string' ? parseSavedRoute(saved) : saved;
  const wanted = toDomainName(domain).ascii;
  if (result.domain !== wanted) {
    const values = [sanitize(result.domain), wanted] as const;
    throw new ProbeInputError({
      en: `The saved result is about ${values[0]}, the log line about ${values[1]}.`,
      ja: `保存された結果は ${values[0]} のものですが、ログの行は ${values[1]} 宛てです。`,
    });
  }
  return result;
}

/** The live check goes as far as the recorded stage and no further; MAIL and RCPT only with addresses given for it, never DATA. */
function upTo(stage: RecordedStage, options: Omit<RetraceOptions, 'saved'>): Omit<RetraceOptions, 'saved'> {
  const reached = STAGES.indexOf(stage);
  return {
    starttls: options.starttls ?? stage === 'starttls',
    from: reached >= STAGES.indexOf('mail') ? options.from : undefined,
    to: reached >= STAGES.indexOf('rcpt') ? options.to : undefined,
  };
}

/** Log text becomes safe to print here, once. */
function clean(recorded: RecordedAttempt): RecordedAttempt {
  const line = (text: string | null): string | null => (text === null ? null : sanitize(text).slice(0, 500));
  const { reply } = recorded;
  return {
    ...recorded,
    domain: sanitize(recorded.domain),
    host: line(recorded.host),
    at: line(recorded.at),
    reply:
      reply === null
        ? null
        : {
            ...reply,
            enhanced: line(reply.enhanced),
            text: reply.text.slice(0, 8000).split('\n').map(withoutCode).map(sanitize).join('\n'),
          },
  };
}

/** A log has the code on each line; a live reply has it once, beside its text. */
function withoutCode(line: string): string {
  return line.replace(/^[2-5]\d\d[ -]/, '');
}

interface Finding {
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  readonly stopsBefore: boolean;
  readonly fixBy: readonly FixBy[];
}

function compare(recorded: RecordedAttempt, live: RouteResult, fromSaved: boolean): RetraceResult {
  const own = recorded.host === null ? [] : live.hosts.filter(host => isHost(host, recorded.host!));
  const candidates = own.length > 0 ? own : live.hosts.filter(host => host.decides);
  const compared = chooseAddress(candidates, recorded);
  const liveStage = compared === null ? 'resolve' : furthest(compared);
  const finding = find(recorded, live, compared, liveStage);
  return {
    ok: finding.verdict === 'works-now' || (finding.verdict === 'same-as-recorded' && isGood(recorded)),
    verdict: finding.verdict,
    confidence: weaken(finding.confidence, live, fromSaved),
    recorded,
    live,
    fromSaved,
    compared,
    hostOnPath: recorded.host === null ? null : own.length > 0,
    liveStage,
    stopsBefore: finding.stopsBefore,
    fixBy: finding.fixBy,
  };
}

function isHost(host: RouteHost, recorded: string): boolean {
  const wanted = recorded
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  return host.host.toLowerCase() === wanted || host.address?.toLowerCase() === wanted;
}

/** E-Post tries every address of a host: one that works speaks for it, else one that fails as recorded, else the first that answers. */
function chooseAddress(hosts: readonly RouteHost[], recorded: RecordedAttempt): RouteHost | null {
  return (
    hosts.find(host => host.ok) ??
    hosts.find(host => compareFailure(recorded, host) === 'same') ??
    hosts.find(host => host.localAddress !== null) ??
    hosts.find(host => host.verdict !== 'connect-unreachable') ??
    hosts[0] ??
    null
  );
}

function furthest(host: RouteHost): RecordedStage {
  const reached = host.steps
    .map(step => STAGES.indexOf(stageOf(step.stage)))
    .filter(index => index < STAGES.length - 1);
  return STAGES[Math.max(0, ...reached)] ?? 'resolve';
}

function find(
  recorded: RecordedAttempt,
  live: RouteResult,
  compared: RouteHost | null,
  liveStage: RecordedStage,
): Finding {
  if (live.verdict === 'cancelled') return { verdict: 'cancelled', confidence: 'high', stopsBefore: false, fixBy: [] };
  const good = isGood(recorded);
  if (compared === null) {
    // The live check came to no host: name resolution decides.
    const same = !good && recorded.stage === 'resolve';
    return {
      verdict: same ? 'same-as-recorded' : 'fails-elsewhere',
      confidence: 'high',
      stopsBefore: false,
      fixBy: (same ? recorded.fixBy : undefined) ?? live.fixBy,
    };
  }
  if (compared.ok) {
    const stopsBefore = STAGES.indexOf(recorded.stage) > STAGES.indexOf(liveStage);
    if (good)
      return { verdict: 'same-as-recorded', confidence: stopsBefore ? 'medium' : 'high', stopsBefore, fixBy: [] };
    return stopsBefore
      ? { verdict: 'undecided', confidence: 'low', stopsBefore, fixBy: recorded.fixBy ?? [] }
      : { verdict: 'works-now', confidence: 'high', stopsBefore, fixBy: [] };
  }
  const likeness = good ? 'different' : compareFailure(recorded, compared);
  // Silence seen from here proves nothing about the mail server as long as the port may be blocked here.
  const open = compared.verdict === 'connect-timeout' && live.verdict === 'undecided';
  return {
    verdict: likeness === 'different' ? 'fails-elsewhere' : 'same-as-recorded',
    confidence: open ? 'low' : likeness === 'alike' ? 'medium' : 'high',
    stopsBefore: false,
    fixBy: whoseSide(recorded, live, compared, likeness !== 'different'),
  };
}

function whoseSide(recorded: RecordedAttempt, live: RouteResult, compared: RouteHost, same: boolean): readonly FixBy[] {
  if (compared.verdict === 'connect-timeout' && live.verdict !== 'connect-timeout' && !live.ok) return live.fixBy;
  if (same && recorded.fixBy !== undefined && recorded.fixBy.length > 0) return recorded.fixBy;
  return whoFixes(compared.verdict, [compared]);
}

/** From another machine, receivers may see another address, and judge otherwise. */
function weaken(confidence: Confidence, live: RouteResult, fromSaved: boolean): Confidence {
  return confidence === 'high' && !fromSaved && !isAtSide(live) ? 'medium' : confidence;
}
