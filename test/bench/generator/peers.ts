import type { Random } from './random.ts';

/** What kinds of receivers there are; a scenario asks for one. */
const CHARACTERS = [
  'good',
  'grey',
  'dead',
  'blackhole',
  'flaky',
  'busy',
  'closing',
  'resetting',
  'mute',
  'cutter',
  'tls',
  'tlsCut',
  'tlsGarbage',
  'tlsRefused',
  'old',
  'verbose',
  'strict',
  'japanese',
  'nowhere',
  'addressOnly',
] as const;
export type Character = (typeof CHARACTERS)[number] | 'local';

/** A reply in the forms in which it is written: lines without their ends. */
export type Lines = readonly string[];

/** A receiving domain with its hosts and what it says. */
export interface Peer {
  readonly domain: string;
  readonly character: Character;
  readonly hosts: readonly string[];
  /** Milliseconds that a reply takes. */
  readonly roundTrip: number;
  readonly epost: boolean;
  readonly greeting: Lines;
  readonly ehlo: Lines;
  readonly ehloLower: Lines;
  /** The EHLO reply once TLS stands. */
  readonly ehloTls: Lines;
  readonly ehloTlsLower: Lines;
  readonly goAhead: Lines;
  readonly bye: Lines;
  /** The agent's own knowledge of the domain. */
  cached: boolean;
  badTls: boolean;
}

const WORDS =
  'north south east west river lake hill forest garden stone snow cliff meadow brook cave rain ash sky cloud harbor field tower bridge island maple cedar pine willow amber coral jade onyx pearl ruby topaz opal'.split(
    ' ',
  );
const ROOTS = ['example.com', 'example.net', 'example.org', 'example.jp', 'example.co.jp'];
/** Share of each character among the domains; the rest is `good`. */
const SHARES: Readonly<Partial<Record<Character, number>>> = {
  grey: 0.05,
  tls: 0.08,
  busy: 0.03,
  old: 0.02,
  strict: 0.02,
};

const lower = (lines: Lines): Lines => lines.map(line => line.toLowerCase());

/** "Japanese mail server o", in CP932: the trail byte of the long vowel is a bracket. */
const JAPANESE_GREETING = '\x83\x81\x81[\x83\x8b\x83T\x81[\x83o';

export function makePeer(index: number, character: Character, random: Random, name?: string): Peer {
  const domain = name ?? `${WORDS[index % WORDS.length]!}${index}.${ROOTS[index % ROOTS.length]!}`;
  const single = character === 'nowhere' || character === 'addressOnly';
  const first = random.below(4) === 0 ? `mail.${domain}` : `mx1.${domain}`;
  const hosts = single ? [domain] : random.below(5) === 0 ? [first, `mx2.${domain}`] : [first];
  const host = hosts[0]!;
  const flavour = character === 'good' || character === 'grey' ? random.below(10) : 0;
  const epost = flavour === 8;
  const exchange = flavour === 9;
  let greeting: Lines = [`220 ${host} ESMTP Postfix`];
  let words = ['PIPELINING', 'SIZE 10485760', 'ETRN', 'ENHANCEDSTATUSCODES', '8BITMIME', 'DSN'];
  let hello = host;
  let goAhead: Lines = ['354 End data with <CR><LF>.<CR><LF>'];
  let bye: Lines = ['221 2.0.0 Bye'];
  if (epost) {
    greeting = [`220 ${domain} E-POST ESMTP Receiver (4.84) x64 Tue, 24 Nov 2026 13:00:00 +0900`];
    words = ['SIZE 10485760', '8BITMIME', 'HELP'];
    hello = `${domain} Hello [127.0.0.1]`;
    goAhead = [`354 Start mail input;id <B${String(index).padStart(10, '0')}@${domain}> end with <CRLF>.<CRLF>`];
    bye = [`221 2.0.0 ${domain} closing connection.`];
  } else if (exchange) {
    greeting = [`220 ${host} Microsoft ESMTP MAIL Service ready at Tue, 24 Nov 2026 04:00:00 +0000`];
    words = ['TURN', 'SIZE 2097152', '8bitmime', 'OK'];
    hello = `${host} Hello [127.0.0.1]`;
    goAhead = ['354 Start mail input; end with <CRLF>.<CRLF>'];
    bye = [`221 2.0.0 ${host} Service closing transmission channel`];
  } else if (character === 'strict') {
    words = [
      'SIZE 157286400',
      '8BITMIME',
      'AUTH LOGIN PLAIN',
      'ENHANCEDSTATUSCODES',
      'PIPELINING',
      'CHUNKING',
      'SMTPUTF8',
    ];
    hello = `${host} at your service, [127.0.0.1]`;
  } else if (character === 'old') {
    greeting = [`220 ${host} Sendmail 8.9.3/8.9.3; Tue, 24 Nov 2026 13:00:00 +0900 (JST)`];
  } else if (character === 'japanese') {
    greeting = [`220 ${host} ${JAPANESE_GREETING}`];
  } else if (flavour === 7) {
    greeting = [
      `220-${host} ESMTP`,
      '220-We do not authorize the use of this system',
      '220 to transport unsolicited bulk e-mail.',
    ];
  }
  const announce = (list: readonly string[]): Lines => [
    `250-${hello}`,
    ...list.map((word, at) => `250${at === list.length - 1 ? ' ' : '-'}${word}`),
  ];
  const clear = announce(words);
  const offered = character.startsWith('tls')
    ? announce(words.map(word => (word === 'ETRN' ? 'STARTTLS' : word)))
    : clear;
  return {
    domain,
    character,
    hosts,
    roundTrip: exchange ? random.between(200, 500) : random.between(1, 40),
    epost,
    greeting,
    ehlo: offered,
    ehloLower: lower(offered),
    ehloTls: clear,
    ehloTlsLower: lower(clear),
    goAhead,
    bye,
    cached: false,
    badTls: false,
  };
}

/** All receiving domains, made when first written to; few names take most of the mail. */
export class Peers {
  readonly #random: Random;
  readonly #made = new Map<number, Peer>();
  readonly #ranges = new Map<Character, { first: number; count: number }>();

  constructor(domains: number, random: Random) {
    this.#random = random;
    let next = 0;
    for (const character of CHARACTERS) {
      if (character === 'good') continue;
      const count = Math.max(1, Math.round(domains * (SHARES[character] ?? 0.004)));
      this.#ranges.set(character, { first: next, count });
      next += count;
    }
    this.#ranges.set('good', { first: next, count: Math.max(1, domains - next) });
  }

  /** The good receiver of this rank, from 0: those of low rank get the most mail. */
  good(rank: number): Peer {
    const { first, count } = this.#ranges.get('good')!;
    return this.#at(first + (rank % count), 'good');
  }

  any(character: Character): Peer {
    const range = this.#ranges.get(character)!;
    const index = range.first + Math.floor(range.count * this.#random.next() ** 2.5);
    return this.#at(index, character);
  }

  #at(index: number, character: Character): Peer {
    let peer = this.#made.get(index);
    if (peer === undefined) {
      peer = makePeer(index, character, this.#random);
      this.#made.set(index, peer);
    }
    return peer;
  }
}
