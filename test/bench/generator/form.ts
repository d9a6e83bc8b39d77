import { seconds1601 } from './calendar.ts';
import type { BuildName, Edition, Options } from './options.ts';
import type { Lines } from './peers.ts';
import { type Script, Write } from './script.ts';

/** Milliseconds after which each kind of write is followed by the next. */
const QUICK = 1;

/** The physical form of the senderlog in a build and an edition. */
export class Form {
  readonly #nl: string;
  /** End of lines that came with a CR LF of their own. */
  readonly #protocolEnd: string;
  readonly #tries: string;
  readonly #checkTail: string;
  readonly #ageTail: string;
  readonly #interval: number;
  readonly build: BuildName;
  readonly edition: Edition;
  readonly traced: boolean;

  constructor(options: Options) {
    this.build = options.build;
    this.edition = options.edition;
    this.#nl = options.edition === 'windows' ? '\r\n' : '\n';
    this.#protocolEnd = `\r${this.#nl}`;
    this.#interval = options.interval;
    this.#tries = `))/${Math.floor((options.temporaryHours * 3600) / options.interval)}=(`;
    this.#ageTail = `)${this.#nl}`;
    this.#checkTail = `] GetTryServer:()${this.#nl}`;
    this.traced = options.build === '4.84';
  }

  get newline(): string {
    return this.#nl;
  }

  socketError(name: 'reset' | 'timedOut' | 'refused'): number {
    const windows = { reset: 10054, timedOut: 10060, refused: 10061 }[name];
    return this.edition === 'windows' ? windows : windows - 10000;
  }

  ngFile(chain: string): string {
    return this.edition === 'windows' ? `C:\\mail\\incoming\\${chain}.$NG` : `/var/spool/epms/incoming/${chain}.$NG`;
  }

  mailFrom(sender: string): string {
    return this.build === '4.75' ? `MAIL From: <${sender}>` : `MAIL FROM:<${sender}>`;
  }

  rcptTo(recipient: string): string {
    return this.build === '4.75' ? `RCPT To: <${recipient}>` : `RCPT TO:<${recipient}>`;
  }

  /** Completed intervals since the mail was queued. */
  intervals(queued: number, now: number): number {
    return Math.floor((seconds1601(now) - seconds1601(queued)) / this.#interval);
  }

  /** A line of the program's own, after a stamp. */
  line(script: Script, text: string, pause = QUICK): void {
    script.stamp(0);
    script.text(text);
    script.text(this.#nl);
    script.end(Write.Other, pause);
  }

  #domain(script: Script, id: string, domain: string): void {
    script.text('[');
    script.text(id);
    script.text('] [');
    script.text(domain);
  }

  #said(script: Script, id: string): void {
    script.text('[');
    script.text(id);
    script.text('] SendMailMess:');
  }

  check(script: Script, id: string, domain: string): void {
    script.stamp(0);
    this.#domain(script, id, domain);
    script.text(this.#checkTail);
    script.end(Write.Check, QUICK);
  }

  age(script: Script, id: string, domain: string, queued: number): void {
    const now = script.now;
    script.stamp(0);
    this.#domain(script, id, domain);
    script.text('] GetTryServer:(ltime(');
    script.number(seconds1601(now));
    script.text(')-otime(');
    script.number(seconds1601(queued));
    script.text(this.#tries);
    script.number(this.intervals(queued, now));
    script.text(this.#ageTail);
    script.end(Write.Check, 0);
  }

  /** The three lines of a queue or retry check. */
  checks(script: Script, id: string, domain: string, queued: number): void {
    this.check(script, id, domain);
    this.age(script, id, domain, queued);
    this.check(script, id, domain);
  }

  command(script: Script, id: string, command: string, pause: number): void {
    script.stamp(0);
    this.#said(script, id);
    script.text(command);
    script.text(this.#protocolEnd);
    script.end(Write.Other, pause);
  }

  #lines(script: Script, lines: Lines): void {
    for (const line of lines) {
      script.text(line);
      script.text(this.#protocolEnd);
    }
  }

  /** The reply as received: only newer builds write it. */
  received(script: Script, socket: number, lines: Lines, pause = QUICK): void {
    if (!this.traced) return;
    let size = 0;
    for (const line of lines) size += line.length + 2;
    script.stamp(0);
    script.number(socket);
    script.text(':get_reply():size=');
    script.number(size);
    script.text(':token=');
    this.#lines(script, lines);
    script.text(this.#nl);
    script.end(Write.Other, pause);
  }

  /** A piece that does not end with the end of the reply: a line end of its own, no empty line. */
  receivedPiece(script: Script, socket: number, piece: string, pause: number): void {
    if (!this.traced) return;
    this.line(script, `${socket}:get_reply():size=${piece.length}:token=${piece}`, pause);
  }

  /** The reply as repeated when the next command is about to be sent. */
  reply(script: Script, id: string, lines: Lines, later = 0): void {
    script.stamp(0);
    this.#said(script, id);
    script.middle();
    script.stamp(later);
    this.#lines(script, lines);
    script.end(Write.Reply, later);
  }

  /** Nothing came: size 0 or -1, and the 451 that the agent makes. Returns its text as it is repeated. */
  lost(script: Script, socket: number, code: number, failed: boolean): string {
    const codes = `(code=${code}/${failed ? 'ffffffff' : '0'})`;
    if (this.traced) this.line(script, `${socket}:get_reply():size=${failed ? -1 : 0}:token=`, 0);
    this.line(script, `451 Requested action aborted: error in processing. ${codes}`, 0);
    return `451 Requested action aborted: error in processing.${codes}`;
  }

  /** The agent's own reply, repeated: one line end. */
  ownReply(script: Script, id: string, text: string): void {
    script.stamp(0);
    this.#said(script, id);
    script.middle();
    script.stamp(0);
    script.text(text + this.#nl);
    script.end(Write.Other, 0);
  }

  /** An answer text without a newline: the next write, QUIT, is glued to it. */
  glued(script: Script, id: string, answer: string, pause: number): void {
    script.stamp(0);
    this.#said(script, id);
    script.stamp(0);
    script.text(answer);
    script.stamp(0);
    script.text(`[${id}] SendMailMess:QUIT${this.#protocolEnd}`);
    script.end(Write.Other, pause);
  }

  stoppedInBody(script: Script, id: string, goAhead: Lines): void {
    this.glued(
      script,
      id,
      `${goAhead.join(this.#protocolEnd)}${this.#protocolEnd}> While delivering, the stopping happened.`,
      1,
    );
  }
}
