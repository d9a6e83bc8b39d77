import type { Attempts } from '../deliveries/attempts.ts';
import type { Delivery } from '../deliveries/delivery.ts';
import { Messages } from '../deliveries/messages.ts';
import type { DiagnosisContext, Finding } from '../diagnosis/finding.ts';
import { LogFindings } from '../diagnosis/log-findings.ts';
import { dateOfPath, type LogName, logOfContent, logOfPath } from '../logs/detect.ts';
import { IdTable } from '../logs/ids.ts';
import { Log } from '../logs/log.ts';
import { type Position, TextStore } from '../text/store.ts';

const DAY = 86_400_000;
/** Messages whose deliveries are remembered; when there are more, the memory starts anew. */
const MAX_REMEMBERED = 500;

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
  /** Numbers of the full ids of each message, by base id; ids are only ever added. */
  readonly #family = new Map<string, number[]>();
  #known = 1;
  #deliveries = new Map<string, readonly Delivery[]>();
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

  /** Follows changes; the cost is that of what they touch. */
  change(changes: readonly Change[], version: number): void {
    this.version = version;
    this.#deliveries.clear();
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

  /** Numbers of the ids that a message has or had in this file, whatever their suffixes. */
  idsOf(base: string): readonly number[] {
    const { ids } = this.log;
    for (; this.#known < ids.size; this.#known++) {
      const key = ids.base(this.#known);
      const family = this.#family.get(key);
      if (family === undefined) this.#family.set(key, [this.#known]);
      else family.push(this.#known);
    }
    return this.#family.get(base) ?? [];
  }

  /** What this file shows of a message: its deliveries, in the order of their beginning. */
  deliveriesOf(base: string): readonly Delivery[] {
    let known = this.#deliveries.get(base);
    if (known === undefined) {
      known = this.messages().deliveries(base);
      if (this.#deliveries.size >= MAX_REMEMBERED) this.#deliveries.clear();
      this.#deliveries.set(base, known);
    }
    return known;
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
