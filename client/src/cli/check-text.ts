/** `senderlog check` for people. */
import type { Catalogue } from '../../../server/src/codes/catalogue.ts';
import type { Outcome } from '../../../server/src/deliveries/attempt.ts';
import type { Delivery } from '../../../server/src/deliveries/delivery.ts';
import { rfc3339 } from '../../../server/src/deliveries/times.ts';
import type { OffsetAt } from '../../../server/src/deliveries/zone.ts';
import type { FileReport } from '../../../server/src/host/file-report.ts';
import { messages } from '../../../server/src/l10n/messages.ts';
import { sanitize } from '../probes/sanitize.ts';
import type { Language } from '../probes/types.ts';
import { decisivePlace, replyOf, spanIn } from './check-json.ts';
import { checkTexts, outcomeTexts } from './check-texts.ts';
import { fill } from './texts.ts';

export type Totals = Record<Outcome | 'files' | 'lines', number>;

export function fileLine(report: FileReport, lang: Language): string {
  const { file } = report;
  const log = file.log ?? fill(report.isEmpty ? checkTexts.empty : checkTexts.noLog, lang);
  const values = { path: sanitize(file.path), log, encoding: report.encoding, lines: report.lines };
  const line = fill(checkTexts.file, lang, values);
  if (report.unknownCount === 0) return line;
  const unknown = { n: report.unknownCount, line: report.unknown[0] ?? 0 };
  return `${line}; ${fill(checkTexts.unknownLines, lang, unknown)}`;
}

/** A delivery that did not end well, with what is known of the reason. */
export function deliveryLines(
  d: Delivery,
  cause: string | null,
  zone: OffsetAt,
  lang: Language,
  catalogue: () => Pick<Catalogue, 'byId'>,
): string[] {
  const { end } = spanIn(d, zone);
  const n = d.tries.length;
  const facts = [
    fill(outcomeTexts[d.outcome], lang),
    fill(n === 1 ? checkTexts.oneAttempt : checkTexts.attempts, lang, { n }),
  ];
  if (d.errorMail) facts.push(fill(checkTexts.errorMail, lang));
  if (d.tries.some(t => t.attempt.uncertain)) facts.push(fill(checkTexts.uncertain, lang));
  const who = d.recipient ?? fill(checkTexts.unknownRecipient, lang, { domain: d.domain });
  const id = d.queueIds.at(-1) ?? d.base;
  const lines = ['', sanitize(`${rfc3339(end) ?? ''} ${id} ${who}: ${facts.join(', ')}`.trim())];
  if (cause !== null) {
    const title = catalogue().byId(`epost:cause-${cause}`)?.title[lang] ?? cause;
    lines.push(`  ${fill(checkTexts.cause, lang, { title, slug: cause })}`);
  }
  return [...lines, ...reasonLines(d, lang).map(line => `  ${line}`)];
}

function reasonLines(d: Delivery, lang: Language): string[] {
  const lines: string[] = [];
  const failure = d.decisive?.failure;
  if (failure !== undefined) {
    const host = sanitize(d.decisive!.attempt.host || '?');
    lines.push(fill(checkTexts.at, lang, { stage: messages(lang).stage[failure.stage] ?? failure.stage, host }));
    if (failure.kind === 'connect' || failure.kind === 'body')
      lines.push(fill(checkTexts.socket, lang, { n: failure.code }));
  }
  const reply = replyOf(d);
  if (reply !== null) {
    const text = sanitize(reply.text).slice(0, 400);
    lines.push(fill(reply.origin === 'epost' ? checkTexts.ownReply : checkTexts.reply, lang, { text }));
  }
  const place = decisivePlace(d);
  if (place !== undefined) lines.push(fill(checkTexts.see, lang, { path: sanitize(place.path), line: place.line }));
  return lines;
}

export function totalsLine(t: Totals, lang: Language): string {
  return `\n${fill(checkTexts.totals, lang, { ...t, inProgress: t['in-progress'] })}`;
}
