import type { Records } from './record.ts';

/** What the tokens of all logs have in common. Records are read as Latin-1, so that an index is a byte offset. */

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
  | 'try-number'
  | 'result'
  | 'number'
  | 'session'
  | 'secret';

/** What a host or an address is there for, where the shape of the line tells. */
export type TokenRole = 'sender' | 'recipient' | 'own-name' | 'peer' | 'client' | 'helo';

/** A part of a record; offsets are bytes in the block. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** As it stands there, a byte a character. */
  readonly text: string;
  readonly role?: TokenRole;
}

/** Bytes of a record that are looked at; the rest of a longer one has no tokens. */
export const MAX_TOKENS_LENGTH = 8192;

const ID = /B\d{10}((?:-[A-Za-z0-9]{1,20}){0,12})/y;
const COMMAND = /(?:EHLO|HELO|STARTTLS|AUTH|MAIL (?:FROM|From|from)|RCPT (?:TO|To|to)|DATA|RSET|QUIT)(?=[ :\r]|$)/y;
const REPLY = /([2-5]\d\d)(?:[ -]|$)/y;
const ENHANCED = /[245]\.\d{1,3}\.\d{1,3}(?![\d.])/y;
const CODE_PAIR = /code=(\d{1,10})\/([0-9a-fA-F]{1,8})/;
const ERROR_NUMBER = /(?:code=|error=|OTHER CODE=|WSAGetLastError\(\) = \()(\d{1,10})/;
const ADDRESS = /[^\s<>()[\]:,"]{1,64}@[^\s<>()[\]:,"]{1,255}/g;

/** Collects the tokens of one record. */
export class TokenWriter {
  readonly text: string;
  readonly tokens: Token[] = [];
  readonly #base: number;

  constructor(bytes: Uint8Array, records: Records, row: number) {
    this.#base = records.offset(row);
    this.text = latin1(bytes, this.#base, Math.min(records.end(row), this.#base + MAX_TOKENS_LENGTH));
  }

  /** `start` and `stop` are offsets in the record. */
  add(kind: TokenKind, start: number, stop: number, role?: TokenRole): void {
    if (stop <= start) return;
    const at = { kind, start: this.#base + start, end: this.#base + stop, text: this.text.slice(start, stop) };
    this.tokens.push(role === undefined ? at : { ...at, role });
  }

  /** In the order of the text. */
  done(): Token[] {
    return this.tokens.sort((a, b) => a.start - b.start);
  }

  /** An id with its suffixes at `at`, else whatever stands up to the bracket; returns the end. */
  id(at: number): number {
    const { text } = this;
    ID.lastIndex = at;
    const m = ID.exec(text);
    if (m === null) {
      const close = text.indexOf(']', at);
      return close < 0 ? at : close;
    }
    this.add('id', at, at + 11);
    let start = at + 11;
    for (const suffix of m[1]!.matchAll(/-[A-Za-z0-9]+/g)) {
      this.add('suffix', start, start + suffix[0].length);
      start += suffix[0].length;
    }
    return start;
  }

  /** A reply, from its code to `end`. */
  reply(at: number, end = this.text.length): void {
    const text = end < this.text.length ? this.text.slice(0, end) : this.text;
    REPLY.lastIndex = at;
    let rest = at;
    if (REPLY.test(text)) {
      this.add('reply-code', at, at + 3);
      rest = Math.min(text.length, at + 4);
      const enhanced = stick(ENHANCED, text, rest);
      if (enhanced > rest) {
        this.add('enhanced', rest, enhanced);
        rest = enhanced;
      }
    }
    const pair = CODE_PAIR.exec(text.slice(rest, rest + 400));
    if (pair !== null) {
      const start = rest + pair.index;
      this.add('reply-text', rest, start);
      this.add('code-pair', start, start + pair[0].length);
      rest = start + pair[0].length;
    }
    this.add('reply-text', rest, text.length);
  }

  /** Does a reply begin there? */
  isReply(at: number): boolean {
    return stick(REPLY, this.text, at) >= 0;
  }

  /** An SMTP command; false where none stands. */
  command(at: number): boolean {
    const { text } = this;
    const stop = stick(COMMAND, text, at);
    if (stop < 0) return false;
    this.add('command', at, stop);
    if (/^(?:EHLO|HELO)/.test(text.slice(at, at + 4))) this.add('host', stop + 1, text.length, 'helo');
    else if (text.startsWith('AUTH', at)) {
      const secret = text.indexOf(' ', stop + 1);
      this.add('command', stop + 1, secret < 0 ? text.length : secret);
      if (secret > 0) this.add('secret', secret + 1, text.length);
    }
    return true;
  }

  /** The first error number after `at`. */
  errorNumber(at: number): void {
    const window = this.text.slice(at, at + 400);
    const m = ERROR_NUMBER.exec(window);
    if (m === null) return;
    const start = at + m.index + m[0].length - m[1]!.length;
    this.add('error-number', start, start + m[1]!.length);
  }

  /** The first decimal number after `at`. */
  number(kind: TokenKind, at: number): void {
    const m = /\d{1,20}/.exec(this.text.slice(at, at + 40));
    if (m !== null) this.add(kind, at + m.index, at + m.index + m[0].length);
  }

  /** Addresses from `at` to `end`, where nothing else has been found. */
  addresses(at: number, end = this.text.length, role?: TokenRole): void {
    for (const m of this.text.slice(at, end).matchAll(ADDRESS)) {
      const start = at + m.index;
      const from = this.#base + start;
      const to = from + m[0].length;
      if (this.tokens.some(t => t.kind !== 'event' && t.start < to && t.end > from)) continue;
      this.add('address', start, start + m[0].length, role);
    }
  }
}

/** The end of a sticky match at `at`, or -1. */
export function stick(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

function latin1(b: Uint8Array, from: number, end: number): string {
  let text = '';
  for (let i = from; i < end; i += 4096) text += String.fromCharCode(...b.subarray(i, Math.min(end, i + 4096)));
  return text;
}
