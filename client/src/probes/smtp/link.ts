/**
 * One connection, read reply by reply. Every wait has a deadline (an idle time-out would be restarted by each byte of a slow
 * dripper), every reply a limit of bytes and lines. Never throws; a wait ends with a reply or with the reason why there is none.
 */
import { connect, isIPv6, type Socket } from 'node:net';
import type { StepFailure } from '../types.ts';
import { lineKind } from './reply.ts';

/** RFC 5321 §4.5.3.1.5 allows 512 octets a line; real servers exceed that, attackers exceed this. */
const MAX_LINE_BYTES = 4096;
const MAX_REPLY_BYTES = 65_536;
const MAX_REPLY_LINES = 500;

type ReadResult =
  | { readonly lines: readonly Uint8Array[]; readonly noLineEnd: boolean }
  | { readonly failure: StepFailure; readonly lines: readonly Uint8Array[] };

export function failure(
  kind: StepFailure['kind'],
  code: string | null = null,
  detail: string | null = null,
): StepFailure {
  return { kind, code, detail };
}

interface ConnectOptions {
  readonly address: string;
  readonly port: number;
  readonly localAddress: string | null;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Open a TCP connection to a literal address. */
export function openSocket(options: ConnectOptions): Promise<Socket | StepFailure> {
  return new Promise(resolve => {
    const { signal } = options;
    if (signal?.aborted) return resolve(failure('cancelled'));
    const socket = connect({
      host: options.address,
      port: options.port,
      family: isIPv6(options.address) ? 6 : 4,
      autoSelectFamily: false,
      ...(options.localAddress === null ? {} : { localAddress: options.localAddress }),
    });
    const settle = (outcome: Socket | StepFailure): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket
        .removeAllListeners('connect')
        .removeAllListeners('error')
        .on('error', () => {});
      if (outcome !== socket) socket.destroy();
      resolve(outcome);
    };
    const onAbort = (): void => settle(failure('cancelled'));
    const timer = setTimeout(() => settle(failure('timeout')), options.timeoutMs);
    signal?.addEventListener('abort', onAbort);
    socket.on('connect', () => {
      // Paused until the link listens, so that no early byte is lost.
      socket.pause();
      settle(socket);
    });
    socket.on('error', error => settle(socketFailure(error)));
  });
}

function socketFailure(error: NodeJS.ErrnoException): StepFailure {
  const code = error.code ?? null;
  switch (code) {
    case 'ECONNREFUSED':
      return failure('refused', code);
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return failure('reset', code);
    case 'ETIMEDOUT':
      return failure('timeout', code);
    case 'EACCES':
    case 'EPERM':
    case 'EADDRNOTAVAIL':
    case 'EADDRINUSE':
    case 'EMFILE':
      return failure('blocked-locally', code);
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
    case 'EHOSTDOWN':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return failure('unreachable', code);
    default:
      return code?.startsWith('ERR_SSL') ? failure('tls', code) : failure('other', code);
  }
}

export class Link {
  readonly #socket: Socket;
  readonly #signal: AbortSignal | undefined;
  #received: Buffer = Buffer.alloc(0);
  #ended: StepFailure | null = null;
  #wake: () => void = () => {};

