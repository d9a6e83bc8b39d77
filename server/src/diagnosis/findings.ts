import type { QueueEntry } from '../deliveries/entry.ts';
import { Connects, connectOf } from './blocked-port.ts';
import type { DiagnosisContext, Finding } from './finding.ts';
import { Systemic } from './systemic.ts';

/** The findings of a server whose logs do not change: taken message by message, for good. */
export class Findings {
  readonly #systemic: Systemic;
  readonly #connects = new Connects();
  readonly #findings: Finding[] = [];

  constructor(context: DiagnosisContext) {
    this.#systemic = new Systemic(context);
  }

  /** Takes what is known of a message. */
  add(entries: readonly QueueEntry[], findings: readonly Finding[]): void {
    for (const f of findings) {
      this.#findings.push(f);
      this.#systemic.join(f);
    }
    for (const entry of entries) {
      for (const attempt of entry.attempts) {
        const connect = connectOf(attempt);
        if (connect !== undefined) this.#connects.add(connect);
      }
    }
  }

  /** All findings: the systemic ones, then those of single messages in the order in which the messages were taken. */
  all(): Finding[] {
    this.#systemic.block(this.#connects.stretches());
    return this.#systemic.all(this.#findings);
  }
}
