/** The route check as text: the verdict first, then where it was run, the way, and each dialogue. */
import type { RouteControl, RouteHost, RouteProgress, RouteResult, RouteWarning } from '../route/types.ts';
import type { Language } from '../types.ts';
import { isOk } from '../verdicts.ts';
import { fill } from './fill.ts';
import { mxSentence, renderMx } from './mx.ts';
import { probeSentence, renderDialogue } from './probe.ts';
import {
  confidences,
  needs,
  routeSentences,
  routeTexts,
  silentByLog,
  silentGateway,
  vias,
  warnings,
  who,
} from './route-texts.ts';
import { renderSender } from './sender.ts';
import { domainLabel, place } from './text.ts';

export function renderRoute(result: RouteResult, lang: Language): string[] {
  const lines = [routeSentence(result, lang), ...renderSummary(result, lang)];
  // The sentence of the look-up is left out: it is not the verdict here.
  if (result.dns !== null) lines.push(...renderMx(result.dns, lang).slice(1));
  lines.push(...renderHosts(result.hosts, lang));
  if (result.controls.length > 0) {
    lines.push('', fill(routeTexts.controls, lang));
    for (const control of result.controls) lines.push(renderControl(control, lang));
  }
  if (result.sender !== null) lines.push(...renderSender(result.sender, lang));
  return lines;
}

/** The verdict in one sentence, with its confidence. */
function routeSentence(result: RouteResult, lang: Language): string {
  const sentence = plainSentence(result, lang);
  if (result.verdict === 'cancelled') return sentence;
  return fill(routeTexts.withConfidence, lang, { sentence, confidence: fill(confidences[result.confidence], lang) });
}

function plainSentence(result: RouteResult, lang: Language): string {
  const { verdict } = result;
  const deciding = decidingHost(result);
  if (verdict !== 'cancelled' && result.dns !== null && deciding === undefined) return mxSentence(result.dns, lang);
  const values = {
    domain: domainLabel(result),
    host: deciding === undefined ? '' : place(deciding),
    port: result.port,
    count: new Set(result.controls.map(control => control.host)).size,
    other: result.families.find(family => family.verdict === verdict)?.otherPortAt ?? '',
  };
  if (verdict === 'connect-timeout' && !result.controls.some(control => control.answers))
    return fill(deciding?.via === 'gateway' ? silentGateway : silentByLog, lang, values);
  const known = routeSentences[verdict];
  if (known !== undefined) return fill(known, lang, values);
  return deciding === undefined ? `${values.domain}: ${verdict}` : `${values.domain}: ${probeSentence(deciding, lang)}`;
}

/** The host that the verdict is about. */
function decidingHost(result: RouteResult): RouteHost | undefined {
  const deciding = result.hosts.filter(host => host.decides);
  return deciding.find(host => host.verdict === result.verdict) ?? deciding[0];
}

function renderSummary(result: RouteResult, lang: Language): string[] {
  const domain = domainLabel(result);
  const separator = lang === 'ja' ? '、' : ', ';
  const lines = result.warnings.map(warning => renderWarning(warning, lang));
  for (const need of result.needs)
    lines.push(fill(routeTexts.need, lang, { need: fill(needs[need], lang, { domain }) }));
  if (result.fixBy.length > 0)
    lines.push(fill(routeTexts.fixBy, lang, { who: result.fixBy.map(side => fill(who[side], lang)).join(separator) }));
  lines.push(renderRunFrom(result, lang));
  if (result.order.length > 0) lines.push(fill(routeTexts.order, lang, { order: result.order.join(' → ') }));
  if (result.families.length > 1)
    for (const { family, verdict, confidence } of result.families)
      lines.push(fill(routeTexts.family, lang, { family, verdict, confidence: fill(confidences[confidence], lang) }));
  lines.push(...renderLog(result, lang));
  const count = result.hosts.filter(host => host.address !== null && host.sameAs === null).length;
  lines.push(fill(routeTexts.time, lang, { count, ms: result.timeMs }));
  return lines;
}

/** The log has its say only where the question is whether anybody is reached. */
function renderLog({ logEvidence, verdict }: RouteResult, lang: Language): string[] {
  if (logEvidence === null || isOk(verdict)) return [];
  const { allTimedOutSince, destinations, lastReachedAt } = logEvidence;
  if (allTimedOutSince !== null)
    return [fill(routeTexts.logSilent, lang, { since: allTimedOutSince, count: destinations })];
  return lastReachedAt === null ? [] : [fill(routeTexts.logReached, lang, { at: lastReachedAt })];
}

function renderRunFrom({ runFrom }: RouteResult, lang: Language): string {
  const { machine, addresses, isMailServer } = runFrom;
  const texts = { true: routeTexts.runHere, false: routeTexts.runElsewhere, null: routeTexts.runSomewhere };
  const from = addresses.length > 0 ? addresses.join(', ') : fill(routeTexts.noAddress, lang);
  return fill(texts[`${isMailServer}`], lang, { machine, addresses: from });
}

function renderHosts(hosts: readonly RouteHost[], lang: Language): string[] {
  const lines: string[] = [];
  let previous: RouteHost | undefined;
  for (const host of hosts) {
    if (previous?.host !== host.host || previous.via !== host.via)
      lines.push('', fill(vias[host.via], lang, { host: host.host, preference: host.preference ?? 0 }));
    previous = host;
    lines.push(...renderHost(host, lang));
  }
  return lines;
}

function renderHost(host: RouteHost, lang: Language): string[] {
  if (host.address === null) return [fill(routeTexts.noAddressHost, lang, { host: host.host })];
  const lines = [probeSentence(host, lang)];
  if (host.sameAs !== null) lines.push(fill(routeTexts.sameAs, lang, { address: host.address, host: host.sameAs }));
  // What was not seen again is not shown again.
  if (host.sameAs === null || host.tls !== null) lines.push(...renderDialogue(host, lang));
  return lines;
}

function renderControl(control: RouteControl, lang: Language): string {
  const values = {
    where: place(control),
    ms: control.timeMs,
    verdict: control.verdict,
    other: control.otherPort ?? '',
  };
  if (control.answers) return fill(routeTexts.controlAnswers, lang, values);
  if (control.verdict !== 'connect-timeout') return fill(routeTexts.controlOther, lang, values);
  return fill(control.otherPort === null ? routeTexts.controlSilent : routeTexts.controlBlocked, lang, values);
}

function renderWarning(warning: RouteWarning, lang: Language): string {
  const text = warnings[warning.warning];
  switch (warning.warning) {
    case 'helo-does-not-fit': {
      const helo = warning.helo ?? fill(routeTexts.unnamed, lang);
      return `!! ${fill(text, lang, { helo, address: warning.address })}`;
    }
    case 'first-host-fails':
      return `!! ${fill(text, lang, { host: warning.host, verdict: warning.verdict })}`;
    case 'not-all-probed':
      return `!! ${fill(text, lang, { skipped: warning.skipped.slice(0, 30).join(', ') })}`;
  }
}

/** What is done next, as it is told while the check runs: who is asked is named before. */
export function renderRouteProgress(event: RouteProgress, lang: Language): string[] {
  switch (event.event) {
    case 'warning':
      return [renderWarning(event.warning, lang)];
    case 'hosts':
      return [fill(routeTexts.progressHosts, lang, { hosts: event.hosts.join(', ') })];
    case 'controls': {
      const text = event.source === 'given' ? routeTexts.progressControls : routeTexts.progressLogControls;
      return [fill(text, lang, { hosts: event.hosts.join(', ') })];
    }
  }
}
