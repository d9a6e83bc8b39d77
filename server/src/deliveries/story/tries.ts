import { type Attempt, acceptedFor, type Outcome } from '../attempt.ts';
import type { Delivery, Try } from '../delivery.ts';

/** What became of one try of a delivery. */
export function tryOutcome(d: Delivery, one: Try): Outcome {
  const { attempt: a, recipient, failure } = one;
  if (recipient !== undefined && acceptedFor(a, recipient)) return 'delivered';
  const last = d.tries.at(-1) === one;
  if (failure !== undefined) return last && d.outcome === 'failed' ? 'failed' : 'deferred';
  return last && !a.closed ? 'in-progress' : 'unknown';
}

/** The delivery that an attempt is told under, with the attempt's number in it from 1; undefined for one of none. */
export function placeInDelivery(
  a: Attempt,
  deliveries: readonly Delivery[],
): { readonly delivery: Delivery; readonly number: number } | undefined {
  for (const delivery of deliveries) {
    const at = delivery.tries.findIndex(t => t.attempt === a);
    if (at >= 0) return { delivery, number: at + 1 };
  }
  return undefined;
}
