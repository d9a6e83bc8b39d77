import { ascii, decimal, digits, find, findByte, is, isDigit } from './bytes.ts';
import { colonEvent, domainEvent, found, idEvent } from './events.ts';
import { type IdTable, idEnd } from './ids.ts';
import {
  atLineEnd,
  bracketEnd,
  CODE,
  command,
  elapsedAt,
  getTry,
  gluedId,
  lineEnd,
  OWN_451,
  ownAborted,
  ownReply,
  placeholderEnd,
  replyCode,
  sendMess,
} from './phrases.ts';
import { CODE_MAX, Flag, head, Kind, type RowWriter } from './record.ts';
import { OLD_STAMP_LENGTH, STAMP_LENGTH, stampAt } from './stamp.ts';

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
const GET_REPLY = ascii(':get_reply():size=');
const TOKEN = ascii(':token=');
const FAILED_SLASH = 0x2f;
const LTIME = ascii('ltime(');
const CONNECT = ascii('ConnectHost(');
const COMPLETE = ascii('SendData complete.');
const RETURN = ascii('return=');
const SSL = ascii('SSL_');

const NO_ID: readonly (readonly [Uint8Array, number])[] = [
  [ascii('SendMailMess():SSL_connect() failed'), Kind.TlsFailed],
  [ascii('SendMailMess:SSL_'), Kind.TlsFailed],
  [ascii('SendMailMess():SSL_'), Kind.TlsTrace],
  [ascii('ConnectHost():SSL_new() failed'), Kind.TlsFailed],
  [ascii('ConnectHost():SSL_connect() failed'), Kind.TlsFailed],
  [ascii('ConnectHost():SSL_'), Kind.TlsConnectTrace],
  [ascii('NetUserGetInfo('), Kind.Account],
  [ascii('Check To:'), Kind.Account],
  [ascii('user check status'), Kind.Account],
  [ascii(':X_MoveFile('), Kind.Queue],
  [ascii('X_MoveFile('), Kind.Queue],
  [ascii('Delete File '), Kind.Queue],
  [ascii(':GetRetryRCPFile'), Kind.Queue],
  [ascii(':RetryEnd()'), Kind.Queue],
  [ascii(':RestorRCPFile'), Kind.Queue],
  [ascii('SMTPDSLists()'), Kind.Queue],
  [ascii('SMTPDS'), Kind.Thread],
  [ascii('LocalNameServers'), Kind.MxQuery],
  [ascii('SendGlbalMail'), Kind.SendStart],
  [ascii('ReturnMail'), Kind.BounceTrace],
  [ascii('GetSTLSFailList='), Kind.TlsMemory],
  [ascii('SetSTLSFailList='), Kind.TlsMemory],
  [ascii('start _beginthread()'), Kind.Thread],
];

/**
 * Lexes `b` from `start` to its end; rows go to `out`, ids into `ids`.
 * @param first the block begins the file, where a byte order mark may stand
 * @returns the state at the end, which is the entry state of the next block
 */
