import type { Delivery } from '../deliveries/delivery.ts';
import type { QueueEntry } from '../deliveries/entry.ts';
import type { Messages } from '../deliveries/messages.ts';
import { type Connect, Connects, connectOf } from './blocked-port.ts';
import { deliveryFindings, isNoted } from './diagnose.ts';
import type { DiagnosisContext, Finding } from './finding.ts';
import { Systemic } from './systemic.ts';

const NONE: readonly never[] = [];

/** The findings of one log that may change (an open document). A change costs the messages that it reaches. */
export class LogFindings {
  readonly #messages: Messages;
  readonly #context: DiagnosisContext;
  readonly #systemic: Systemic<Delivery>;
  /** By base id; nothing where there is none. */
  readonly #findings = new Map<string, readonly Finding[]>();
  readonly #connects = new Map<string, readonly Connect[]>();
  /** Connects came or went since the stretches of silence were found. */
  #changed = false;

  constructor(messages: Messages, context: DiagnosisContext) {
    this.#messages = messages;
    this.#context = context;
    this.#systemic = new Systemic(context);
    this.update(messages.bases());
  }

  /** @param bases messages that may differ, from `Messages.update` */
  update(bases: Iterable<string>): void {
    for (const base of bases) {
      const entries = this.#messages.entries(base);
      const clean = this.#messages.notes(base).length === 0 && entries.every(isClean);
      const found = clean ? NONE : this.#messages.deliveries(base).flatMap(d => deliveryFindings(d, this.#context));
      this.#setFindings(base, found);
      this.#setConnects(
        base,
        entries.flatMap(e => e.attempts.map(connectOf).filter(c => c !== undefined)),
      );
    }
  }

  #setFindings(base: string, found: readonly Finding[]): void {
    for (const f of this.#findings.get(base) ?? NONE) this.#systemic.forget(f);
    for (const f of found) this.#systemic.join(f);
    put(this.#findings, base, found);
  }

  #setConnects(base: string, connects: readonly Connect[]): void {
    if (sameConnects(this.#connects.get(base) ?? NONE, connects)) return;
    this.#changed = true;
    put(this.#connects, base, connects);
  }

  /** All findings: the systemic ones, then those of single messages in the order in which the messages were met. */
  all(): Finding[] {
    if (this.#changed) {
      const all = new Connects();
      for (const connects of this.#connects.values()) for (const c of connects) all.add(c);
      this.#systemic.block(all.stretches());
      this.#changed = false;
    }
    return this.#systemic.all([...this.#findings.values()].flat());
  }
}

function put<T>(map: Map<string, readonly T[]>, base: string, values: readonly T[]): void {
  if (values.length === 0) map.delete(base);
  else map.set(base, values);
}

function sameConnects(a: readonly Connect[], b: readonly Connect[]): boolean {
  return (
    a.length === b.length &&
    a.every((c, i) => {
      const d = b[i]!;
      return c.time === d.time && c.end === d.end && c.up === d.up && c.host === d.host;
    })
  );
}

/** Nothing went wrong and nothing is worth knowing: the deliveries need not be worked out to know that. */
function isClean(entry: QueueEntry): boolean {
  if (entry.giveUps.length > 0 || entry.waits.length > 0 || entry.workfile !== undefined) return false;
  return entry.attempts.every(a => a.failure === undefined && a.accepted !== undefined && !isNoted(a));
}
