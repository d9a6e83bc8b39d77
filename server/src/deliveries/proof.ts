import type { Spot } from './attempt.ts';
import { type Delivery, failureOf } from './delivery.ts';
import { chainOf } from './units.ts';

/** Which record proves what. */

/** The record that shows how a delivery ended, or where it got to: what decided, else the giving up, else the last attempt or the last pass of the queue. */
export function proofOf(d: Delivery): Spot | undefined {
  const last = d.tries.at(-1)?.attempt;
  if (d.outcome === 'delivered') return last?.accepted ?? last?.start;
  return failureOf(d)?.at ?? d.giveUp?.at ?? last?.start ?? d.waits.at(-1)?.at;
}

/** The deliveries that a line of a companion log speaks of: those to its recipients, else all but the error mails. */
export function deliveriesTo(all: readonly Delivery[], recipients: readonly string[]): Delivery[] {
  const wanted = new Set(recipients.map(r => r.toLowerCase()));
  const named = all.filter(d => d.recipient !== null && wanted.has(d.recipient.toLowerCase()));
  if (named.length > 0) return named;
  const mails = all.filter(d => !d.errorMail);
  return mails.length > 0 ? mails : [...all];
}

/**
 * Where a queue entry comes from: the first attempt of its delivery; for the first attempt of an error mail, the record with which
 * E-Post gave up the mail that it is about.
 * @param id full id
 * @param at the attempt in which the question is asked; undefined outside of one
 */
export function originOf(all: readonly Delivery[], id: string, isFirst: (spot: Spot) => boolean): Spot | undefined {
  const chain = chainOf(id);
  const own = all.filter(d => d.chain === chain);
  const first = own
    .flatMap(d => d.tries.slice(0, 1))
    .map(t => t.attempt.start)
    .reduce<Spot | undefined>((a, b) => (a === undefined || precedes(b, a) ? b : a), undefined);
  const parent = chain.replace(/-EP?\d+$/, '');
  if (parent === chain || (first !== undefined && !isFirst(first))) return first;
  return all.find(d => d.chain === parent && d.giveUp !== undefined)?.giveUp?.at ?? first;
}

const precedes = (a: Spot, b: Spot): boolean =>
  a.block.index < b.block.index || (a.block.index === b.block.index && a.row < b.row);