export function lexSenderlog(b: Uint8Array, entry: LexState, ids: IdTable, out: RowWriter, first = true): LexState {
  const end = b.length;
  let state: number = entry;
  let i = 0;
  if (first && b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf) i = 3;
  let lineStart = i;
  let lines = 0;

  while (i < end) {
    const c = b[i]!;
    if (c === LF || c === CR) {
      i++;
      if (c === LF) {
        lines++;
        lineStart = i;
      }
      continue;
    }
    const start = i;
    let flags = start === lineStart ? 0 : Flag.Glued;
    let stamp = -1;
    if (c === OPEN) {
      stamp = stampAt(b, i, end);
      if (stamp >= 0) {
        if (b[i + 9] === 0x3a) i += STAMP_LENGTH;
        else {
          i += OLD_STAMP_LENGTH;
          flags |= Flag.Seconds;
        }
      }
    }
    const bare = stamp < 0;
    let kind: number = Kind.Unknown;
    let code = 0;
    let id = 0;
    let payload = i;
    let field = false; // bytes that nobody has verified stand before the payload
    let tail = 0; // where the search for the end may begin, when that is known to lie behind the payload
    let stop = -1; // where the record ends, when that is known before the scan

    if (bare && state !== LexState.None && continues(b, i, end, state)) {
      kind = Kind.Continuation;
      code = replyCode(b, i, end);
      if (code > 0 && b[i + 3] === 0x2d) flags |= Flag.More;
      if ((state === LexState.Answer || state === LexState.BareAnswer) && b[i] === 0x29 && atLineEnd(b, i + 1, end))
        state = LexState.None;
    } else if (b[i] === OPEN) {
      const idStop = b[i + 1] === 0x42 ? idEnd(b, i + 1, end) : -1;
      let p = -1;
      if (idStop > 0 && b[idStop] === CLOSE) {
        id = ids.intern(b, i + 1, idStop);
        p = idStop + 1;
      } else {
        p = placeholderEnd(b, i, end);
        if (p > 0) flags |= Flag.NoId;
      }
      if (p > 0) {
        payload = p;
        if (b[p] === BLANK && sendMess(b, p + 1) && !(b[p + 14] === 0x53 && is(b, p + 14, end, SSL))) {
          // `SendMailMess:` and a reply (with its own stamp or without), a command, or a secret.
          payload = p + 14;
          let q = payload;
          const own = b[q] === OPEN ? stampAt(b, q, end) : -1;
          if (own >= 0) {
            q += b[q + 9] === 0x3a ? STAMP_LENGTH : OLD_STAMP_LENGTH;
            const reply = replyCode(b, q, end);
            if (reply > 0) {
              kind = Kind.Reply;
              flags |= Flag.Stubbed;
              code = reply;
              payload = q;
            } else {
              kind = Kind.Stub;
              stop = payload;
            }
          } else {
            code = replyCode(b, q, end);
            if (code > 0) kind = Kind.Reply;
            else if (atLineEnd(b, q, end)) kind = Kind.Stub;
            else if (bare && gluedId(b, q, end)) {
              kind = Kind.Stub;
              stop = q;
            } else {
              code = command(b, q, end);
              if (code > 0) kind = Kind.Command;
              else if (is(b, q, end, RETURN)) {
                kind = Kind.SendResult;
                payload = q + RETURN.length;
                code = clip(decimal(b, payload, end));
              } else kind = Kind.AuthData;
            }
          }
        } else if (b[p] === BLANK && b[p + 1] === OPEN) {
          const close = bracketEnd(b, p + 2, end);
          if (close > 0) {
            payload = p + 2;
            const isTry = b[close + 1] === BLANK && getTry(b, close + 2) && b[close + 15] === 0x28;
            const k = isTry && is(b, close + 16, end, LTIME) ? elapsedAt(b, close + 22, end) : -1;
            if (isTry && b[close + 16] === 0x29) {
              kind = Kind.TryCheck;
              tail = close + 17;
            } else if (k > 0) {
              kind = Kind.TryAge;
              code = clip(decimal(b, k, end));
              tail = k;
            } else {
              const line = lineEnd(b, close, end);
              found.payload = payload;
              kind = b[close + 1] === 0x3a ? idEvent(b, close + 2, line) : domainEvent(b, close + 2, line);
              code = found.code;
              flags |= found.flags;
              if (b[close + 1] === 0x3a) {
                // `[nnn]:ReturnMail…`: the ordinal of the recipient is the code, the payload what follows.
                payload = found.payload;
                field = true;
                code = clip(decimal(b, p + 2, close, 5));
              }
            }
          }
        } else if (b[p] === BLANK && b[p + 1] === 0x43 && is(b, p + 1, end, CONNECT) && b[p + 13] !== 0x29) {
          kind = Kind.ConnectHost;
          payload = p + 13;
        } else if (b[p] === BLANK && b[p + 1] === 0x53 && is(b, p + 1, end, COMPLETE)) {
          kind = Kind.DataComplete;
          payload = p + 1;
        } else {
          const line = lineEnd(b, p, end);
          found.payload = p;
          found.code = 0;
          found.flags = 0;
          if (b[p] === BLANK) kind = idEvent(b, p + 1, line);
          else if (b[p] === 0x3a) kind = colonEvent(b, p + 1, line);
          else if (b[p] === OPEN) {
            // `[][2] _findfirst()=…`: a thread number follows the id.
            const close = findByte(b, p, Math.min(line, p + 8), CLOSE);
            if (close > 0 && close + 2 <= line && b[close + 1] === BLANK) kind = idEvent(b, close + 2, line);
          }
          code = found.code;
          flags |= found.flags;
          payload = found.payload;
          field = true;
        }
      }
    } else if (isDigit(b[i])) {
      if (is(b, i, end, OWN_451) && ownAborted(b, i + OWN_451.length, end)) {
        kind = Kind.Self451;
        flags |= Flag.Own;
        const at = find(b, i + OWN_451.length, Math.min(end, i + OWN_451.length + 40), CODE);
        if (at > 0) {
          code = clip(decimal(b, at + CODE.length, end));
          const slash = at + CODE.length + digits(b, at + CODE.length, end);
          if (b[slash] === FAILED_SLASH && b[slash + 1] === 0x66) flags |= Flag.Negative;
        }
      } else {
        const n = digits(b, i, Math.min(end, i + 12));
        if (is(b, i + n, end, GET_REPLY)) {
          const size = i + n + GET_REPLY.length;
          const sign = b[size] === 0x2d ? 1 : 0;
          const token = size + sign + digits(b, size + sign, end);
          if (is(b, token, end, TOKEN)) {
            payload = token + TOKEN.length;
            if (sign === 1 || (b[size] === 0x30 && token === size + 1)) {
              kind = Kind.GetReplyEnd;
              if (sign === 1) flags |= Flag.Negative;
            } else {
              kind = Kind.GetReply;
              code = replyCode(b, payload, end);
            }
          }
        } else {
          code = replyCode(b, i, end);
          if (code > 0) kind = Kind.OrphanReply;
        }
      }
    } else if (!bare || atKnown(b[i]!)) {
      for (const [pattern, k] of NO_ID) {
        if (is(b, i, end, pattern)) {
          kind = k;
          break;
        }
      }
      if (kind === Kind.TlsMemory) {
        const line = lineEnd(b, i, end);
        kind = idEvent(b, i, line);
        field = true;
        flags |= found.flags;
        payload = found.payload;
      }
    }

    if (kind <= Kind.OrphanReply && code >= 451 && ownReply(b, payload, end, code)) flags |= Flag.Own;

    // The end of the record: the line's end, or a verified stamp (or, in an excerpt without stamps, an id) glued to it.
    let seen = 0;
    let text = stop;
    if (stop < 0) {
      if (field) for (let p = start; p < payload; p++) seen |= b[p]!;
      if (payload > i) i = payload;
      if (tail > i) {
        // Only the domain lies in between.
        for (; i < tail; i++) seen |= b[i]!;
      }
      let d = 0;
      for (;;) {
        while (i < end) {
          d = b[i]!;
          if (d === LF || d === OPEN) break;
          seen |= d;
          i++;
        }
        if (i >= end || d === LF || (i > start && glued(b, i, end, bare, state, flags, kind))) break;
        i++;
      }
      text = i;
      while (text > start && b[text - 1] === CR) text--;
    } else i = stop;
    if (seen > 0x7f) flags |= Flag.NonAscii;
    if (kind === Kind.Reply || kind === Kind.OrphanReply || kind === Kind.GetReply) {
      if (code > 0 && b[payload + 3] === 0x2d) flags |= Flag.More;
      state = bare ? LexState.BareReply : (flags & Flag.Seconds) !== 0 ? LexState.SecondsReply : LexState.StampedReply;
    } else if (kind === Kind.Answer) state = bare ? LexState.BareAnswer : LexState.Answer;
    else if (kind !== Kind.Continuation) state = LexState.None;
    out.add(head(kind, flags, code), start, text - start, stamp, id, payload, lines);
  }
  return state as LexState;
}

