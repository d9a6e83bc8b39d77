/** SPF as a receiver evaluates it (RFC 7208), with the count of look-ups that its limit of ten is about. */
import { BlockList, isIP, isIPv6 } from 'node:net';
import { sanitize } from '../sanitize.ts';
import type { SenderDns } from './sender-dns.ts';
import { reversed } from './sender-dns.ts';
import { expandMacros, type MacroValues } from './spf-macros.ts';
import type { SpfOutcome, SpfProblem, SpfResult } from './types.ts';

/** RFC 7208 §4.6.4. */
const MAX_LOOKUPS = 10;
const MAX_VOID_LOOKUPS = 2;
/** Counting goes on beyond the limit, so that the user sees by how much it is exceeded, but not for ever. */
const MAX_COUNTED = 60;

interface Term {
  readonly text: string;
  readonly qualifier: '+' | '-' | '~' | '?';
  readonly name: string;
  readonly value: string;
  readonly prefix4: number;
  readonly prefix6: number;
}

const outcomes: Readonly<Record<Term['qualifier'], SpfOutcome>> = {
  '+': 'pass',
  '-': 'fail',
  '~': 'softfail',
  '?': 'neutral',
};

/** `address` null: only the record and its cost are looked at. */
export async function checkSpf(dns: SenderDns, domain: string, address: string | null): Promise<SpfResult> {
  const evaluation = new Evaluation(dns, address);
  const { outcome, match, record } = await evaluation.check(domain, address === null);
  const decided = address === null ? (outcome === 'none' ? outcome : null) : outcome;
  return {
    domain,
    record: record === null ? null : sanitize(record).slice(0, 2000),
    outcome: evaluation.failed ? 'temperror' : decided,
    match: match === null ? null : sanitize(match).slice(0, 300),
    lookups: evaluation.lookups,
    voidLookups: evaluation.voidLookups,
    problem: evaluation.problem,
    obstacle: dns.cancelled ? 'cancelled' : evaluation.failed ? 'dns-failed' : null,
  };
}

interface Checked {
  readonly outcome: SpfOutcome;
  readonly match: string | null;
  readonly record: string | null;
}

class Evaluation {
  lookups = 0;
  voidLookups = 0;
  problem: SpfProblem | null = null;
  failed = false;
  readonly #dns: SenderDns;
  readonly #address: string | null;
  readonly #open: string[] = [];

  constructor(dns: SenderDns, address: string | null) {
    this.#dns = dns;
    this.#address = address;
  }

  /** check_host() of RFC 7208 §4; with `countOnly` the terms are followed for their cost alone. */
  async check(domain: string, countOnly: boolean): Promise<Checked> {
    if (this.#open.includes(domain)) return this.#broken('loop', null);
    const told = await this.#dns.ask(domain, 'TXT');
    if (!told.answered) {
      // What is followed for its cost alone cannot spoil the outcome.
      if (!countOnly || this.#open.length === 0) this.failed = true;
      return { outcome: 'temperror', match: null, record: null };
    }
    const [record, ...more] = told.data.filter(text => /^v=spf1(?: |$)/i.test(text));
    if (record === undefined) return { outcome: 'none', match: null, record: null };
    if (more.length > 0) return this.#broken('several-records', record);
    const parsed = parseSpf(record);
    if (parsed === null) return this.#broken('syntax', record);
    this.#open.push(domain);
    const result = await this.#walk(parsed, domain, countOnly);
    this.#open.pop();
    return { ...result, record };
  }

  #broken(problem: SpfProblem, record: string | null): Checked {
    this.problem ??= problem;
    return { outcome: 'permerror', match: null, record };
  }

  async #walk(parsed: ParsedSpf, domain: string, countOnly: boolean): Promise<Omit<Checked, 'record'>> {
    let decided: Omit<Checked, 'record'> | null = null;
    for (const term of parsed.terms) {
      if (this.lookups > MAX_COUNTED) break;
      const hit = await this.#matches(term, domain, countOnly || decided !== null);
      if (decided !== null) continue;
      if (hit === 'permerror' || hit === 'temperror') decided = { outcome: hit, match: term.text };
      else if (hit) decided = { outcome: outcomes[term.qualifier], match: term.text };
    }
    if (parsed.redirect !== null && !parsed.terms.some(term => term.name === 'all')) {
      const count = this.#countLookup(countOnly || decided !== null);
      const target = this.#target(parsed.redirect, domain);
      const below = await this.check(target, countOnly || decided !== null);
      if (decided === null && count) decided = { outcome: 'permerror', match: `redirect=${parsed.redirect}` };
      // RFC 7208 §6.1: a redirect to a domain without a record is an error.
      decided ??= { outcome: below.outcome === 'none' ? 'permerror' : below.outcome, match: below.match };
    }
    return decided ?? { outcome: 'neutral', match: null };
  }

