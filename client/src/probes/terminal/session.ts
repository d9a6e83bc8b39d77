/**
 * One connection of the SMTP terminal: a line of the user goes to the server, its reply is shown, and the next line is asked for.
 * Nothing is sent while a reply is awaited; every wait has a limit; `stop` ends all of them at once.
 */
import type { Socket } from 'node:net';
import type { ResolveHosts } from '../dns/addresses.ts';
import { explainExtension } from '../render/extensions.ts';
import { fill, type Values } from '../render/fill.ts';
import { describeFailure } from '../render/probe.ts';
import { decodeLine, sanitize } from '../sanitize.ts';
import { Link } from '../smtp/link.ts';
import { parseReply, replyClass } from '../smtp/reply.ts';
import { startTls } from '../smtp/tls.ts';
import type { Language, ProbeTimeouts, Reply, TlsInfo } from '../types.ts';
import { connectTo } from './connect.ts';
import { challengeOf, serverLines, splitLines, tlsLines } from './format.ts';
import type { LineMode } from './line-editor.ts';
import { terminalTexts } from './texts.ts';

export interface SessionSettings {
  readonly host: string;
  readonly port: number;
  readonly sourceAddress: string | null;
  readonly timeouts: ProbeTimeouts;
  readonly lang: Language;
  readonly explain: (reply: Reply) => string | null;
  readonly resolve: ResolveHosts;
}

/** What the session asks of the terminal around it. */
interface SessionScreen {
  readonly say: (...lines: readonly string[]) => void;
  /** Ask for the next line; it comes as `submit`. */
  readonly ask: (prompt: string, mode: LineMode) => void;
  /** The session is over; nothing more comes of it. */
  readonly ended: () => void;
}

/** How often an idle connection is looked at, in milliseconds; a command waits for the look that is under way. */
const IDLE_MS = 100;
/** Before the handshake: time for plain text that must not be there to show itself (CVE-2011-0411). */
const SETTLE_MS = 30;
/** How often a server may say something unasked while one line is typed. */
const MAX_UNASKED = 10;
/** Lines of it that are shown each time. */
const MAX_UNASKED_LINES = 20;

type Awaited = 'command' | 'secret' | 'body';

const PROMPTS: Readonly<Record<Awaited, readonly [prompt: string, mode: LineMode]>> = {
  command: ['> ', 'command'],
  secret: ['', 'secret'],
  body: ['', 'text'],
};

export class Session {
  readonly #settings: SessionSettings;
  readonly #screen: SessionScreen;
  readonly #abort = new AbortController();
  #link: Link | null = null;
  #tls: TlsInfo | null = null;
  #awaited: Awaited = 'command';
  #watching: Promise<void> = Promise.resolve();
  #watch = false;
  #over = false;

  constructor(settings: SessionSettings, screen: SessionScreen) {
    this.#settings = settings;
    this.#screen = screen;
  }

