import type { Attempt, Failure } from '../../deliveries/attempt.ts';
import { MAX_REPLY, replyLines } from '../../deliveries/texts.ts';
import { type Moment, momentOf, momentText, offsetOf } from '../../deliveries/times.ts';
import { chainOf } from '../../deliveries/units.ts';
import { knownZone, type OffsetAt, zoneOffset } from '../../deliveries/zone.ts';
import { type Language, messages } from '../../l10n/messages.ts';
import { postmasterTexts } from '../../l10n/postmaster.ts';
import { pieceText } from '../../logs/bytes.ts';
import { failFields, type Span } from '../../logs/fields.ts';
import { BASE_LENGTH } from '../../logs/ids.ts';
import type { Ref } from '../../logs/log.ts';
import { Command, Kind } from '../../logs/record.ts';
import { DATE_STAMP_LENGTH, dateStampAt } from '../../logs/stamp.ts';
import { DAY } from '../../logs/units.ts';
import type { Position } from '../../text/store.ts';
import { findAttempt } from '../attempt-at.ts';
import type { FeatureContext } from '../context.ts';
import type { LogDocument } from '../document.ts';
import { visibleText } from '../markdown.ts';
import { shownText } from '../masking.ts';
import { hideSecrets, recordsOf, secretsOf } from './secrets.ts';

interface ReportOptions {
  readonly language: Language;
  /** Mask the local parts of addresses. */
  readonly maskAddresses: boolean;
}

/** `{language, maskAddresses}` of a request; what is missing is taken from the client's language and settings. */
export function readReportOptions(params: unknown, c: FeatureContext): ReportOptions {
  const { language, maskAddresses: mask } = (params ?? {}) as Partial<Record<keyof ReportOptions, unknown>>;
  return {
    language: language === 'en' || language === 'ja' ? language : c.language,
    // The setting binds: an argument can only mask more.
    maskAddresses: mask === true || c.settings.maskAddresses,
  };
}

/** Attempts that are listed, the last ones. */
const MAX_ATTEMPTS = 10;
const MAX_RECIPIENTS = 10;
/** Lines of one reply, and characters of one line. */
const MAX_LINES = 20;
const MAX_LINE = 512;

type Texts = ReturnType<typeof postmasterTexts>;

interface Writer {
  readonly t: Texts;
  readonly stage: Readonly<Record<string, string>>;
  readonly c: FeatureContext;
  readonly language: Language;
  readonly masked: boolean;
  /** Text of the log as it may go out. */
  readonly say: (text: string) => string;
  readonly zone: OffsetAt;
}

/** A report about the delivery at a position, to be sent to the postmaster of the receiving domain; null where there is none. */
export function postmasterReport(
  document: LogDocument,
  position: Position,
  options: ReportOptions,
  c: FeatureContext,
): string | null {
  const zone = zoneOffset(c.settings.timeZone === '' ? undefined : knownZone(c.settings.timeZone));
  const writer = (secrets: readonly string[]): Writer => ({
    t: postmasterTexts(options.language),
    stage: messages(options.language).stage,
    c,
    language: options.language,
    masked: options.maskAddresses,
    say: text => {
      const hidden = hideSecrets(text, secrets);
      return visibleText(shownText(hidden, options).slice(0, MAX_LINE));
    },
    zone,
  });
  if (document.log.name === 'faillog') return finalReport(document, position, writer([]));
  const at = findAttempt(document, position);
  if (at === undefined) return null;
  const attempts = sameDelivery(document, at);
  return attemptsReport(
    document,
    at,
    attempts,
    writer(attempts.slice(-MAX_ATTEMPTS).flatMap(a => secretsOf(document, a))),
  );
}

/** All attempts of the same message for the same domain, retries (`-R…`) included, in order. */
function sameDelivery(document: LogDocument, at: Attempt): Attempt[] {
  const idOf = (a: Attempt): string => document.log.ids.text(a.id);
  const base = idOf(at).slice(0, BASE_LENGTH);
  const chain = chainOf(idOf(at));
  const found: Attempt[] = [];
  for (const entry of document.attempts().entries) {
    if (entry === undefined) continue;
    const id = document.log.ids.text(entry.id);
    if (!id.startsWith(base) || chainOf(id) !== chain) continue;
    for (const a of entry.attempts) if (a.domain.toLowerCase() === at.domain.toLowerCase()) found.push(a);
  }
  return found.sort((a, b) => a.start.block.index - b.start.block.index || a.start.row - b.start.row);
}

