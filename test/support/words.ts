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

const outcomes = wordsIn(ATTEMPT, ['type Outcome =']);

/** In the order of the page. Verdicts and rules have tables of their own. */
export const WORDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    log: [...LOG_NAMES, 'unknown'],
    encoding: wordsIn('server/src/host/file-report.ts', ['encoding:']),
    edition: wordsIn('server/src/host/file-report.ts', ['type EditionShown =']),
    outcome: outcomes,
    stage: STAGES,
    origin: wordsIn(ATTEMPT, ['type Origin =']),
    severity: wordsIn(FINDING, ['type Severity =']),
    confidence: wordsIn(FINDING, ['type Confidence =']),
    fixBy: wordsIn(FINDING, ['type Who =']),
    catalogue: wordsIn('server/src/codes/types.ts', ['type CatalogueName =']),
    transport: wordsIn(PROBE, ['interface MxAnswer', 'transport:']),
    dnsFailure: wordsIn(PROBE, ['type DnsFailure =']),
    mxProblem: wordsIn(PROBE, ['type MxProblem =']),
    mxDifferenceKind: wordsIn(PROBE, ['type MxDifference ='], NEXT, /kind: '([^']+)'/g),
    addressSource: wordsIn(PROBE, ['interface HostAddress', 'source:']),
    probeStage: wordsIn(PROBE, ['type ProbeStage =']),
    stepFailureKind: wordsIn(PROBE, ['interface StepFailure', 'kind:']),
    probeNoteName: wordsIn(PROBE, ['type ProbeNote ='], NEXT, /note: '([^']+)'/g),
    tlsMode: wordsIn(PROBE, ['interface TlsInfo', 'mode:']),
    certificateProblem: wordsIn(PROBE, ['type CertificateProblem =']),
    routeVia: wordsIn(ROUTE, ['type RouteVia =']),
    controlSource: wordsIn(ROUTE, ['interface RouteControl', 'source:']),
    routeNeed: wordsIn(ROUTE, ['type RouteNeed =']),
    routeWarningName: wordsIn(ROUTE, ['type RouteWarning ='], NEXT, /warning: '([^']+)'/g),
    senderObstacle: wordsIn(ROUTE, ['type SenderObstacle =']),
    spfOutcome: wordsIn(ROUTE, ['type SpfOutcome =']),
    spfProblem: wordsIn(ROUTE, ['type SpfProblem =']),
    dmarcPolicy: wordsIn(ROUTE, ['interface DmarcResult', 'policy:']),
    dnsblOutcome: wordsIn(ROUTE, ['interface DnsblResult', 'outcome:']),
    traceKind: wordsIn('server/src/features/trace/query.ts', ['readonly kind:']),
    storyOutcome: [...outcomes, 'refused'],
    storyMark: wordsIn('server/src/features/story/document.ts', ['mark?:']),
  }),
);

/** The words of a value whose own table is elsewhere on the page. */
export const ALL_WORDS: ReadonlyMap<string, readonly string[]> = new Map([...WORDS, ['verdict', VERDICTS]]);
