/** What the facts of a route check mean. Pure; nothing is asked here. */
import { isIPv6 } from 'node:net';
import type { Family, MxResult, ProbeResult } from '../types.ts';
import { isOk, type Verdict } from '../verdicts.ts';
import type { Confidence, FixBy, RouteControl, RouteFamily, RouteHost, RouteLogEvidence, RouteNeed } from './types.ts';

export interface RouteFacts {
  readonly hosts: readonly RouteHost[];
  readonly controls: readonly RouteControl[];
  readonly dns: MxResult | null;
  /** A name was resolved, or a DNS server answered; null when nothing had to be resolved. */
  readonly dnsAnswers: boolean | null;
  /** Where another port answered, by family, besides the control hosts' own: `host:port`. */
  readonly otherPortAt: ReadonlyMap<Family, string>;
  readonly logEvidence: RouteLogEvidence | null;
  readonly isMailServer: boolean | null;
  /** The port the path is about. Only port 25 is the one that providers block; tests take another. */
  readonly port: number;
  readonly cancelled: boolean;
}

interface Judgement {
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  readonly families: readonly RouteFamily[];
  readonly needs: readonly RouteNeed[];
  readonly fixBy: readonly FixBy[];
}

/** So many destinations in vain, one after the other, support a blocked port. */
const SUPPORTING_DESTINATIONS = 3;

export function judgeRoute(facts: RouteFacts): Judgement {
  const deciding = facts.hosts.filter(host => host.decides);
  const families = ([4, 6] as const).flatMap(family => {
    const own = deciding.filter(host => host.address !== null && familyOf(host.address) === family);
    return own.length === 0 ? [] : [judgeFamily(family, own, facts)];
  });
  const overall = judgeAll(families, deciding, facts);
  const needs = overall.verdict === 'undecided' ? [...new Set(families.flatMap(family => family.needs))] : [];
  return { ...overall, families, needs, fixBy: whoFixes(overall.verdict, deciding) };
}

/** The gravest first: what a receiver said counts more than what a connection did not. */
const rank: readonly Verdict[] = [
  'refused-by-peer',
  'deferred-by-peer',
  'tls-failed',
  'starttls-not-offered',
  'protocol-error',
  'closed-without-greeting',
  'greeting-timeout',
  'reply-timeout',
  'connection-lost',
  'port-25-blocked',
  'connect-timeout',
  'undecided',
  'connect-reset',
  'connect-refused',
  'blocked-locally',
  'connect-unreachable',
];

function judgeAll(
  families: readonly RouteFamily[],
  deciding: readonly RouteHost[],
  facts: RouteFacts,
): { readonly verdict: Verdict; readonly confidence: Confidence } {
  if (facts.cancelled) return { verdict: 'cancelled', confidence: 'high' };
  const failedDns = facts.dns !== null && !isOk(facts.dns.verdict) && deciding.length === 0;
  if (failedDns) {
    const certain = ['nxdomain', 'no-data', 'null-mx', 'mx-unusable'].includes(facts.dns.verdict);
    return { verdict: facts.dns.verdict, confidence: certain ? 'high' : 'medium' };
  }
  const good = families.find(family => isOk(family.verdict));
  if (good !== undefined) return { verdict: good.verdict, confidence: good.confidence };
  const place = (family: RouteFamily): number => {
    const index = rank.indexOf(family.verdict);
    return index < 0 ? rank.length : index;
  };
  const [worst] = [...families].sort((a, b) => place(a) - place(b));
  if (worst !== undefined) return { verdict: worst.verdict, confidence: worst.confidence };
  // No host on the path has an address.
  const only = deciding[0];
  return only === undefined
    ? { verdict: 'undecided', confidence: 'low' }
    : { verdict: only.verdict, confidence: isDefinite(only.verdict) ? 'high' : 'medium' };
}

function isDefinite(verdict: Verdict): boolean {
  return verdict === 'nxdomain' || verdict === 'no-data' || verdict === 'mx-unusable';
}

function judgeFamily(family: Family, hosts: readonly RouteHost[], facts: RouteFacts): RouteFamily {
  const works = hosts.find(host => host.ok);
  if (works !== undefined) {
    // A later host that works takes the mail only after the earlier ones have been tried.
    const confidence = hosts[0]!.ok ? 'high' : 'medium';
    return plain(family, works.verdict, confidence);
  }
  if (hosts.some(host => host.verdict === 'cancelled')) return plain(family, 'cancelled', 'high');
  const answered = hosts.filter(gotAnswer);
  if (answered.length > 0) {
    const [first] = [...answered].sort((a, b) => rank.indexOf(a.verdict) - rank.indexOf(b.verdict));
    return plain(family, first!.verdict, hosts.every(host => host.verdict === first!.verdict) ? 'high' : 'medium');
  }
  const silent = hosts.filter(host => host.verdict === 'connect-timeout');
  if (silent.length === 0) {
    const first = hosts[0]!;
    return plain(family, first.verdict, hosts.every(host => host.verdict === first.verdict) ? 'high' : 'medium');
  }
  return judgeSilence(family, silent, facts);
}

