/** Recorded and live side by side, the verdict first, then the route check as it is. */
import { isGood, lastStep } from '../route/compare.ts';
import type { RetraceResult } from '../route/types.ts';
import type { Language } from '../types.ts';
import { fill } from './fill.ts';
import { mxSentence } from './mx.ts';
import { describeFailure, probeSentence } from './probe.ts';
import { recordedStages, retraceTexts } from './retrace-texts.ts';
import { renderRoute } from './route.ts';
import { confidences, routeTexts, who } from './route-texts.ts';
import { firstLine, place, stageNames } from './text.ts';

export function renderRetrace(result: RetraceResult, lang: Language): string[] {
  const separator = lang === 'ja' ? '、' : ', ';
  const lines = [retraceSentence(result, lang)];
  if (result.hostOnPath === false) lines.push(fill(retraceTexts.notOnPath, lang, { host: result.recorded.host ?? '' }));
  if (result.stopsBefore) {
    const afterRcpt = ['data', 'body', 'final', 'quit'].includes(result.recorded.stage);
    lines.push(fill(afterRcpt ? retraceTexts.neverData : retraceTexts.needsAddresses, lang));
  }
  if (result.fromSaved) lines.push(fill(retraceTexts.fromSaved, lang, { at: result.live.at }));
  if (result.fixBy.length > 0)
    lines.push(fill(routeTexts.fixBy, lang, { who: result.fixBy.map(side => fill(who[side], lang)).join(separator) }));
  lines.push('', ...sideBySide(result, lang), '', fill(retraceTexts.route, lang), ...renderRoute(result.live, lang));
  return lines;
}

/** The verdict in one sentence, with its confidence. */
function retraceSentence(result: RetraceResult, lang: Language): string {
  const sentence = plainSentence(result, lang);
  if (result.verdict === 'cancelled') return sentence;
  return fill(routeTexts.withConfidence, lang, { sentence, confidence: fill(confidences[result.confidence], lang) });
}

function plainSentence(result: RetraceResult, lang: Language): string {
  const { recorded, compared, verdict } = result;
  const values = {
    domain: recorded.domain,
    place: compared === null ? recorded.domain : place(compared),
    stage: fill(recordedStages[recorded.stage], lang),
    liveStage: fill(recordedStages[result.liveStage], lang),
    live: liveOutcome(result, lang),
  };
  switch (verdict) {
    case 'cancelled':
      return fill(retraceTexts.cancelled, lang, values);
    case 'works-now':
      return fill(retraceTexts.worksNow, lang, values);
    case 'same-as-recorded':
      return fill(result.ok ? retraceTexts.sameGood : retraceTexts.same, lang, values);
    case 'undecided':
      return fill(retraceTexts.stopsBefore, lang, values);
    default: {
      const live = compared === null ? values.live : probeSentence(compared, lang);
      return fill(isGood(recorded) ? retraceTexts.failsNow : retraceTexts.failsElsewhere, lang, { ...values, live });
    }
  }
}

/** Two columns do not fit a reply; two lines, one above the other, can be compared at a glance. */
function sideBySide(result: RetraceResult, lang: Language): string[] {
  const { recorded, compared, live } = result;
  const none = fill(retraceTexts.none, lang);
  const rows: readonly (readonly [keyof typeof retraceTexts, string, string])[] = [
    ['time', recorded.at ?? fill(retraceTexts.noDate, lang), live.at === '' ? none : live.at],
    ['host', recorded.host ?? none, compared === null ? none : place(compared)],
    ['stage', fill(recordedStages[recorded.stage], lang), liveStageName(result, lang)],
    ['result', recordedOutcome(result, lang), liveOutcome(result, lang)],
  ];
  const sides = [fill(retraceTexts.recorded, lang), fill(retraceTexts.live, lang)] as const;
  const label = (row: keyof typeof retraceTexts, side: string): string => `${fill(retraceTexts[row], lang)} (${side})`;
  const width = Math.max(...rows.flatMap(([row]) => sides.map(side => columns(label(row, side)))));
  const line = (row: keyof typeof retraceTexts, side: string, value: string): string => {
    const head = label(row, side);
    return `${head}${' '.repeat(width - columns(head))}  ${value}`;
  };
  return rows.flatMap(([row, before, now]) => [line(row, sides[0], before), line(row, sides[1], now)]);
}

/** Japanese characters take two columns of a terminal. */
function columns(text: string): number {
  let count = 0;
  for (const character of text)
    count += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(character) ? 2 : 1;
  return count;
}

function recordedOutcome({ recorded }: RetraceResult, lang: Language): string {
  if (recorded.reply !== null) {
    const reply = firstLine(recorded.reply);
    return recorded.reply.origin === 'epost' ? fill(retraceTexts.byEpost, lang, { reply }) : reply;
  }
  // As the log writes it.
  if (recorded.socketError !== null) return `socket error code=${recorded.socketError}`;
  return fill(retraceTexts.nothing, lang);
}

function liveStageName({ compared, liveStage }: RetraceResult, lang: Language): string {
  const step = compared === null ? undefined : lastStep(compared);
  return step === undefined ? fill(recordedStages[liveStage], lang) : fill(stageNames[step.stage], lang);
}

function liveOutcome({ compared, live }: RetraceResult, lang: Language): string {
  if (compared === null) return live.dns === null ? live.verdict : mxSentence(live.dns, lang);
  const step = lastStep(compared);
  if (step === undefined) return compared.verdict;
  if (step.failure !== null) return describeFailure(step.failure, step.timeMs, lang);
  return step.reply === null ? compared.verdict : firstLine(step.reply);
}
