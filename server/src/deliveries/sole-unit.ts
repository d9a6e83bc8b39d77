import type { Note } from './notes.ts';
import { chainOf, type EntryFacts, type IdText, lowered, type Party, Unit } from './units.ts';

/**
 * The commonest message by far: one mail for one recipient, who is spelt the same wherever a line names it. It makes one unit, and
 * which one a line speaks of needs no finding out ({@link Units} comes to the same).
 */
export function soleUnit(entries: readonly EntryFacts[], notes: readonly Note[], idText: IdText): Unit | undefined {
  const [first] = entries;
  const domain = first?.attempts[0]?.domain ?? '';
  const address = addressIn(entries);
  if (first === undefined || domain === '' || address === undefined) return undefined;
  for (const note of notes) if (!isFor(note, address)) return undefined;
  const unit = new Unit(chainOf(idText(first.id)), lowered(domain));
  for (const entry of entries) {
    if (!goesTo(entry, domain, address)) return undefined;
    if (entry !== first && chainOf(idText(entry.id)) !== unit.chain) return undefined;
    unit.ids = joined(unit.ids, [entry.id]);
    unit.attempts = joined(unit.attempts, entry.attempts);
    unit.giveUps = joined(unit.giveUps, entry.giveUps);
    if (entry.waits.length > 0) unit.waits = entry.waits;
    unit.workfile ??= entry.workfile;
  }
  const party: Party = { unit, address, key: lowered(address), derived: false, notes: outcomesOf(notes) };
  unit.parties = [party];
  return unit;
}

/** The first recipient that is named. */
function addressIn(entries: readonly EntryFacts[]): string | undefined {
  for (const { attempts } of entries)
    for (const a of attempts) if (a.recipients.length > 0) return a.recipients[0]!.address;
  return undefined;
}

/** Does everything in an entry speak of this domain, and of nobody else? */
function goesTo(entry: EntryFacts, domain: string, address: string): boolean {
  for (const a of entry.attempts) {
    if (a.domain !== domain) return false;
    for (const r of a.recipients) if (r.address !== address) return false;
  }
  for (const g of entry.giveUps) if (g.domain !== domain) return false;
  return entry.waits.length === 0 || entry.waits[0]!.domain === domain;
}

/** Is it a receipt, or a line of a mail to this address alone? One with an empty sender may be one of its error mail. */
const isFor = (note: Note, address: string): boolean =>
  note.log === 'inlog' || (note.sender !== '' && note.recipients.length === 1 && note.recipients[0] === address);

/** The notes but receipts, failures first. */
function outcomesOf(notes: readonly Note[]): readonly Note[] {
  if (notes.length === 0 || (notes.length === 1 && notes[0]!.log !== 'inlog')) return notes;
  const failed = notes.filter(n => n.log === 'faillog');
  return failed.concat(notes.filter(n => n.log !== 'faillog' && n.log !== 'inlog'));
}

/** Two lists as one, which may be one of them. */
function joined<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (a.length === 0) return b;
  return b.length === 0 ? a : [...a, ...b];
}
