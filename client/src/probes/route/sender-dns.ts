/** DNS as the checks of the sender side need it: several servers in turn, each question once, a limit for all of them. */
import { getServers } from 'node:dns';
import { isIPv6 } from 'node:net';
import { query } from '../dns/query.ts';
import type { DnsRecord, QuestionType } from '../dns/wire.ts';
import { followAliases } from '../dns/wire.ts';
import { toDnsServer, toDomainName } from '../input.ts';

/** What one set of checks may ask; records of strangers decide what is asked, so that it must end somewhere. */
const MAX_QUESTIONS = 100;

interface Told {
  /** False when no server gave an answer (failed, timed out, refused). */
  readonly answered: boolean;
  readonly exists: boolean;
  /** Of the type asked for, aliases followed. */
  readonly data: readonly string[];
}

export class SenderDns {
  readonly #servers: readonly string[];
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal | undefined;
  readonly #asked = new Map<string, Promise<Told>>();

  /** @throws ProbeInputError when a server is not valid. */
  constructor(servers: readonly string[], timeoutMs: number, signal: AbortSignal | undefined) {
    this.#servers = (servers.length > 0 ? servers : getServers()).slice(0, 3);
    for (const server of this.#servers) toDnsServer(server);
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
  }

  get cancelled(): boolean {
    return this.#signal?.aborted ?? false;
  }

  ask(name: string, type: QuestionType): Promise<Told> {
    const key = `${type} ${name}`;
    let told = this.#asked.get(key);
    if (told === undefined) {
      told = this.#asked.size >= MAX_QUESTIONS ? Promise.resolve(unanswered) : this.#askServers(name, type);
      this.#asked.set(key, told);
    }
    return told;
  }

  /** A and AAAA as the family asks. */
  addresses(name: string, family: 4 | 6): Promise<Told> {
    return this.ask(name, family === 6 ? 'AAAA' : 'A');
  }

  async #askServers(name: string, type: QuestionType): Promise<Told> {
    if (!isQueryName(name)) return { answered: true, exists: false, data: [] };
    for (const server of this.#servers) {
      if (this.cancelled) return unanswered;
      const { rcode, records } = await query(toDnsServer(server), name, type, {
        timeoutMs: this.#timeoutMs,
        signal: this.#signal,
      });
      if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') continue;
      const end = followAliases(records, name);
      const own = records.filter(record => record.type === type && record.name === end);
      return { answered: true, exists: rcode === 'NOERROR', data: own.map(dataOf) };
    }
    return unanswered;
  }
}

const unanswered: Told = { answered: false, exists: false, data: [] };

function dataOf(record: DnsRecord): string {
  return record.type === 'MX' ? record.exchange : record.data;
}

/** Names out of records of strangers may be anything; DNS names proper go on the wire. */
function isQueryName(name: string): boolean {
  try {
    return toDomainName(name).ascii === name.toLowerCase().replace(/\.$/, '');
  } catch {
    return false;
  }
}

/** `2.0.192` of 192.0.2.x, nibbles for IPv6 (RFC 1035 §3.5, RFC 3596 §2.5), without the zone. */
export function reversed(address: string): string {
  if (!isIPv6(address)) return address.split('.').reverse().join('.');
  return nibbles(address).reverse().join('.');
}

/** The 32 hexadecimal digits of an IPv6 address. */
export function nibbles(address: string): string[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address.replace(/%.*$/, ''));
  const plain =
    dotted === null
      ? address.replace(/%.*$/, '')
      : `${dotted[1]}${((Number(dotted[2]) << 8) | Number(dotted[3])).toString(16)}:${((Number(dotted[4]) << 8) | Number(dotted[5])).toString(16)}`;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...middle, ...right].flatMap(group => [...group.padStart(4, '0')]);
}
