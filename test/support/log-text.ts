/** The findings of a few lines of log text, read as the product reads files; and attempts written as E-Post writes them. */

import type { Affected, Finding } from '../../server/src/diagnosis/finding.ts';
import type { LogName } from '../../server/src/logs/detect.ts';
import { findingsIn, ledgerOf } from './ledger.ts';

/** The day of the senderlog, 2026-11-24; its line breaks are LF, which stand for any. */
const MIDNIGHT = Date.UTC(2026, 10, 24);

type LogTexts = { readonly [log in LogName]?: string };

/** All findings, the systemic ones first. */
export const findings = (logs: LogTexts): Finding<Affected>[] =>
  findingsIn(
    ledgerOf(
      (Object.entries(logs) as [LogName, string][]).map(([name, text]) => ({
        name,
        bytes: new TextEncoder().encode(undented(text)),
        path: `${name}/261124.log`,
        midnight: MIDNIGHT,
      })),
    ),
  );

/** All findings as `severity rule queue-id`; `*` for the id of what concerns many messages. */
export const findingsOf = (logs: LogTexts): string[] =>
  findings(logs).map(f => `${f.severity} ${f.rule} ${f.queueId ?? '*'}`);

/** Log text as it stands in a test, without the indentation that is the test's. */
function undented(text: string): string {
  const lines = text.replace(/^\n/, '').split('\n');
  const indent = /^ */.exec(lines[0]!)![0];
  return lines.map(line => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart())).join('\n');
}

/** What an attempt is about; every part has a value of its own. */
export interface AttemptFacts {
  readonly id?: string;
  readonly domain?: string;
  readonly host?: string;
  readonly sender?: string;
  readonly recipient?: string;
  /** The name of our server as EHLO tells it. */
  readonly name?: string;
  /** `HH:MM:SS` of its begin, from which each write takes a millisecond; '' for lines without stamps, as pages and mails show them. */
  readonly at?: string;
  /** `K` of the retry line. */
  readonly count?: number;
  /** After the retry decision: given up, the error mail is made. */
  readonly givenUp?: boolean;
  /** What follows `ConnectHost(…)` directly. */
  readonly connected?: readonly string[];
}

export type AnsweredStage = 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'final';

/** An attempt that went well up to a stage, at which the peer answered with this. Lines of the reply are parted by `\n`. */
export function refusedAt(stage: AnsweredStage, reply: string, facts: AttemptFacts = {}): string {
  const w = new Writer(facts);
  for (const [at, answer, next] of dialogue(w)) {
    const skipped = (at === 'starttls' || at === 'auth') && stage !== at;
    if (skipped) continue;
    if (at !== stage) {
      w.answer(answer);
      const command = at === 'ehlo' && (stage === 'starttls' || stage === 'auth') ? COMMANDS[stage] : next;
      for (const line of command) w.own(line);
      continue;
    }
    if (BEFORE_RCPT.has(at))
      w.line(`[${w.id.slice(0, 11)}] AfterCutting(1) write success. C:\\mail\\incoming\\${w.id}.$NG`);
    w.answer(reply);
    if (at === 'ehlo') {
      // The program answers every refused EHLO with HELO.
      w.command(`HELO ${w.name}`);
      w.answer(reply);
    }
    w.command('QUIT');
    break;
  }
  return w.end();
}

/** An attempt that went well up to a stage, and from there as these lines tell: as in a log, without stamp and id. */
export function brokenAt(stage: AnsweredStage, lines: readonly string[], facts: AttemptFacts = {}): string {
  const w = new Writer(facts);
  for (const [at, answer, next] of dialogue(w)) {
    if (at === stage) break;
    if (at === 'starttls' || at === 'auth') continue;
    w.answer(answer);
    for (const line of next) w.own(line);
  }
  for (const line of lines) w.own(line);
  return w.end();
}

/** An attempt that never got a connection, with what stands behind `ConnectHost(…)`. */
export function unconnected(lines: readonly string[], facts: AttemptFacts = {}): string {
  const w = new Writer(facts);
  for (const line of lines) w.own(line);
  return w.end();
}

/** A whole attempt that ends in delivery. */
export const accepted = (facts: AttemptFacts = {}): string =>
  refusedAt('final', '250 2.0.0 Ok: queued as 4XyZ12', facts);

const BEFORE_RCPT: ReadonlySet<AnsweredStage> = new Set(['greeting', 'ehlo', 'starttls', 'auth', 'mail']);

