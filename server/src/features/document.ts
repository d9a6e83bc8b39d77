import type { Attempts } from '../deliveries/attempts.ts';
import { Messages } from '../deliveries/messages.ts';
import type { DiagnosisContext, Finding } from '../diagnosis/finding.ts';
import { LogFindings } from '../diagnosis/log-findings.ts';
import { dateOfPath, type LogName, logOfContent, logOfPath } from '../logs/detect.ts';
import { IdTable } from '../logs/ids.ts';
import { Log } from '../logs/log.ts';
import { type Position, TextStore } from '../text/store.ts';

const DAY = 86_400_000;

/** A change as the protocol sends it; without a range it is the whole text. */
export interface Change {
  readonly range?: { readonly start: Position; readonly end: Position };
  readonly text: string;
}

/** An open document: its text, its records and, from the first time they are asked for, its attempts. */
export class LogDocument {
  readonly uri: string;
  readonly log: Log;
  version: number;
  readonly #midnight: number;
  #messages: Messages | undefined;
  #findings: { readonly log: LogFindings; readonly context: DiagnosisContext } | undefined;

  constructor(uri: string, languageId: string, version: number, text: string) {
    this.uri = uri;
    this.version = version;
    const path = pathOf(uri);
    const store = TextStore.fromString(text);
    this.log = new Log(logName(path, languageId, store), store, new IdTable());
    this.#midnight = (dateOfPath(path)?.day ?? 0) * DAY;
  }

  get store(): TextStore {
    return this.log.store;
  }

  /** Ms from 1970-01-01 to the midnight, by the server's clock, at which the log begins; 0 where its name has no date. */
  get midnight(): number {
    return this.#midnight;
  }

  /** Follows changes; the cost is that of what they touch. */
  change(changes: readonly Change[], version: number): void {
    this.version = version;
    for (const { range, text } of changes) {
      const end = { line: Number.MAX_SAFE_INTEGER, character: 0 };
      const { start, end: stop } = range ?? { start: { line: 0, character: 0 }, end };
      const change = this.log.update(this.store.edit(start, stop, text));
      const dirty = this.#messages?.update(change);
      if (dirty !== undefined) this.#findings?.log.update(dirty);
    }
  }

  /** The messages of the log, from the first time they are asked for kept up to date. */
  messages(): Messages {
    this.#messages ??= new Messages(this.log, this.#midnight);
    return this.#messages;
  }

  /** The attempts of a senderlog; none for every other log. */
  attempts(): Attempts {
    return this.messages().attempts;
  }

  /** What went wrong, as far as this log tells; kept up to date as long as the same context is handed in. */
  findings(contextOf: (rawReplies: boolean) => DiagnosisContext): readonly Finding[] {
    const context = contextOf(this.attempts().rawReplies);
    if (this.#findings?.context !== context) {
      this.#findings = { log: new LogFindings(this.messages(), context), context };
    }
    return this.#findings.log.all();
  }
}

function pathOf(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri; // A URI with a stray % is taken as it stands.
  }
}

function logName(path: string, languageId: string, store: TextStore): LogName {
  if (languageId === 'senderlog' || languageId === 'faillog') return languageId;
  const head = store.blocks[0]?.bytes ?? new Uint8Array(0);
  return logOfPath(path) ?? logOfContent(head) ?? 'senderlog';
}
