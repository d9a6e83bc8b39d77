import { BASE_LENGTH, isErrorMail } from '../logs/ids.ts';
import type { Attempt, GiveUp, Spot, Wait } from './attempt.ts';
import type { QueueEntry } from './entry.ts';
import { added } from './lists.ts';
import type { Note } from './notes.ts';

/** What the lines of one message tell, sorted into what E-Post handles as one: before it is said who was delivered to. */

/** What a queue entry left in the log. */
export type EntryFacts = Pick<QueueEntry, 'id' | 'attempts' | 'giveUps' | 'waits' | 'workfile'>;

export type IdText = (id: number) => string;

/** A recipient of a unit. */
export interface Party {
  readonly unit: Unit;
  readonly address: string;
  /** The address in lower case. */
  readonly key: string;
  readonly derived: boolean;
  notes: readonly Note[];
}

const NONE: readonly never[] = [];
/** Up to so many are looked through one by one; more get a table. */
export const FEW = 8;

/** Recipients of one domain under one chain: what E-Post handles as one. */
export class Unit {
  readonly chain: string;
  readonly domain: string;
  ids: readonly number[] = NONE;
  attempts: readonly Attempt[] = NONE;
  giveUps: readonly GiveUp[] = NONE;
  waits: readonly Wait[] = NONE;
  workfile: Spot | undefined;
  /** In the order in which they were met. */
  parties: readonly Party[] = NONE;
  #byKey: Map<string, Party> | undefined;

  constructor(chain: string, domain: string) {
    this.chain = chain;
    this.domain = domain;
  }

  addId(id: number): void {
    if (this.ids[this.ids.length - 1] !== id) this.ids = added(this.ids, id);
  }

  addParty(party: Party): void {
    this.parties = added(this.parties, party);
    this.#byKey?.set(party.key, party);
  }

  /** Is an address known that is spelt just like this? It may be known though the answer is no. */
  names(address: string): boolean {
    if (this.parties.length > FEW) return false;
    for (const party of this.parties) if (party.address === address) return true;
    return false;
  }

  party(key: string): Party | undefined {
    if (this.parties.length > FEW) {
      this.#byKey ??= new Map(this.parties.map(p => [p.key, p]));
      return this.#byKey.get(key);
    }
    for (const party of this.parties) if (party.key === key) return party;
    return undefined;
  }
}

/** The units of one message. Almost always there are one or two. */
export class Units {
  all: readonly Unit[] = NONE;
  /** The recipients of all units, in the order in which they were met. */
  #parties: readonly Party[] = NONE;
  readonly #idText: IdText;
  // Tables over the two lists, made where these are long.
  #byPlace: Map<string, Unit> | undefined;
  #byChain: Map<string, Unit[]> | undefined;
  #byDomain: Map<string, Unit[]> | undefined;
  #byRecipient: Map<string, Unit[]> | undefined;
  /** Units by the address to which their error mail goes; made when a line asks for it. */
  #bySender: Map<string, Unit> | undefined;

  constructor(idText: IdText) {
    this.#idText = idText;
  }

  add(entry: EntryFacts): void {
    const chain = chainOf(this.#idText(entry.id));
    // One attempt after the other goes to the same domain, to the same recipients: what is spelt the same needs no key.
    let unit: Unit | undefined;
    let spelt = '';
    for (const attempt of entry.attempts) {
      if (unit === undefined || attempt.domain !== spelt || spelt === '') unit = this.#unit(chain, domainOf(attempt));
      spelt = attempt.domain;
      unit.attempts = added(unit.attempts, attempt);
      unit.addId(entry.id);
      for (const { address } of attempt.recipients) if (!unit.names(address)) this.#meet(unit, address, false);
    }
    for (const giveUp of entry.giveUps) {
      const unit = this.#unit(chain, lowered(giveUp.domain));
      unit.giveUps = added(unit.giveUps, giveUp);
      unit.addId(entry.id);
    }
    const waited = entry.waits[0];
    if (waited !== undefined) {
      const unit = this.#unit(chain, lowered(waited.domain));
      unit.waits = entry.waits;
      unit.addId(entry.id);
    }
    if (entry.workfile !== undefined) for (const unit of this.#ofChain(chain)) unit.workfile ??= entry.workfile;
  }

  /** The unit of a chain and a domain; where the domain is not known, the chain's first. */
  #unit(chain: string, domain: string): Unit {
    const known = this.#at(chain, domain) ?? (domain === '' ? this.#ofChain(chain)[0] : undefined);
    if (known !== undefined) return known;
    const unit = new Unit(chain, domain);
    this.all = added(this.all, unit);
    this.#byPlace?.set(`${chain} ${domain}`, unit);
    if (this.#byChain !== undefined) list(this.#byChain, chain, unit);
    if (this.#byDomain !== undefined) list(this.#byDomain, domain, unit);
    return unit;
  }

  #at(chain: string, domain: string): Unit | undefined {
    if (this.all.length > FEW) {
      this.#byPlace ??= new Map(this.all.map(u => [`${u.chain} ${u.domain}`, u]));
      return this.#byPlace.get(`${chain} ${domain}`);
    }
    for (const unit of this.all) if (unit.domain === domain && unit.chain === chain) return unit;
    return undefined;
  }

  #ofChain(chain: string): readonly Unit[] {
    if (this.all.length <= FEW) {
      let fits: readonly Unit[] = NONE;
      for (const unit of this.all) if (unit.chain === chain) fits = added(fits, unit);
      return fits;
    }
    this.#byChain ??= listed(this.all, u => u.chain);
    return this.#byChain.get(chain) ?? NONE;
  }

  #ofDomain(domain: string): readonly Unit[] {
    if (this.all.length <= FEW) return this.all.filter(u => u.domain === domain);
    this.#byDomain ??= listed(this.all, u => u.domain);
    return this.#byDomain.get(domain) ?? NONE;
  }