/** Does the unstamped line at `at` continue what `state` says? */
function continues(b: Uint8Array, at: number, end: number, state: number): boolean {
  if (state !== LexState.BareReply && state !== LexState.BareAnswer) return true;
  // In an excerpt without stamps every line is unstamped: one that is a record by itself is no continuation.
  const c = b[at]!;
  if (c === OPEN) {
    const stop = idEnd(b, at + 1, end);
    return !(stop > 0 && b[stop] === CLOSE) && placeholderEnd(b, at, end) < 0;
  }
  if (isDigit(c)) {
    if (is(b, at, end, OWN_451) && ownAborted(b, at + OWN_451.length, end)) return false;
    return !is(b, at + digits(b, at, Math.min(end, at + 12)), end, GET_REPLY);
  }
  return !NO_ID.some(([pattern]) => is(b, at, end, pattern));
}

const clip = (n: number): number => (n < 0 ? 0 : Math.min(n, CODE_MAX));

const KNOWN_FIRST = new Set(NO_ID.map(([pattern]) => pattern[0]));

/** May a line without a stamp begin so? */
const atKnown = (c: number): boolean => KNOWN_FIRST.has(c);

/**
 * Does another write begin at the bracket at `at`? A file has stamps of one form: only the form of the record's own stamp, or of
 * the reply that it continues, ends it.
 */
function glued(
  b: Uint8Array,
  at: number,
  end: number,
  bare: boolean,
  state: number,
  flags: number,
  kind: number,
): boolean {
  const inStamped = bare && (state === LexState.StampedReply || state === LexState.SecondsReply);
  if (b[at + 3] === 0x3a) {
    if (stampAt(b, at, end) < 0) return false;
    if (bare && !inStamped) return true;
    const seconds = bare ? state === LexState.SecondsReply : (flags & Flag.Seconds) !== 0;
    return (b[at + 9] !== 0x3a) === seconds;
  }
  if (!bare || inStamped || (kind !== Kind.Continuation && kind !== Kind.Reply) || b[at + 1] !== 0x42) return false;
  const stop = idEnd(b, at + 1, end);
  return stop > 0 && b[stop] === CLOSE && b[stop + 1] === BLANK && sendMess(b, stop + 2);
}
