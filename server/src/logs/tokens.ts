import { datedTokens } from './dated-tokens.ts';
import { Command, Kind, type Records } from './record.ts';
import { stick, type Token, type TokenRole, TokenWriter } from './token-parts.ts';

export { MAX_TOKENS_LENGTH, type Token, type TokenKind } from './token-parts.ts';

/**
 * The fine parts of one record, found on demand: for hover, colours and navigation. The lexer has already said what the record
 * is; here each part gets its place.
 */

const STAMP = /\[\d\d:\d\d:\d\d(?::\d{3})?\] /y;
const EVENT = /[A-Za-z_]\w{0,40}(?:\(\))?(?::SSL_\w{1,40})?/y;
const AGE = /ltime\((\d{1,20})\)-(?:otime|nlast)\((\d{1,20})\)\)\/(?:(\d{1,10})=\((\d{1,10})\))?/;
const BRACKETED = /\[([^\][]{1,255})\]/g;
/** What stands before the bracket of a domain. */
const DOMAIN_BEFORE = /(?:domain:|STLSFailList=|queryMXRecode:)$/;
const MX = / IN MX (\d{1,5}) ([^\s]{1,255})/;

/** The tokens of a record, in order. */
export function tokensOf(bytes: Uint8Array, records: Records, row: number): Token[] {
  const out = new TokenWriter(bytes, records, row);
  const { text } = out;
  const kind = records.kind(row);
  const payload = records.payload(row) - records.offset(row);
  if (kind >= Kind.Fail) return datedTokens(out, kind, payload);
  let at = stick(STAMP, text, 0);
  if (at > 0) out.add('stamp', 0, at - 1);
  else at = 0;
  if (kind === Kind.Continuation || kind === Kind.OrphanReply || kind === Kind.Self451) {
    out.reply(at);
    return out.done();
  }
  at = head(out, at);
  const event = stick(EVENT, text, at);
  if (event > at) out.add('event', at, event);
  body(out, kind, event, Math.max(at, Math.min(text.length, payload)));
  if (kind !== Kind.Reply && kind !== Kind.GetReply && kind !== Kind.AuthData && kind !== Kind.OAuth) {
    out.addresses(Math.max(event, 0), text.length, roleOf(kind, records.code(row)));
  }
  return out.done();
}

/** Whom the address of such a record belongs to. */
function roleOf(kind: Kind, code: number): TokenRole | undefined {
  if (kind === Kind.Command && code === Command.Mail) return 'sender';
  if (kind === Kind.Command && code === Command.Rcpt) return 'recipient';
  // The error mail of a given-up message goes to its sender.
  if (kind === Kind.BounceStart) return 'sender';
  return kind === Kind.ConnectTrace || kind === Kind.SendStart ? 'recipient' : undefined;
}

/** Id, domain or ordinal, or the socket of a raw chunk; returns where the event begins. */
function head(out: TokenWriter, start: number): number {
  const { text } = out;
  let at = start;
  if (text[at] !== '[') {
    const socket = /^\d{1,12}(?=:get_reply)/.exec(text.slice(at, at + 40));
    if (socket === null) return at;
    out.add('session', at, at + socket[0].length);
    return at + socket[0].length + 1;
  }
  at = out.id(at + 1);
  if (text[at] === ']') at++;
  while (text[at] === ' ') at++;
  if (text[at] !== '[') return at;
  const close = closing(text, at + 1);
  if (close <= 0) return at;
  out.add(text[close + 1] === ':' ? 'ordinal' : 'domain', at + 1, close);
  return close + 2;
}

function body(out: TokenWriter, kind: Kind, event: number, payload: number): void {
  const { text } = out;
  switch (kind) {
    case Kind.Reply:
    case Kind.GetReply: {
      const stamp = text.lastIndexOf('[', payload - 1);
      if (stamp > event && stick(STAMP, text, stamp) === payload) out.add('stamp', stamp, payload - 1);
      out.reply(payload);
      break;
    }
    case Kind.Command:
      out.command(payload);
      break;
    case Kind.AuthData:
    case Kind.OAuth:
      out.add('secret', payload, text.length);
      break;
    case Kind.ConnectHost: {
      const close = text.indexOf(')', payload);
      out.add('host', payload, close < 0 ? text.length : close, 'peer');
      break;
    }
    case Kind.TryAge:
    case Kind.RetryTrace:
      age(out, event);
      break;
    case Kind.SendResult:
      out.number('result', payload);
      break;
    case Kind.SetRetry:
      out.number('try-number', text.indexOf('Try-number:') + 11);
      break;
    case Kind.TryIndex:
      out.number('try-number', text.indexOf('i=', event) + 2);
      break;
    case Kind.BounceRoute:
    case Kind.TlsFailed:
    case Kind.MxChosen:
    case Kind.MxCache:
    case Kind.MxFound:
    case Kind.TlsMemory:
      brackets(out, Math.max(event, 0));
      break;
    default:
      out.errorNumber(Math.max(event, 0));
  }
}

/** Hosts, domains and numbers in brackets. */
function brackets(out: TokenWriter, from: number): void {
  const { text } = out;
  for (const m of text.slice(from).matchAll(BRACKETED)) {
    const start = from + m.index + 1;
    const before = text.slice(Math.max(0, start - 20), start - 1);
    const kind = /^\d+$/.test(m[1]!) ? 'number' : DOMAIN_BEFORE.test(before) ? 'domain' : 'host';
    out.add(kind, start, start + m[1]!.length, kind === 'host' ? 'peer' : undefined);
  }
  const mx = MX.exec(text.slice(from));
  if (mx === null) return;
  const number = from + mx.index + 7;
  out.add('number', number, number + mx[1]!.length);
  out.add('host', number + mx[1]!.length + 1, number + mx[1]!.length + 1 + mx[2]!.length, 'peer');
}

function age(out: TokenWriter, event: number): void {
  const at = Math.max(event, 0);
  const m = AGE.exec(out.text.slice(at, at + 200));
  if (m === null) {
    out.errorNumber(at);
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
    const start = out.text.indexOf(part, from);
    out.add(kind, start, start + part.length);
    from = start + part.length;
  }
}

function closing(text: string, at: number): number {
  for (let i = text.indexOf(']', at); i >= 0; i = text.indexOf(']', i + 1)) {
    if (text[i + 1] === ' ' || text[i + 1] === ':') return i;
  }
  return -1;
}
