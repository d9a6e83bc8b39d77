/** A DNS server on loopback (UDP and TCP on one port) that misbehaves as told. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import * as dnsPacket from 'dns-packet';

export interface DnsReply {
  readonly rcode?: 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED';
  readonly answers?: readonly dnsPacket.Answer[];
  readonly authoritative?: boolean;
  /** Over UDP only the header with TC comes, or `partly` the answers with TC; the rest needs TCP. */
  readonly truncated?: boolean | 'partly';
  readonly wrongId?: boolean;
  readonly wrongQuestion?: boolean;
  /** From another port than the one asked. */
  readonly wrongSource?: boolean;
  readonly silent?: boolean;
  readonly delayMs?: number;
  /** These bytes after the id, instead of everything. */
  readonly raw?: Uint8Array;
}

export interface DnsRequest {
  readonly name: string;
  readonly type: string;
  readonly transport: 'udp' | 'tcp';
  readonly edns: boolean;
}

/** One or several replies; several are sent one after the other. */
export type DnsHandler = (request: DnsRequest) => DnsReply | readonly DnsReply[];

export interface DnsFaultServer {
  /** `127.0.0.1:port`. */
  readonly server: string;
  readonly port: number;
  readonly requests: readonly DnsRequest[];
  readonly close: () => Promise<void>;
}

const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

export async function startDnsFaultServer(
  handler: DnsHandler,
  options: { readonly host?: string; readonly tcp?: boolean } = {},
): Promise<DnsFaultServer> {
  const host = options.host ?? '127.0.0.1';
  const requests: DnsRequest[] = [];
  const { udp, tcp } = await bind(host, options.tcp ?? true);
  const open = new Set<Socket>();
  let closed = false;
  const { port } = udp.address();
  const other = createSocket(host.includes(':') ? 'udp6' : 'udp4');

  const answer = (
    message: Buffer,
    transport: 'udp' | 'tcp',
    send: (packet: Buffer, wrongSource: boolean) => void,
  ): void => {
    const query = dnsPacket.decode(message);
    const question = query.questions?.[0];
    if (question === undefined) return;
    const edns = (query.additionals ?? []).some(record => record.type === 'OPT');
    const request: DnsRequest = { name: question.name, type: question.type, transport, edns };
    requests.push(request);
    for (const reply of [handler(request)].flat() as DnsReply[]) {
      if (reply.silent) continue;
      const packet = encodeReply(reply, query.id ?? 0, question, transport);
      setTimeout(() => {
        if (!closed) send(packet, reply.wrongSource ?? false);
      }, reply.delayMs ?? 0);
    }
  };

  udp.on('message', (message, from) => {
    answer(message, 'udp', (packet, wrongSource) => {
      (wrongSource ? other : udp).send(packet, from.port, from.address, () => {});
    });
  });
  tcp?.on('connection', socket => {
    open.add(socket);
    let received: Buffer = Buffer.alloc(0);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      answer(received.subarray(2), 'tcp', packet => {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(packet.length);
        socket.write(Buffer.concat([length, packet]));
      });
    });
  });
  return {
    server: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    port,
    requests,
    close: async () => {
      closed = true;
      for (const socket of open) socket.destroy();
      udp.close();
      other.close();
      tcp?.close();
      if (tcp) await once(tcp, 'close');
    },
  };
}

function encodeReply(reply: DnsReply, id: number, question: dnsPacket.Question, transport: 'udp' | 'tcp'): Buffer {
  const shownId = reply.wrongId ? (id + 1) % 0x10000 : id;
  if (reply.raw !== undefined) {
    const head = Buffer.alloc(2);
    head.writeUInt16BE(shownId);
    return Buffer.concat([head, reply.raw]);
  }
  const cut = transport === 'udp' && (reply.truncated ?? false);
  return dnsPacket.encode({
    type: 'response',
    id: shownId,
    flags:
      RCODES[reply.rcode ?? 'NOERROR'] |
      dnsPacket.RECURSION_DESIRED |
      dnsPacket.RECURSION_AVAILABLE |
      (reply.authoritative ? dnsPacket.AUTHORITATIVE_ANSWER : 0) |
      (cut === false ? 0 : dnsPacket.TRUNCATED_RESPONSE),
    questions: [reply.wrongQuestion ? { ...question, name: `not-${question.name}` } : question],
    answers: cut === true ? [] : [...(reply.answers ?? [])],
  });
}

/** UDP and TCP on the same free port; another process may take one of them in between, so it tries again. */
async function bind(host: string, withTcp: boolean): Promise<{ readonly udp: UdpSocket; readonly tcp: Server | null }> {
  for (let attempt = 0; ; attempt++) {
    const udp = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    udp.bind(0, host);
    await once(udp, 'listening');
    if (!withTcp) return { udp, tcp: null };
    const tcp = createServer();
    try {
      tcp.listen((udp.address() as AddressInfo).port, host);
      await once(tcp, 'listening');
      return { udp, tcp };
    } catch (error) {
      udp.close();
      if (attempt >= 10) throw error;
    }
  }
}

export function mx(name: string, preference: number, exchange: string, ttl = 3600): dnsPacket.Answer {
  return { type: 'MX', name, class: 'IN', ttl, data: { preference, exchange } };
}

export function a(name: string, address: string, ttl = 300): dnsPacket.Answer {
  return { type: 'A', name, class: 'IN', ttl, data: address };
}

export function aaaa(name: string, address: string, ttl = 300): dnsPacket.Answer {
  return { type: 'AAAA', name, class: 'IN', ttl, data: address };
}

export function cname(name: string, target: string, ttl = 300): dnsPacket.Answer {
  return { type: 'CNAME', name, class: 'IN', ttl, data: target };
}

export function txt(name: string, ...parts: string[]): dnsPacket.Answer {
  return { type: 'TXT', name, class: 'IN', ttl: 300, data: parts };
}

export function ptr(name: string, target: string): dnsPacket.Answer {
  return { type: 'PTR', name, class: 'IN', ttl: 300, data: target };
}

/** A handler that answers from a list of records, NXDOMAIN for names that are not in it. */
export function zone(records: readonly dnsPacket.Answer[]): DnsHandler {
  return ({ name, type }) => {
    const own = records.filter(record => record.name.toLowerCase() === name.toLowerCase());
    const alias = own.find(record => record.type === 'CNAME');
    const chained = alias ? records.filter(record => 'data' in alias && record.name === alias.data) : [];
    const answers = [...own, ...chained].filter(record => record.type === type || record.type === 'CNAME');
    return own.length === 0 ? { rcode: 'NXDOMAIN' } : { answers };
  };
}
