/** The conversation with one address: connect, greeting, EHLO, STARTTLS, optionally MAIL and RCPT, QUIT. Never DATA. */

import type { Socket } from 'node:net';
import { hostname } from 'node:os';
import { decodeLine } from '../sanitize.ts';
import type { Family, ProbeNote, ProbeResult, ProbeStage, ProbeStep, ProbeTimeouts, Reply, TlsInfo } from '../types.ts';
import { isOk, type Verdict } from '../verdicts.ts';
import { verdictOfConnect, verdictOfLoss, verdictOfReply } from './judge.ts';
import { Link, openSocket } from './link.ts';
import { lineKind, parseReply, replyClass } from './reply.ts';
import { startTls } from './tls.ts';

interface DialogueOptions {
  readonly host: string;
  readonly address: string;
  readonly family: Family;
  readonly port: number;
  readonly starttls: boolean;
  readonly implicitTls: boolean;
  /** Null: this machine's name if it has a full one, else its address. */
  readonly helo: string | null;
  readonly localAddress: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly timeouts: ProbeTimeouts;
  readonly signal: AbortSignal | undefined;
  /** What happened before, e.g. the resolution of the name. */
  readonly before: readonly ProbeStep[];
  readonly notes: readonly ProbeNote[];
  readonly onConnected?: ((address: string) => void) | undefined;
}

/** Before each command: time for a reply nobody asked for to show itself, so that it is not taken for the answer. */
const SETTLE_MS = 30;
/** A greeting later than this is worth a word; E-Post drops its MX cache entry at 10 s (GreetingTimeout). */
const LATE_GREETING_MS = 3000;
/** QUIT changes nothing any more, so its reply is not waited for as long as others. */
const QUIT_MS = 10_000;

/** Ends the conversation early with a verdict. */
class Stop {
  readonly verdict: Verdict;
  constructor(verdict: Verdict) {
    this.verdict = verdict;
  }
}

export async function converse(options: DialogueOptions): Promise<ProbeResult> {
  const dialogue = new Dialogue(options);
  return dialogue.run();
}

class Dialogue {
  readonly #options: DialogueOptions;
  readonly #steps: ProbeStep[];
  readonly #notes: ProbeNote[];
  #link: Link | null = null;
  #localAddress: string | null = null;
  #literal = '';
  #extensions: readonly string[] = [];
  #tls: TlsInfo | null = null;
  #sawEarlyData = false;

  constructor(options: DialogueOptions) {
    this.#options = options;
    this.#steps = [...options.before];
    this.#notes = [...options.notes];
  }

  async run(): Promise<ProbeResult> {
    let verdict: Verdict;
    try {
      verdict = await this.#talk();
    } catch (stop) {
      if (!(stop instanceof Stop)) throw stop;
      verdict = stop.verdict;
    } finally {
      this.#link?.destroy();
    }
    if (verdict === 'works' && this.#injected()) verdict = 'protocol-error';
    if (verdict === 'works' && (this.#tls?.problems.length ?? 0) > 0) verdict = 'certificate-invalid';
    const { host, address, port } = this.#options;
    return {
      ok: isOk(verdict),
      verdict,
      host,
      address,
      port,
      localAddress: this.#localAddress,
      steps: this.#steps,
      extensions: this.#extensions,
      tls: this.#tls,
      notes: this.#notes,
    };
  }

  #injected(): boolean {
    return this.#steps.some(step => step.notes.some(note => note.note === 'plaintext-before-tls'));
  }

  async #talk(): Promise<Verdict> {
    const { starttls, implicitTls, from, to } = this.#options;
    const socket = await this.#connect();
    if (implicitTls) await this.#handshake(socket, 'implicit', []);
    else this.#link = new Link(socket, this.#options.signal);

    const greeting = await this.#receive('greeting', null, this.#options.timeouts.greetingMs);
    let verdict = verdictOfReply(greeting, greeting.code === 220);
    if (verdict === null) verdict = await this.#hello();
    if (verdict === null && starttls && !implicitTls) verdict = await this.#starttls();
    if (verdict === null && from !== null) verdict = await this.#envelope(from, to);
    await this.#quit();
    return verdict ?? 'works';
  }

  async #connect(): Promise<Socket> {
    const { address, family, port, localAddress, timeouts, signal } = this.#options;
    const started = performance.now();
    const opened = await openSocket({ address, port, localAddress, timeoutMs: timeouts.connectMs, signal });
    const timeMs = elapsed(started);
    if ('kind' in opened) {
      this.#steps.push({ stage: 'connect', sent: null, reply: null, timeMs, failure: opened, notes: [] });
      throw new Stop(verdictOfConnect(opened));
    }
    const own = opened.localAddress ?? '';
    this.#literal = family === 6 ? `[IPv6:${own}]` : `[${own}]`;
    this.#localAddress = `${family === 6 ? `[${own}]` : own}:${opened.localPort ?? 0}`;
    this.#steps.push({ stage: 'connect', sent: null, reply: null, timeMs, failure: null, notes: [] });
    this.#options.onConnected?.(address);
    return opened;
  }