const COMMANDS = { starttls: ['SendMailMess:STARTTLS'], auth: ['SendMailMess:AUTH PLAIN AHRhcm8Ac2VjcmV0'] };

/** Stage, the reply to it where all is well, and what is sent then. */
function dialogue(w: Writer): [AnsweredStage, string, readonly string[]][] {
  const mail = `SendMailMess:MAIL FROM:<${w.sender}>`;
  return [
    ['greeting', `220 ${w.host} ESMTP`, [`SendMailMess:EHLO ${w.name}`]],
    ['ehlo', `250-${w.host.toLowerCase()}\n250-size 10485760\n250 8bitmime`, [mail]],
    ['starttls', '220 2.0.0 ready', [mail]],
    ['auth', '235 2.7.0 ok', [mail]],
    ['mail', '250 2.1.0 Ok', [`SendMailMess:RCPT TO:<${w.recipient}>`]],
    ['rcpt', '250 2.1.5 Ok', ['SendMailMess:DATA']],
    ['data', '354 End data with <CR><LF>.<CR><LF>', ['SendData complete.']],
    ['final', '250 2.0.0 Ok', []],
  ];
}

class Writer {
  readonly id: string;
  readonly host: string;
  readonly sender: string;
  readonly recipient: string;
  readonly name: string;
  readonly #facts: AttemptFacts;
  readonly #domain: string;
  readonly #lines: string[] = [];
  #time: number;

  constructor(facts: AttemptFacts) {
    const {
      id = 'B0000312001',
      domain = 'example.com',
      host = `mx.${domain}`,
      at = '10:00:00',
      connected = [],
    } = facts;
    this.#facts = facts;
    this.#domain = domain;
    this.id = id;
    this.host = host;
    this.sender = facts.sender ?? 'taro@example.jp';
    this.recipient = facts.recipient ?? `hanako@${domain}`;
    this.name = facts.name ?? 'mail.example.jp';
    this.#time = at === '' ? -1 : Date.parse(`1970-01-01T${at}Z`);
    this.#pass();
    this.own(`ConnectHost(${host})`);
    for (const line of connected) this.own(line);
  }

  /** A write with a stamp, where the log has stamps. */
  line(text: string): void {
    this.#lines.push(`${this.#stamp()}${text}`);
  }

  /** A line of this id; what has none in a log gets none: E-Post's own 451, TLS notes, raw replies. */
  own(text: string): void {
    const bare = /^(?:451 Requested|SendMailMess(?:\(\))?:SSL_|ConnectHost\(\):SSL|\d+:get_reply|> |\[)/.test(text);
    this.line(bare ? text : `[${this.id}] ${text}`);
  }

  command(text: string): void {
    this.own(`SendMailMess:${text}`);
  }

  /** A reply: in the log itself it is a second write on the line, with a stamp of its own. */
  answer(reply: string): void {
    const [first, ...rest] = reply.split('\n');
    const begin = `${this.#stamp()}[${this.id}] SendMailMess:`;
    this.#lines.push(`${begin}${this.#stamp()}${first}`, ...rest);
  }

  /** The retry decision, and what became of it. */
  end(): string {
    this.#pass();
    if (this.#facts.givenUp) {
      this.line(`[${this.id}] [001]:ReturnMail Start:RCPT To=${this.sender}`);
      this.line(`[${this.id}] [001]:ReturnMail Completed.`);
    }
    return `${this.#lines.join('\n')}\n`;
  }

  /** The queue looks at the entry, at its age in retry intervals of 120 s. */
  #pass(): void {
    const count = this.#facts.count ?? 0;
    const age = `GetTryServer:(ltime(${13_440_000_000 + 120 * count})-otime(13440000000))/240=(${count})`;
    for (const text of ['GetTryServer:()', age, 'GetTryServer:()']) this.line(`[${this.id}] [${this.#domain}] ${text}`);
  }

  #stamp(): string {
    if (this.#time < 0) return '';
    const text = new Date(this.#time++).toISOString().slice(11, 23).replace('.', ':');
    return `[${text}] `;
  }
}

/** A line of the faillog, for the mail of an attempt. */
export const failLine = (
  reason: string,
  { id = 'B0000312001', domain = 'example.com', ...facts }: AttemptFacts = {},
): string =>
  `${id.slice(0, 11)}@mail.example.jp send fail on [24/Nov/2026:10:30:00] from ${facts.sender ?? 'taro@example.jp'} to ${facts.recipient ?? `hanako@${domain}`} [${reason}]\n`;