function attemptsReport(document: LogDocument, at: Attempt, all: readonly Attempt[], w: Writer): string {
  const { t } = w;
  const shown = all.slice(-MAX_ATTEMPTS);
  const ids = [...new Set(all.map(a => document.log.ids.text(a.id)))].slice(-MAX_RECIPIENTS);
  const sender = all.find(a => a.sender !== undefined)?.sender;
  const recipients = [...new Set(all.flatMap(a => a.recipients.map(r => r.address)))];
  const domain = at.domain || recipients[0]?.split('@').at(-1) || at.host;
  const facts: (readonly [string, string | undefined])[] = [
    [t.queueId, ids.join(', ')],
    [t.sender, sender === '' ? t.nobody : sender && `<${w.say(sender)}>`],
    [t.recipients, listed(recipients, w)],
    [t.domain, w.say(domain)],
    [t.helo, heloOf(document, shown, w)],
    [t.address, t.addressUnknown],
  ];
  const lines = heading(w, domain, facts);
  lines.push('', t.connections(shown.length, all.length));
  const first = all.length - shown.length + 1;
  for (const [i, a] of shown.entries()) lines.push('', ...attemptLines(a, first + i, w));
  return finished(lines, w);
}

function heading(w: Writer, domain: string, facts: readonly (readonly [string, string | undefined])[]): string[] {
  const told = facts.filter(([, value]) => value !== undefined && value !== '');
  return [w.t.title(w.say(domain)), '', w.t.greeting, '', ...told.map(([name, value]) => `${name}: ${value}`)];
}

function listed(recipients: readonly string[], w: Writer): string {
  const shown = recipients.slice(0, MAX_RECIPIENTS).map(r => `<${w.say(r)}>`);
  if (recipients.length > MAX_RECIPIENTS) shown.push(w.t.more(recipients.length - MAX_RECIPIENTS));
  return shown.join(', ');
}

/** `EHLO name`, as the last attempt that came so far said it. */
function heloOf(document: LogDocument, attempts: readonly Attempt[], w: Writer): string | undefined {
  for (const a of attempts.toReversed()) {
    for (const { block, row } of recordsOf(document, a)) {
      const { records, text } = block;
      const command = records.kind(row) === Kind.Command ? records.code(row) : 0;
      if (command !== Command.Ehlo && command !== Command.Helo) continue;
      return w.say(pieceText(text.bytes, records.payload(row), records.end(row)).trim());
    }
  }
  return undefined;
}

function attemptLines(a: Attempt, number: number, w: Writer): string[] {
  const { t } = w;
  const lines = [`${number}. ${timeText(a, a.startTime, w)} — ${a.host === '' ? t.noHost : w.say(a.host)}`];
  const failures = failuresOf(a);
  for (const f of failures) lines.push(...failureLines(a, f, w));
  if (a.accepted !== undefined) lines.push(`   ${t.accepted}:`, ...quoted(a.accepted, w));
  else if (failures.length === 0) lines.push(`   ${t.reached}: ${w.stage[a.stage]}`, `   ${t.noEnd}`);
  if (a.uncertain) lines.push(`   ${t.uncertain}`);
  if (a.givenUp !== undefined) lines.push(`   ${t.gaveUp}`);
  return lines;
}

/** What went wrong for the session and for single recipients, each once, in order. */
function failuresOf(a: Attempt): Failure[] {
  const found = new Set<Failure>();
  for (const f of [a.failure, ...a.recipients.map(r => r.failure), a.broke]) if (f !== undefined) found.add(f);
  return [...found].slice(0, MAX_RECIPIENTS);
}

