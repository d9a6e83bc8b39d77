import type { Hover } from 'vscode-languageserver-types';
import type { Catalogue, Edition } from '../codes/catalogue.ts';
import type { Entry } from '../codes/types.ts';
import { EPOCH_1601, offsetText } from '../deliveries/times.ts';
import { type Language, messages } from '../l10n/messages.ts';
import { suffixes } from '../logs/ids.ts';
import type { Ref } from '../logs/log.ts';
import { Flag, Kind } from '../logs/record.ts';
import { type Token, tokensOf } from '../logs/tokens.ts';
import type { Position } from '../text/store.ts';
import type { FeatureContext } from './context.ts';
import type { LogDocument } from './document.ts';
import { entryMarkdown, escapeMarkdown } from './markdown.ts';
import { ownEntry } from './own-entry.ts';

interface HoverContext {
  readonly catalogue: Catalogue;
  readonly classifier: FeatureContext['classifier'];
  readonly language: Language;
  readonly edition: Edition;
}

/** What stands under the cursor, explained; null where nothing is known about it. */
export function hover(document: LogDocument, position: Position, c: FeatureContext): Hover | null {
  const context = {
    catalogue: c.catalogue(),
    classifier: c.classifier,
    language: c.language,
    edition: c.settings.edition,
  };
  const { store, log } = document;
  const place = store.placeAt(position);
  const ref = log.recordAt(place.block, place.offset);
  if (ref === undefined || place.offset >= ref.block.records.end(ref.row)) return null;
  const tokens = tokensOf(ref.block.text.bytes, ref.block.records, ref.row);
  // The smallest token that holds the place; the text of a reply lies behind its codes.
  const token = tokens.find(t => t.start <= place.offset && place.offset < t.end);
  if (token === undefined) return null;
  const value = explain(token, tokens, ref, document, context);
  if (value === undefined) return null;
  return {
    contents: { kind: 'markdown', value },
    range: {
      start: store.positionAt({ block: place.block, offset: token.start }),
      end: store.positionAt({ block: place.block, offset: token.end }),
    },
  };
}

function explain(token: Token, all: readonly Token[], ref: Ref, document: LogDocument, c: HoverContext) {
  const m = messages(c.language);
  const show = (entry: Entry | undefined, code = ''): string | undefined =>
    entry === undefined ? undefined : entryMarkdown(entry, c.language, code);
  switch (token.kind) {
    case 'reply-code':
    case 'reply-text':
    case 'enhanced':
      return reply(token, all, ref, c);
    case 'code-pair':
      return pair(token.text, c);
    case 'error-number': {
      const readings = c.catalogue.errorNumber(Number(token.text), c.edition);
      // The long output's `return code=` holds the code of the last reply, or a number of the system's.
      if (readings.length === 0) return show(c.catalogue.smtpClass(token.text)?.explanation, token.text);
      return readings
        .map(r => {
          const symbol = r.entry.keys.find(k => /^[A-Z]\w+$/.test(k)) ?? '';
          const platform = readings.length > 1 ? `${m.platform[r.platform]}: ` : '';
          return entryMarkdown(r.entry, c.language, `${platform}${token.text} ${symbol}`.trim());
        })
        .join('\n\n---\n\n');
    }
    case 'id':
    case 'suffix':
      return idHover(ref, document, c);
    case 'ltime':
    case 'otime':
    case 'elapsed':
    case 'max-tries':
      return timesHover(all, ref, c);
    case 'command':
      return show(c.catalogue.byId(`command:${token.text.split(' ')[0]}`));
    case 'secret':
      return m.secret;
    case 'event':
      return show(event(token, ref, c));
    default:
      return undefined;
  }
}

/** A reply: who said it, its code, its enhanced code. */
function reply(token: Token, all: readonly Token[], ref: Ref, c: HoverContext): string | undefined {
  const m = messages(c.language);
  const parts: string[] = [];
  const told = ownEntry(ref, c.catalogue, c.classifier);
  if (told !== undefined) parts.push(entryMarkdown(told, c.language));
  const pairToken = all.find(t => t.kind === 'code-pair');
  if (pairToken !== undefined) parts.push(pair(pairToken.text, c));
  const enhanced = all.find(t => t.kind === 'enhanced');
  const code = all.find(t => t.kind === 'reply-code');
  const byEnhanced = (): void => {
    const reading = enhanced === undefined ? undefined : c.catalogue.enhanced(enhanced.text);
    if (reading !== undefined) parts.push(entryMarkdown(reading.explanation, c.language, enhanced!.text));
  };
  if (token.kind === 'enhanced') byEnhanced();
  const reading = code === undefined ? undefined : c.catalogue.smtpClass(code.text);
  if (reading !== undefined) parts.push(entryMarkdown(reading.explanation, c.language, code!.text));
  if (token.kind !== 'enhanced') byEnhanced();
  if (parts.length === 0) return undefined;
  const kind = ref.block.records.kind(ref.row);
  const own = pairToken !== undefined || kind === Kind.Self451 || (ref.block.records.flags(ref.row) & Flag.Own) !== 0;
  return `${parts.join('\n\n---\n\n')}\n\n*${own ? m.ownReply : m.remoteReply}*`;
}

