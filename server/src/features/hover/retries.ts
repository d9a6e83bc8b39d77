import type { Attempt, Failure } from '../../deliveries/attempt.ts';
import type { Delivery } from '../../deliveries/delivery.ts';
import { type Ending, type Forecast, forecast, type SeenAttempt } from '../../deliveries/schedule.ts';
import { EPOCH_1601, offsetText } from '../../deliveries/times.ts';
import { chainOf } from '../../deliveries/units.ts';
import { lengthOfTime } from '../../l10n/hover.ts';
import { BASE_LENGTH } from '../../logs/ids.ts';
import type { Ref } from '../../logs/log.ts';
import type { Token } from '../../logs/tokens.ts';
import { type Asked, attemptOf, isBefore } from './asked.ts';
import type { Card } from './card.ts';
import { tell, utcText } from './clock.ts';

/** Attempts of one delivery that a forecast looks at: the last ones. */
const MAX_SEEN = 500;

/** The numbers of a retry line: what each says, then what follows from them. */
export function retryCard(a: Asked): Card {
  const { h, token } = a;
  const now = secondsOf(a, 'ltime');
  const queued = secondsOf(a, 'otime');
  const age = now === undefined || queued === undefined ? undefined : now - queued;
  const interval = age === undefined ? '' : h.ageIs(lengthOfTime(Math.max(0, age) * 1000, a.c.language));
  const entry = a.catalogue.byId(FIELDS[token.kind] ?? '');
  const nano = /^(?:ltime|otime)$/.test(token.kind) && token.text.length >= 17 ? h.nanoseconds : '';
  return {
    answer: answerOf(a),
    lines: [interval, ...expected(a)],
    details: [nano, entry === undefined ? '' : a.say(entry.meaning), now === undefined ? '' : clockLine(a, now)],
    source: entry?.source ?? [],
  };
}

const FIELDS: Readonly<Record<string, string>> = {
  ltime: 'epost:field-ltime',
  otime: 'epost:field-otime',
  'max-tries': 'epost:field-max-tries',
  elapsed: 'epost:field-elapsed-intervals',
  'try-number': 'epost:field-try-number',
};

function answerOf(a: Asked): string {
  const { h, token } = a;
  switch (token.kind) {
    case 'ltime':
      return h.nowIs(utcText((seconds(token) - EPOCH_1601) * 1000));
    case 'otime':
      return h.queuedAt(utcText((seconds(token) - EPOCH_1601) * 1000));
    case 'max-tries':
      return h.limitIs(token.text);
    case 'elapsed':
      return h.elapsedIs(token.text);
    default:
      return h.tryNumber(token.text);
  }
}

/** `RetryDomain` counts in units of 100 ns, 18 digits; all other lines in seconds. */
const seconds = (token: Token): number =>
  token.text.length >= 17 ? Math.floor(Number(token.text) / 1e7) : Number(token.text);

function secondsOf(a: Asked, kind: Token['kind']): number | undefined {
  const token = a.tokens.find(t => t.kind === kind);
  return token === undefined ? undefined : seconds(token);
}

/** The offset of the server's clock, from the stamp of the line itself. */
function clockLine(a: Asked, now: number): string {
  const stamp = a.ref.block.records.stamp(a.ref.row);
  if (stamp < 0) return '';
  const day = (((now - EPOCH_1601) % 86_400) + 86_400) % 86_400;
  let minutes = Math.round((stamp / 1000 - day) / 60 / 15) * 15;
  if (minutes > 14 * 60) minutes -= 1440;
  if (minutes < -12 * 60) minutes += 1440;
  return `${a.m.utcOffset(offsetText(minutes * 60))} (${a.m.derived})`;
}

/** What is expected, or known, after the record: of the delivery that it speaks of. */
function expected(a: Asked): string[] {
  const id = a.ref.block.records.id(a.ref.row);
  if (id === 0) return [];
  const full = a.document.log.ids.text(id);
  const own = a.document.deliveriesOf(full.slice(0, BASE_LENGTH)).filter(d => d.chain === chainOf(full));
  const domain = a.tokens.find(t => t.kind === 'domain')?.text.toLowerCase();
  // Recipients of one domain go together until one of them is refused.
  const delivery = own.find(d => d.domain === domain) ?? own[0];
  return delivery === undefined ? [] : expectedAt(a, delivery, a.ref);
}

