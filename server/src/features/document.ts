import type { Attempt } from '../deliveries/attempt.ts';
import { Messages } from '../deliveries/messages.ts';
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

/** An open document: its text, its records and, from the first time they are asked for, its messages. */
export class LogDocument {
  readonly uri: string;
  readonly log: Log;
  /** Ms since 1970-01-01 of the midnight at which the log begins, from its file name; undefined where that has no date. */
  readonly midnight: number | undefined;
  version: number;
  #messages: Messages | undefined;

  constructor(uri: string, languageId: string, version: number, text: string) {
    this.uri = uri;
    this.version = version;
    const path = pathOf(uri);
    const store = TextStore.fromString(text);
    this.log = new Log(logName(path, languageId, store), store, new IdTable());
    const date = dateOfPath(path);
    this.midnight = date === undefined ? undefined : date.day * DAY;
  }

  get store(): TextStore {
    return this.log.store;
  }

  /** Follows changes; the cost is that of what they touch. Returns the base ids that they reach. */
  change(changes: readonly Change[], version: number): Set<string> {
    this.version = version;
    const reached = new Set<string>();
    for (const { range, text } of changes) {
      const end = { line: Number.MAX_SAFE_INTEGER, character: 0 };
      const { start, end: stop } = range ?? { start: { line: 0, character: 0 }, end };
      const change = this.log.update(this.store.edit(start, stop, text));
      for (const base of this.#messages?.update(change) ?? []) reached.add(base);
    }
    return reached;
  }

  /** The messages of the log. */
  messages(): Messages {
    this.#messages ??= new Messages(this.log, this.midnight ?? 0);
    return this.#messages;
  }

  attempts(): readonly Attempt[] {
    return this.messages().attempts.all();
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
