import { isErrorMail } from '../logs/ids.ts';
import {
  type Attempt,
  acceptedFor,
  type Failure,
  failureFor,
  type GiveUp,
  type Outcome,
  type Recipient,
  type Spot,
  type Wait,
} from './attempt.ts';
import { added } from './lists.ts';
import type { Note } from './notes.ts';
import { soleUnit } from './sole-unit.ts';
import { type EntryFacts, FEW, type IdText, lowered, type Party, type Unit, Units } from './units.ts';

/**
 * Attempts and companion lines of one message → its deliveries. A delivery is (base id, suffix chain without `-R`, recipient):
 * `-R` continues it, `-E` begins another (design, data model).
 */

/** An attempt in which the recipient of a delivery took part. */
export interface Try {
  readonly attempt: Attempt;
  /** Its `RCPT TO`; undefined where the attempt did not come so far. */
  readonly recipient: Recipient | undefined;
  readonly failure: Failure | undefined;
}

export interface Delivery {
  readonly base: string;
  /** Suffix chain without `-R…`, e.g. `-T001`, `-E001`; '' for the mail itself. */
  readonly chain: string;
  /** The full ids that it had, in order; empty where only a companion log knows it. */
  readonly queueIds: readonly string[];
  /** Null while no line names it. */
  readonly recipient: string | null;
  /** The recipient was not named in this delivery's own lines but found out from others. */
  readonly recipientDerived: boolean;
  readonly domain: string;
  readonly outcome: Outcome;
  readonly tries: readonly Try[];
  /** An error mail that E-Post itself made. */
  readonly errorMail: boolean;
  /** The try that tells why it was not delivered (so far); undefined where it was, or where no session shows it. */
  readonly decisive: Try | undefined;
  readonly giveUp: GiveUp | undefined;
  /** The queue looked at it again and again and tried nothing: first and last time; empty where it was tried. */
  readonly waits: readonly Wait[];
  /** A work file of it could not be written. */
  readonly workfile: Spot | undefined;
  readonly notes: readonly Note[];
}

/** What went wrong in the try that decided. */
export const failureOf = (d: Delivery): Failure | undefined => d.decisive?.failure;

/** Was it put on retry? Then there were attempts, whether the logs at hand show them or not. */
export const wasTried = (d: Delivery): boolean => d.queueIds.some(id => /-R\d/.test(id));

/** What is known of one base id. */
export interface MessageFacts {
  readonly base: string;
  readonly entries: readonly EntryFacts[];
  readonly notes: readonly Note[];
}

/** The deliveries of a message, in the order of their beginning. */
export function deliveriesOf(facts: MessageFacts, idText: IdText): Delivery[] {
  const all: Delivery[] = [];
  const sole = soleUnit(facts.entries, facts.notes, idText);
  if (sole !== undefined) unitDeliveries(facts.base, sole, idText, all);
  else for (const unit of unitsOf(facts, idText)) unitDeliveries(facts.base, unit, idText, all);
  return all;
}

function unitsOf({ entries, notes }: MessageFacts, idText: IdText): readonly Unit[] {
  const units = new Units(idText);
  for (const entry of entries) units.add(entry);
  units.nameErrorMails();
  // Failures first: they name the sender to whom an error mail in the other logs went.
  for (const note of notes) if (note.log === 'faillog') units.note(note);
  for (const note of notes) if (note.log !== 'inlog' && note.log !== 'faillog') units.note(note);
  return units.all;
}

function unitDeliveries(base: string, unit: Unit, idText: IdText, all: Delivery[]): void {
  if (!inOrder(unit.attempts)) unit.attempts = unit.attempts.toSorted(byTime);
  const { attempts, parties } = unit;
  const errorMail = unit.chain !== '' && isErrorMail(unit.chain);
  if (parties.length === 0) {
    if (attempts.length === 0 && unit.giveUps.length === 0 && unit.waits.length === 0) return;
    all.push(judged(base, unit, errorMail, undefined, [], idText));
    return;
  }
  const named = parties.length === 1 ? [] : attempts.map(recipientsOf);
  for (const party of parties) all.push(judged(base, unit, errorMail, party, named, idText));
}

const byTime = (a: Attempt, b: Attempt): number =>
  a.startTime >= 0 && b.startTime >= 0 ? a.startTime - b.startTime : 0;

function inOrder(attempts: readonly Attempt[]): boolean {
  for (let i = 1; i < attempts.length; i++) if (byTime(attempts[i - 1]!, attempts[i]!) > 0) return false;
  return true;
}

