import { nextHigh, pageOf } from '../text/page.ts';
import { digits, is, isDigit } from './bytes.ts';
import { found } from './events.ts';
import { type IdTable, idEnd } from './ids.ts';
import { digitLine, idLine, rawChunk, wordKind, wordLine } from './lines.ts';
import { atLineEnd, gluedId, OWN_451, ownAborted, ownReply, placeholderEnd, replyCode, sendMess } from './phrases.ts';
import { Flag, head, Kind, type RowWriter } from './record.ts';
import { OLD_STAMP_LENGTH, STAMP_LENGTH, stampAt, stampOf } from './stamp.ts';
import { usualLines } from './usual.ts';
import { Slot } from './usual-layout.ts';

/**
 * The lexer of the senderlog: bytes of a block → records (format reference §2). One pass, no allocation a line, and no
 * look beyond the block: the only thing that a line needs to know of the lines before it is the {@link LexState}.
 */

/** What an unprefixed line continues. */
export const LexState = {
  /** Nothing. */
  None: 0,
  /** A reply that had a stamp: any unstamped line after it belongs to it, whatever a hostile peer wrote there. */
  StampedReply: 1,
  /** A reply without stamp, as in a pasted excerpt. */
  BareReply: 2,
  /** The text of `rcp.mAnswer(`, closed by a lone `)`. */
  Answer: 3,
  /** As StampedReply, where the stamps have no milliseconds. */
  SecondsReply: 4,
  /** As Answer, in an excerpt without stamps: a line that is a record by itself ends it. */
  BareAnswer: 5,
} as const;
export type LexState = (typeof LexState)[keyof typeof LexState];

const LF = 10;
const CR = 13;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const BLANK = 0x20;
const COLON = 0x3a;
const HYPHEN = 0x2d;

/**
 * Lexes `block`; rows go to `out`, ids into `ids`.
 * @param first the block begins the file, where a byte order mark may stand
 * @returns the state at the end, which is the entry state of the next block
 */
export function lexSenderlog(block: Uint8Array, entry: LexState, ids: IdTable, out: RowWriter, first = true): LexState {
  const page = pageOf(block);
  const { bytes: b, words, end, marks, ascii } = page;
  const usual = page.shared && end <= 0xffff ? usualLines() : undefined;
  let state: number = entry;
  let i = first && b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf ? 3 : 0;
  let lineStart = i;
  let lines = 0;
  let mark = 0; // the marks before this one lie behind

  while (i < end) {
    if (usual !== undefined) {
      const { slots } = usual;
      slots[Slot.At] = i;
      slots[Slot.LineStart] = lineStart;
      slots[Slot.Lines] = lines;
      slots[Slot.Reply] = state === LexState.StampedReply ? 1 : 0;
      slots[Slot.Mark] = usual.marksAt + mark * 4;
      const read = usual.read(page, ids);
      i = slots[Slot.At]!;
      lineStart = slots[Slot.LineStart]!;
      lines = slots[Slot.Lines]!;
      mark = (slots[Slot.Mark]! - usual.marksAt) >> 2;
      if (read > 0) {
        state = slots[Slot.Reply]! > 0 ? LexState.StampedReply : LexState.None;
        out.addAll(usual.rows, read);
      }
      if (i >= end) break;
    }
    const c = b[i]!;
    if (c === LF) {
      lines++;
      lineStart = ++i;
      continue;
    }
    if (c === CR) {
      i++;
      continue;
    }
    const start = i;
    let flags = start === lineStart ? 0 : Flag.Glued;
    const stamp = c === OPEN ? stampOf(b, words, i, end) : -1;
    const bare = stamp < 0;
    if (!bare) {
      if (b[i + 9] === COLON) i += STAMP_LENGTH;
      else {
        i += OLD_STAMP_LENGTH;
        flags |= Flag.Seconds;
      }
    }
    let kind: number = Kind.Unknown;
    let id = 0;
    let code = 0;
    let payload = i;
    let stop = -1; // where the record ends, when that is known beforehand
    let from = i; // where the search for its end begins
    if (bare && state !== LexState.None && continues(b, words, i, end, state)) {
      kind = Kind.Continuation;
      code = replyCode(b, i, end);
      if (code > 0 && b[i + 3] === HYPHEN) flags |= Flag.More;
      if ((state === LexState.Answer || state === LexState.BareAnswer) && c === 0x29 && atLineEnd(b, i + 1, end))
        state = LexState.None;
    } else {
      const d = b[i]!;
      found.payload = i;
      found.code = 0;
      found.flags = 0;
      found.stop = -1;
      found.tail = 0;
      if (d === OPEN) {
        let p = -1;
        if (b[i + 1] === 0x42) {
          id = ids.bracketed(b, words, i + 1);
          if (id > 0) p = i + 2 + ids.length(id);
        } else {
          p = placeholderEnd(b, i, end);
          if (p > 0) flags |= Flag.NoId;
        }
        if (p > 0) kind = idLine(b, words, p, end, bare);
      } else if (isDigit(d)) kind = digitLine(b, words, i, end);
      else if (!bare || d > 0x20) kind = wordLine(b, i, end);
      code = found.code;
      flags |= found.flags;
      payload = found.payload;
      stop = found.stop;
      from = Math.max(found.tail, payload);
      if (kind <= Kind.OrphanReply && code >= 451 && ownReply(b, payload, end, code)) flags |= Flag.Own;
    }

    // The end of the record: the line's end, or a verified stamp (or, in an excerpt without stamps, an id) glued to it.
    if (stop >= 0) i = stop;
    else {
      if (from === start) from++;
      while (marks[mark]! < from) mark++;
      i = marks[mark]!;
      const unstamped = bare && (kind === Kind.Continuation || kind === Kind.Reply) && !inStamped(state);
      for (let searched = from; ; i = marks[++mark]!) {
        if (unstamped) {
          // As far as the next mark only: such a line may hold very many writes.
          const write = writeIn(b, words, searched, i, end);
          if (write < i) {
            i = write;
            break;
          }
          searched = i;
        }
        const c = b[i];
        if (c !== CLOSE && (c !== OPEN || glued(b, i, end, bare, state, flags))) break;
      }
      while (mark > 0 && marks[mark - 1]! >= i) mark--;
    }
    let text = i;
    while (text > start && b[text - 1] === CR) text--;
    if (!ascii && nextHigh(b, words, start, text) < text) flags |= Flag.NonAscii;
    if (kind === Kind.Reply || kind === Kind.OrphanReply || kind === Kind.GetReply) {
      if (code > 0 && b[payload + 3] === HYPHEN) flags |= Flag.More;
      state = bare ? LexState.BareReply : (flags & Flag.Seconds) !== 0 ? LexState.SecondsReply : LexState.StampedReply;
    } else if (kind === Kind.Answer) state = bare ? LexState.BareAnswer : LexState.Answer;
    else if (kind !== Kind.Continuation) state = LexState.None;
    out.add(head(kind, flags, code), start, text - start, stamp, id, payload, lines);
  }
  return state as LexState;
}

