import { BASE_LENGTH, isErrorMail } from '../logs/ids.ts';
import type { Attempt, GiveUp, Spot, Wait } from './attempt.ts';
import type { QueueEntry } from './entry.ts';
import type { Note } from './notes.ts';

/** What the lines of one message tell, sorted into what E-Post handles as one: before it is said who was delivered to. */

/** What a queue entry left in the log. */
export type EntryFacts = Pick<QueueEntry, 'id' | 'attempts' | 'giveUps' | 'waits' | 'workfile'>;

/** Recipients of one domain under one chain: what E-Post handles as one. */
export interface Unit {
  readonly chain: string;
  readonly domain: string;
  readonly ids: number[];
  readonly attempts: Attempt[];
  readonly giveUps: GiveUp[];
  waits: readonly Wait[];
  workfile: Spot | undefined;
  /** Addresses by their lower-case form, in the order in which they were met. */
  readonly recipients: Map<string, { address: string; derived: boolean; notes: Note[] }>;
}

export type IdText = (id: number) => string;

/** The chain of a full id without its `-R` suffixes. */
export function chainOf(id: string): string {
  const chain = id.slice(BASE_LENGTH);
  return chain.includes('-R') ? chain.replace(/-R\d{1,8}(?=-|$)/g, '') : chain;
}

export class Units {
  readonly all: Unit[] = [];
  readonly #idText: IdText;
  readonly #byPlace = new Map<string, Unit>();
  readonly #byChain = new Map<string, Unit[]>();
  readonly #byDomain = new Map<string, Unit[]>();
  readonly #byRecipient = new Map<string, Unit[]>();
  /** Units by the address to which their error mail goes; made when a line asks for it. */
  #bySender: Map<string, Unit> | undefined;

  constructor(idText: IdText) {
    this.#idText = idText;
  }

  add(entry: EntryFacts): void {
    const chain = chainOf(this.#idText(entry.id));
    for (const attempt of entry.attempts) {
      const unit = this.#unit(chain, domainOf(attempt));
      unit.attempts.push(attempt);
      if (unit.ids.at(-1) !== entry.id) unit.ids.push(entry.id);
      for (const r of attempt.recipients) this.#meet(unit, r.address, false);
    }
    for (const giveUp of entry.giveUps) {
      const unit = this.#unit(chain, giveUp.domain.toLowerCase());
      unit.giveUps.push(giveUp);
      if (unit.ids.at(-1) !== entry.id) unit.ids.push(entry.id);
    }
    const waited = entry.waits[0];
    if (waited !== undefined) {
      const unit = this.#unit(chain, waited.domain.toLowerCase());
      unit.waits = entry.waits;
      if (unit.ids.at(-1) !== entry.id) unit.ids.push(entry.id);
    }
    if (entry.workfile !== undefined) {
      for (const unit of this.#byChain.get(chain) ?? []) unit.workfile ??= entry.workfile;
    }
  }

  /** The unit of a chain and a domain; where the domain is not known, the chain's first. */
  #unit(chain: string, domain: string): Unit {
    const place = `${chain} ${domain}`;
    let unit = this.#byPlace.get(place) ?? (domain === '' ? this.#byChain.get(chain)?.[0] : undefined);
    if (unit === undefined) {
      unit = {
        ...{ chain, domain, ids: [], attempts: [], giveUps: [] },
        ...{ waits: [], workfile: undefined, recipients: new Map() },
      };
      this.all.push(unit);
      this.#byPlace.set(place, unit);
      list(this.#byChain, chain).push(unit);
      list(this.#byDomain, domain).push(unit);
    }
    return unit;
  }

  #meet(unit: Unit, address: string, derived: boolean): { notes: Note[] } {
    const key = address.toLowerCase();
    let known = unit.recipients.get(key);
    if (known === undefined) {
      known = { address, derived, notes: [] };
      unit.recipients.set(key, known);
      list(this.#byRecipient, key).push(unit);
    }
    return known;
  }

  /** An error mail that never reached RCPT goes to the sender that `ReturnMail Start` names. */
  nameErrorMails(): void {
    for (const unit of this.all) {
      if (!isErrorMail(unit.chain) || unit.recipients.size > 0) continue;
      for (const parent of this.#byChain.get(unit.chain.replace(/-EP?\d+$/, '')) ?? []) {
        for (const g of parent.giveUps) if (unit.domain === domainPart(g.returnTo)) this.#meet(unit, g.returnTo, true);
      }
    }
  }

  /** Hands a companion line to the unit that it speaks of; a new one where the senderlog knows none. */
  note(note: Note): void {
    for (const address of note.recipients) {
      const unit = this.#find(note, address) ?? this.#unknown(note, address);
      this.#meet(unit, address, true).notes.push(note);
    }
  }

  #find(note: Note, address: string): Unit | undefined {
    let fits = this.#byRecipient.get(address.toLowerCase());
    // The line names nobody the senderlog names: units that never reached RCPT, or lost the line.
    fits ??= this.#byDomain.get(domainPart(address)) ?? this.#byDomain.get('');
    if (fits === undefined) return undefined;
    // A success with an empty sender, to one whose mail failed: that is its error mail, not the mail itself.
    const errorMail = note.log !== 'faillog' && note.sender === '' && this.#senders().has(address.toLowerCase());
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
      for (const g of unit.giveUps) found.set(g.returnTo.toLowerCase(), unit);
      for (const a of unit.attempts) if (a.sender) found.set(a.sender.toLowerCase(), unit);
      for (const { notes } of unit.recipients.values())
        for (const n of notes) if (n.log === 'faillog' && n.sender !== '') found.set(n.sender.toLowerCase(), unit);
    }
    this.#bySender = found;
    return found;
  }
}

function list(map: Map<string, Unit[]>, key: string): Unit[] {
  let units = map.get(key);
  if (units === undefined) {
    units = [];
    map.set(key, units);
  }
  return units;
}

const domainOf = (a: Attempt): string => (a.domain || domainPart(a.recipients[0]?.address ?? '')).toLowerCase();

/** What stands behind the last `@`, in lower case. */
export const domainPart = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
