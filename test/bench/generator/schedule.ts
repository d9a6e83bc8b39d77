import type { Entry } from './entry.ts';
import type { Form } from './form.ts';
import type { Options } from './options.ts';

/** Growing gaps: the try numbers, in intervals, at which an attempt is made; then again after 240. */
const GROWING = new Set([0, 2, 5, 6, 14, 15, 29, 30, 59, 60, 119, 120, 239]);
const PERIOD = 240;
const LAST_OF_PERIOD = 240;

/** When an entry is tried, and when it is given up (format reference, 6.2). */
export class Schedule {
  readonly #options: Options;
  readonly #form: Form;
  readonly #temporary: number;
  readonly #noAnswer: number;

  constructor(options: Options, form: Form) {
    this.#options = options;
    this.#form = form;
    this.#temporary = Math.floor((options.temporaryHours * 3600) / options.interval);
    this.#noAnswer = Math.floor((options.noAnswerHours * 3600) / options.interval);
  }

  /** Whether the pass of a scan attempts a delivery; counts the pass. */
  attempts(entry: Entry, now: number): boolean {
    if (entry.attempts < 2) return true;
    entry.tries++;
    const { tries } = entry;
    if (this.#options.retryRule === 'constant') return true;
    const age = this.#form.intervals(entry.queued, now);
    if (age >= this.#noAnswer) return true;
    if (entry.lastCode >= 500 && age >= this.#options.rejectRetries) return true;
    if (entry.lastCode >= 400 && entry.lastCode < 500 && age >= this.#temporary) return true;
    return GROWING.has(tries % PERIOD) || (tries > 0 && tries % LAST_OF_PERIOD === 0);
  }

  /** Given up without another connection: too old, or no MX on an odd pass. */
  tooLate(entry: Entry, now: number): boolean {
    if (this.#form.intervals(entry.queued, now) >= this.#noAnswer) return true;
    const { character } = entry.peer;
    if (character !== 'nowhere' && character !== 'addressOnly') return false;
    return entry.attempts >= (this.#options.retryRule === 'growing' ? 3 : 2);
  }

  /** Whether a failure with this last reply is the end. */
  final(entry: Entry, code: number, now: number): boolean {
    // Cut in the body or in the handshake: the last reply is no refusal, and nothing is retried.
    if (code === 354 || code === 220) return true;
    const age = this.#form.intervals(entry.queued, now);
    if (code >= 500) return age >= this.#options.rejectRetries;
    return code >= 400 && age >= this.#temporary;
  }
}
