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
import type { Note } from './notes.ts';
import { type EntryFacts, type IdText, type Unit, Units } from './units.ts';

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
interface MessageFacts {
  readonly base: string;
  readonly entries: readonly EntryFacts[];
  readonly notes: readonly Note[];
}

/** The deliveries of a message, in the order of their beginning. */
export function deliveriesOf(facts: MessageFacts, idText: IdText): Delivery[] {
  const units = new Units(idText);
  for (const entry of facts.entries) units.add(entry);
  units.nameErrorMails();
  // Failures first: they name the sender to whom an error mail in the other logs went.
  for (const note of facts.notes) if (note.log === 'faillog') units.note(note);
  for (const note of facts.notes) if (note.log !== 'inlog' && note.log !== 'faillog') units.note(note);
  return units.all.flatMap(unit => unitDeliveries(facts.base, unit, idText));
}

function unitDeliveries(base: string, unit: Unit, idText: IdText): Delivery[] {
  if (unit.attempts.length > 1) unit.attempts.sort(byTime);
  const named = unit.attempts.map(recipientsOf);
  const about = { base, chain: unit.chain, domain: unit.domain, errorMail: isErrorMail(unit.chain) };
  if (unit.recipients.size === 0) {
    if (unit.attempts.length === 0 && unit.giveUps.length === 0 && unit.waits.length === 0) return [];
    return [{ ...about, ...judged(unit, named, null, [], idText), recipient: null, recipientDerived: false }];
  }
  return Array.from(unit.recipients, ([key, r]) => ({
    ...about,
    ...judged(unit, named, key, r.notes, idText),
    recipient: r.address,
    recipientDerived: r.derived,
  }));
}

const byTime = (a: Attempt, b: Attempt): number =>
  a.startTime >= 0 && b.startTime >= 0 ? a.startTime - b.startTime : 0;

type Judged = Pick<Delivery, 'queueIds' | 'outcome' | 'tries' | 'decisive' | 'giveUp' | 'waits' | 'workfile' | 'notes'>;

type Named = ReadonlyMap<string, Recipient>;

/** The recipients of an attempt by address; of one that is named twice the last answer counts. */
const recipientsOf = (a: Attempt): Named => new Map(a.recipients.map(r => [r.address.toLowerCase(), r]));

function judged(
  unit: Unit,
  named: readonly Named[],
  key: string | null,
  notes: readonly Note[],
  idText: IdText,
): Judged {
  const tries: Try[] = [];
  let delivered = false;
  for (let i = 0; i < unit.attempts.length; i++) {
    const attempt = unit.attempts[i]!;
    const recipient = key === null ? undefined : named[i]!.get(key);
    if (recipient === undefined && !tookPart(attempt, unit)) continue;
    tries.push({ attempt, recipient, failure: failureFor(attempt, recipient) });
    delivered = recipient !== undefined && acceptedFor(attempt, recipient);
    if (delivered) break;
  }
  const giveUp = unit.giveUps.at(-1);
  const outcome = outcomeOf(tries, delivered, giveUp, notes, unit.waits.length > 0);
  const decisive = outcome === 'delivered' ? undefined : decisiveOf(tries);
  const told = outcome === 'failed' ? giveUp : undefined;
  // Who was served in an earlier session has no part in the ids that the mail went on with.
  const ids = delivered ? new Set(tries.map(t => t.attempt.id)) : unit.ids;
  const queueIds = Array.from(ids, idText);
  return { queueIds, outcome, tries, decisive, giveUp: told, waits: unit.waits, workfile: unit.workfile, notes };
}

/** Did a recipient that the attempt does not name take part? Only where it broke before the recipients were through. */
function tookPart(a: Attempt, unit: Unit): boolean {
  if (a.recipients.length === 0) return true;
  return unit.recipients.size > 1 && a.broke?.stage === 'rcpt';
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
  const failed = tries.filter(t => t.failure !== undefined);
  const refused = failed.findLast(t => t.failure!.origin === 'remote' && t.failure!.code >= 500);
  return refused ?? failed.findLast(t => t.failure!.kind !== 'resolve') ?? failed.at(-1);
}
