import { Kind, type Records } from './record.ts';

/**
 * The fine parts of one record, found on demand: for hover, colours and navigation. The lexer has already said what the record
 * is; here each part gets its place. Works on the record's bytes as Latin-1, so that an index is a byte offset.
 */

export type TokenKind =
  | 'stamp'
  | 'id'
  | 'suffix'
  | 'domain'
  | 'ordinal'
  | 'event'
  | 'host'
  | 'address'
  | 'command'
  | 'reply-code'
  | 'enhanced'
  | 'reply-text'
  | 'error-number'
  | 'code-pair'
  | 'ltime'
  | 'otime'
  | 'max-tries'
  | 'elapsed'
  | 'number'
  | 'path'
  | 'secret';

/** A part of a record; offsets are bytes in the block. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Bytes of a record that are looked at; the rest of a longer one has no tokens. */
const MAX_LENGTH = 8192;

const STAMP = /\[\d\d:\d\d:\d\d(?::\d{3})?\] /y;
const DATE = /\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d\]/y;
const ID = /B\d{10}((?:-[A-Za-z0-9]{1,20}){0,12})/y;
const EVENT = /[A-Za-z_]\w{0,40}(?:\(\))?(?::SSL_\w{1,40})?/y;
const COMMAND = /(?:EHLO|HELO|STARTTLS|AUTH|MAIL (?:FROM|From|from)|RCPT (?:TO|To|to)|DATA|RSET|QUIT)(?=[ :\r]|$)/y;
const REPLY = /([2-5]\d\d)(?:[ -]|$)/y;
const ENHANCED = /[245]\.\d{1,3}\.\d{1,3}(?![\d.])/y;
const CODE_PAIR = /code=(\d{1,10})\/([0-9a-fA-F]{1,8})/;
const ERROR_NUMBER = /(?:code=|error=|WSAGetLastError\(\) = \()(\d{1,10})/;
const AGE = /ltime\((\d{1,20})\)-(?:otime|nlast)\((\d{1,20})\)\)\/(?:(\d{1,10})=\((\d{1,10})\))?/;
const ADDRESS = /[^\s<>()[\]:,"]{1,64}@[^\s<>()[\]:,"]{1,255}/g;

/** The tokens of a record, in order. */
export function tokensOf(bytes: Uint8Array, records: Records, row: number): Token[] {
  const base = records.offset(row);
  const end = Math.min(records.end(row), base + MAX_LENGTH);
  const text = latin1(bytes, base, end);
  const tokens: Token[] = [];
  const add = (kind: TokenKind, start: number, stop: number) => {
    if (stop > start) tokens.push({ kind, start: base + start, end: base + stop, text: text.slice(start, stop) });
  };
  const kind = records.kind(row);
  let at = Math.max(0, stick(STAMP, text, 0));
  if (at > 0) add('stamp', 0, at - 1);
  if (kind >= Kind.Fail) return dated(text, kind, add, tokens, records.payload(row) - base);
  if (kind === Kind.Continuation || kind === Kind.OrphanReply || kind === Kind.Self451) {
    reply(text, at, add);
    return sorted(tokens);
  }
  if (text[at] === '[') {
    at = id(text, at + 1, add);
    if (text[at] === ']') at++;
    while (text[at] === ' ') at++;
    if (text[at] === '[') {
      const close = closing(text, at + 1);
      if (close > 0) {
        add(text[close + 1] === ':' ? 'ordinal' : 'domain', at + 1, close);
        at = close + 2;
      }
    }
  } else {
    const socket = /^\d{1,12}(?=:get_reply)/.exec(text.slice(at, at + 40));
    if (socket !== null) {
      add('number', at, at + socket[0].length);
      at += socket[0].length + 1;
    }
  }
  const event = stick(EVENT, text, at);
  if (event > at) add('event', at, event);
  const payload = Math.max(at, Math.min(text.length, records.payload(row) - base));
  switch (kind) {
    case Kind.Reply:
    case Kind.GetReply: {
      const stamp = text.lastIndexOf('[', payload - 1);
      if (stamp > event && stick(STAMP, text, stamp) === payload) add('stamp', stamp, payload - 1);
      reply(text, payload, add);
      break;
    }
    case Kind.Command:
      command(text, payload, add);
      break;
    case Kind.AuthData:
    case Kind.OAuth:
      add('secret', payload, text.length);
      break;
    case Kind.ConnectHost: {
      const close = text.indexOf(')', payload);
      add('host', payload, close < 0 ? text.length : close);
      break;
    }
    case Kind.TryAge:
    case Kind.RetryTrace:
      age(text, event, add);
      break;
    case Kind.BounceRoute:
    case Kind.TlsFailed:
    case Kind.MxChosen:
    case Kind.MxCache:
    case Kind.TlsMemory:
      for (const m of text.slice(event).matchAll(/\[([^\][]{1,255})\]/g)) {
        const start = event + m.index + 1;
        add(/^\d+$/.test(m[1]!) ? 'number' : 'host', start, start + m[1]!.length);
      }
      break;
    default:
      numbers(text, event, add);
  }
  if (kind !== Kind.Reply && kind !== Kind.GetReply && kind !== Kind.AuthData && kind !== Kind.OAuth) {
    addresses(text, event, add, tokens, base);
  }
  return sorted(tokens);
}

