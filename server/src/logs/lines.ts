import { ascii, decimal, digits, find, findByte, is, word } from './bytes.ts';
import { colonEvent, domainEvent, found, idEvent } from './events.ts';
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
  replyCode,
  sendMess,
} from './phrases.ts';
import { CODE_MAX, Flag, Kind } from './record.ts';
import { OLD_STAMP_LENGTH, STAMP_LENGTH, stampOf } from './stamp.ts';

/**
 * What one line of the senderlog says, after its stamp, by what it begins with: an id, a digit, a word. As the events, these
 * functions answer with a kind and leave the rest in {@link found}. `words` lies over the memory of `b`, where zeros follow `end`.
 */

const OPEN = 0x5b;
const CLOSE = 0x5d;
const BLANK = 0x20;
const COLON = 0x3a;
const HYPHEN = 0x2d;
const SLASH = 0x2f;
const PAREN = 0x28;
const PAREN_CLOSE = 0x29;

const LTIME = ascii('ltime(');
const CONNECT = ascii('ConnectHost(');
const COMPLETE = ascii('SendData complete.');
const RETURN = ascii('return=');
const SSL = ascii('SSL_');

const clip = (n: number): number => (n < 0 ? 0 : Math.min(n, CODE_MAX));

/** A line with an id; `p` is the first byte behind the id's bracket, `bare` a line without stamp. */
export function idLine(b: Uint8Array, words: DataView, p: number, end: number, bare: boolean): Kind {
  found.payload = p;
  if (b[p] === BLANK) {
    const c = b[p + 1];
    if (c === OPEN) return domainLine(b, words, p, end);
    if (c === 0x53) {
      if (sendMess(words, p + 1) && b[p + 13] === COLON && !is(b, p + 14, end, SSL))
        return dialogue(b, words, p + 14, end, bare);
      if (is(b, p + 1, end, COMPLETE)) {
        found.payload = p + 1;
        return Kind.DataComplete;
      }
    } else if (c === 0x43 && is(b, p + 1, end, CONNECT) && b[p + 13] !== PAREN_CLOSE) {
      found.payload = p + 13;
      return Kind.ConnectHost;
    }
  }
  const line = lineEnd(b, p, end);
  if (b[p] === BLANK) return idEvent(b, p + 1, line);
  if (b[p] === COLON) return colonEvent(b, p + 1, line);
  if (b[p] === OPEN) {
    // `[][2] _findfirst()=…`: a thread number follows the id.
    const close = findByte(b, p, Math.min(line, p + 8), CLOSE);
    if (close > 0 && close + 2 <= line && b[close + 1] === BLANK) return idEvent(b, close + 2, line);
  }
  return Kind.Unknown;
}

/** `SendMailMess:` and a reply (with its own stamp or without), a command, or a secret, which begins at `at`. */
function dialogue(b: Uint8Array, words: DataView, at: number, end: number, bare: boolean): Kind {
  found.payload = at;
  if (b[at] === OPEN && stampOf(b, words, at, end) >= 0) {
    const text = at + (b[at + 9] === COLON ? STAMP_LENGTH : OLD_STAMP_LENGTH);
    const reply = replyCode(b, text, end);
    if (reply === 0) {
      found.stop = at;
      return Kind.Stub;
    }
    found.flags = Flag.Stubbed;
    found.code = reply;
    found.payload = text;
    return Kind.Reply;
  }
  found.code = replyCode(b, at, end);
  if (found.code > 0) return Kind.Reply;
  if (atLineEnd(b, at, end)) return Kind.Stub;
  if (bare && gluedId(b, at, end)) {
    found.stop = at;
    return Kind.Stub;
  }
  found.code = command(b, at, end);
  if (found.code > 0) return Kind.Command;
  if (!is(b, at, end, RETURN)) return Kind.AuthData;
  found.payload = at + RETURN.length;
  found.code = clip(decimal(b, found.payload, end));
  return Kind.SendResult;
}