const inStamped = (state: number): boolean => state === LexState.StampedReply || state === LexState.SecondsReply;

/** Does the unstamped line at `at` continue what `state` says? */
function continues(b: Uint8Array, words: DataView, at: number, end: number, state: number): boolean {
  if (state !== LexState.BareReply && state !== LexState.BareAnswer) return true;
  // In an excerpt without stamps every line is unstamped: one that is a record by itself is no continuation.
  const c = b[at]!;
  if (c === OPEN) return !gluedId(b, at, end) && placeholderEnd(b, at, end) < 0;
  if (isDigit(c)) {
    if (is(b, at, end, OWN_451) && ownAborted(b, at + OWN_451.length, end)) return false;
    return !rawChunk(words, at + digits(b, at, Math.min(end, at + 12)));
  }
  return wordKind(b, at, end) === Kind.Unknown;
}

/**
 * Does another write begin with the stamp at the mark `at`? A file has stamps of one form: only the form of the record's own
 * stamp, or of the reply that it continues, ends it.
 */
function glued(b: Uint8Array, at: number, end: number, bare: boolean, state: number, flags: number): boolean {
  if (stampAt(b, at, end) < 0) return false;
  if (bare && !inStamped(state)) return true;
  const seconds = bare ? state === LexState.SecondsReply : (flags & Flag.Seconds) !== 0;
  return (b[at + 9] !== COLON) === seconds;
}

/** The first `[id] SendMailMess:` in [from, to), or `to`: where stamps are cut away, it alone shows another write. */
function writeIn(b: Uint8Array, words: DataView, from: number, to: number, end: number): number {
  for (let at = from; at < to; at++) {
    if (b[at] !== OPEN || b[at + 1] !== 0x42) continue;
    const stop = idEnd(b, at + 1, end);
    if (stop > 0 && b[stop] === CLOSE && b[stop + 1] === BLANK && sendMess(words, stop + 2) && b[stop + 14] === COLON)
      return at;
  }
  return to;
}
