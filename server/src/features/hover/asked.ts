import type { Catalogue } from '../../codes/catalogue.ts';
import type { Text } from '../../codes/types.ts';
import type { Attempt, Failure } from '../../deliveries/attempt.ts';
import { replyText } from '../../deliveries/texts.ts';
import { causeOf } from '../../diagnosis/cause.ts';
import { type HoverTexts, hoverTexts } from '../../l10n/hover.ts';
import { messages } from '../../l10n/messages.ts';
import { pieceText } from '../../logs/bytes.ts';
import type { Ref } from '../../logs/log.ts';
import type { Token } from '../../logs/tokens.ts';
import type { FeatureContext } from '../context.ts';
import type { LogDocument } from '../document.ts';
import { shownText } from '../masking.ts';

/** The engine's sentences that hovers and other features share. */
type Shared = ReturnType<typeof messages>;

/** What any hover needs to answer. */
export interface Reader {
  readonly c: FeatureContext;
  readonly catalogue: Catalogue;
  readonly m: Shared;
  readonly h: HoverTexts;
  readonly say: (text: Text) => string;
  /** Text of a log, as it may be shown. */
  readonly show: (text: string) => string;
}

/** A token of a log under the cursor. */
export interface Asked extends Reader {
  readonly document: LogDocument;
  readonly ref: Ref;
  readonly token: Token;
  readonly tokens: readonly Token[];
}

export function readerOf(c: FeatureContext): Reader {
  return {
    c,
    catalogue: c.catalogue(),
    m: messages(c.language),
    h: hoverTexts(c.language),
    say: text => text[c.language],
    show: text => shownText(text, c.settings),
  };
}

/** The longest piece of a log that a hover repeats, in bytes. */
const MAX_PIECE = 1024;

/** The token's text, unmasked: to look things up. */
export function rawText(a: Asked, token: Token = a.token): string {
  return pieceText(a.ref.block.text.bytes, token.start, Math.min(token.end, token.start + MAX_PIECE));
}

/** The attempt of an id that a record lies in: the last one that began there or before. */
export function attemptOf(
  document: LogDocument,
  id: number,
  ref: Ref,
): { attempt: Attempt; n: number; of: number } | undefined {
  const own = document.attempts().entry(id)?.attempts ?? [];
  const n = own.findLastIndex(one => !isBefore(ref, one.start));
  return n < 0 ? undefined : { attempt: own[n]!, n: n + 1, of: own.length };
}

/** Does `a` stand before `b` in the file? */
export const isBefore = (a: Ref, b: Ref): boolean =>
  a.block.index < b.block.index || (a.block.index === b.block.index && a.row < b.row);

/** What a failure was, in a few words. */
export function causeTitle(r: Reader, f: Failure): string {
  const reply = f.kind === 'connect' ? '' : replyText(f.at.block, f.at.row);
  const slug = causeOf(f, reply, r.c.replyCause);
  const entry = r.catalogue.byId(`epost:cause-${slug}`);
  return entry === undefined ? slug : r.say(entry.title);
}

export const stageName = (r: Reader, stage: string | undefined): string =>
  stage === undefined ? '' : (r.m.stage[stage] ?? stage);

/** What happened in an attempt, one sentence. */
export function happened(r: Reader, a: Attempt): string {
  if (a.accepted !== undefined) return r.h.accepted;
  if (a.failure !== undefined) return r.h.failedAt(stageName(r, a.failure.stage), causeTitle(r, a.failure));
  return a.interrupted ? r.h.interrupted : r.h.noEnd;
}

/** What a reply is to its stage, in words: `in reply to RCPT TO`; '' where the stage is not known. */
export function replyWords(r: Reader, stage: string | undefined): string {
  return stage === undefined ? '' : (r.h.asReplyTo[stage] ?? r.h.asReply(stageName(r, stage)));
}

/** That E-Post spoke itself, and what it waited for; '' for the latter where neither host nor stage are known. */
export function ownWords(
  r: Reader,
  host: string,
  stage: string | undefined,
): { readonly who: string; readonly waited: string } {
  const what = r.h.waitedForIt[stage ?? ''] ?? r.h.waitedFor(stageName(r, stage));
  return { who: r.h.ownWords, waited: host === '' && stage === undefined ? '' : r.h.waited(host, what) };
}
