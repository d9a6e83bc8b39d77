/** The sender side as text. */
import type { DmarcResult, DnsblResult, PtrResult, SenderObstacle, SenderResult, SpfResult } from '../route/types.ts';
import type { Language } from '../types.ts';
import { fill } from './fill.ts';
import { dnsblOutcomes, obstacles, senderTexts, spfOutcomes, spfProblems } from './sender-texts.ts';

export function renderSender(result: SenderResult, lang: Language): string[] {
  const lines: string[] = [];
  if (result.ptr !== null) lines.push(renderPtr(result.ptr, lang));
  if (result.spf !== null) lines.push(...renderSpf(result.spf, result.address, lang));
  if (result.dmarc !== null) lines.push(...renderDmarc(result.dmarc, lang));
  for (const entry of result.dnsbl) lines.push(renderDnsbl(entry, lang));
  return lines.length === 0 ? [] : ['', fill(senderTexts.title, lang), ...lines];
}

/** `-- ` before what is good, `!! ` before what is not. */
function mark(good: boolean, text: string): string {
  return `${good ? '--' : '!!'} ${text}`;
}

function notChecked(what: string, why: SenderObstacle, lang: Language): string {
  return mark(true, fill(senderTexts.obstacle, lang, { what, why: fill(obstacles[why], lang) }));
}

function renderPtr({ address, names, confirmed, obstacle }: PtrResult, lang: Language): string {
  if (obstacle !== null) return notChecked('PTR', obstacle, lang);
  if (names.length === 0) return mark(false, fill(senderTexts.ptrNone, lang, { address }));
  const good = confirmed.length > 0;
  const shown = (good ? confirmed : names).join(', ');
  return mark(good, fill(good ? senderTexts.ptrGood : senderTexts.ptrBad, lang, { address, names: shown }));
}

function renderSpf(spf: SpfResult, address: string | null, lang: Language): string[] {
  const { domain, outcome, lookups, obstacle } = spf;
  if (obstacle !== null) return [notChecked('SPF', obstacle, lang)];
  const said =
    outcome === null
      ? fill(senderTexts.spfRecordOnly, lang)
      : fill(spfOutcomes[outcome], lang, { address: address ?? '' });
  const good = spf.problem === null && (outcome === 'pass' || outcome === null);
  const lines = [mark(good, fill(senderTexts.spf, lang, { domain, outcome: said, lookups }))];
  if (spf.problem !== null) lines.push(mark(false, fill(spfProblems[spf.problem], lang)));
  if (spf.match !== null) lines.push(fill(senderTexts.spfMatch, lang, { match: spf.match }));
  if (spf.record !== null) lines.push(`-- ${spf.record}`);
  return lines;
}

function renderDmarc({ domain, foundAt, record, policy, obstacle }: DmarcResult, lang: Language): string[] {
  if (obstacle !== null) return [notChecked('DMARC', obstacle, lang)];
  if (foundAt === null) return [mark(false, fill(senderTexts.dmarcNone, lang, { domain }))];
  const said = policy ?? fill(senderTexts.dmarcFaulty, lang);
  return [
    mark(policy !== null, fill(senderTexts.dmarc, lang, { domain, policy: said, foundAt })),
    `-- ${record ?? ''}`,
  ];
}

function renderDnsbl({ zone, outcome, codes, reason }: DnsblResult, lang: Language): string {
  const text = fill(dnsblOutcomes[outcome], lang, { zone, codes: codes.join(', '), reason: reason ?? '' });
  return mark(outcome !== 'listed', text.trimEnd());
}
