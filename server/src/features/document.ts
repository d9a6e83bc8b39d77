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
/** Blocks that are understood in one step: some 250 KB. */
const BLOCKS_A_STEP = 16;
/** Ids that are met in one step. */
const IDS_A_STEP = 1000;

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
  /** The messages while the log is still being read. */
  #underWay: Messages | undefined;
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

  /** Ms from 1970-01-01 to the midnight, by the server's clock, at which the log begins; 0 where its name has no date. */
  get midnight(): number {
    return this.#midnight;
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
      // What was read already has changed: it is read anew.
      if (this.#underWay !== undefined && change.index < this.#underWay.read) this.#underWay = undefined;
    }
  }

  /** The messages of the log, from the first time they are asked for kept up to date. */
  messages(): Messages {
    const steps = this.messagesInSteps();
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  /** The same, with a pause after each step of a few milliseconds; changes may come meanwhile. */
  *messagesInSteps(): Generator<void, Messages> {
    while (this.#messages === undefined) {
      this.#underWay ??= new Messages(this.log, this.#midnight, 0);
      const { read } = this.#underWay;
      if (this.#underWay.readOn(BLOCKS_A_STEP)) {
        this.#messages = this.#underWay;
        this.#underWay = undefined;
      } else {
        // Counts the lines as well, so that no later question about a position has to count them all at once.
        this.store.positionAt({ block: read, offset: 0 });
        yield;
      }
    }
    return this.#messages;
  }

  *attemptsInSteps(): Generator<void, Attempts> {
    return (yield* this.messagesInSteps()).attempts;
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
    this.#meet(this.log.ids.size);
    return this.#family.get(base) ?? [];
  }

  /** Prepares {@link idsOf} with pauses, for logs with very many ids. */
  *idsInSteps(): Generator<void, void> {
    for (let size = this.#known; size < this.log.ids.size; yield) {
      size += IDS_A_STEP;
      this.#meet(Math.min(size, this.log.ids.size));
    }
  }

  #meet(size: number): void {
    for (; this.#known < size; this.#known++) {
      const key = this.log.ids.base(this.#known);
      const family = this.#family.get(key);
      if (family === undefined) this.#family.set(key, [this.#known]);
      else family.push(this.#known);
    }
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
