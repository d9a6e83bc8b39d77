/** Where the answers of several DNS servers, or of DNS and the operating system, do not agree. */
import type { MxAnswer, MxDifference } from '../types.ts';
import type { SystemLookup } from './addresses.ts';

interface HostAnswer {
  readonly addresses: readonly string[];
  readonly answered: boolean;
}

/**
 * `byDns` holds, for each of `answers`, what that server itself said about the exchangers. A server that gave no answer is not
 * compared: silence is no contradiction.
 */
export function findDifferences(
  answers: readonly MxAnswer[],
  byDns: readonly ReadonlyMap<string, HostAnswer>[],
  system: ReadonlyMap<string, SystemLookup>,
): MxDifference[] {
  return [...betweenServers(answers), ...withSystem(answers, byDns, system)];
}

function betweenServers(answers: readonly MxAnswer[]): MxDifference[] {
  const found: MxDifference[] = [];
  const [first, ...others] = answers.filter(answer => answer.failure === null);
  if (first === undefined) return found;
  for (const other of others) {
    if (first.rcode !== other.rcode || (first.mx.length === 0) !== (other.mx.length === 0)) {
      found.push({
        kind: 'servers-disagree',
        server: first.server,
        other: other.server,
        verdicts: [first.verdict, other.verdict],
      });
      continue;
    }
    const firstList = first.mx.map(host => `${host.preference} ${host.exchange}`);
    const otherList = other.mx.map(host => `${host.preference} ${host.exchange}`);
    const onlyServer = firstList.filter(entry => !otherList.includes(entry));
    const onlyOther = otherList.filter(entry => !firstList.includes(entry));
    if (onlyServer.length > 0 || onlyOther.length > 0)
      found.push({ kind: 'mx-differ', server: first.server, other: other.server, onlyServer, onlyOther });
  }
  return found;
}

function withSystem(
  answers: readonly MxAnswer[],
  byDns: readonly ReadonlyMap<string, HostAnswer>[],
  system: ReadonlyMap<string, SystemLookup>,
): MxDifference[] {
  const found: MxDifference[] = [];
  answers.forEach((answer, index) => {
    for (const [host, told] of byDns[index] ?? []) {
      const known = system.get(host);
      // Only a definite word of the system counts; a resolver out of reach contradicts nobody.
      if (!told.answered || known === undefined || (known.failure !== null && known.failure !== 'not-found')) continue;
      const here = known.addresses.map(entry => entry.address).sort();
      // A family that this machine cannot use (no IPv6 here) is hidden by the system and says nothing.
      const hidden = (address: string): boolean =>
        here.length > 0 && !here.some(other => isV6(other) === isV6(address));
      const dns = told.addresses.filter(address => !hidden(address)).sort();
      if (dns.length === here.length && dns.every((address, i) => address === here[i])) continue;
      found.push({ kind: 'addresses-differ', server: answer.server, host, dns, system: here });
    }
  });
  return found;
}

function isV6(address: string): boolean {
  return address.includes(':');
}
