import { datedStamp, localTime } from './calendar.ts';
import type { Entry, Trouble } from './entry.ts';
import type { Files } from './files.ts';
import type { Form } from './form.ts';
import type { Incident } from './incidents.ts';
import type { Result } from './pass.ts';
import { causeOf } from './troubles.ts';

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
  /** Slugs of what is worth knowing beside the cause. */
  readonly notes: readonly string[];
  /** Begin of the first failing attempt and end of the last; null where none failed. Local time of the server. */
  readonly since: string | null;
  readonly until: string | null;
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
      // Those that this session accepted had no part in what it refused.
      const before = entry.troubles.filter(one => one !== result.trouble);
      for (const recipient of accepted) this.truth(entry, recipient, 'delivered', time, before);
    }
    if (result.kind !== 'failed') return;
    for (const recipient of failed) {
      const line = `${entry.base}@${SERVER} send fail on [${stamp}] from ${entry.sender} to ${recipient} [${result.reason}]`;
      this.#files.companion('faillog', time, line + this.#newline);
      this.truth(entry, recipient, 'failed', time);
    }
  }

  truth(
    entry: Entry,
    recipient: string,
    outcome: Truth['outcome'],
    time: number,
    troubles: readonly Trouble[] = entry.troubles,
  ): void {
    const [first, last] = [troubles[0], troubles.at(-1)];
    const line: Truth = {
      base: entry.base,
      queueId: entry.id,
      recipient,
      domain: entry.peer.domain,
      outcome,
      attempts: entry.attempts,
      cause: causeOf(entry, outcome, troubles, time),
      errorMail: entry.errorMail,
      notes: notesOf(entry, outcome),
      since: first === undefined ? null : localTime(first.begin),
      until: last === undefined ? null : localTime(last.end),
    };
    this.#files.text(TRUTH, `${JSON.stringify(line)}\n`);
  }

  incident(incident: Incident): void {
    this.#files.text(TRUTH, `${JSON.stringify(incident.truth)}\n`);
  }

  /** A reply that was torn from its stub: where its line begins, whose it is and who came between. */
  split(id: string, by: string, shape: 'check' | 'two-stubs'): void {
    const { path, offset } = this.#files.place;
    this.#files.text(TRUTH, `${JSON.stringify({ planted: 'split-reply', shape, path, offset, queueId: id, by })}\n`);
  }
}

function notesOf(entry: Entry, outcome: Truth['outcome']): string[] {
  const notes = entry.ehloRejected ? ['ehlo-rejected'] : [];
  return entry.partial && outcome !== 'delivered' ? [...notes, 'partial-recipients'] : notes;
}
