import type { QueueEntry } from '../deliveries/entry.ts';
import type { Messages } from '../deliveries/messages.ts';
import { deliveryFindings } from './diagnose.ts';
import type { DiagnosisContext, Finding } from './finding.ts';
import { Findings } from './systemic.ts';

/** The findings of one log that may change (an open document). A change costs the messages that it reaches. */
export class LogFindings {
  readonly #messages: Messages;
  readonly #context: DiagnosisContext;
  readonly #findings: Findings;

  constructor(messages: Messages, context: DiagnosisContext) {
    this.#messages = messages;
    this.#context = context;
    this.#findings = new Findings(context);
    this.update(messages.bases());
  }

  /** @param bases messages that may differ, from `Messages.update` */
  update(bases: Iterable<string>): void {
    for (const base of bases) {
      const entries = this.#messages.entries(base);
      const clean = this.#messages.notes(base).length === 0 && entries.every(isClean);
      const found = clean ? [] : this.#messages.deliveries(base).flatMap(d => deliveryFindings(d, this.#context));
      this.#findings.set(base, entries, found);
    }
  }

  all(): Finding[] {
    return this.#findings.all();
  }
}

/** Nothing went wrong and nothing is worth knowing: the deliveries need not be worked out to know that. */
function isClean(entry: QueueEntry): boolean {
  if (entry.giveUps.length > 0 || entry.waits.length > 0 || entry.workfile !== undefined) return false;
  return entry.attempts.every(
    a =>
      a.failure === undefined &&
      a.accepted !== undefined &&
      a.secret === undefined &&
      a.tlsRemembered === undefined &&
      !a.ehloRejected,
  );
}
