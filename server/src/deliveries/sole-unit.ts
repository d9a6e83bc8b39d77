import type { Attempt } from './attempt.ts';
import { added } from './lists.ts';
import type { Note } from './notes.ts';
import { chainOf, type EntryFacts, FEW, type IdText, lowered, type Party, Unit } from './units.ts';

/**
 * The commonest message by far: one mail to one domain, for a few recipients at most, each spelt the same wherever a line names
 * it. It makes one unit, and which one a line speaks of needs no finding out ({@link Units} comes to the same).
 * @returns undefined where it is not that simple
 */
export function soleUnit(entries: readonly EntryFacts[], notes: readonly Note[], idText: IdText): Unit | undefined {
  const first = entries[0];
  const domain = first?.attempts[0]?.domain ?? '';
  if (first === undefined || domain === '') return undefined;
  const chain = chainOf(idText(first.id));
  for (let i = 1; i < entries.length; i++) if (chainOf(idText(entries[i]!.id)) !== chain) return undefined;
  for (const entry of entries) if (!endsAt(entry, domain)) return undefined;
  const unit = new Unit(chain, lowered(domain));
  for (const entry of entries) {
    for (const attempt of entry.attempts) if (attempt.domain !== domain || !meetsFew(unit, attempt)) return undefined;
    unit.ids = joined(unit.ids, [entry.id]);
    unit.attempts = joined(unit.attempts, entry.attempts);
    unit.giveUps = joined(unit.giveUps, entry.giveUps);
    if (entry.waits.length > 0) unit.waits = entry.waits;
    unit.workfile ??= entry.workfile;
  }
  return unit.parties.length > 0 && takesAll(unit, notes) ? unit : undefined;
}

/** Was the mail given up for this domain, or does it wait for it, if either? */
function endsAt({ giveUps, waits }: EntryFacts, domain: string): boolean {
  for (const g of giveUps) if (g.domain !== domain) return false;
  return waits.length === 0 || waits[0]!.domain === domain;
}

/** Adds the recipients of an attempt, as long as they are few and none is spelt in two ways. */
function meetsFew(unit: Unit, { recipients }: Attempt): boolean {
  for (const { address } of recipients) {
    if (spelt(unit, address) !== undefined) continue;
    const key = lowered(address);
    if (unit.parties.length === FEW || unit.party(key) !== undefined) return false;
    unit.addParty({ unit, address, key, derived: false, notes: NO_NOTES });
  }
  return true;
}

/** Hands each companion line but receipts to whom it names, failures first; one with an empty sender may be of an error mail. */
function takesAll(unit: Unit, notes: readonly Note[]): boolean {
  for (const failed of [true, false]) {
    for (const note of notes) {
      if (note.log === 'inlog' || (note.log === 'faillog') !== failed) continue;
      if (note.sender === '') return false;
      for (const address of note.recipients) {
        const party = spelt(unit, address);
        if (party === undefined) return false;
        party.notes = added(party.notes, note);
      }
    }
  }
  return true;
}

function spelt(unit: Unit, address: string): Party | undefined {
  for (const party of unit.parties) if (party.address === address) return party;
  return undefined;
}

const NO_NOTES: readonly Note[] = [];

/** Two lists as one, which may be one of them. */
function joined<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (a.length === 0) return b;
  return b.length === 0 ? a : [...a, ...b];
}