function plain(family: Family, verdict: Verdict, confidence: Confidence): RouteFamily {
  return { family, verdict, confidence, needs: [], otherPortAt: null };
}

/** Something came back from the other side: it can be reached on this port. */
function gotAnswer(result: ProbeResult): boolean {
  return result.localAddress !== null || result.verdict === 'connect-refused' || result.verdict === 'connect-reset';
}

/**
 * Nobody on the path answers in this family. One silent receiver proves nothing about the port: the controls decide, and without them it
 * stays open.
 */
function judgeSilence(family: Family, silent: readonly RouteHost[], facts: RouteFacts): RouteFamily {
  if (silent.every(host => host.port !== facts.port)) return plain(family, 'connect-timeout', 'medium');
  const controls = facts.controls.filter(control => control.family === family);
  const log = weighLog(facts.logEvidence);
  const open = (needs: readonly RouteNeed[], otherPortAt: string | null = null): RouteFamily => ({
    family,
    verdict: 'undecided',
    confidence: 'low',
    needs: facts.isMailServer === true ? needs : [...needs, 'run-on-mail-server'],
    otherPortAt,
  });
  const answering = controls.filter(control => control.answers);
  if (answering.length > 0)
    return plain(family, 'connect-timeout', answering.length > 1 || isGiven(answering) ? 'high' : 'medium');
  if (controls.length === 0) {
    // On the mail server itself its own log is a control, if a weak one: it does not say what holds at this moment.
    if (facts.isMailServer === true && log === 'others-reached') return plain(family, 'connect-timeout', 'medium');
    return open(facts.controls.length > 0 ? ['more-controls'] : ['control-hosts']);
  }
  const mute = controls.filter(control => control.verdict === 'connect-timeout');
  const reachable = mute.find(control => control.otherPort !== null);
  const otherPortAt =
    reachable === undefined ? (facts.otherPortAt.get(family) ?? null) : `${reachable.host}:${reachable.otherPort}`;
  if (mute.length < controls.length) return open(['more-controls'], otherPortAt);
  if (facts.dnsAnswers === false) return open(['dns'], otherPortAt);
  if (otherPortAt === null) return open(['other-port']);
  const hosts = new Set(mute.map(control => control.host)).size;
  const enough = isGiven(mute) || hosts > 1 || log === 'all-silent';
  if (!enough) return open(['more-controls'], otherPortAt);
  const strong = reachable !== undefined && (hosts > 1 || log === 'all-silent');
  const confidence = log === 'others-reached' ? 'low' : strong ? 'high' : 'medium';
  return { family, verdict: 'port-25-blocked', confidence, needs: [], otherPortAt };
}

function isGiven(controls: readonly RouteControl[]): boolean {
  return controls.some(control => control.source === 'given');
}

/** What the log says about port 25 altogether; it is the mail server's word, taken at another time. */
function weighLog(log: RouteLogEvidence | null): 'all-silent' | 'others-reached' | 'nothing' {
  if (log === null) return 'nothing';
  if (log.allTimedOutSince !== null) return log.destinations >= SUPPORTING_DESTINATIONS ? 'all-silent' : 'nothing';
  return log.lastReachedAt === null ? 'nothing' : 'others-reached';
}

export function familyOf(address: string): Family {
  return isIPv6(address) ? 6 : 4;
}

/** Whose side it is on. A refusal names its side in the enhanced code, if anything does. */
export function whoFixes(verdict: Verdict, hosts: readonly ProbeResult[]): FixBy[] {
  switch (verdict) {
    case 'refused-by-peer': {
      const refused = hosts.find(host => host.verdict === verdict);
      return whoFixesRefusal(refused?.steps.findLast(step => (step.reply?.code ?? 0) >= 500)?.reply?.enhanced ?? null);
    }
    case 'deferred-by-peer':
    case 'connect-refused':
    case 'connect-reset':
    case 'closed-without-greeting':
    case 'greeting-timeout':
    case 'reply-timeout':
    case 'connection-lost':
    case 'protocol-error':
    case 'starttls-not-offered':
    case 'tls-failed':
    case 'connect-timeout':
    case 'null-mx':
    case 'no-data':
    case 'mx-unusable':
    case 'dns-servfail':
      return ['peer'];
    case 'nxdomain':
      return ['us', 'peer'];
    case 'connect-unreachable':
      return ['network'];
    case 'port-25-blocked':
    case 'dns-timeout':
      return ['us', 'network'];
    case 'blocked-locally':
    case 'dns-refused':
      return ['us'];
    default:
      return [];
  }
}

/** RFC 3463: X.1 address, X.2 mailbox, X.7 policy. */
function whoFixesRefusal(enhanced: string | null): FixBy[] {
  if (enhanced === null) return ['peer'];
  if (/^\d\.[12]\./.test(enhanced)) return ['recipient'];
  return /^\d\.7\./.test(enhanced) ? ['us', 'peer'] : ['peer'];
}
