import { datedStamp } from './calendar.ts';
import type { Entry } from './entry.ts';
import type { Files } from './files.ts';
import type { Form } from './form.ts';
import type { Result } from './pass.ts';

const SERVER = 'mail.example.jp';
export const TRUTH = 'truth.ndjson';

/** One delivery as it really went. */
export interface Truth {
  readonly base: string;
  /** The last id. */
  readonly queueId: string;
  readonly recipient: string;
  readonly domain: string;
  readonly outcome: 'delivered' | 'failed' | 'deferred';
  /** Sessions that began with `ConnectHost`. */
  readonly attempts: number;
  /** The slug of what made it fail, or held it up before it was delivered. */
  readonly cause: string | null;
  readonly errorMail: boolean;
}

/** Writes the companion logs and the truth as passes end. */
export class Books {
  readonly #files: Files;
  readonly #newline: string;

  constructor(files: Files, form: Form) {
    this.#files = files;
    this.#newline = form.newline;
  }

  pass(entry: Entry, result: Result, time: number): void {
    const stamp = datedStamp(time);
    const { accepted, failed } = result;
    if (accepted.length > 0) {
      const log = entry.peer.character === 'local' ? 'outlocallog' : 'outlog';
      const from = entry.sender === '' ? '-' : entry.sender;
      const to = accepted.join(' ');
      const line = `${entry.base}@${SERVER} sent on [${stamp}] to  ${result.host} from ${from} to ${to} `;
      this.#files.companion(log, time, line + this.#newline);
      for (const recipient of accepted) this.truth(entry, recipient, 'delivered');
    }
    if (result.kind !== 'failed') return;
    for (const recipient of failed) {
      const line = `${entry.base}@${SERVER} send fail on [${stamp}] from ${entry.sender} to ${recipient} [${result.reason}]`;
      this.#files.companion('faillog', time, line + this.#newline);
      this.truth(entry, recipient, 'failed');
    }
  }

  truth(entry: Entry, recipient: string, outcome: Truth['outcome']): void {
    const { cause } = entry.scenario;
    // An old peer refuses EHLO each time; other troubles count only where they came.
    const troubled = entry.failed > 0 || outcome === 'failed' || cause === 'ehlo-rejected';
    const refused = entry.scenario.partial !== true || outcome !== 'delivered';
    const line: Truth = {
      base: entry.base,
      queueId: entry.id,
      recipient,
      domain: entry.peer.domain,
      outcome,
      attempts: entry.attempts,
      cause: troubled && refused ? cause : null,
      errorMail: entry.errorMail,
    };
    this.#files.text(TRUTH, `${JSON.stringify(line)}\n`);
  }

  /** A reply that was torn from its stub: where its line begins, whose it is and who came between. */
  split(id: string, by: string, shape: 'check' | 'two-stubs'): void {
    const { path, offset } = this.#files.place;
    this.#files.text(TRUTH, `${JSON.stringify({ planted: 'split-reply', shape, path, offset, queueId: id, by })}\n`);
  }
}