/** ` [domain] …` or ` [nnn]:…`, whose blank stands at `p`. */
function domainLine(b: Uint8Array, words: DataView, p: number, end: number): Kind {
  const close = bracketEnd(b, words, p + 2, end);
  if (close < 0) return Kind.Unknown;
  found.payload = p + 2;
  if (b[close + 1] === BLANK && getTry(words, close + 2) && b[close + 14] === COLON && b[close + 15] === PAREN) {
    if (b[close + 16] === PAREN_CLOSE) {
      found.tail = close + 17;
      return Kind.TryCheck;
    }
    const k = is(b, close + 16, end, LTIME) ? elapsedAt(b, words, close + 22, end) : -1;
    if (k > 0) {
      found.tail = k;
      found.code = clip(decimal(b, k, end));
      return Kind.TryAge;
    }
  }
  const line = lineEnd(b, close, end);
  if (b[close + 1] !== COLON) return domainEvent(b, close + 2, line);
  // `[nnn]:ReturnMail…`: the ordinal of the recipient is the code, the payload what follows.
  const kind = idEvent(b, close + 2, line);
  found.code = clip(decimal(b, p + 2, close, 5));
  return kind;
}

const OF_RAW = [':get', '_rep', 'ly()', ':siz', 'ize='].map(word) as [number, number, number, number, number];
const OF_TOKEN = [':tok', 'ken='].map(word) as [number, number];

/** `:get_reply():size=` */
export const rawChunk = (words: DataView, at: number): boolean =>
  words.getInt32(at, true) === OF_RAW[0] &&
  words.getInt32(at + 4, true) === OF_RAW[1] &&
  words.getInt32(at + 8, true) === OF_RAW[2] &&
  words.getInt32(at + 12, true) === OF_RAW[3] &&
  words.getInt32(at + 14, true) === OF_RAW[4];

/** A line that begins with a digit: a raw chunk, E-Post's own 451, or a reply whose stub stands elsewhere. */
export function digitLine(b: Uint8Array, words: DataView, at: number, end: number): Kind {
  const n = digits(b, at, Math.min(end, at + 12));
  if (rawChunk(words, at + n)) return rawLine(b, words, at + n + 18, end);
  if (is(b, at, end, OWN_451) && ownAborted(b, at + OWN_451.length, end)) return ownLine(b, at + OWN_451.length, end);
  found.code = replyCode(b, at, end);
  return found.code > 0 ? Kind.OrphanReply : Kind.Unknown;
}

/** `35:token=220 …`, behind `208:get_reply():size=`. */
function rawLine(b: Uint8Array, words: DataView, size: number, end: number): Kind {
  const sign = b[size] === HYPHEN ? 1 : 0;
  const token = size + sign + digits(b, size + sign, end);
  if (words.getInt32(token, true) !== OF_TOKEN[0] || words.getInt32(token + 3, true) !== OF_TOKEN[1])
    return Kind.Unknown;
  found.payload = token + 7;
  if (sign === 1) {
    found.flags = Flag.Negative;
    return Kind.GetReplyEnd;
  }
  if (b[size] === 0x30 && token === size + 1) return Kind.GetReplyEnd;
  found.code = replyCode(b, found.payload, end);
  return Kind.GetReply;
}

/** E-Post's own 451, from behind `451 Requested action aborted: `. */
function ownLine(b: Uint8Array, text: number, end: number): Kind {
  found.flags = Flag.Own;
  const at = find(b, text, Math.min(end, text + 40), CODE);
  if (at > 0) {
    const number = at + CODE.length;
    found.code = clip(decimal(b, number, end));
    const slash = number + digits(b, number, end);
    if (b[slash] === SLASH && b[slash + 1] === 0x66) found.flags |= Flag.Negative;
  }
  return Kind.Self451;
}

const WITHOUT_ID: readonly (readonly [Uint8Array, Kind])[] = [
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

/** The kind of a line that begins with a word, as some without id do; Unknown where it is none of them. */
export function wordKind(b: Uint8Array, at: number, end: number): Kind {
  for (const [pattern, kind] of WITHOUT_ID) if (is(b, at, end, pattern)) return kind;
  return Kind.Unknown;
}

/** A line that begins with a word. */
export function wordLine(b: Uint8Array, at: number, end: number): Kind {
  const kind = wordKind(b, at, end);
  return kind === Kind.TlsMemory ? idEvent(b, at, lineEnd(b, at, end)) : kind;
}
