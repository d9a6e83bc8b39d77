import { syslogStamp } from './calendar.ts';
import type { Entry } from './entry.ts';
import type { Files } from './files.ts';
import type { Result } from './pass.ts';
import type { Random } from './random.ts';

const PATH = 'postfix/maillog';
/** Lines that a mail usually has. */
const LINES_A_MAIL = 8;
const MOST_COPIES = 40;

/**
 * The same deliveries as Postfix would log them. A senderlog has many more lines a mail, so each mail is written several
 * times under queue ids of its own, as many as it takes to keep up with the senderlog's lines.
 */
export class PostfixLog {
  readonly #files: Files;
  readonly #random: Random;
  #queueId = 0x4a0000;
  #lines = 0;

  constructor(files: Files, random: Random) {
    this.#files = files;
    this.#random = random;
  }

  queued(entry: Entry, time: number): void {
    const missing = this.#files.lines - this.#lines;
    const copies = Math.min(MOST_COPIES, Math.max(1, Math.ceil(missing / LINES_A_MAIL)));
    entry.copies = Array.from({ length: copies }, () => this.#id());
    for (const copy of entry.copies) this.#accepted(entry, copy, time);
  }

  attempted(entry: Entry, result: Result, time: number): void {
    const relay = result.host === '' ? 'none' : `${result.host}[192.0.2.${10 + (entry.unit % 200)}]:25`;
    const delay = ((time - entry.queued) / 1000).toFixed(2);
    const tell = (copy: string, to: string, dsn: string, status: string): void =>
      this.#line(
        time,
        `smtp[${2000 + entry.unit}]`,
        `${copy}: to=<${to}>, relay=${relay}, delay=${delay}, delays=0.05/0.01/0.1/0.2, dsn=${dsn}, status=${status}`,
      );
    const deferred = result.kind === 'retry';
    for (const copy of entry.copies) {
      for (const to of result.accepted) tell(copy, to, '2.0.0', 'sent (250 2.0.0 Ok: queued)');
      for (const to of result.failed) {
        const reason = deferred && result.reason === '' ? 'connect to host: Connection timed out' : result.reason;
        tell(copy, to, deferred ? '4.0.0' : '5.0.0', `${deferred ? 'deferred' : 'bounced'} (host said: ${reason})`);
      }
      if (!deferred) this.#line(time, 'qmgr[812]', `${copy}: removed`);
    }
  }

  /** Delivered mails until the log has as many lines as the senderlog. */
  level(time: number): void {
    while (this.#lines < this.#files.lines) {
      const copy = this.#id();
      const tail = `delay=1.2, delays=0.05/0.01/0.1/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued)`;
      this.#line(time, 'smtp[2001]', `${copy}: to=<info@example.org>, relay=mx.example.org[192.0.2.9]:25, ${tail}`);
    }
  }

  #accepted(entry: Entry, copy: string, time: number): void {
    const size = 1000 + this.#random.below(60_000);
    const client = 'client.example.jp[192.0.2.40]';
    this.#line(time, 'smtpd[1501]', `connect from ${client}`);
    this.#line(time, 'smtpd[1501]', `${copy}: client=${client}`);
    this.#line(time, 'cleanup[1510]', `${copy}: message-id=<${copy}@mail.example.jp>`);
    const count = entry.recipients.length;
    this.#line(time, 'qmgr[812]', `${copy}: from=<${entry.sender}>, size=${size}, nrcpt=${count} (queue active)`);
    this.#line(time, 'smtpd[1501]', `disconnect from ${client} ehlo=1 mail=1 rcpt=${count} data=1 quit=1 commands=5`);
  }

  #id(): string {
    this.#queueId++;
    return (this.#queueId * 16 + 0x10000000).toString(16).toUpperCase();
  }

  #line(time: number, process: string, text: string): void {
    this.#files.text(PATH, `${syslogStamp(time)} mail postfix/${process}: ${text}\n`);
    this.#lines++;
  }
}