  /** EHLO, and HELO where EHLO is rejected for good; null when the server agrees. */
  async #hello(): Promise<Verdict | null> {
    const name = this.#options.helo ?? ownName() ?? this.#literal;
    const reply = await this.#command('ehlo', `EHLO ${name}`);
    if (replyClass(reply.code) === 'permanent') {
      this.#addNote({ note: 'helo-fallback' });
      this.#extensions = [];
      // Who closes after the refusal means it; HELO then has nobody to talk to.
      const link = this.#link!;
      await link.settle(SETTLE_MS);
      if (link.ended !== null && link.ended.kind !== 'cancelled') return 'refused-by-peer';
      const second = await this.#command('helo', `HELO ${name}`);
      return verdictOfReply(second, second.code === 250);
    }
    if (reply.code === 250) this.#extensions = keywords(reply.text);
    return verdictOfReply(reply, reply.code === 250);
  }

  async #starttls(): Promise<Verdict | null> {
    if (!this.#extensions.some(line => line.split(' ')[0] === 'STARTTLS')) return 'starttls-not-offered';
    const reply = await this.#command('starttls', 'STARTTLS');
    if (reply.code !== 220) return replyClass(reply.code) === 'invalid' ? 'protocol-error' : 'tls-failed';
    const link = this.#link!;
    // Whatever follows the 220 in clear must not be read as if it came through TLS (CVE-2011-0411).
    const injected = await link.takeUnasked(SETTLE_MS);
    const notes: ProbeNote[] =
      injected === null ? [] : [{ note: 'plaintext-before-tls', text: decodeLine(injected.subarray(0, 500)).text }];
    if (link.ended?.kind === 'cancelled') throw new Stop('cancelled');
    await this.#handshake(link.release(), 'starttls', notes);
    return this.#hello();
  }

  async #handshake(socket: Socket, mode: TlsInfo['mode'], notes: readonly ProbeNote[]): Promise<void> {
    const { host, timeouts, signal } = this.#options;
    const started = performance.now();
    const outcome = await startTls(socket, { host, mode, timeoutMs: timeouts.replyMs, signal });
    const timeMs = elapsed(started);
    const failed = 'failure' in outcome ? outcome.failure : null;
    this.#steps.push({ stage: 'tls', sent: null, reply: null, timeMs, failure: failed, notes });
    if ('failure' in outcome) throw new Stop(outcome.failure.kind === 'cancelled' ? 'cancelled' : 'tls-failed');
    this.#tls = outcome.info;
    if (outcome.info.version === 'TLSv1' || outcome.info.version === 'TLSv1.1') this.#notes.push({ note: 'old-tls' });
    this.#link = new Link(outcome.socket, signal);
  }

  async #envelope(from: string, to: string | null): Promise<Verdict | null> {
    const mail = await this.#command('mail', `MAIL FROM:<${from}>`);
    let verdict = verdictOfReply(mail, mail.code === 250);
    if (verdict === null && to !== null) {
      const rcpt = await this.#command('rcpt', `RCPT TO:<${to}>`);
      verdict = verdictOfReply(rcpt, rcpt.code === 250 || rcpt.code === 251 || rcpt.code === 252);
    }
    // The verdict stands; whatever becomes of RSET does not change it.
    if (mail.code === 250) await this.#command('rset', 'RSET').catch(() => {});
    return verdict;
  }

  async #quit(): Promise<void> {
    if (this.#link?.ended) return;
    await this.#command('quit', 'QUIT').catch((stop: unknown) => {
      if (!(stop instanceof Stop) || stop.verdict === 'cancelled') throw stop;
    });
  }

  async #command(stage: ProbeStage, line: string): Promise<Reply> {
    const link = this.#link!;
    const unasked = await link.takeUnasked(SETTLE_MS);
    if (unasked !== null) {
      const text = decodeLine(unasked.subarray(0, 500)).text;
      this.#sawEarlyData = true;
      this.#addNote({ note: 'early-data', text });
      // A server that shuts down may say 421 at any time (RFC 5321 §3.8).
      const end = unasked.indexOf(0x0a);
      const first = unasked.subarray(0, end < 0 ? unasked.length : end);
      if (lineKind(first) !== 'none' && decodeLine(first).text.startsWith('421')) throw new Stop('deferred-by-peer');
    }
    const limit = stage === 'quit' ? Math.min(QUIT_MS, this.#options.timeouts.replyMs) : this.#options.timeouts.replyMs;
    return this.#receive(stage, line, limit);
  }

  async #receive(stage: ProbeStage, sent: string | null, timeoutMs: number): Promise<Reply> {
    const link = this.#link!;
    const started = performance.now();
    if (sent !== null) link.write(sent);
    const read = await link.readReply(timeoutMs);
    const timeMs = elapsed(started);
    const failed = 'failure' in read ? read.failure : null;
    const parsed = read.lines.length > 0 ? parseReply(read.lines) : null;
    const notes: ProbeNote[] = [...(parsed?.notes ?? [])];
    if ('noLineEnd' in read && read.noLineEnd) notes.push({ note: 'no-line-end' });
    if (stage === 'greeting' && failed === null && timeMs >= LATE_GREETING_MS)
      notes.push({ note: 'late-greeting', ms: timeMs });
    this.#steps.push({ stage, sent, reply: parsed?.reply ?? null, timeMs, failure: failed, notes });
    if (failed !== null)
      throw new Stop(
        verdictOfLoss(stage, failed, { mute: stage === 'greeting' && parsed === null, early: this.#sawEarlyData }),
      );
    return parsed!.reply;
  }

  /** Attach a note to the latest step. */
  #addNote(note: ProbeNote): void {
    const last = this.#steps.pop();
    if (last) this.#steps.push({ ...last, notes: [...last.notes, note] });
  }
}

/** The keyword lines of an EHLO reply, the greeting line left out; the keyword in upper case. */
function keywords(text: string): string[] {
  return text
    .split('\n')
    .slice(1)
    .filter(line => /^[A-Za-z0-9]/.test(line))
    .map(line => line.trim().replace(/^[^\s=]+/, keyword => keyword.toUpperCase()));
}

/** This machine's name if it is a full one, as RFC 5321 §4.1.4 wants it. */
function ownName(): string | null {
  const name = hostname().toLowerCase();
  return /^(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62})+$/.test(name) &&
    !/\.local(?:domain)?$/.test(name)
    ? name
    : null;
}

function elapsed(started: number): number {
  return Math.round(performance.now() - started);
}
