import type { Attempts } from '../deliveries/attempts.ts';
import type { Delivery } from '../deliveries/delivery.ts';
import { Messages } from '../deliveries/messages.ts';
import type { DiagnosisContext, Finding } from '../diagnosis/finding.ts';
import { LogFindings } from '../diagnosis/log-findings.ts';
import { dateOfPath, type LogName, logOfContent, logOfPath } from '../logs/detect.ts';
import { BASE_LENGTH, IdTable } from '../logs/ids.ts';
import { Log } from '../logs/log.ts';
import { type Position, type Splice, TextStore } from '../text/store.ts';

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
  /** The last id of each message, by the number of its base, and for each id the one before it; ids are only ever added. */
  readonly #last = new Map<number, number>();
  readonly #before: number[] = [0];
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
    for (const splice of edits(this.store, changes)) {
      const change = this.log.update(splice);
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
      const key = ids.baseNumber(this.#known);
      this.#before.push(this.#last.get(key) ?? 0);
      this.#last.set(key, this.#known);
    }
    const family: number[] = [];
    for (let id = this.#last.get(Number(base.slice(1, BASE_LENGTH))) ?? 0; id > 0; id = this.#before[id]!)
      family.push(id);
    return family.reverse();
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

/** Makes the changes one after the other; each must be followed before the next is taken. */
function* edits(store: TextStore, changes: readonly Change[]): Generator<Splice> {
  for (const { range, text } of changes) {
    const end = { line: Number.MAX_SAFE_INTEGER, character: 0 };
    const { start, end: stop } = range ?? { start: { line: 0, character: 0 }, end };
    yield store.edit(start, stop, text);
  }
}

/** Makes the changes in a text that is no log. */
export function applyChanges(store: TextStore, changes: readonly Change[]): void {
  const made = edits(store, changes);
  while (made.next().done !== true);
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