  constructor(socket: Socket, signal: AbortSignal | undefined) {
    this.#socket = socket;
    this.#signal = signal;
    socket.on('data', this.#onData);
    socket.on('error', this.#onError);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
    signal?.addEventListener('abort', this.#onAbort);
    if (signal?.aborted) this.#onAbort();
    socket.resume();
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    if (this.#received.length > MAX_REPLY_BYTES) this.#socket.pause();
    this.#wake();
  };
  readonly #onError = (error: NodeJS.ErrnoException): void => this.#finish(socketFailure(error));
  readonly #onEnd = (): void => this.#finish(failure('closed'));
  readonly #onAbort = (): void => {
    this.#socket.destroy();
    this.#ended = failure('cancelled');
    this.#wake();
  };

  #finish(reason: StepFailure): void {
    this.#ended ??= reason;
    this.#wake();
  }

  get ended(): StepFailure | null {
    return this.#ended;
  }

  write(line: string): void {
    if (this.#ended === null) this.#socket.write(`${line}\r\n`);
  }

  /** Wait until something arrives or ends; false once the deadline has passed. */
  #change(deadline: number): Promise<boolean> {
    const left = deadline - performance.now();
    if (left <= 0) return Promise.resolve(false);
    return new Promise(resolve => {
      const done = (changed: boolean): void => {
        clearTimeout(timer);
        this.#wake = () => {};
        resolve(changed);
      };
      const timer = setTimeout(() => done(false), left);
      this.#wake = () => done(true);
    });
  }

  /** Read up to the last line of one reply. */
  async readReply(timeoutMs: number): Promise<ReadResult> {
    const deadline = performance.now() + timeoutMs;
    const lines: Buffer[] = [];
    let bytes = 0;
    let scanned = 0;
    for (;;) {
      if (this.#ended?.kind === 'cancelled') return { failure: this.#ended, lines };
      const end = this.#received.indexOf(0x0a, scanned);
      if (end < 0 ? this.#received.length > MAX_LINE_BYTES : end > MAX_LINE_BYTES) {
        lines.push(this.#received.subarray(0, 200));
        return { failure: failure('too-long'), lines };
      }
      if (end >= 0) {
        let stop = end;
        while (stop > 0 && this.#received[stop - 1] === 0x0d) stop--;
        const line = this.#received.subarray(0, stop);
        this.#received = this.#received.subarray(end + 1);
        scanned = 0;
        bytes += end + 1;
        lines.push(line);
        if (lineKind(line) === 'last') return { lines, noLineEnd: false };
        if (lines.length === 1 && lineKind(line) === 'none') return { failure: failure('no-reply-code'), lines };
        if (bytes > MAX_REPLY_BYTES || lines.length >= MAX_REPLY_LINES) return { failure: failure('too-long'), lines };
        continue;
      }
      scanned = this.#received.length;
      if (this.#ended !== null) {
        const rest = this.#received;
        this.#received = Buffer.alloc(0);
        if (rest.length > 0) lines.push(rest);
        if (rest.length > 0 && lineKind(rest) === 'last') return { lines, noLineEnd: true };
        // Too long to be the begin of a code: not a reply that was cut.
        const foreign = lines.length === 1 && rest.length >= 3 && lineKind(rest) === 'none';
        if (foreign && this.#ended.kind === 'closed') return { failure: failure('no-reply-code'), lines };
        return { failure: this.#ended, lines };
      }
      if (!(await this.#change(deadline))) {
        const rest = this.#received;
        if (rest.length > 0) lines.push(rest);
        return { failure: failure('timeout'), lines };
      }
    }
  }

  /** Wait until something is there, the connection ends or the time is over. */
  async settle(settleMs: number): Promise<void> {
    const deadline = performance.now() + settleMs;
    while (this.#ended === null && this.#received.length === 0 && (await this.#change(deadline))) {
      // Woken, but by nothing that counts.
    }
  }

  /** What has arrived without being asked for (at most 4,096 bytes of it); null if nothing. Waits `settleMs` for it. */
  async takeUnasked(settleMs: number): Promise<Uint8Array | null> {
    await this.settle(settleMs);
    if (this.#received.length === 0) return null;
    const taken = this.#received.subarray(0, MAX_LINE_BYTES);
    this.#received = Buffer.alloc(0);
    this.#socket.resume();
    return taken;
  }

  /** Stop listening and hand the socket over, for TLS. */
  release(): Socket {
    this.#detach();
    return this.#socket;
  }

  #detach(): void {
    this.#socket
      .off('data', this.#onData)
      .off('error', this.#onError)
      .off('end', this.#onEnd)
      .off('close', this.#onEnd);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#socket.on('error', () => {});
  }

  destroy(): void {
    this.#detach();
    this.#socket.destroy();
  }
}