function failureLines(a: Attempt, f: Failure, w: Writer): string[] {
  const { t } = w;
  const waited = f.waited >= 1000 ? [`   ${t.waited((f.waited / 1000).toFixed(1))}`] : [];
  const time = stampText(a, f, w);
  const stage = `   ${t.reached}: ${w.stage[f.stage]}${time === '' ? '' : ` — ${time}`}`;
  const meaning = w.c.catalogue().errorNumber(f.code, w.c.settings.edition)[0]?.entry.title[w.language] ?? '';
  switch (f.kind) {
    case 'connect':
      return [stage, `   ${t.connect(f.code, f.code === 0 ? t.noError : meaning)}`, ...waited];
    case 'body':
      return [stage, `   ${t.body(f.code, f.code === 0 ? t.noError : meaning)}`, ...waited];
    case 'tls':
      return [stage, `   ${t.tls}`, ...waited];
    case 'resolve':
      return [stage, `   ${t.resolve}`];
    case 'own-reply':
      return [stage, `   ${t.own}:`, ...quoted(f.at, w), ...waited];
    case 'reply':
      return [stage, `   ${t.remote}:`, ...quoted(f.at, w), ...waited];
  }
}

const quoted = (at: Ref, w: Writer): string[] =>
  replyLines(at.block, at.row)
    .slice(0, MAX_LINES)
    .map(line => `   > ${w.say(line)}`);

/** The time of day of the record that shows a failure; '' where it has none. */
function stampText(a: Attempt, f: Failure, w: Writer): string {
  const stamp = f.at.block.records.stamp(f.at.row);
  if (stamp < 0 || a.startTime < 0) return '';
  // The stamp has no date: it is the attempt's, or the day after where the clock went past midnight.
  const begun = a.startTime % DAY;
  return timeText(a, a.startTime - begun + stamp + (stamp < begun ? DAY : 0), w);
}

/** A time of an attempt with its offset; what of it was computed, or is not known, stands behind it. */
function timeText(a: Attempt, time: number, w: Writer): string {
  const { t } = w;
  const told = offsetOf(a);
  const moment = momentOf(a, time, told);
  if (moment === undefined) {
    return time < 0 ? t.noTime : `${new Date(time).toISOString().slice(11, 23)} (${t.noDate})`;
  }
  if (moment.derived) return `${momentText(moment)} (${t.derived.date})`;
  return told === undefined ? zoned(moment, w) : `${momentText(moment)} (${t.derived.zone})`;
}

/** A time whose offset only a setting can tell. */
function zoned(moment: Moment, w: Writer): string {
  const offset = w.zone(moment.local);
  const shown = momentText({ ...moment, offset });
  return `${shown} (${offset === undefined ? w.t.noZone : w.t.derived.setting})`;
}

/** A final failure, from its line of the faillog. */
function finalReport(document: LogDocument, position: Position, w: Writer): string | null {
  const place = document.store.placeAt(position);
  const ref = document.log.recordAt(place.block, place.offset);
  if (ref === undefined || ref.block.records.kind(ref.row) !== Kind.Fail) return null;
  const { records, text } = ref.block;
  const fields = failFields(text.bytes, records.payload(ref.row), records.end(ref.row));
  if (fields === undefined) return null;
  const { t } = w;
  const piece = (span: Span | undefined): string =>
    span === undefined ? '' : pieceText(text.bytes, span.start, Math.min(span.end, span.start + 2 * MAX_REPLY));
  const recipient = piece(fields.recipient);
  const domain = recipient.split('@').at(-1) ?? '';
  const sender = piece(fields.sender);
  const lines = heading(w, domain, [
    [t.queueId, document.log.ids.text(records.id(ref.row))],
    [t.sender, sender === '' ? t.nobody : `<${w.say(sender)}>`],
    [t.recipients, `<${w.say(recipient)}>`],
    [t.domain, w.say(domain)],
    [t.address, t.addressUnknown],
  ]);
  const reason = piece(fields.reason);
  const behind = records.payload(ref.row);
  const stamp = dateStampAt(text.bytes, behind - DATE_STAMP_LENGTH, behind);
  lines.push(
    '',
    `1. ${stamp === undefined ? t.noTime : zoned({ local: stamp.day * DAY + stamp.time, offset: undefined, derived: false }, w)}`,
    `   ${t.failedFinally}:`,
    `   > ${w.say(reason)}`,
  );
  lines.push(`   ${t.misleading}`);
  return finished(lines, w);
}

function finished(lines: string[], w: Writer): string {
  const { t } = w;
  const notes = [t.clock, t.verbatim, t.cut, t.secrets, ...(w.masked ? [t.masked] : [])];
  return `${[...lines, '', `${t.notes}:`, ...notes.map(note => `- ${note}`)].join('\n')}\n`;
}
