import type { Delivery } from '../deliveries/delivery.ts';
import { causeOf, type ReplyCause, reasonCause } from './cause.ts';

/** What the diagnosis gets from outside. */
export interface DiagnosisContext {
  readonly replyCause: ReplyCause;
}

/** The slug of what kept a mail from being delivered; null for one that was. */
export function causeOfDelivery(d: Delivery, c: DiagnosisContext): string | null {
  if (d.outcome === 'delivered') return null;
  const failure = d.decisive?.failure;
  if (failure !== undefined) return causeOf(failure, failure.text, c.replyCause);
  const reason = d.notes.find(n => n.log === 'faillog')?.reason;
  if (d.giveUp !== undefined && (reason === undefined || reason.startsWith('Unable to deliver')))
    return 'queue-expired';
  return reason === undefined ? null : reasonCause(reason, c.replyCause);
}
