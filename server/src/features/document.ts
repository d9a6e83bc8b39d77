import type { Attempt } from '../deliveries/attempt.ts';
import { Attempts } from '../deliveries/attempts.ts';
import { type LogName, logOfContent, logOfPath } from '../logs/detect.ts';
import { IdTable } from '../logs/ids.ts';
import { Log } from '../logs/log.ts';
import { type Position, TextStore } from '../text/store.ts';

/** A change as the protocol sends it; without a range it is the whole text. */
export interface Change {
  readonly range?: { readonly start: Position; readonly end: Position };
  readonly text: string;
}

/** An open document: its text, its records and, where asked for, its attempts. */
export class LogDocument {
  readonly uri: string;
  readonly log: Log;
  version: number;
  #attempts: readonly Attempt[] | undefined;

  constructor(uri: string, languageId: string, version: number, text: string) {
    this.uri = uri;
    this.version = version;
    const store = TextStore.fromString(text);
    this.log = new Log(logName(uri, languageId, store), store, new IdTable());
  }

  get store(): TextStore {
    return this.log.store;
  }

  change(changes: readonly Change[], version: number): void {
    this.version = version;
    for (const { range, text } of changes) {
      const end = { line: Number.MAX_SAFE_INTEGER, character: 0 };
      const { start, end: stop } = range ?? { start: { line: 0, character: 0 }, end };
      this.log.update(this.store.edit(start, stop, text));
    }
    this.#attempts = undefined;
  }

  attempts(): readonly Attempt[] {
    if (this.#attempts === undefined) {
      const attempts = new Attempts();
      if (this.log.name === 'senderlog') for (const block of this.log.blocks) attempts.feed(block);
      attempts.settle();
      this.#attempts = attempts.all();
    }
    return this.#attempts;
  }
}

function logName(uri: string, languageId: string, store: TextStore): LogName {
  if (languageId === 'senderlog' || languageId === 'faillog') return languageId;
  const head = store.blocks[0]?.bytes ?? new Uint8Array(0);
  let path = uri;
  try {
    path = decodeURIComponent(uri);
  } catch {
    // A URI with a stray % is taken as it stands.
  }
  return logOfPath(path) ?? logOfContent(head) ?? 'senderlog';
}
