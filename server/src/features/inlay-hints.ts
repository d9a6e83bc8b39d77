import type { InlayHint } from 'vscode-languageserver-types';
import { type Edition, type ErrorReading, editionOfSocketError } from '../codes/error-numbers.ts';
import { EPOCH_1601, offsetByClock, offsetText } from '../deliveries/times.ts';
import { inlayTexts } from '../l10n/inlay.ts';
import { messages } from '../l10n/messages.ts';
import type { Ref } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import { type Token, tokensOf } from '../logs/tokens.ts';
import { DAY } from '../logs/units.ts';
import type { FeatureContext } from './context.ts';
import type { LogDocument } from './document.ts';
import { entryMarkdown } from './markdown.ts';
import { Dialogues, Places, type Range, recordsIn } from './range.ts';

/** A step that took longer is worth a hint, in ms. */
const SLOW = 5000;
/** Readings of one number that are named. */
const MAX_READINGS = 3;

/** A hint before it has a position: at a byte of the record's block. */
interface Hint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip: InlayHint['tooltip'];
  /** Stands before what it explains. */
  readonly before?: true;
}

/** What the records of a range do not spell out. Compact: names of numbers; full: slow steps and dates too. */
export function inlayHints(document: LogDocument, range: Range, c: FeatureContext): InlayHint[] {
  const mode = c.settings.inlayHints;
  if (mode === 'off') return [];
  const places = new Places(document);
  const dialogues = mode === 'full' && document.log.name === 'senderlog' ? new Dialogues(document, range.start) : null;
  const found: InlayHint[] = [];
  for (const ref of recordsIn(document, range)) {
    const tokens = tokensOf(ref.block.text.bytes, ref.block.records, ref.row);
    const hints = named(ref, tokens, c);
    if (dialogues !== null) {
      hints.push(...newDay(ref, document, c), ...dates(ref, tokens, c), ...slow(ref, dialogues, c));
      dialogues.pass(ref.block, ref.row);
    }
    hints.sort((a, b) => a.offset - b.offset);
    for (const { offset, label, tooltip, before } of hints) {
      const position = places.at(ref.block, offset);
      if (!within(position, range)) continue;
      const padding = before ? { paddingRight: true } : { paddingLeft: true };
      found.push({ position, label, ...padding, ...(tooltip !== undefined && { tooltip }) });
    }
  }
  return found;
}

const within = ({ line, character }: InlayHint['position'], { start, end }: Range): boolean =>
  (line > start.line || (line === start.line && character >= start.character)) &&
  (line < end.line || (line === end.line && character <= end.character));

/** Names of error numbers, and what `code=a/b` says in few words. */
function named({ block, row }: Ref, tokens: readonly Token[], c: FeatureContext): Hint[] {
  const kind = block.records.kind(row);
  // The raw line repeats what the reply behind it says.
  if (kind === Kind.Self451) return [];
  const hints: Hint[] = [];
  for (const token of tokens) {
    if (token.kind === 'code-pair') hints.push(...pair(token, c));
    // What was returned may be a reply code.
    if (token.kind !== 'error-number' || (kind === Kind.SendResult && /^[2-5]\d\d$/.test(token.text))) continue;
    const n = Number(token.text);
    const socket = kind === Kind.ConnectFailed || kind === Kind.DataError;
    hints.push(...numberHint(n, token.end, socket, c));
  }
  return hints;
}

function pair(token: Token, c: FeatureContext): Hint[] {
  const [, a, b] = /code=(\d+)\/([0-9a-f]+)/i.exec(token.text) ?? [];
  const known = c.catalogue().find(`${a}/${b}`)[0];
  if (known === undefined) return a === '0' ? [] : numberHint(Number(a), token.end, true, c);
  const value = entryMarkdown(known, c.language, token.text);
  return [{ offset: token.end, label: known.title[c.language], tooltip: { kind: 'markdown', value } }];
}

