/**
 * One DNS question to one server: UDP first, TCP when the answer was cut or could not be read. Never throws, never outlives its limit.
 */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import type { DnsServer } from '../input.ts';
import type { DnsFailure } from '../types.ts';
import { type DnsRecord, decodeAnswer, encodeQuestion, type QuestionType } from './wire.ts';

interface QueryOptions {
  /** For the whole question, repeats and TCP included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface QueryResult {
  readonly transport: 'udp' | 'tcp';
  /** Null when no usable answer came; `failure` then says why. */
  readonly rcode: string | null;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly records: readonly DnsRecord[];
  readonly timeMs: number;
  readonly failure: DnsFailure | null;
}

/** A lost datagram is asked again after these times. */
const REPEAT_AFTER_MS = [1500, 4000];

interface Received {
  readonly rcode: string;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly records: readonly DnsRecord[];
}

interface Question {
  readonly server: DnsServer;
  readonly name: string;
  readonly type: QuestionType;
  readonly edns: boolean;
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
}

type Exchange = { readonly answer: Received } | { readonly failure: DnsFailure };

export async function query(
  server: DnsServer,
  name: string,
  type: QuestionType,
  options: QueryOptions,
): Promise<QueryResult> {
  const started = performance.now();
  const deadline = started + options.timeoutMs;
  let transport: 'udp' | 'tcp' = 'udp';
  let edns = true;
  const ask = (over: typeof overUdp): Promise<Exchange> =>
    over({ server, name, type, edns, deadline, signal: options.signal });
  let outcome = await ask(overUdp);
  // Old servers refuse the EDNS0 record itself (RFC 6891 §7); they get the plain question.
  if ('answer' in outcome && ['FORMERR', 'NOTIMP'].includes(outcome.answer.rcode)) {
    edns = false;
    outcome = await ask(overUdp);
  }
  const cut = 'answer' in outcome ? outcome.answer.truncated : outcome.failure === 'malformed';
  if (cut) {
    const tcp = await ask(overTcp);
    if ('answer' in tcp || tcp.failure === 'cancelled' || saysNothing(outcome)) {
      transport = 'tcp';
      outcome = tcp;
    }
  }
  const timeMs = performance.now() - started;
  if ('failure' in outcome)
    return {
      transport,
      rcode: null,
      authoritative: false,
      truncated: false,
      records: [],
      timeMs,
      failure: outcome.failure,
    };
  return { transport, ...outcome.answer, timeMs, failure: null };
}

/** A cut answer without a record; it is not the same as "no data". */
function saysNothing(outcome: Exchange): boolean {
  return 'answer' in outcome && outcome.answer.rcode === 'NOERROR' && outcome.answer.records.length === 0;
}

function failureOf(error: NodeJS.ErrnoException): DnsFailure {
  switch (error.code) {
    case 'ECONNREFUSED':
    case 'ECONNRESET':
      return 'port-closed';
    case 'EACCES':
    case 'EPERM':
      return 'blocked-locally';
    case 'ETIMEDOUT':
      return 'timeout';
    default:
      return 'unreachable';
  }
}

/** What a transport needs while it waits for the answer. */
interface Waiting {
  readonly packet: Buffer;
  /** Settles when the bytes are the answer; somebody else's answer is passed over (RFC 5452 §9.1). */
  readonly take: (bytes: Uint8Array) => void;
  readonly fail: (error: NodeJS.ErrnoException) => void;
  readonly settle: (outcome: Exchange) => void;
}

/** One question, one answer. `open` sets the transport up and returns what takes it down again, which is called once. */
function exchange(question: Question, open: (waiting: Waiting) => () => void): Promise<Exchange> {
  return new Promise(resolve => {
    const { name, type, signal } = question;
    if (signal?.aborted) return resolve({ failure: 'cancelled' });
    const id = randomInt(0x10000);
    let settled = false;
    let close: (() => void) | null = null;
    const settle = (outcome: Exchange): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      close?.();
      resolve(outcome);
    };
    const onAbort = (): void => settle({ failure: 'cancelled' });
    const timer = setTimeout(() => settle({ failure: 'timeout' }), Math.max(0, question.deadline - performance.now()));
    signal?.addEventListener('abort', onAbort);
    close = open({
      packet: encodeQuestion(id, name, type, question.edns),
      settle,
      fail: error => settle({ failure: failureOf(error) }),
      take: bytes => {
        const answer = decodeAnswer(bytes, id, name, type);
        if (answer !== 'not-ours') settle(answer === 'malformed' ? { failure: 'malformed' } : { answer });
      },
    });
    if (settled) close();
  });
}

function overUdp(question: Question): Promise<Exchange> {
  const { address, port } = question.server;
  return exchange(question, ({ packet, take, fail }) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const repeats: NodeJS.Timeout[] = [];
    const send = (): void => {
      socket.send(packet, error => {
        if (error) fail(error);
      });
    };
    socket.on('error', fail).on('message', take);
    try {
      // A connected socket takes datagrams of this address and port only, and hears that nothing listens there.
      socket.connect(port, address, () => {
        send();
        for (const ms of REPEAT_AFTER_MS) repeats.push(setTimeout(send, ms));
      });
    } catch (error) {
      fail(error as NodeJS.ErrnoException);
    }
    return () => {
      for (const repeat of repeats) clearTimeout(repeat);
      socket.removeAllListeners().on('error', () => {});
      try {
        socket.close();
      } catch {
        // Closed already.
      }
    };
  });
}

function overTcp(question: Question): Promise<Exchange> {
  const { address, port } = question.server;
  return exchange(question, ({ packet, take, fail, settle }) => {
    const socket = connect({ host: address, port, autoSelectFamily: false });
    let received: Buffer = Buffer.alloc(0);
    socket.on('error', fail).on('close', () => settle({ failure: 'malformed' }));
    socket.on('connect', () => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(packet.length);
      socket.write(Buffer.concat([length, packet]));
    });
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      // The length field has two octets, so nothing can grow beyond 64 KiB and one chunk.
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        take(received.subarray(2, end));
        received = received.subarray(end);
      }
    });
    return () => {
      socket.removeAllListeners().on('error', () => {});
      socket.destroy();
    };
  });
}
