import type { Attempt } from '../deliveries/attempt.ts';
import type { PlainAttempt } from '../deliveries/packed.ts';
import { offsetOf } from '../deliveries/times.ts';
import { Connects, TIMED_OUT } from './blocked-port.ts';
import type { Affected, DiagnosisContext, Finding } from './finding.ts';
import { Systemic } from './systemic.ts';

/**
 * The findings of a server whose logs do not change: taken message by message, for good. Of the deliveries only what is asked for
 * afterwards is kept, since their attempts may lie packed and be made for the moment.
 */
export class Findings {
  readonly #systemic: Systemic<Affected>;
  readonly #connects = new Connects();
  readonly #findings: Finding<Affected>[] = [];

  constructor(context: DiagnosisContext) {
    this.#systemic = new Systemic(context);
  }

  /** Takes what is known of a message. */
  add(entries: readonly { readonly attempts: readonly Attempt[] }[], findings: readonly Finding[]): void {
    for (const finding of findings) {
      const kept = { ...finding, deliveries: finding.deliveries.map(d => essence(d, finding)) };
      this.#findings.push(kept);
      this.#systemic.join(kept);
    }
    for (const { attempts } of entries) {
      for (const attempt of attempts) this.#connects.addOf(attempt);
    }
  }

  /** Takes an attempt that was accepted, of a message of which there is nothing to find. */
  addPlain({ startTime, host }: Pick<PlainAttempt, 'startTime' | 'host'>): void {
    if (startTime >= 0) this.#connects.addUp(startTime, host);
  }

  /** All findings: the systemic ones, then those of single messages in the order in which the messages were taken. */
  all(): Finding<Affected>[] {
    this.#systemic.block(this.#connects.stretches());
    return this.#systemic.all(this.#findings);
  }
}

/**
 * What is asked of a delivery when findings are joined and told: for stretches of silence all its tries, else those that the times
 * of the finding are of, and the first that tells the offset of the clock.
 */
function essence({ domain, tries }: Affected, f: Finding): Affected {
  const telling = tries.find(t => offsetOf(t.attempt) !== undefined);
  const isAt = (time: number): boolean => time === f.since || time === f.until;
  const kept = TIMED_OUT.has(f.rule)
    ? tries
    : tries.filter(t => t === telling || isAt(t.attempt.startTime) || isAt(t.attempt.endTime));
  return {
    domain,
    tries: kept.map(({ attempt: { startTime, endTime, age }, failure }) => ({
      attempt: { startTime, endTime, age },
      failure: failure === undefined ? undefined : true,
    })),
  };
}
