import type { Spot } from '../deliveries/attempt.ts';
import type { Delivery } from '../deliveries/delivery.ts';
import type { Timed } from '../deliveries/times.ts';
import type { ReplyCause } from './cause.ts';

/** Given up or not deliverable; still being retried; trouble that ended in delivery, or worth knowing. */
export type Severity = 'error' | 'warning' | 'information';
type Confidence = 'high' | 'medium' | 'low';
export type Who = 'us' | 'peer' | 'recipient' | 'network';

/** What the diagnosis gets from outside. */
export interface DiagnosisContext {
  /** What the wording of a reply tells (`codes/classify`). */
  readonly replyCause: ReplyCause;
  /** What the catalogue says of a cause. */
  readonly about: (slug: string) => { readonly confidence: Confidence; readonly fixBy: readonly Who[] };
  /** The log holds raw replies (`get_reply()`): EPSTDS 4.79 or later. */
  readonly rawReplies: boolean;
}

/** What is asked of a delivery when findings of many are joined. */
export interface Affected {
  readonly domain: string;
  /** A failure that is undefined is none; which one it was is of no matter here. */
  readonly tries: readonly { readonly attempt: Timed; readonly failure: unknown }[];
}

/** One thing that went wrong, and what proves it. */
export interface Finding<D extends Affected = Delivery> {
  /** Slug of the failure catalogue (format reference §7). */
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly fixBy: readonly Who[];
  /** Null where it concerns many messages. */
  readonly base: string | null;
  readonly queueId: string | null;
  readonly deliveries: readonly D[];
  /** Ms of the server's clock as in `Attempt.startTime`; -1 where unknown. */
  readonly since: number;
  readonly until: number;
  /** The decisive record first. */
  readonly evidence: readonly Spot[];
  /** The receiving host or domain that it is about; '' for none. */
  readonly host: string;
}

/** A rule that explains why one delivery did not succeed. */
export interface CauseRule {
  readonly slug: string;
  readonly matches: (d: Delivery, c: DiagnosisContext) => boolean;
}

/** A rule about something worth knowing in a delivery, whatever became of it. */
export interface NoteRule {
  readonly slug: string;
  /** `information` where it is not given. */
  readonly severity?: Severity;
  /** The record that shows it. */
  readonly find: (d: Delivery) => Spot | undefined;
}