  /** Connect and wait for the greeting; resolves at the first prompt or at the end. Never rejects. */
  async start(): Promise<void> {
    const { host, port, sourceAddress, lang, resolve, timeouts } = this.#settings;
    const { signal } = this.#abort;
    const target = { host, port, sourceAddress, timeoutMs: timeouts.connectMs, resolve, lang, signal };
    const socket = await connectTo(target, line => this.#say(line));
    if (this.#over) socket?.destroy();
    if (socket === null || this.#over) return this.#end();
    if (port !== 465) this.#link = new Link(socket, signal);
    else if (!(await this.#handshake(socket, 'implicit'))) return this.#end();
    if ((await this.#receive(timeouts.greetingMs)) === null) return this.#end();
    this.#ask('command');
  }

  /** A line that was asked for. */
  async submit(line: string): Promise<void> {
    const awaited = this.#awaited;
    this.#watch = false;
    await this.#watching;
    if (this.#over) return;
    if (awaited === 'secret') return this.#exchange(line, 'AUTH');
    if (awaited === 'body') return this.#sendBody(line);
    const verb = /^\s*([A-Za-z]+)/.exec(line)?.[1]?.toUpperCase() ?? '';
    const refused = verb === 'BDAT' ? 'noBdat' : verb === 'STARTTLS' && this.#tls !== null ? 'noStarttls' : null;
    if (refused !== null) this.#say(`!! ${this.#text(refused)}`);
    if (refused !== null || line.trim() === '') return this.#ask('command');
    if (verb === 'AUTH' && this.#tls === null) this.#say(`!! ${this.#text('plainAuth')}`);
    return this.#exchange(line, verb);
  }

  /** End at once, without a word. */
  stop(): void {
    this.#over = true;
    this.#abort.abort();
    this.#link?.destroy();
  }

  #ask(awaited: Awaited): void {
    if (this.#over) return;
    this.#awaited = awaited;
    this.#watch = true;
    this.#watching = this.#watchServer();
    this.#screen.ask(...PROMPTS[awaited]);
  }

  /** While the user types: what the server says unasked, and its good-bye. */
  async #watchServer(): Promise<void> {
    for (let pieces = 0; this.#watch && this.#link !== null; ) {
      const unasked = await this.#link.takeUnasked(IDLE_MS);
      if (this.#over) return;
      if (unasked !== null) {
        this.#showReply(splitLines(unasked).slice(0, MAX_UNASKED_LINES));
        pieces++;
      }
      if (pieces > MAX_UNASKED || this.#link.ended !== null) {
        this.#say(`!! ${this.#text(this.#link.ended === null ? 'unasked' : 'closed')}`);
        this.#end();
      }
    }
  }

  /** Send one command and take its reply; the verb decides what comes then. */
  async #exchange(line: string, verb: string): Promise<void> {
    this.#link?.write(line);
    const reply = await this.#receive(this.#settings.timeouts.replyMs);
    if (reply === null || verb === 'QUIT') return this.#end();
    const kind = replyClass(reply.code);
    if (verb === 'EHLO' && kind === 'positive') this.#sayExtensions(reply);
    if (verb === 'STARTTLS' && reply.code === 220) return this.#starttls();
    if (verb === 'DATA' && kind === 'intermediate') {
      this.#say(`!! ${this.#text('realMail')}`);
      return this.#ask('body');
    }
    if (verb !== 'AUTH' || kind !== 'intermediate') return this.#ask('command');
    const asked = challengeOf(reply);
    if (asked !== null) this.#say(`-- ${this.#text('challenge', { text: asked })}`);
    this.#say(`-- ${this.#text('secretFollows')}`);
    return this.#ask('secret');
  }

  async #sendBody(line: string): Promise<void> {
    if (line === '.') return this.#exchange(line, '');
    // RFC 5321 §4.5.2: a dot at the begin of a line is doubled.
    this.#link?.write(line.startsWith('.') ? `.${line}` : line);
    this.#ask('body');
  }

  async #starttls(): Promise<void> {
    const link = this.#link;
    if (link === null) return this.#end();
    const injected = await link.takeUnasked(SETTLE_MS);
    if (injected !== null)
      this.#say(`!! ${this.#text('injected', { text: decodeLine(injected.subarray(0, 500)).text })}`);
    if (this.#over || link.ended !== null || !(await this.#handshake(link.release(), 'starttls'))) return this.#end();
    this.#say(`-- ${this.#text('ehloAgain')}`);
    this.#ask('command');
  }

  async #handshake(socket: Socket, mode: TlsInfo['mode']): Promise<boolean> {
    const { host, port, lang, timeouts } = this.#settings;
    const { signal } = this.#abort;
    const started = performance.now();
    const outcome = await startTls(socket, { host, mode, timeoutMs: timeouts.replyMs, signal });
    const ms = Math.round(performance.now() - started);
    if ('failure' in outcome) {
      this.#say(`!! TLS: ${describeFailure(outcome.failure, ms, lang)}`);
      return false;
    }
    this.#tls = outcome.info;
    this.#link = new Link(outcome.socket, signal);
    this.#say(...tlsLines(outcome.info, host, port, ms, lang));
    return true;
  }

  /** Read and show one reply; null when the session cannot go on. */
  async #receive(timeoutMs: number): Promise<Reply | null> {
    if (this.#link === null) return null;
    const started = performance.now();
    const read = await this.#link.readReply(timeoutMs);
    if (this.#over) return null;
    const ms = Math.round(performance.now() - started);
    const reply = read.lines.length > 0 ? this.#showReply(read.lines) : null;
    if (!('failure' in read)) return reply;
    this.#say(`!! ${describeFailure(read.failure, ms, this.#settings.lang)}`);
    // A line without a code is not SMTP, but the user may know what it is.
    return read.failure.kind === 'no-reply-code' ? reply : null;
  }

  #showReply(lines: readonly Uint8Array[]): Reply {
    const { reply } = parseReply(lines);
    const explained = this.#settings.explain(reply);
    this.#say(...serverLines(lines, reply), ...(explained === null ? [] : [`-- ${sanitize(explained)}`]));
    return reply;
  }

  #sayExtensions(reply: Reply): void {
    for (const line of reply.text.split('\n').slice(1)) {
      const named = line.replace(/^[^\s=]+/, keyword => keyword.toUpperCase());
      const explained = explainExtension(named, this.#settings.lang);
      if (explained !== null) this.#say(`--   ${explained}`);
    }
  }

  #end(): void {
    if (this.#over) return;
    this.stop();
    this.#screen.ended();
  }

  #say(...lines: readonly string[]): void {
    if (!this.#over) this.#screen.say(...lines);
  }

  #text(name: keyof typeof terminalTexts, values: Values = {}): string {
    return fill(terminalTexts[name], this.#settings.lang, values);
  }
}
