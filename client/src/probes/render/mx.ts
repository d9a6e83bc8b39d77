/** The MX look-up as text, in the form that users of `nslookup -type=mx` know, the verdict first. */
import type { Language, MxAnswer, MxDifference, MxHost, MxResult } from '../types.ts';
import { fill, type Values } from './fill.ts';
import { addressesUnknown, dnsFailures, mxProblems, mxSentences, mxTexts } from './mx-texts.ts';
import { domainLabel } from './text.ts';

export function renderMx(result: MxResult, lang: Language): string[] {
  const lines = [mxSentence(result, lang)];
  for (const answer of result.answers) lines.push('', ...renderAnswer(answer, result.domain, lang));
  if (result.differences.length > 0) {
    lines.push('', fill(mxTexts.differences, lang));
    for (const difference of result.differences) lines.push(`!! ${renderDifference(difference, lang)}`);
  }
  return lines;
}

/** The verdict in one sentence. */
export function mxSentence(result: MxResult, lang: Language): string {
  const deciding = result.answers.find(answer => answer.verdict === result.verdict) ?? result.answers[0];
  const usable = deciding?.mx.filter(host => host.addresses.length > 0) ?? [];
  const open = result.verdict !== 'works' && deciding?.mx.some(host => host.problem === 'address-unknown');
  return fill(
    (open ? addressesUnknown : mxSentences[result.verdict]) ?? { en: result.verdict, ja: result.verdict },
    lang,
    {
      domain: domainLabel(result),
      server: deciding?.server ?? '',
      count: deciding?.mx.length ?? 0,
      first: usable[0]?.exchange ?? '',
      rcode: deciding?.rcode ?? '',
    },
  );
}

function renderAnswer(answer: MxAnswer, domain: string, lang: Language): string[] {
  const { server, transport, timeMs, rcode } = answer;
  const lines = [fill(mxTexts.server, lang, { server, transport: transport.toUpperCase(), ms: timeMs })];
  if (answer.failure !== null || rcode === null) {
    const why = fill(dnsFailures[answer.failure ?? 'timeout'], lang, { ms: timeMs });
    return [...lines, fill(mxTexts.noAnswer, lang, { why })];
  }
  lines.push(fill(answer.authoritative ? mxTexts.authoritative : mxTexts.nonAuthoritative, lang, { rcode }));
  if (answer.aliasOf !== null) lines.push(fill(mxTexts.aliasOf, lang, { domain, alias: answer.aliasOf }));
  const owner = answer.aliasOf ?? domain;
  for (const host of answer.mx) lines.push(...renderHost(host, owner, lang));
  if (answer.verdict === 'no-data') lines.push(fill(mxTexts.noMx, lang, { domain: owner }));
  if (answer.truncated) lines.push(`!! ${fill(mxTexts.truncated, lang)}`);
  return lines;
}

function renderHost(host: MxHost, owner: string, lang: Language): string[] {
  const lines: string[] = [];
  if (host.problem !== 'implicit' && host.ttl !== null) {
    const record = `${owner}\tMX preference = ${host.preference}, mail exchanger = ${host.exchange}`;
    const remark = host.exchange === '.' && host.problem === null ? `${fill(mxTexts.nullMx, lang)}, ` : '';
    lines.push(`${record} (${remark}TTL ${host.ttl} s)`);
  }
  for (const { address, family } of host.addresses)
    lines.push(`${host.exchange}\t${family === 6 ? 'AAAA IPv6 address' : 'internet address'} = ${address}`);
  if (host.problem !== null) lines.push(`!! ${fill(mxProblems[host.problem], lang, { host: host.exchange })}`);
  return lines;
}

function renderDifference(difference: MxDifference, lang: Language): string {
  const list = (entries: readonly string[]): string =>
    entries.length > 0 ? entries.join(', ') : fill(mxTexts.none, lang);
  const { server } = difference;
  const say = (text: (typeof mxTexts)[keyof typeof mxTexts], values: Values): string =>
    fill(text, lang, { server, ...values });
  switch (difference.kind) {
    case 'servers-disagree': {
      const [first = '', second = ''] = difference.verdicts;
      return say(mxTexts.serversDisagree, { other: difference.other, first, second });
    }
    case 'mx-differ':
      return say(mxTexts.mxDiffer, {
        other: difference.other,
        onlyServer: list(difference.onlyServer),
        onlyOther: list(difference.onlyOther),
      });
    case 'addresses-differ':
      return say(mxTexts.addressesDiffer, {
        host: difference.host,
        dns: list(difference.dns),
        system: list(difference.system),
      });
  }
}