/** `code=a/b` of E-Post's own 451: the pair where the vendor explains it, else its two halves. */
function pair(text: string, c: HoverContext): string {
  const m = messages(c.language);
  const [, a, b] = /code=(\d+)\/([0-9a-f]+)/i.exec(text) ?? [];
  const parts: string[] = [];
  const known = c.catalogue.find(`${a}/${b}`)[0] ?? c.catalogue.byId('epost:code-other');
  if (known !== undefined) parts.push(entryMarkdown(known, c.language, text));
  if (a !== undefined && a !== '0') {
    for (const r of c.catalogue.errorNumber(Number(a), c.edition)) {
      parts.push(entryMarkdown(r.entry, c.language, `${m.platform[r.platform]}: ${a}`));
    }
  }
  const half = c.catalogue.byId(b === '0' ? 'epost:code-second-number-0' : 'epost:code-second-number-ffffffff');
  if (half !== undefined) parts.push(entryMarkdown(half, c.language));
  return parts.join('\n\n---\n\n');
}

function idHover(ref: Ref, document: LogDocument, c: HoverContext): string {
  const m = messages(c.language);
  const id = ref.block.records.id(ref.row);
  const full = document.log.ids.text(id);
  const lines = [`**${m.message} ${escapeMarkdown(full)}**`];
  for (const s of suffixes(full)) {
    const entry = c.catalogue.byId(`suffix:${s.kind}`);
    if (entry === undefined) continue;
    lines.push(
      `${escapeMarkdown(s.text)}: ${escapeMarkdown(entry.title[c.language])} — ${escapeMarkdown(entry.meaning[c.language], 1000)}`,
    );
  }
  const own = document.attempts().entry(id)?.attempts ?? [];
  const at = own.findLastIndex(a => before(a.start, ref));
  if (own.length > 0) lines.push(m.attempt(Math.max(1, at + 1), own.length));
  return lines.join('\n\n');
}

const before = (a: Ref, b: Ref): boolean =>
  a.block.index < b.block.index || (a.block.index === b.block.index && a.row <= b.row);

function timesHover(all: readonly Token[], ref: Ref, c: HoverContext): string | undefined {
  const m = messages(c.language);
  const value = (kind: Token['kind']): number | undefined => {
    const found = all.find(t => t.kind === kind);
    if (found === undefined) return undefined;
    // `RetryDomain` counts in 100 ns units, 18 digits.
    const n = Number(found.text);
    return found.text.length >= 17 ? Math.floor(n / 1e7) : n;
  };
  const now = value('ltime');
  const queued = value('otime');
  if (now === undefined || queued === undefined) return undefined;
  const utc = (s: number): string => {
    const date = new Date((s - EPOCH_1601) * 1000);
    return Number.isNaN(date.getTime()) ? '?' : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  };
  const age = now - queued;
  const lines = [`**${m.now}: ${utc(now)} / ${m.queued}: ${utc(queued)}** (${m.derived})`, `${m.age}: ${age} s`];
  const k = value('elapsed');
  const max = value('max-tries');
  if (k !== undefined) lines.push(m.elapsed(k, k > 0 ? m.interval(Math.round(age / k)) : ''));
  if (max !== undefined) lines.push(m.maxTries(max));
  const stamp = ref.block.records.stamp(ref.row);
  if (stamp >= 0) {
    const local = Math.floor(stamp / 1000);
    const day = (((now - EPOCH_1601) % 86_400) + 86_400) % 86_400;
    let minutes = Math.round((local - day) / 60 / 15) * 15;
    if (minutes > 14 * 60) minutes -= 1440;
    if (minutes < -12 * 60) minutes += 1440;
    lines.push(`${m.utcOffset(offsetText(minutes * 60))} (${m.derived})`);
  }
  return lines.join('\n\n');
}

/** The entry of an event: the longest key that the record's text has at the event. */
function event(token: Token, ref: Ref, c: HoverContext): Entry | undefined {
  const bytes = ref.block.text.bytes;
  const end = Math.min(ref.block.records.end(ref.row), token.start + 120);
  let text = '';
  for (let i = token.start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  for (let n = text.length; n >= 4; n--) {
    const entry = c.catalogue.find(text.slice(0, n)).find(e => e.id.startsWith('epost:event'));
    if (entry !== undefined) return entry;
  }
  return c.catalogue.find(token.text).find(e => e.id.startsWith('epost:event'));
}