/** The symbol of a number; where the platform is not known, each with its platform. */
function numberHint(n: number, offset: number, socket: boolean, c: FeatureContext): Hint[] {
  if (n === 0) return [];
  const told = socket && c.settings.edition === 'auto' ? editionOfSocketError(n) : undefined;
  const edition: Edition = told ?? c.settings.edition;
  const platforms = new Map<string, ErrorReading>();
  for (const reading of c.catalogue().errorNumber(n, edition)) {
    if (!platforms.has(reading.platform)) platforms.set(reading.platform, reading);
  }
  const readings = [...platforms.values()].slice(0, MAX_READINGS);
  if (readings.length === 0) return [];
  const m = messages(c.language);
  const symbols = new Set(readings.map(symbolOf));
  const label =
    symbols.size === 1
      ? [...symbols][0]!
      : readings.map(reading => `${m.platform[reading.platform]}: ${symbolOf(reading)}`).join(' / ');
  const value = readings.map(({ entry }) => entryMarkdown(entry, c.language, String(n))).join('\n\n---\n\n');
  return [{ offset, label, tooltip: { kind: 'markdown', value } }];
}

const symbolOf = ({ entry }: ErrorReading): string =>
  entry.keys.find(key => /^[A-Z][A-Z0-9_]+$/.test(key)) ?? entry.id.slice(entry.id.indexOf(':') + 1);

/** How long the step took that ends here, where it was slow. */
function slow({ block, row }: Ref, dialogues: Dialogues, c: FeatureContext): Hint[] {
  const { records } = block;
  const waited = dialogues.waited(block, row);
  if (waited < SLOW) return [];
  const t = inlayTexts(c.language);
  const stage = dialogues.before(block, row)!.stage;
  const reply = records.kind(row) === Kind.Reply || records.kind(row) === Kind.OrphanReply;
  const label = t.after(durationText(waited, c));
  const tooltip = t.waited(messages(c.language).stage[stage] ?? stage);
  return reply
    ? [{ offset: records.payload(row), label, tooltip, before: true }]
    : [{ offset: lineEnd(block.text.bytes, records.offset(row), records.end(row)), label, tooltip }];
}

function durationText(ms: number, c: FeatureContext): string {
  const seconds = ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / 1000);
  const whole = Math.floor(seconds);
  return inlayTexts(c.language).duration(
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole >= 60 ? whole % 60 : seconds,
  );
}

function lineEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== 10 && bytes[at] !== 13) at++;
  return at;
}

/** The calendar time that `ltime` and `otime` count, by the server's clock where the record's stamp tells its offset. */
function dates({ block, row }: Ref, tokens: readonly Token[], c: FeatureContext): Hint[] {
  const counted = tokens.filter(token => token.kind === 'ltime' || token.kind === 'otime');
  const now = counted.find(token => token.kind === 'ltime');
  if (now === undefined) return [];
  const stamp = block.records.stamp(row);
  const offset = stamp < 0 ? undefined : offsetByClock(Math.floor(stamp / 1000) - secondsOf(now.text));
  const t = inlayTexts(c.language);
  const hints: Hint[] = [];
  for (const token of counted) {
    const date = new Date((secondsOf(token.text) + (offset ?? 0)) * 1000);
    if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999) continue;
    const value = date.toISOString().slice(0, 19).replace('T', ' ');
    const tooltip = offset === undefined ? `${t.time(value, '')} ${t.noOffset}` : t.time(value, offsetText(offset));
    hints.push({ offset: token.end, label: offset === undefined ? `${value} UTC` : value, tooltip });
  }
  return hints;
}

/** Seconds since 1970 of a count since 1601 in seconds, or in 100 ns units where it has as many digits. */
const secondsOf = (text: string): number =>
  (text.length >= 17 ? Math.floor(Number(text) / 1e7) : Number(text)) - EPOCH_1601;

/** The date before the first record of a new day. */
function newDay({ block, row }: Ref, document: LogDocument, c: FeatureContext): Hint[] {
  const attempts = document.attempts();
  const day = attempts.dayOf(block, row);
  const previous = row > 0 ? { block, row: row - 1 } : lastOf(document, block.index - 1);
  if (previous === undefined || attempts.dayOf(previous.block, previous.row) === day) return [];
  const t = inlayTexts(c.language);
  const date = new Date(document.midnight + day * DAY);
  const known = document.midnight > 0 && !Number.isNaN(date.getTime());
  const label = known ? date.toISOString().slice(0, 10) : t.nextDay;
  return [{ offset: block.records.offset(row), label, tooltip: t.newDay, before: true }];
}

function lastOf(document: LogDocument, index: number): Ref | undefined {
  const block = document.log.blocks[index];
  return block === undefined || block.records.count === 0 ? undefined : { block, row: block.records.count - 1 };
}
