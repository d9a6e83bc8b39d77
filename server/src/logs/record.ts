/**
 * Records as rows of numbers: 20 bytes a row, no object a line.
 *
 * A record is one thing the server logged. The usual two writes of a peer's reply (`[id] SendMailMess:` and the reply) make
 * one record; each further line of a multi-line reply is a record of its own (`continuation`), so that no line is lost.
 */

/** What a record is. The slug of each kind is its key in {@link KIND_NAMES} and in the JSON of `senderlog check`. */
export const Kind = {
  /** Not understood. */
  Unknown: 0,
  // The dialogue
  /** `SendMailMess:` and a reply. */
  Reply: 1,
  /** A reply without an id: its stub stands on an earlier line, or it was pasted bare. */
  OrphanReply: 2,
  /** `SendMailMess:` whose reply is not on the same line. */
  Stub: 3,
  /** A further line of the reply (or of the answer text) before it. */
  Continuation: 4,
  /** `SendMailMess:` and an SMTP command. */
  Command: 5,
  /** `SendMailMess:` and what is sent inside AUTH: a secret. */
  AuthData: 6,
  /** `n:get_reply():size=k:token=…`, the raw chunk as received. */
  GetReply: 7,
  /** The same with size 0 (closed) or -1 (failed). */
  GetReplyEnd: 8,
  /** E-Post's own 451, without id. */
  Self451: 9,
  DataComplete: 10,
  DataError: 11,
  /** `SendMailMess:return=` and `SendGlbalMail:return code=`. */
  SendResult: 12,
  /** `SendMailMess` alone, `SendGlbalMail:domain=`. */
  SendStart: 13,
  // Connecting
  ConnectHost: 14,
  ConnectFailed: 15,
  ConnectSuccess: 16,
  /** `socket()=INVALID_SOCKET`, `FillAddr error`. */
  ConnectLocalError: 17,
  /** `ConnectHost:domain=`, `retrun mscok`, `getaddrinfo:domain=`. */
  ConnectTrace: 18,
  /** `SSL_CTX_new() = n`, `SSL_CTX_get_security_level() = n` at STARTTLS. */
  TlsTrace: 19,
  /** The same at connect: implicit TLS. */
  TlsConnectTrace: 20,
  TlsFailed: 21,
  // Queue and retry
  /** `GetTryServer:()`. */
  TryCheck: 22,
  /** `GetTryServer:(ltime(A)-otime(B))/N=(K)`. */
  TryAge: 23,
  /** `GetTryServer:i=K`. */
  TryIndex: 24,
  /** `GetTryServer(): … not found`. */
  TryFirst: 25,
  AfterCutting: 26,
  RetryDecision: 27,
  SetRetry: 28,
  /** `bRetryRule=`, `RetryDomain:`, `Inc_MRI_TryCount2()`. */
  RetryTrace: 29,
  // Bounce
  BounceStart: 30,
  BounceRoute: 31,
  BounceDone: 32,
  BounceTrace: 33,
  // Route
  /** `GetSMTPServer = …`. */
  Route: 34,
  /** `queryMXRecode…`, name servers. */
  MxQuery: 35,
  /** `… IN MX pref host`. */
  MxFound: 36,
  /** `nErrCode:[e] nTry:[t] % mxNum:[m] = [host]`, `SMTPServer=[host]`. */
  MxChosen: 37,
  MxNotFound: 38,
  IllegalDomain: 39,
  /** Get/Set/DelMXCashList. */
  MxCache: 40,
  /** Get/SetSTLSFailList. */
  TlsMemory: 41,
  // The rest of senderlog
  /** `outlog()`, `outlocallog()`, `faillog()`: the companion line is written now. */
  LogWrite: 42,
  /** Housekeeping of the queue. */
  Queue: 43,
  /** `GetRCPFile:rcp.mAnswer(…`: the text that the error mail will give. */
  Answer: 44,
  /** Account look-ups: `NetUserGetInfo`, `Check To:`, `user check status`. */
  Account: 45,
  /** Thread bookkeeping. */
  Thread: 46,
  /** A failed OAuth helper, its command line or its answer: may hold a token. */
  OAuth: 47,
  // The other logs
  Fail: 48,
  Sent: 49,
  Accept: 50,
  AcceptResult: 51,
  Received: 52,
  Inbound: 53,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** Slugs of the kinds, by number. */
export const KIND_NAMES: readonly string[] = Object.keys(Kind).map(name =>
  name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase(),
);

/** SMTP commands that the delivery agent sends; the number stands in a record's code. */
export const Command = { Ehlo: 1, Helo: 2, StartTls: 3, Auth: 4, Mail: 5, Rcpt: 6, Data: 7, Rset: 8, Quit: 9 } as const;
export type Command = (typeof Command)[keyof typeof Command];

export const Flag = {
  /** Holds bytes above 0x7F. */
  NonAscii: 1,
  /** The stamp has no milliseconds (very old builds). */
  Seconds: 2,
  /** Begins in the middle of a physical line: a glued write. */
  Glued: 4,
  /** A reply line that announces another (`250-`). */
  More: 8,
  /** Written by E-Post itself though it looks like a peer's reply. */
  Own: 16,
  /** The negative form: `ffffffff`, size -1, `fail`, not found. */
  Negative: 32,
  /** The stub and the reply stand on one line. */
  Stubbed: 64,
  /** The id is a placeholder of blanks. */
  NoId: 128,
} as const;

/** Numbers a row: in most blocks what counts bytes and lines fits into 16 bits and two of them share a number. */
const NARROW = 5;
/** In a block where it does not (a line of more than 64 KB), each has a number of its own. */
const WIDE = 7;
/** Numbers that do not fit into 16 bits read as this; the text has the value. */
export const CODE_MAX = 0xffff;

/**
 * The rows of one block. Columns: kind, flags and code (packed), stamp (ms of the day, -1 where none), id (number in the id
 * table, 0 where none), then offset and length in bytes in the block, the offset of the payload in the block, and the line.
 */
export class Records {
  readonly #rows: Int32Array;
  readonly #stride: number;
  readonly count: number;

  constructor(rows: Int32Array, wide = false) {
    this.#rows = rows;
    this.#stride = wide ? WIDE : NARROW;
    this.count = rows.length / this.#stride;
  }

  kind(row: number): Kind {
    return (this.#rows[row * this.#stride]! & 0xff) as Kind;
  }
  flags(row: number): number {
    return (this.#rows[row * this.#stride]! >>> 8) & 0xff;
  }
  code(row: number): number {
    return this.#rows[row * this.#stride]! >>> 16;
  }
  /** Milliseconds of the day, -1 where there is no stamp. */
  stamp(row: number): number {
    return this.#rows[row * this.#stride + 1]!;
  }
  id(row: number): number {
    return this.#rows[row * this.#stride + 2]!;
  }
  offset(row: number): number {
    const n = this.#rows[row * this.#stride + 3]!;
    return this.#stride === NARROW ? n & 0xffff : n;
  }
  length(row: number): number {
    return this.#stride === NARROW ? this.#rows[row * NARROW + 3]! >>> 16 : this.#rows[row * WIDE + 4]!;
  }
  end(row: number): number {
    return this.offset(row) + this.length(row);
  }
  /** Where what the record is about begins: the reply's first digit, the host, the address, the domain … */
  payload(row: number): number {
    return this.#stride === NARROW ? this.#rows[row * NARROW + 4]! & 0xffff : this.#rows[row * WIDE + 5]!;
  }
  /** The line of the record, counted at LF from 0 at the block's beginning. */
  line(row: number): number {
    return this.#stride === NARROW ? this.#rows[row * NARROW + 4]! >>> 16 : this.#rows[row * WIDE + 6]!;
  }
  /** Adds to `counts`, by kind, how many rows are of it; returns the flags that any row has. */
  tally(counts: Uint32Array): number {
    const rows = this.#rows;
    let heads = 0;
    for (let at = 0; at < rows.length; at += this.#stride) {
      const first = rows[at]!;
      heads |= first;
      counts[first & 0xff]!++;
    }
    return (heads >>> 8) & 0xff;
  }
  /** Whether the rows are of the wide form, as {@link Records} takes them. */
  get wide(): boolean {
    return this.#stride === WIDE;
  }
  /** Where the rows begin in {@link memory}. */
  get byteOffset(): number {
    return this.#rows.byteOffset;
  }
  /** Copies the rows to where there is room for {@link byteLength} bytes. */
  copyTo(to: Int32Array): void {
    to.set(this.#rows);
  }
  /** The allocation that they share with other blocks. */
  get memory(): ArrayBufferLike {
    return this.#rows.buffer;
  }
  /** Memory of the rows, in bytes. */
  get byteLength(): number {
    return this.#rows.byteLength;
  }
  /** The last row that begins at or before `offset`, or -1. */
  rowAt(offset: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low <= high) {
      const mid = (low + high) >> 1;
      if (this.offset(mid) <= offset) low = mid + 1;
      else high = mid - 1;
    }
    return high;
  }
}

/** Numbers that one allocation holds: the rows of some twenty blocks. */
const CHUNK = 32 * 1024;

/** Collects rows. Those of several blocks share one allocation, since one for each block costs more than the rows. */
export class RowWriter {
  #rows = new Int32Array(CHUNK);
  #start = 0;
  #length = 0;
  #wide = false;
  /** How many blocks hold rows in an allocation, where they are given back; and one that none needs any more. */
  readonly #users: Map<ArrayBufferLike, number> | undefined;
  #spare: Int32Array<ArrayBuffer> | undefined;

  /** @param reuses each block's rows are given back: see {@link giveBack} */
  constructor(reuses = false) {
    this.#users = reuses ? new Map() : undefined;
  }

  /** Offset, length, payload and line are less than 2^31. */
  add(head: number, offset: number, length: number, stamp: number, id: number, payload: number, line: number): void {
    const at = this.#length;
    if (this.#wide || (offset | length | payload | line) > 0xffff || at + NARROW > this.#rows.length) {
      this.#addSlowly(head, offset, length, stamp, id, payload, line);
      return;
    }
    const rows = this.#rows;
    rows[at] = head;
    rows[at + 1] = stamp;
    rows[at + 2] = id;
    rows[at + 3] = offset | (length << 16);
    rows[at + 4] = payload | (line << 16);
    this.#length = at + NARROW;
  }

  /** Rows in the form that {@link add} makes of what fits into 16 bits, one after the other; `numbers` are all of them. */
  addAll(from: Int32Array, numbers: number): void {
    if (this.#length + numbers > this.#rows.length) {
      const open = this.#rows.subarray(this.#start, this.#length);
      this.#open(Math.max(CHUNK, (open.length + numbers) * 2), open);
    }
    if (numbers > 100) this.#rows.set(from.subarray(0, numbers), this.#length);
    else for (let i = 0; i < numbers; i++) this.#rows[this.#length + i] = from[i]!;
    this.#length += numbers;
  }

  /** Where the row needs a wide block, or more room. */
  #addSlowly(
    head: number,
    offset: number,
    length: number,
    stamp: number,
    id: number,
    payload: number,
    line: number,
  ): void {
    if (!this.#wide && (offset | length | payload | line) > 0xffff) this.#widen();
    if (this.#length + WIDE > this.#rows.length) {
      // The rows of the block at hand move to a new allocation; the finished ones keep the old one.
      const open = this.#rows.subarray(this.#start, this.#length);
      this.#open(Math.max(CHUNK, open.length * 2), open);
    }
    if (!this.#wide) {
      this.add(head, offset, length, stamp, id, payload, line);
      return;
    }
    this.#rows.set([head, stamp, id, offset, length, payload, line], this.#length);
    this.#length += WIDE;
  }

  #widen(): void {
    const narrow = new Records(this.#rows.subarray(this.#start, this.#length));
    const wide = new Int32Array(narrow.count * WIDE);
    for (let row = 0; row < narrow.count; row++) {
      const from = this.#start + row * NARROW;
      wide.set(this.#rows.subarray(from, from + 3), row * WIDE);
      wide.set([narrow.offset(row), narrow.length(row), narrow.payload(row), narrow.line(row)], row * WIDE + 3);
    }
    this.#open(Math.max(CHUNK, wide.length * 2), wide);
    this.#wide = true;
  }

  #open(size: number, rows: Int32Array): void {
    const spare = size === CHUNK ? this.#spare : undefined;
    if (spare !== undefined) this.#spare = undefined;
    this.#rows = spare ?? new Int32Array(size);
    this.#rows.set(rows);
    this.#start = 0;
    this.#length = rows.length;
  }

  /** The rows so far; the writer begins anew. */
  take(): Records {
    const records = new Records(this.#rows.subarray(this.#start, this.#length), this.#wide);
    this.#start = this.#length;
    this.#wide = false;
    this.#users?.set(records.memory, (this.#users.get(records.memory) ?? 0) + 1);
    return records;
  }

  /** Nobody will read these rows any more: their memory may take others. */
  giveBack({ memory }: Records): void {
    const users = this.#users?.get(memory);
    if (users === undefined) return;
    if (users > 1) {
      this.#users?.set(memory, users - 1);
      return;
    }
    this.#users?.delete(memory);
    if (memory instanceof ArrayBuffer && memory !== this.#rows.buffer && memory.byteLength === 4 * CHUNK)
      this.#spare = new Int32Array(memory);
  }
}

/** Packs the first column. */
export const head = (kind: number, flags: number, code: number): number =>
  kind | (flags << 8) | (Math.min(code, CODE_MAX) << 16);
