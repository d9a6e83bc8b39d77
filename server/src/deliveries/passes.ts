import type { LexedBlock } from '../logs/log.ts';
import type { QueueAge, Wait } from './attempt.ts';
import { queueAge } from './texts.ts';

/** Two looks at an entry that are closer than this are one pass, in ms: the queue is scanned every 30 s at most often. */
const PASS_MS = 10_000;
const NO_WAITS: readonly Wait[] = [];

/**
 * The passes of the queue over one entry (`GetTryServer:(ltime(…)-otime(…))/N=(K)`), of which most tell nothing new. The last one
 * stands in fields, so that it costs no object.
 */
export class Passes {
  #block: LexedBlock | undefined;
  #row = 0;
  #line = 0;
  #time = 0;
  #clock = 0;
  #domain = '';
  /** Nothing came of the last pass so far. */
  #idle = false;
  /** It is the age of the attempt that follows. */
  #aged = false;
  /** Passes since the last attempt that tried nothing: the first, and the last, unless that is the one above. */
  #firstWait: Wait | undefined;
  #lastWait: Wait | undefined;

  /** A pass looks at the entry; the one before came to nothing if no attempt followed. */
  look(block: LexedBlock, row: number, time: number, domain: string): void {
    // Without stamps, the times in the lines themselves tell how far two passes are apart.
    const clock = time >= 0 ? time : (queueAge(block, row, domain)?.now ?? 0) * 1000;
    // Behind `ReturnMail Start` the sender's domain is looked up: that is no pass of its own.
    if (this.#idle && this.#domain === domain && clock - this.#clock >= PASS_MS) {
      this.#firstWait ??= this.#wait();
      this.#lastWait = undefined;
    } else if (this.#firstWait !== undefined) this.#lastWait ??= this.#wait();
    this.#block = block;
    this.#row = row;
    this.#line = block.records.line(row);
    this.#time = time;
    this.#clock = clock;
    this.#domain = domain;
    this.#idle = true;
    this.#aged = true;
  }

  /** Something is tried. */
  tried(): void {
    this.#idle = false;
    this.#firstWait = undefined;
    this.#lastWait = undefined;
  }

  /** Whether there is anything to remember of them. */
  get matter(): boolean {
    return this.#idle || this.#aged || this.#firstWait !== undefined;
  }

  /** Passes since the last attempt that tried nothing, the first and the last of them. */
  get waits(): readonly Wait[] {
    return this.#firstWait === undefined ? NO_WAITS : [this.#firstWait, this.#lastWait ?? this.#wait()];
  }

  /** What the last pass told of the age, for what follows it first. */
  takeAge(): QueueAge | undefined {
    const aged = this.#aged;
    this.#aged = false;
    return aged ? queueAge(this.#block!, this.#row, this.#domain) : undefined;
  }

  /** No attempt follows any more. */
  settle(): void {
    this.#aged = false;
  }

  #wait(): Wait {
    const at = { block: this.#block!, row: this.#row, line: this.#line };
    return { at, domain: this.#domain, time: this.#time };
  }
}