type Add = (kind: TokenKind, start: number, stop: number) => void;

function id(text: string, at: number, add: Add): number {
  ID.lastIndex = at;
  const m = ID.exec(text);
  if (m === null) {
    const close = text.indexOf(']', at);
    return close < 0 ? at : close;
  }
  add('id', at, at + 11);
  let start = at + 11;
  for (const suffix of m[1]!.matchAll(/-[A-Za-z0-9]+/g)) {
    add('suffix', start, start + suffix[0].length);
    start += suffix[0].length;
  }
  return start;
}

function reply(text: string, at: number, add: Add): void {
  REPLY.lastIndex = at;
  const m = REPLY.exec(text);
  let rest = at;
  if (m !== null) {
    add('reply-code', at, at + 3);
    rest = Math.min(text.length, at + 4);
    const enhanced = stick(ENHANCED, text, rest);
    if (enhanced > rest) {
      add('enhanced', rest, enhanced);
      rest = enhanced;
    }
  }
  const pair = CODE_PAIR.exec(text.slice(rest, rest + 400));
  if (pair !== null) {
    const start = rest + pair.index;
    add('reply-text', rest, start);
    add('code-pair', start, start + pair[0].length);
    rest = start + pair[0].length;
  }
  add('reply-text', rest, text.length);
}

function command(text: string, at: number, add: Add): void {
  const stop = stick(COMMAND, text, at);
  if (stop < 0) return;
  add('command', at, stop);
  if (/^(?:EHLO|HELO)/.test(text.slice(at, at + 4))) add('host', stop + 1, text.length);
  else if (text.startsWith('AUTH', at)) {
    const secret = text.indexOf(' ', stop + 1);
    add('number', stop + 1, secret < 0 ? text.length : secret);
    if (secret > 0) add('secret', secret + 1, text.length);
  }
}

function age(text: string, at: number, add: Add): void {
  const m = AGE.exec(text.slice(at, at + 200));
  if (m === null) {
    numbers(text, at, add);
    return;
  }
  let from = at + m.index;
  for (const [kind, part] of [
    ['ltime', m[1]],
    ['otime', m[2]],
    ['max-tries', m[3]],
    ['elapsed', m[4]],
  ] as const) {
    if (part === undefined) continue;
    const start = text.indexOf(part, from);
    add(kind, start, start + part.length);
    from = start + part.length;
  }
}

function numbers(text: string, at: number, add: Add): void {
  const window = text.slice(at, at + 400);
  const m = ERROR_NUMBER.exec(window);
  if (m === null) return;
  const start = at + m.index + m[0].length - m[1]!.length;
  add('error-number', start, start + m[1]!.length);
}

function addresses(text: string, at: number, add: Add, tokens: readonly Token[], base: number): void {
  for (const m of text.slice(at).matchAll(ADDRESS)) {
    const start = at + m.index;
    const taken = tokens.some(t => t.kind !== 'event' && t.start < base + start + m[0].length && t.end > base + start);
    if (!taken) add('address', start, start + m[0].length);
  }
}

function dated(text: string, kind: Kind, add: Add, tokens: Token[], payload: number): Token[] {
  const open = text[0] === '<' ? 1 : 0;
  if (text[open] === 'B') {
    id(text, open, add);
    const host = text.indexOf('@');
    const stop = host < 0 ? -1 : /[ >]/.exec(text.slice(host, host + 300))?.index;
    if (stop !== undefined && stop > 0) add('host', host + 1, host + stop);
  }
  for (const at of [0, payload - 22]) {
    if (at < 0) continue;
    const stop = stick(DATE, text, at);
    if (stop > 0) add('stamp', at, stop);
  }
  const base = tokens[0] === undefined ? 0 : tokens[0].start - text.indexOf(tokens[0].text);
  let reason = -1;
  if (kind === Kind.Fail) {
    const to = text.indexOf(' to ', payload + 5);
    const at = to < 0 ? -1 : text.indexOf(' [', to);
    if (at > 0) {
      reason = at + 2;
      const close = text.lastIndexOf(']');
      reply(text.slice(0, close > reason ? close : text.length), reason, add);
    }
  }
  addresses(reason > 0 ? text.slice(0, reason - 2) : text, Math.max(0, payload), add, tokens, base);
  return sorted(tokens);
}

const sorted = (tokens: Token[]): Token[] => tokens.sort((a, b) => a.start - b.start);

/** The end of a sticky match at `at`, or -1. */
function stick(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

function closing(text: string, at: number): number {
  for (let i = text.indexOf(']', at); i >= 0; i = text.indexOf(']', i + 1)) {
    if (text[i + 1] === ' ' || text[i + 1] === ':') return i;
  }
  return -1;
}

function latin1(b: Uint8Array, from: number, end: number): string {
  let text = '';
  for (let i = from; i < end; i += 4096) text += String.fromCharCode(...b.subarray(i, Math.min(end, i + 4096)));
  return text;
}