type Named = ReadonlyMap<string, Recipient> | undefined;

/** The recipients of an attempt by address, where they are many; of one that is named twice the last answer counts. */
const recipientsOf = ({ recipients }: Attempt): Named =>
  recipients.length > FEW ? new Map(recipients.map(r => [lowered(r.address), r])) : undefined;

/** The same for one of them. */
function recipientOf({ recipients }: Attempt, { address, key }: Party): Recipient | undefined {
  for (let i = recipients.length - 1; i >= 0; i--) {
    const r = recipients[i]!;
    if (r.address === address || lowered(r.address) === key) return r;
  }
  return undefined;
}

function judged(
  base: string,
  unit: Unit,
  errorMail: boolean,
  party: Party | undefined,
  named: readonly Named[],
  idText: IdText,
): Delivery {
  const { attempts, waits, workfile } = unit;
  const notes = party?.notes ?? NO_NOTES;
  let tries: readonly Try[] = NO_TRIES;
  let delivered = false;
  for (let i = 0; i < attempts.length && !delivered; i++) {
    const attempt = attempts[i]!;
    let recipient: Recipient | undefined;
    // Where a unit has one recipient, whoever an attempt names is that one.
    if (unit.parties.length === 1) recipient = attempt.recipients.at(-1);
    else if (party !== undefined)
      recipient = named[i] === undefined ? recipientOf(attempt, party) : named[i]?.get(party.key);
    if (recipient === undefined && !tookPart(attempt, unit)) continue;
    tries = added(tries, { attempt, recipient, failure: failureFor(attempt, recipient) });
    delivered = recipient !== undefined && acceptedFor(attempt, recipient);
  }
  const giveUp = unit.giveUps.at(-1);
  const outcome = outcomeOf(tries, delivered, giveUp, notes, waits.length > 0);
  // Who was served in an earlier session has no part in the ids that the mail went on with.
  const ids = delivered ? idsOf(tries) : unit.ids;
  return {
    base,
    chain: unit.chain,
    queueIds: ids.map(idText),
    recipient: party === undefined ? null : party.address,
    recipientDerived: party?.derived === true,
    domain: unit.domain,
    outcome,
    tries,
    errorMail,
    decisive: outcome === 'delivered' ? undefined : decisiveOf(tries),
    giveUp: outcome === 'failed' ? giveUp : undefined,
    waits,
    workfile,
    notes,
  };
}

const NO_NOTES: readonly Note[] = [];
const NO_TRIES: readonly Try[] = [];

/** The ids of some tries, each once. */
function idsOf(tries: readonly Try[]): number[] {
  if (tries.length === 1) return [tries[0]!.attempt.id];
  const ids = new Set<number>();
  for (const { attempt } of tries) ids.add(attempt.id);
  return [...ids];
}

/** Did a recipient that the attempt does not name take part? Only where it broke before the recipients were through. */
function tookPart(a: Attempt, unit: Unit): boolean {
  if (a.recipients.length === 0) return true;
  return unit.parties.length > 1 && a.broke?.stage === 'rcpt';
}

function outcomeOf(
  tries: readonly Try[],
  delivered: boolean,
  giveUp: GiveUp | undefined,
  notes: readonly Note[],
  waits: boolean,
): Outcome {
  if (delivered || notes.some(n => n.log !== 'faillog')) return 'delivered';
  if (giveUp !== undefined || notes.length > 0) return 'failed';
  const last = tries.at(-1);
  if (last === undefined) return waits ? 'deferred' : 'unknown';
  return last.failure === undefined && !last.attempt.closed ? 'in-progress' : 'deferred';
}

/**
 * The try that tells the reason. A refusal by the peer outweighs a later attempt that found nobody to talk to: the last reason
 * in the faillog is often only an echo of it (vendor FAQ win/05-20, win/15-29). Likewise a host that was found outweighs the
 * attempt at the domain's own address, which many domains do not have (vendor FAQ win/01-64).
 */
function decisiveOf(tries: readonly Try[]): Try | undefined {
  let last: Try | undefined;
  let found: Try | undefined;
  for (let i = tries.length - 1; i >= 0; i--) {
    const { failure } = tries[i]!;
    if (failure === undefined) continue;
    if (failure.origin === 'remote' && failure.code >= 500) return tries[i];
    if (failure.kind !== 'resolve') found ??= tries[i];
    last ??= tries[i];
  }
  return found ?? last;
}
