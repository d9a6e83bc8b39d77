import type { Attempts } from '../deliveries/attempts.ts';
import type { Delivery } from '../deliveries/delivery.ts';
import { Messages } from '../deliveries/messages.ts';
import type { DiagnosisContext, Finding } from '../diagnosis/finding.ts';
import { LogFindings } from '../diagnosis/log-findings.ts';
import { dateOfPath, type LogName, logOfContent, logOfPath } from '../logs/detect.ts';
import { BASE_LENGTH, IdTable } from '../logs/ids.ts';
import { Log } from '../logs/log.ts';
import { DAY } from '../logs/units.ts';
import { type Position, type Splice, TextStore } from '../text/store.ts';

/** Blocks that are understood in one step: some 250 KB. */
const BLOCKS_A_STEP = 16;
/** Ids that are met in one step. */
const IDS_A_STEP = 1000;

/** A change as the protocol sends it; without a range it is the whole text. */
interface Change {
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
  /** The messages while they are being worked out: the blocks before `fed` are in. */
  #underWay: { readonly messages: Messages; fed: number } | undefined;
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
    for (const splice of edits(this.store, changes)) {
      const change = this.log.update(splice);
      const dirty = this.#messages?.update(change);
      if (dirty !== undefined) this.#findings?.log.update(dirty);
      if (this.#underWay !== undefined && change.index < this.#underWay.fed + (change.grown === undefined ? 0 : 1))
        this.#underWay = undefined;
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
      this.#underWay ??= { messages: new Messages(this.log, this.#midnight), fed: 0 };
      const { messages, fed } = this.#underWay;
      const blocks = this.log.blocks.slice(fed, fed + BLOCKS_A_STEP);
      for (const block of blocks) {
        messages.feed(block);
        // Counts its lines as well, so that no later question about a position has to count them all at once.
        this.store.positionAt({ block: block.index, offset: 0 });
      }
      this.#underWay.fed += blocks.length;
      if (blocks.length > 0) yield;
      else {
        messages.settle();
        this.#messages = messages;
        this.#underWay = undefined;
      }
    }
    return this.#messages;
  }

  /** The attempts of a senderlog; none for every other log. */
  attempts(): Attempts {
    return this.messages().attempts;
  }

  *attemptsInSteps(): Generator<void, Attempts> {
    return (yield* this.messagesInSteps()).attempts;
  }

  /** Prepares {@link idsOf} with pauses, for logs with very many ids. */
  *idsInSteps(): Generator<void, void> {
    const messages = yield* this.messagesInSteps();
    while (messages.meet(IDS_A_STEP)) yield;
  }

  /** Numbers of the ids that a message has or had in this file, whatever their suffixes. */
  idsOf(base: string): readonly number[] {
    return this.messages().idsOf(base);
  }

  /** What this file shows of a message: its deliveries, in the order of their beginning. */
  deliveriesOf(base: string): readonly Delivery[] {
    return this.messages().deliveries(base.slice(0, BASE_LENGTH));
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
