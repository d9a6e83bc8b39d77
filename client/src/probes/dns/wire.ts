/** The DNS wire format (RFC 1035, EDNS0 of RFC 6891), done by dns-packet; here only what guards it against strangers. */
import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import * as dnsPacket from 'dns-packet';

export type QuestionType = 'MX' | 'A' | 'AAAA' | 'TXT' | 'PTR';

/** A record of the answer section that we can use. `name` is in lower case. */
export type DnsRecord =
  | {
      readonly type: 'MX';
      readonly name: string;
      readonly ttl: number;
      readonly preference: number;
      readonly exchange: string;
    }
  | {
      readonly type: 'A' | 'AAAA' | 'CNAME' | 'PTR';
      readonly name: string;
      readonly ttl: number;
      readonly data: string;
    }
  | { readonly type: 'TXT'; readonly name: string; readonly ttl: number; readonly data: string };

interface Answer {
  readonly rcode: string;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly records: readonly DnsRecord[];
}

/** Fits into one datagram on any path (DNS flag day 2020). */
const UDP_PAYLOAD = 1232;

/** More records than this in all sections: refused before decoding, which bounds the time that pointer chains can cost. */
const MAX_RECORDS = 1000;

export function encodeQuestion(id: number, name: string, type: QuestionType, edns: boolean): Buffer {
  return dnsPacket.encode({
    type: 'query',
    id,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ type, name, class: 'IN' }],
    additionals: edns
      ? [
          {
            type: 'OPT',
            name: '.',
            udpPayloadSize: UDP_PAYLOAD,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ]
      : [],
  });
}

/**
 * Decode an answer to our question. `not-ours`: another id or question, or no answer at all. `malformed`: it bears our id but cannot
 * be decoded (cut, compression loop, absurd counts).
 */
export function decodeAnswer(
  bytes: Uint8Array,
  id: number,
  name: string,
  type: QuestionType,
): Answer | 'not-ours' | 'malformed' {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 3 || buffer.readUInt16BE(0) !== id || (buffer[2]! & 0x80) === 0) return 'not-ours';
  if (buffer.length < 12) return 'malformed';
  const counts = buffer.readUInt16BE(6) + buffer.readUInt16BE(8) + buffer.readUInt16BE(10);
  if (buffer.readUInt16BE(4) > 1 || counts > MAX_RECORDS) return 'malformed';
  let packet: ReturnType<typeof dnsPacket.decode> & { readonly rcode?: string };
  try {
    packet = dnsPacket.decode(buffer);
  } catch {
    // A cut packet may end within a record; its header still says that TCP is the way.
    if ((buffer[2]! & 0x02) !== 0)
      return { rcode: 'NOERROR', authoritative: (buffer[2]! & 0x04) !== 0, truncated: true, records: [] };
    return 'malformed';
  }
  const question = packet.questions?.[0];
  const rcode = packet.rcode ?? 'NOERROR';
  // Some servers leave the question out of an error; without one, only an error is believed.
  if (question === undefined ? rcode === 'NOERROR' : question.type !== type || fold(question.name) !== fold(name))
    return 'not-ours';
  const records: DnsRecord[] = [];
  for (const record of packet.answers ?? []) {
    const usable = toRecord(record);
    if (usable) records.push(usable);
  }
  return { rcode, authoritative: packet.flag_aa, truncated: packet.flag_tc, records };
}

function fold(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

function toRecord(record: dnsPacket.Answer): DnsRecord | null {
  if (record.type === 'OPT' || record.class !== 'IN') return null;
  const common = { name: fold(record.name), ttl: record.ttl ?? 0 };
  switch (record.type) {
    case 'MX': {
      // An empty RDATA decodes to a name of the following bytes; dns-packet checks no length here, so neither part is trusted.
      const exchange = record.data.exchange === '.' ? '.' : fold(record.data.exchange);
      return { type: 'MX', ...common, preference: record.data.preference ?? 0, exchange };
    }
    case 'A':
      return isIPv4(record.data) ? { type: 'A', ...common, data: record.data } : null;
    case 'AAAA':
      // One spelling for one address, the operating system's, so that both can be compared.
      return isIPv6(record.data)
        ? { type: 'AAAA', ...common, data: new SocketAddress({ address: record.data, family: 'ipv6' }).address }
        : null;
    case 'CNAME':
    case 'PTR':
      return { type: record.type, ...common, data: fold(record.data) };
    case 'TXT': {
      const parts = Array.isArray(record.data) ? record.data : [record.data];
      return {
        type: 'TXT',
        ...common,
        data: parts.map(part => (typeof part === 'string' ? part : part.toString('latin1'))).join(''),
      };
    }
    default:
      return null;
  }
}

/** Follow the CNAMEs of an answer from `name`; returns the last name. A loop ends where it closes. */
export function followAliases(records: readonly DnsRecord[], name: string): string {
  const seen = new Set<string>();
  let current = fold(name);
  while (!seen.has(current)) {
    seen.add(current);
    const next = records.find(record => record.type === 'CNAME' && record.name === current);
    if (next?.type !== 'CNAME') return current;
    current = next.data;
  }
  return current;
}
