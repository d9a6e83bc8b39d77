import { Kind } from './record.ts';
import { stick, type Token, type TokenWriter } from './token-parts.ts';

/** The fine parts of the lines of faillog and of the companion logs (format reference §3, §8). */

const DATE = /\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d\]/y;
const DATE_LENGTH = 22;
const WORD = /[^ ]+/y;
const ACCEPT = /\(([^()]{0,255})\), \[([0-9A-Fa-f.:]{2,45})\]:(\d{1,5})( SSL)?, Client accept now\./y;
const RESULT = /,(ok|abort|connection timeout) {0,4}$/;

/** @param payload offset in the record of what follows the date */
export function datedTokens(out: TokenWriter, kind: Kind, payload: number): Token[] {
  switch (kind) {
    case Kind.Fail:
      fail(out, payload);
      break;
    case Kind.Sent:
      sent(out, payload);
      break;
    case Kind.Received:
      received(out, payload);
      break;
    case Kind.Accept:
      accept(out, payload);
      break;
    case Kind.AcceptResult:
      result(out, payload);
      break;
    case Kind.Inbound:
      inbound(out, payload);
      break;
    default:
  }
  return out.done();
}

/** `B…@host verb [date]`; the verb is an event. */
function idHostDate(out: TokenWriter, payload: number): void {
  const { text } = out;
  const stop = out.id(0);
  const blank = text.indexOf(' ', stop);
  if (text[stop] === '@' && blank > 0) out.add('host', stop + 1, blank, 'own-name');
  const date = payload - DATE_LENGTH;
  if (date < 0) return;
  if (blank > 0) out.add('event', blank + 1, date - 1);
  out.add('stamp', date, payload);
}

/** ` from [sender] to recipient [reason]` */
function fail(out: TokenWriter, payload: number): void {
  idHostDate(out, payload);
  const { text } = out;
  const to = text.indexOf(' to ', payload + 5);
  if (to < 0) return;
  const open = text.indexOf(' [', to + 4);
  out.add('address', payload + 6, to, 'sender');
  out.add('address', to + 4, open < 0 ? text.trimEnd().length : open, 'recipient');
  const close = text.lastIndexOf(']');
  // The line may be cut: then its end is the reason's.
  if (open > 0) out.reply(open + 2, close > open ? close : text.length);
}

/** ` to [ip] host from sender|- to rcpt …`; the address is empty in the x64 build. */
function sent(out: TokenWriter, payload: number): void {
  idHostDate(out, payload);
  const { text } = out;
  const from = text.indexOf(' from ', payload);
  if (from < 0) return;
  const address = payload + 4;
  const blank = text.indexOf(' ', address);
  out.add('host', address, Math.min(blank, from), 'peer');
  out.add('host', Math.min(blank + 1, from), from, 'peer');
  const to = text.indexOf(' to ', from + 5);
  if (to < 0) return;
  out.add('address', from + 6, to, 'sender');
  words(out, to + 4, 'recipient');
}

/** ` client-ip helo-name [sender] rcpt …` */
function received(out: TokenWriter, payload: number): void {
  const { text } = out;
  const stop = out.id(1);
  const close = text.indexOf('>', stop);
  if (text[stop] === '@' && close > 0) out.add('host', stop + 1, close, 'own-name');
  out.add('stamp', payload - DATE_LENGTH, payload);
  const ip = word(out, payload + 1);
  if (ip < 0) return;
  out.add('host', payload + 1, ip, 'client');
  const helo = word(out, ip + 1);
  if (helo < 0) return;
  out.add('host', ip + 1, helo, 'helo');
  // Two blanks: no sender.
  const sender = text[helo + 1] === ' ' ? -1 : word(out, helo + 1);
  const onlyOne = sender >= 0 && text.slice(sender).trim() === '';
  if (sender >= 0) out.add('address', helo + 1, sender, onlyOne ? 'recipient' : 'sender');
  words(out, sender >= 0 ? sender + 1 : helo + 2, 'recipient');
}

/** `(local name), [ip]:port[ SSL], Client accept now.` */
function accept(out: TokenWriter, payload: number): void {
  date(out);
  ACCEPT.lastIndex = payload;
  const m = ACCEPT.exec(out.text);
  if (m === null) return;
  out.add('host', payload + 1, payload + 1 + m[1]!.length, 'own-name');
  const ip = payload + m[1]!.length + 5;
  out.add('host', ip, ip + m[2]!.length, 'client');
  out.add('number', ip + m[2]!.length + 2, ip + m[2]!.length + 2 + m[3]!.length);
  out.add('event', ACCEPT.lastIndex - 18, ACCEPT.lastIndex);
}

/** `(local name), peer name[peer ip], sender,<B…>,result`: what stands between is the peer's to choose. */
function result(out: TokenWriter, payload: number): void {
  date(out);
  const { text } = out;
  const close = text.indexOf('), ', payload);
  if (close < 0) return;
  out.add('host', payload + 1, close, 'own-name');
  const end = RESULT.exec(text);
  const id = text.lastIndexOf(',<B', end?.index ?? text.length);
  if (id < 0) return;
  out.id(id + 2);
  if (end !== null) out.add('event', end.index + 1, end.index + 1 + end[1]!.length);
  const ip = /\[[0-9A-Fa-f.:]{2,45}\], /.exec(text.slice(close, id));
  if (ip === null) return;
  const open = close + ip.index;
  out.add('host', close + 3, text[open - 1] === ' ' ? open - 1 : open, 'helo');
  out.add('host', open + 1, open + ip[0].length - 3, 'client');
  const sender = open + ip[0].length;
  if (text.startsWith('It was in the ORDB IP.', sender)) out.add('event', sender, id);
  else out.add('address', sender, id, 'sender');
}

/** `xxxxxxxx, text`; the payload is the text. */
function inbound(out: TokenWriter, payload: number): void {
  date(out);
  out.add('session', payload - 10, payload - 2);
  if (out.isReply(payload)) {
    out.reply(payload);
    return;
  }
  const mail = /^(?:MAIL|RCPT) /i.exec(out.text.slice(payload, payload + 5));
  if (out.command(payload)) {
    if (mail !== null) out.addresses(payload, out.text.length, /^m/i.test(mail[0]) ? 'sender' : 'recipient');
    return;
  }
  const name = /^[A-Za-z_]\w{0,40}(?:\(\))?/.exec(out.text.slice(payload, payload + 60));
  // A line of its own with nothing but letters and digits may be a password of the AUTH dialogue.
  if (name !== null && /[ (.:]/.test(out.text.slice(payload))) {
    out.add('event', payload, payload + name[0].length);
    out.errorNumber(payload);
  }
}

function date(out: TokenWriter): void {
  const stop = stick(DATE, out.text, 0);
  if (stop > 0) out.add('stamp', 0, stop);
}

const word = (out: TokenWriter, at: number): number => stick(WORD, out.text, at);

function words(out: TokenWriter, from: number, role: 'recipient'): void {
  for (let at = from; at < out.text.length; ) {
    const stop = word(out, at);
    if (stop < 0) at++;
    else {
      out.add('address', at, stop, role);
      at = stop + 1;
    }
  }
}
