/**
 * One DNS question to one server: UDP first, TCP when the answer was cut or could not be read. Never throws, never outlives its limit.
 */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import type { DnsServer } from '../input.ts';
import type { DnsFailure } from '../types.ts';
import { type DnsRecord, decodeAnswer, encodeQuestion, type QuestionType } from './wire.ts';

export interface QueryOptions {
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
  let outcome = await overUdp(server, name, type, edns, deadline, options.signal);
  // Old servers refuse the EDNS0 record itself (RFC 6891 §7); they get the plain question.
  if ('answer' in outcome && ['FORMERR', 'NOTIMP'].includes(outcome.answer.rcode)) {
    edns = false;
    outcome = await overUdp(server, name, type, edns, deadline, options.signal);
  }
  const cut = 'answer' in outcome ? outcome.answer.truncated : outcome.failure === 'malformed';
  if (cut) {
    const tcp = await overTcp(server, name, type, edns, deadline, options.signal);
    if ('answer' in tcp) {
      transport = 'tcp';
      outcome = tcp;
    } else if (tcp.failure === 'cancelled') outcome = tcp;
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

function overUdp(
  server: DnsServer,
  name: string,
  type: QuestionType,
  edns: boolean,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<Exchange> {
  return new Promise(resolve => {
    if (signal?.aborted) return resolve({ failure: 'cancelled' });
    const id = randomInt(0x10000);
    const packet = encodeQuestion(id, name, type, edns);
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
    const timers: NodeJS.Timeout[] = [];
    const settle = (outcome: Exchange): void => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.removeAllListeners().on('error', () => {});
      try {
        socket.close();
      } catch {
        // Closed already.
      }
      resolve(outcome);
    };
    const onAbort = (): void => settle({ failure: 'cancelled' });
    signal?.addEventListener('abort', onAbort);
    socket.on('error', error => settle({ failure: failureOf(error) }));
    socket.on('message', message => {
      const answer = decodeAnswer(message, id, name, type);
      // Somebody else's answer: keep waiting for ours (RFC 5452 §9.1).
      if (answer === 'not-ours') return;
      settle(answer === 'malformed' ? { failure: 'malformed' } : { answer });
    });
    const send = (): void => {
      socket.send(packet, error => {
        if (error) settle({ failure: failureOf(error) });
      });
    };
    timers.push(setTimeout(() => settle({ failure: 'timeout' }), Math.max(0, deadline - performance.now())));
    try {
      // A connected socket takes datagrams of this address and port only, and hears that nothing listens there.
      socket.connect(server.port, server.address, () => {
        send();
        for (const ms of REPEAT_AFTER_MS) timers.push(setTimeout(send, ms));
      });
    } catch (error) {
      settle({ failure: failureOf(error as NodeJS.ErrnoException) });
    }
  });
}

function overTcp(
  server: DnsServer,
  name: string,
  type: QuestionType,
  edns: boolean,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<Exchange> {
  return new Promise(resolve => {
    if (signal?.aborted) return resolve({ failure: 'cancelled' });
    const id = randomInt(0x10000);
    const packet = encodeQuestion(id, name, type, edns);
    const socket = connect({ host: server.address, port: server.port, autoSelectFamily: false });
    let received: Buffer = Buffer.alloc(0);
    const settle = (outcome: Exchange): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.removeAllListeners().on('error', () => {});
      socket.destroy();
      resolve(outcome);
    };
    const onAbort = (): void => settle({ failure: 'cancelled' });
    const timer = setTimeout(() => settle({ failure: 'timeout' }), Math.max(0, deadline - performance.now()));
    signal?.addEventListener('abort', onAbort);
    socket.on('error', error => settle({ failure: failureOf(error) }));
    socket.on('close', () => settle({ failure: 'malformed' }));
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
        const answer = decodeAnswer(received.subarray(2, end), id, name, type);
        received = received.subarray(end);
        if (answer === 'not-ours') continue;
        return settle(answer === 'malformed' ? { failure: 'malformed' } : { answer });
      }
    });
  });
}