/** The lines for a delivery at the end of the file, without what has happened. */
export function nextLines(a: Asked, d: Delivery): string[] {
  if (d.outcome !== 'deferred') return [];
  return forecastLines(a, d, d.tries.length);
}

function expectedAt(a: Asked, d: Delivery, ref: Ref): string[] {
  const { h } = a;
  const done = d.tries.filter(t => !isBefore(ref, t.attempt.start)).length;
  const lines = [h.tried(done)];
  const next = d.tries[done]?.attempt;
  if (next !== undefined) return [...lines, h.nextInFile(done + 1, timeText(a, next, next.startTime))];
  if (d.outcome === 'delivered') return [...lines, h.deliveredBefore];
  if (d.giveUp !== undefined) return [...lines, h.gaveUpInFile(timeText(a, d.tries.at(-1)?.attempt, d.giveUp.time))];
  return [...lines, ...forecastLines(a, d, done)];
}

const timeText = (a: Asked, own: Attempt | undefined, time: number): string => tell(a, a.document, time, own).text;

function forecastLines(a: Asked, d: Delivery, done: number): string[] {
  const { h, c } = a;
  if (done === 0) return [];
  const last = d.tries[done - 1]!;
  const ending = last.failure === undefined ? undefined : endingOf(last.failure);
  const seen = d.tries.slice(Math.max(0, done - MAX_SEEN), done).map(t => seenOf(t.attempt));
  const told = ending === undefined ? undefined : forecast(seen, ending, c.settings.retry);
  if (told === undefined) return [h.noForecast];
  // The first ones were left out of what the forecast saw, not out of the count.
  const number = told.attempt + Math.max(0, done - MAX_SEEN);
  // About: a part of a second would look like knowledge.
  const at = (time: number): string => timeText(a, last.attempt, Math.round(time / 1000) * 1000);
  return [
    ...(told.next === undefined
      ? [h.givesUpAtLast(at(told.givesUp))]
      : [h.nextAbout(number, at(told.next)), h.givesUpAbout(at(told.givesUp))]),
    ...basis(a, told),
  ];
}

/** What of the forecast the log shows and what is from the settings. */
function basis(a: Asked, told: Forecast): string[] {
  const { h, c } = a;
  const { retry } = c.settings;
  const rule = h.rules[told.rule] ?? told.rule;
  return [
    told.shown.interval ? h.intervalFromLog(told.interval) : h.intervalFromSettings(told.interval),
    told.shown.rule ? h.ruleFromLog(rule) : h.ruleFromSettings(rule),
    h.periods(retry.noAnswerPeriod, retry.rejectRetries, retry.temporaryPeriod),
  ];
}

const seenOf = (a: Attempt): SeenAttempt => ({
  time: a.startTime,
  age: a.age === undefined ? undefined : a.age.now - a.age.queued,
  count: a.age?.count,
  limit: a.age?.limit,
});

/** How a failure ends an attempt for the retry rules; undefined where the log alone does not tell. */
function endingOf(f: Failure): Ending | undefined {
  switch (f.kind) {
    case 'connect':
    case 'resolve':
      return 'no-answer';
    case 'reply':
      return f.code >= 500 ? 'refused' : 'temporary';
    case 'own-reply':
      return f.text.startsWith('451') ? 'temporary' : undefined;
    case 'body':
      // The last reply is still the 354: not tried again (format reference §3).
      return 'final';
    case 'tls':
      return undefined;
  }
}

/** The result of an attempt in the long output: 1, 0, or the code of the last reply. */
export function resultCard(a: Asked): Card {
  const { h, token } = a;
  const entry = a.catalogue.byId('epost:event-sendglbalmail-return');
  const code = a.catalogue.smtpClass(token.text)?.explanation;
  const whole = a.tokens.find(t => t.kind === 'event')?.text ?? '';
  const known = token.text === '0' && whole.startsWith('SendMailMess') ? h.resultSession0 : h.result[token.text];
  const answer = known ?? (code === undefined ? token.text : `${token.text} — ${a.say(code.title)}`);
  const owner = attemptOf(a.document, a.ref.block.records.id(a.ref.row), a.ref);
  return {
    answer,
    lines: [code === undefined ? '' : h.resultCode, h.resultMeaning, code === undefined ? '' : a.say(code.meaning)],
    details: [owner === undefined || owner.attempt.host === '' ? '' : `${h.hostNamed}: ${a.show(owner.attempt.host)}`],
    source: [...(entry?.source ?? []), ...(code?.source ?? [])],
  };
}