  /** True when this look-up is one too many for the evaluation. */
  #countLookup(countOnly: boolean): boolean {
    this.lookups++;
    if (this.lookups <= MAX_LOOKUPS) return false;
    this.problem ??= 'too-many-lookups';
    return !countOnly;
  }

  async #matches(term: Term, domain: string, countOnly: boolean): Promise<boolean | 'permerror' | 'temperror'> {
    const { name, value } = term;
    if (name === 'all') return !countOnly;
    if (name === 'ip4' || name === 'ip6') return !countOnly && this.#covers(value, term);
    if (this.#countLookup(countOnly)) return 'permerror';
    const target = this.#target(value, domain);
    if (name === 'include') return this.#include(target, countOnly);
    if (countOnly || this.#address === null) return false;
    const family = isIPv6(this.#address) ? 6 : 4;
    if (name === 'ptr') return this.#pointsInto(target);
    if (name === 'exists') return this.#take(await this.#dns.ask(target, 'A'), data => data.length > 0);
    if (name === 'a') return this.#take(await this.#dns.addresses(target, family), data => this.#anyCovers(data, term));
    const exchangers = await this.#dns.ask(target, 'MX');
    const first = this.#take(exchangers, () => false);
    if (first !== false) return first;
    for (const exchanger of exchangers.data.slice(0, MAX_LOOKUPS)) {
      const told = await this.#dns.addresses(exchanger, family);
      if (this.#anyCovers(told.data, term)) return true;
    }
    return false;
  }

  async #include(target: string, countOnly: boolean): Promise<boolean | 'permerror' | 'temperror'> {
    const below = await this.check(target, countOnly);
    switch (below.outcome) {
      case 'pass':
        return !countOnly;
      case 'none':
        this.problem ??= 'include-without-record';
        return countOnly ? false : 'permerror';
      case 'permerror':
      case 'temperror':
        return countOnly ? false : below.outcome;
      default:
        return false;
    }
  }

  #take(
    told: { readonly answered: boolean; readonly data: readonly string[] },
    test: (data: readonly string[]) => boolean,
  ): boolean | 'permerror' | 'temperror' {
    if (!told.answered) {
      this.failed = true;
      return 'temperror';
    }
    if (told.data.length === 0 && ++this.voidLookups > MAX_VOID_LOOKUPS) {
      this.problem ??= 'too-many-void-lookups';
      return 'permerror';
    }
    return test(told.data);
  }

  async #pointsInto(target: string): Promise<boolean> {
    const address = this.#address ?? '';
    const zone = isIPv6(address) ? 'ip6.arpa' : 'in-addr.arpa';
    const names = (await this.#dns.ask(`${reversed(address)}.${zone}`, 'PTR')).data.slice(0, MAX_LOOKUPS);
    for (const name of names) {
      if (name !== target && !name.endsWith(`.${target}`)) continue;
      const told = await this.#dns.addresses(name, isIPv6(address) ? 6 : 4);
      if (told.data.includes(address)) return true;
    }
    return false;
  }

  #target(value: string, domain: string): string {
    return value === '' ? domain : expandMacros(value, this.#values(domain)).toLowerCase().replace(/\.$/, '');
  }

  #values(domain: string): MacroValues {
    return { domain, sender: this.#open[0] ?? domain, address: this.#address ?? '0.0.0.0' };
  }

  #anyCovers(addresses: readonly string[], term: Term): boolean {
    return addresses.some(address => this.#covers(address, term));
  }

  #covers(network: string, term: Term): boolean {
    const address = this.#address;
    if (address === null || isIP(network) === 0 || isIP(network) !== isIP(address)) return false;
    const list = new BlockList();
    const kind = isIPv6(network) ? 'ipv6' : 'ipv4';
    list.addSubnet(network, kind === 'ipv6' ? term.prefix6 : term.prefix4, kind);
    return list.check(address, kind);
  }
}

interface ParsedSpf {
  readonly terms: readonly Term[];
  readonly redirect: string | null;
}

const mechanisms = ['all', 'include', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists'];

/** Null on a syntax error, which makes the whole record void (RFC 7208 §4.6). */
export function parseSpf(record: string): ParsedSpf | null {
  const terms: Term[] = [];
  let redirect: string | null = null;
  for (const word of record.slice(0, 4096).split(/ +/).slice(1)) {
    if (word === '') continue;
    const modifier = /^([a-z][a-z0-9._-]*)=(.*)$/i.exec(word);
    if (modifier) {
      if (modifier[1]!.toLowerCase() === 'redirect') redirect = modifier[2]!;
      continue;
    }
    const term = parseTerm(word);
    if (term === null) return null;
    terms.push(term);
  }
  return { terms, redirect };
}

function parseTerm(word: string): Term | null {
  const parts = /^([-+~?]?)([a-z0-9]+)(?::([^/]+))?((?:\/\d{1,3})?(?:\/\/\d{1,3})?)$/i.exec(word);
  const address = /^([-+~?]?)(ip[46]):([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(word);
  const qualifier = ((address ?? parts)?.[1] || '+') as Term['qualifier'];
  if (address) {
    const name = address[2]!.toLowerCase();
    const value = address[3]!;
    const widest = name === 'ip6' ? 128 : 32;
    const prefix = address[4] === undefined ? widest : Number(address[4]);
    if (isIP(value) !== (name === 'ip6' ? 6 : 4) || prefix > widest) return null;
    return { text: word, qualifier, name, value, prefix4: prefix, prefix6: prefix };
  }
  const name = parts?.[2]?.toLowerCase() ?? '';
  const value = parts?.[3] ?? '';
  if (!mechanisms.includes(name) || name.startsWith('ip')) return null;
  if ((name === 'include' || name === 'exists') && value === '') return null;
  const [, four, six] = /^(?:\/(\d+))?(?:\/\/(\d+))?$/.exec(parts?.[4] ?? '') ?? [];
  const prefix4 = four === undefined ? 32 : Number(four);
  const prefix6 = six === undefined ? 128 : Number(six);
  return prefix4 > 32 || prefix6 > 128 ? null : { text: word, qualifier, name, value, prefix4, prefix6 };
}
