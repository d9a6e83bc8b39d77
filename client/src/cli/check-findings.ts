/** `senderlog check --findings`: what went wrong, whose problem it is, and the lines that prove it. */
import type { Catalogue } from '../../../server/src/codes/catalogue.ts';
import { type Moment, momentIn, rfc3339 } from '../../../server/src/deliveries/times.ts';
import type { OffsetAt } from '../../../server/src/deliveries/zone.ts';
import type { Affected, Finding } from '../../../server/src/diagnosis/finding.ts';
import { sanitize } from '../probes/sanitize.ts';
import type { Language } from '../probes/types.ts';
import { placeOf } from './check-json.ts';
import { checkTexts, severityTexts, whoTexts } from './check-texts.ts';
import type { Invocation } from './command.ts';
import { fill } from './texts.ts';

/** Lines that are named for one finding. */
const MAX_EVIDENCE = 1000;

export async function reportFindings(
  findings: readonly Finding<Affected>[],
  catalogue: () => Pick<Catalogue, 'byId'>,
  zone: OffsetAt,
  { common, output, lang }: Invocation,
): Promise<void> {
  for (const finding of findings) {
    if (output.closed) return;
    const writing =
      common.format === 'json'
        ? output.json(findingJson(finding, zone))
        : output.lines(findingLines(finding, zone, lang, catalogue));
    if (writing !== undefined) await writing;
  }
}

const moment = (f: Finding<Affected>, local: number, zone: OffsetAt): Moment | undefined =>
  momentIn(f.deliveries, local, zone(local));

function findingJson(f: Finding<Affected>, zone: OffsetAt): object {
  const [since, until] = [moment(f, f.since, zone), moment(f, f.until, zone)];
  const derived = [...(since?.derived ? ['since'] : []), ...(until?.derived ? ['until'] : [])];
  return {
    type: 'finding',
    rule: f.rule,
    severity: f.severity,
    confidence: f.confidence,
    fixBy: f.fixBy,
    base: f.base,
    queueId: f.queueId,
    since: rfc3339(since),
    until: rfc3339(until),
    evidence: f.evidence.slice(0, MAX_EVIDENCE).map(placeOf),
    host: f.host || null,
    deliveries: f.deliveries.length,
    ...(derived.length > 0 && { derived }),
  };
}

function findingLines(
  f: Finding<Affected>,
  zone: OffsetAt,
  lang: Language,
  catalogue: () => Pick<Catalogue, 'byId'>,
): string[] {
  const entry = catalogue().byId(`epost:cause-${f.rule}`);
  const what = `${fill(severityTexts[f.severity], lang)}: ${entry?.title[lang] ?? f.rule} [${f.rule}]`;
  const about = f.queueId ?? fill(checkTexts.affected, lang, { n: f.deliveries.length });
  const times = [f.since, f.until].map(t => rfc3339(moment(f, t, zone)));
  const span = times.filter(t => t !== null).join(' - ');
  const lines = ['', sanitize(`${what} ${about} ${f.host} ${span}`.trim())];
  if (f.fixBy.length > 0) {
    const who = f.fixBy.map(one => fill(whoTexts[one], lang)).join(lang === 'ja' ? '、' : ', ');
    lines.push(`  ${fill(checkTexts.fixBy, lang, { who })}`);
  }
  if (entry?.action !== undefined && f.severity !== 'information') lines.push(`  ${entry.action[lang]}`);
  const place = f.evidence[0] === undefined ? undefined : placeOf(f.evidence[0]);
  if (place !== undefined)
    lines.push(`  ${fill(checkTexts.see, lang, { path: sanitize(place.path), line: place.line })}`);
  return lines;
}
