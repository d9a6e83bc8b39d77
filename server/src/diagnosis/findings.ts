import type { Attempt } from '../deliveries/attempt.ts';
import { Connects, connectOf } from './blocked-port.ts';
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
      const kept = { ...finding, deliveries: finding.deliveries.map(essence) };
      this.#findings.push(kept);
      this.#systemic.join(kept);
    }
    for (const { attempts } of entries) {
      for (const attempt of attempts) {
        const connect = connectOf(attempt);
        if (connect !== undefined) this.#connects.add(connect);
      }
    }
  }

  /** All findings: the systemic ones, then those of single messages in the order in which the messages were taken. */
  all(): Finding<Affected>[] {
    this.#systemic.block(this.#connects.stretches());
    return this.#systemic.all(this.#findings);
  }
}

function essence({ domain, tries }: Affected): Affected {
  return {
    domain,
    tries: tries.map(({ attempt: { startTime, endTime, age }, failure }) => ({
      attempt: { startTime, endTime, age },
      failure: failure === undefined ? undefined : true,
    })),
  };
}
