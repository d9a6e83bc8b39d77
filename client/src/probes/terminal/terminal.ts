/**
 * The SMTP terminal, as telnet but with explanations: keys in, text for a terminal out. Plain Node: a pseudoterminal of an editor, a
 * console or a test stands around it. Nothing of the server reaches the terminal but what has been made safe.
 */
import { type ResolveHosts, resolveHosts } from '../dns/addresses.ts';
import { toHost, toPort, toSourceAddress } from '../input.ts';
import { fill } from '../render/fill.ts';
import { DEFAULT_TIMEOUTS } from '../smtp/probe.ts';
import type { Language, ProbeTimeouts, Reply } from '../types.ts';
import { remark } from './format.ts';
import { LineEditor } from './line-editor.ts';
import { Session, type SessionSettings } from './session.ts';
import { terminalTexts } from './texts.ts';

export interface SmtpTerminalOptions {
  /** A name or an address. */
  readonly host: string;
  /** Default 25; on 465 TLS comes first. */
  readonly port?: number | undefined;
  readonly sourceAddress?: string | undefined;
  readonly timeouts?: Partial<ProbeTimeouts>;
  readonly lang: Language;
  /** A short explanation of a reply, in the language; null where there is none. */
  readonly explain?: ((reply: Reply) => string | null) | undefined;
  readonly resolve?: ResolveHosts;
  /** Text for the terminal; line ends are CR LF. */
  readonly write: (text: string) => void;
  /** The user wants the terminal closed. */
  readonly onClose: () => void;
}

/** Bracketed paste: a paste can be told from typing. */
const BRACKETED_PASTE = '\x1b[?2004h';

export class SmtpTerminal {
  readonly #options: SmtpTerminalOptions;
  readonly #settings: SessionSettings;
  readonly #editor: LineEditor;
  #session: Session | null = null;
  #closed = false;

  /** @throws ProbeInputError when host, port or source address is not valid */
  constructor(options: SmtpTerminalOptions) {
    this.#options = options;
    this.#settings = {
      host: toHost(options.host).host,
      port: toPort(options.port ?? 25),
      sourceAddress: options.sourceAddress ? toSourceAddress(options.sourceAddress) : null,
      timeouts: { ...DEFAULT_TIMEOUTS, ...options.timeouts },
      lang: options.lang,
      explain: options.explain ?? (() => null),
      resolve: options.resolve ?? resolveHosts,
    };
    this.#editor = new LineEditor({
      write: text => this.#write(text),
      submit: line => void (this.#session === null ? this.#connect() : this.#session.submit(line)),
      interrupt: () => this.#interrupt(),
      end: () => this.#interrupt(),
      pastedMore: () => this.#say(`!! ${fill(terminalTexts.pastedMore, options.lang)}`),
    });
  }

  /** Connect; resolves at the first prompt or when it failed. Never rejects. */
  async start(columns?: number): Promise<void> {
    if (columns !== undefined) this.#editor.resize(columns);
    this.#write(BRACKETED_PASTE);
    this.#say(`-- ${fill(terminalTexts.intro, this.#options.lang)}`);
    await this.#connect();
  }

  /** What a terminal sends for keys. */
  input(data: string): void {
    if (!this.#closed) this.#editor.input(data);
  }

  resize(columns: number): void {
    this.#editor.resize(columns);
  }

  /** End at once; nothing is written any more. */
  close(): void {
    this.#closed = true;
    this.#session?.stop();
    this.#session = null;
  }

  async #connect(): Promise<void> {
    const session = new Session(this.#settings, {
      say: (...lines) => this.#say(...lines),
      ask: (prompt, mode) => this.#editor.ask(prompt, mode),
      ended: () => this.#ended(),
    });
    this.#session = session;
    await session.start();
  }

  #interrupt(): void {
    if (this.#session === null) {
      this.#options.onClose();
      return;
    }
    this.#session.stop();
    this.#say('^C');
    this.#ended();
  }

  /** From here on Enter connects again. */
  #ended(): void {
    this.#session = null;
    this.#say(`-- ${fill(terminalTexts.ended, this.#options.lang)}`);
    this.#editor.hide();
    this.#editor.ask('', 'text');
  }

  /** Lines above the one that is being typed, if one is. */
  #say(...lines: readonly string[]): void {
    this.#editor.hide();
    for (const line of lines) this.#write(`${remark(line)}\r\n`);
    this.#editor.show();
  }

  #write(text: string): void {
    if (!this.#closed) this.#options.write(text);
  }
}
