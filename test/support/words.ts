/** The words that JSON takes, read from the code that gives them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { VERDICTS } from '../../client/src/probes/verdicts.ts';
import { STAGES } from '../../server/src/deliveries/attempt.ts';
import { LOG_NAMES } from '../../server/src/logs/detect.ts';

const source = (file: string): string =>
  readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=\s)\/\/.*$/gm, '');

/** The quoted words behind `anchors`, each looked for behind the one before, up to `end`. */
function wordsIn(file: string, anchors: readonly string[], end = ';', pattern = /'([^']+)'/g): string[] {
  const text = source(file);
  let from = 0;
  for (const anchor of anchors) {
    const at = text.indexOf(anchor, from);
    assert.ok(at >= 0, `${file} has ${anchor}`);
    from = at + anchor.length;
  }
  const found = text.slice(from, text.indexOf(end, from)).matchAll(pattern);
  return [...new Set(Array.from(found, match => match[1]!))];
}

const PROBE = 'client/src/probes/types.ts';
const ROUTE = 'client/src/probes/route/types.ts';
const FINDING = 'server/src/diagnosis/finding.ts';
const ATTEMPT = 'server/src/deliveries/attempt.ts';
const NEXT = 'export ';

const outcomes = wordsIn(ATTEMPT, ['export type Outcome =']);

/** In the order of the page. Verdicts and rules have tables of their own. */
export const WORDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    log: [...LOG_NAMES, 'unknown'],
    encoding: wordsIn('server/src/host/file-report.ts', ['encoding:']),
    edition: wordsIn('server/src/host/file-report.ts', ['type EditionShown =']),
    outcome: outcomes,
    stage: STAGES,
    origin: wordsIn(ATTEMPT, ['export type Origin =']),
    severity: wordsIn(FINDING, ['export type Severity =']),
    confidence: wordsIn(FINDING, ['export type Confidence =']),
    fixBy: wordsIn(FINDING, ['export type Who =']),
    catalogue: wordsIn('server/src/codes/types.ts', ['export type CatalogueName =']),
    transport: wordsIn(PROBE, ['interface MxAnswer', 'transport:']),
    dnsFailure: wordsIn(PROBE, ['export type DnsFailure =']),
    mxProblem: wordsIn(PROBE, ['export type MxProblem =']),
    mxDifferenceKind: wordsIn(PROBE, ['export type MxDifference ='], NEXT, /kind: '([^']+)'/g),
    addressSource: wordsIn(PROBE, ['interface HostAddress', 'source:']),
    probeStage: wordsIn(PROBE, ['export type ProbeStage =']),
    stepFailureKind: wordsIn(PROBE, ['interface StepFailure', 'kind:']),
    probeNoteName: wordsIn(PROBE, ['export type ProbeNote ='], NEXT, /note: '([^']+)'/g),
    tlsMode: wordsIn(PROBE, ['interface TlsInfo', 'mode:']),
    certificateProblem: wordsIn(PROBE, ['export type CertificateProblem =']),
    routeVia: wordsIn(ROUTE, ['export type RouteVia =']),
    controlSource: wordsIn(ROUTE, ['interface RouteControl', 'source:']),
    routeNeed: wordsIn(ROUTE, ['export type RouteNeed =']),
    routeWarningName: wordsIn(ROUTE, ['export type RouteWarning ='], NEXT, /warning: '([^']+)'/g),
    senderObstacle: wordsIn(ROUTE, ['export type SenderObstacle =']),
    spfOutcome: wordsIn(ROUTE, ['export type SpfOutcome =']),
    spfProblem: wordsIn(ROUTE, ['export type SpfProblem =']),
    dmarcPolicy: wordsIn(ROUTE, ['interface DmarcResult', 'policy:']),
    dnsblOutcome: wordsIn(ROUTE, ['interface DnsblResult', 'outcome:']),
    traceKind: wordsIn('server/src/features/trace-query.ts', ['readonly kind:']),
    storyOutcome: [...outcomes, 'refused'],
    storyMark: wordsIn('server/src/features/story-document.ts', ['mark?:']),
  }),
);

/** The words of a value whose own table is elsewhere on the page. */
export const ALL_WORDS: ReadonlyMap<string, readonly string[]> = new Map([...WORDS, ['verdict', VERDICTS]]);