  /** The units that have a recipient, in the order in which it was met in them. */
  #ofRecipient(key: string): readonly Unit[] {
    if (this.#parties.length <= FEW) {
      let fits: readonly Unit[] = NONE;
      for (const party of this.#parties) if (party.key === key) fits = added(fits, party.unit);
      return fits;
    }
    if (this.#byRecipient === undefined) {
      this.#byRecipient = new Map();
      for (const party of this.#parties) list(this.#byRecipient, party.key, party.unit);
    }
    return this.#byRecipient.get(key) ?? NONE;
  }

  #meet(unit: Unit, address: string, derived: boolean): Party {
    const key = lowered(address);
    const known = unit.party(key);
    if (known !== undefined) return known;
    const party: Party = { unit, address, key, derived, notes: NONE };
    unit.addParty(party);
    this.#parties = added(this.#parties, party);
    if (this.#byRecipient !== undefined) list(this.#byRecipient, key, unit);
    return party;
  }

  /** An error mail that never reached RCPT goes to the sender that `ReturnMail Start` names. */
  nameErrorMails(): void {
    for (const unit of this.all) {
      if (unit.parties.length > 0 || !isErrorMail(unit.chain)) continue;
      for (const parent of this.#ofChain(unit.chain.replace(/-EP?\d+$/, ''))) {
        for (const g of parent.giveUps) if (unit.domain === domainPart(g.returnTo)) this.#meet(unit, g.returnTo, true);
      }
    }
  }

  /** Hands a companion line to the unit that it speaks of; a new one where the senderlog knows none. */
  note(note: Note): void {
    for (const address of note.recipients) {
      const unit = this.#find(note, address) ?? this.#unknown(note, address);
      const party = this.#meet(unit, address, true);
      party.notes = added(party.notes, note);
    }
  }

  #find(note: Note, address: string): Unit | undefined {
    const key = lowered(address);
    let fits = this.#ofRecipient(key);
    // The line names nobody the senderlog names: units that never reached RCPT, or lost the line.
    if (fits.length === 0) fits = this.#ofDomain(domainPart(address));
    if (fits.length === 0) fits = this.#ofDomain('');
    if (fits.length === 0) return undefined;
    // A success with an empty sender, to one whose mail failed: that is its error mail, not the mail itself.
    const errorMail = note.log !== 'faillog' && note.sender === '' && this.#senders().has(key);
    if (errorMail && !fits.some(u => isErrorMail(u.chain))) return undefined;
    if (fits.length < 2) return fits[0];
    // An error mail goes out with an empty sender, and so does every answer to one.
    const kin = fits.filter(u => isErrorMail(u.chain) === (note.sender === ''));
    if (note.log === 'faillog') return kin.find(u => u.giveUps.length > 0) ?? kin[0] ?? fits[0];
    return kin[0] ?? fits[0];
  }

  #unknown(note: Note, address: string): Unit {
    // A success with an empty sender, to the one to whom an error mail was due: that error mail.
    const parent = note.sender === '' ? this.#senders().get(address.toLowerCase()) : undefined;
    return this.#unit(parent === undefined ? '' : `${parent.chain}-E001`, domainPart(address));
  }

  #senders(): Map<string, Unit> {
    if (this.#bySender !== undefined) return this.#bySender;
    const found = new Map<string, Unit>();
    for (const unit of this.all) {
      for (const g of unit.giveUps) found.set(lowered(g.returnTo), unit);
      let last: string | undefined;
      for (const { sender } of unit.attempts) {
        if (sender && sender !== last) found.set(lowered(sender), unit);
        last = sender;
      }
      for (const { notes } of unit.parties)
        for (const n of notes) if (n.log === 'faillog' && n.sender !== '') found.set(lowered(n.sender), unit);
    }
    this.#bySender = found;
    return found;
  }
}

function listed(units: readonly Unit[], keyOf: (unit: Unit) => string): Map<string, Unit[]> {
  const map = new Map<string, Unit[]>();
  for (const unit of units) list(map, keyOf(unit), unit);
  return map;
}

function list(map: Map<string, Unit[]>, key: string, unit: Unit): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [unit]);
  else known.push(unit);
}

/** The chain of a full id without its `-R` suffixes. */
export function chainOf(id: string): string {
  const chain = id.slice(BASE_LENGTH);
  return chain.includes('-R') ? chain.replace(/-R\d{1,8}(?=-|$)/g, '') : chain;
}

const domainOf = (a: Attempt): string =>
  a.domain === '' ? domainPart(a.recipients[0]?.address ?? '') : lowered(a.domain);

/** `text` in lower case; the same string where it is, as names in logs almost always are: that costs no new one. */
export function lowered(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 0x7f || (c >= 0x41 && c <= 0x5a)) return text.toLowerCase();
  }
  return text;
}

/** What stands behind the last `@`, in lower case. */
export const domainPart = (address: string): string => lowered(address.slice(address.lastIndexOf('@') + 1));
