import type { Form } from './form.ts';
import type { Lines, Peer } from './peers.ts';
import type { Random } from './random.ts';
import type { Behaviour } from './scenarios.ts';
import type { Script } from './script.ts';

/** One attempt to talk to a host. */
interface Session {
  readonly id: string;
  readonly base: string;
  readonly peer: Peer;
  readonly host: string;
  readonly socket: number;
  readonly sender: string;
  readonly recipients: readonly string[];
  /** Those that are refused where the behaviour refuses recipients. */
  readonly refused: readonly string[];
  readonly behaviour: Behaviour;
  readonly text: Lines;
}

/** How it ended: the last reply's code (0: no connection; 250: accepted) and first line. */
export interface Ending {
  readonly code: number;
  readonly reply: string;
  readonly accepted: readonly string[];
  readonly failed: readonly string[];
}

const HELLO = 'EHLO mail.example.jp';
const READY: Lines = ['220 2.0.0 Ready to start TLS'];
const OVERFLOW = 1023;
const CONNECT_TIMEOUT = 21_000;
const RECEIVE_TIMEOUT = 1_200_000;

/** Writes the dialogue of an attempt, from `ConnectHost` on. */
export class Dialogue {
  readonly #form: Form;
  readonly #random: Random;
  #s!: Session;
  #script!: Script;

  constructor(form: Form, random: Random) {
    this.#form = form;
    this.#random = random;
  }

  run(script: Script, session: Session): Ending {
    this.#s = session;
    this.#script = script;
    const form = this.#form;
    const { id, behaviour, host } = session;
    form.line(script, `[${id}] ConnectHost(${host})`, this.#random.between(1, 5));
    if (behaviour === 'unresolved') return this.#failed(0, '');
    if (behaviour === 'refused') return this.#notConnected('refused', 40);
    if (behaviour === 'timedOut') return this.#notConnected('timedOut', CONNECT_TIMEOUT + this.#random.below(900));
    if (behaviour === 'tlsLeak') this.#leaked();
    if (behaviour === 'closeGreeting' || behaviour === 'tlsLeak') return this.#closed();
    if (behaviour === 'busy') return this.#busy();
    this.#greeting();
    if (behaviour === 'closeEhlo') return this.#closedAfterHello();
    this.#hello();
    const ending = this.#secure();
    if (ending !== undefined) return ending;
    return this.#envelope();
  }

  #failed(code: number, reply: string): Ending {
    return { code, reply, accepted: [], failed: this.#s.recipients };
  }

  #notConnected(why: 'refused' | 'timedOut', after: number): Ending {
    this.#script.now += after;
    const code = this.#form.socketError(why);
    this.#form.line(this.#script, `[${this.#s.id}] ConnectHost: winsock connect failed. (socket error code=${code})`);
    return this.#failed(0, '');
  }

  #pause(): number {
    return this.#s.peer.roundTrip + this.#random.below(4);
  }

  #later(): number {
    return this.#random.below(10) === 0 ? 1 : 0;
  }

  /** A reply that arrives and is repeated. */
  #answer(lines: Lines, repeated: Lines = lines): void {
    this.#form.received(this.#script, this.#s.socket, lines, this.#random.below(2));
    this.#form.reply(this.#script, this.#s.id, repeated, this.#later());
  }

  #command(text: string): void {
    this.#form.command(this.#script, this.#s.id, text, this.#pause());
  }

  /** QUIT and the answer to it, which only newer builds show. */
  #quit(): void {
    this.#command('QUIT');
    this.#form.received(this.#script, this.#s.socket, this.#s.peer.bye);
  }

  #cutting(): void {
    const { base, id } = this.#s;
    this.#form.line(this.#script, `[${base}] AfterCutting(1) write success. ${this.#form.ngFile(id)}`, 0);
  }

  #lost(kind: 'closed' | 'reset' | 'timeout'): string {
    const code = kind === 'reset' ? this.#form.socketError('reset') : 0;
    return this.#form.lost(this.#script, this.#s.socket, code, kind !== 'closed');
  }

  #own(text: string): void {
    this.#form.ownReply(this.#script, this.#s.id, text);
  }

  #greeting(): void {
    const { socket, peer, id } = this.#s;
    const { greeting } = peer;
    if (greeting.length > 1 && this.#random.below(2) === 0) {
      // Each line in a packet of its own: several traces, one reply.
      for (const line of greeting) this.#form.received(this.#script, socket, [line], this.#random.between(100, 400));
      this.#form.reply(this.#script, id, greeting, 0);
    } else this.#answer(greeting);
    this.#command(HELLO);
  }

  #hello(): void {
    const { peer } = this.#s;
    if (peer.character === 'old') {
      this.#answer(['502 5.5.1 command not implemented']);
      this.#command('HELO mail.example.jp');
      this.#answer([`250 ${this.#s.host}`]);
    } else this.#answer(peer.ehlo, peer.ehloLower);
  }

  #busy(): Ending {
    const own = `421 4.3.2 ${this.#s.host} Service not available, closing transmission channel`;
    const text = this.#s.text[0] ?? own;
    this.#form.received(this.#script, this.#s.socket, [text], 0);
    this.#cutting();
    this.#form.reply(this.#script, this.#s.id, [text], 0);
    this.#form.command(this.#script, this.#s.id, 'QUIT', 1);
    this.#lost(this.#random.below(2) === 0 ? 'closed' : 'reset');
    return this.#failed(421, text);
  }

  /** TLS begun at connect with a peer that speaks plain SMTP: a defect of builds before 4.79 (FAQ bsd/05-26). */
  #leaked(): void {
    const number = 13_500_000 + this.#random.below(400_000);
    this.#form.line(this.#script, `ConnectHost():SSL_CTX_new() = ${number}`, this.#random.between(2, 40));
  }

  #closed(): Ending {
    const reply = this.#lost('closed');
    this.#cutting();
    this.#own(reply);
    this.#form.command(this.#script, this.#s.id, 'QUIT', 1);
    this.#lost('reset');
    return this.#failed(451, reply);
  }

  #closedAfterHello(): Ending {
    const { id } = this.#s;
    this.#own(this.#lost('closed'));
    this.#form.command(this.#script, id, 'HELO mail.example.jp', 1);
    const reply = this.#lost('reset');
    this.#cutting();
    this.#own(reply);
    this.#form.command(this.#script, id, 'QUIT', 1);
    return this.#failed(451, reply);
  }

  /** STARTTLS where offered and not remembered as bad. An ending if the session does not survive it. */
  #secure(): Ending | undefined {
    const { peer, behaviour, id, socket, host } = this.#s;
    const remembers = this.#form.traced;
    if (!peer.character.startsWith('tls') || peer.badTls) return undefined;
    // Once a failure is over, older builds negotiate again and succeed.
    this.#command('STARTTLS');
    if (behaviour === 'tlsRefused') {
      const text = '454 4.7.0 TLS not available due to local problem';
      this.#form.received(this.#script, socket, [text], 1);
      this.#cutting();
      this.#form.reply(this.#script, id, [text], 0);
      this.#quit();
      if (remembers) peer.badTls = true;
      return this.#failed(454, text);
    }
    this.#form.received(this.#script, socket, READY, this.#random.between(1, 12));
    this.#form.line(this.#script, `SendMailMess():SSL_CTX_new() = ${13_500_000 + this.#random.below(400_000)}`, 0);
    if (remembers) this.#form.line(this.#script, 'SendMailMess():SSL_CTX_get_security_level() = 0', 2);
    const broken = behaviour === 'tlsCut' || behaviour === 'tlsGarbage';
    if (broken) this.#form.line(this.#script, `SendMailMess():SSL_connect() failed SMTP=[${host}] PORT=[25]`, 0);
    else this.#script.now += this.#random.between(5, 50);
    this.#form.reply(this.#script, id, READY, 0);
    this.#form.command(this.#script, id, HELLO, broken ? 0 : this.#pause());
    if (!broken) {
      this.#answer(peer.ehloTls, peer.ehloTlsLower);
      return undefined;
    }
    if (remembers) peer.badTls = true;
    if (behaviour === 'tlsCut') {
      this.#cutting();
      this.#form.reply(this.#script, id, READY, 0);
      this.#form.command(this.#script, id, 'QUIT', 1);
      return this.#failed(220, READY[0]!);
    }
    // The first bytes were taken for a TLS record.
    this.#form.received(this.#script, socket, ['.5.1 what?'], 900);
    const reply = this.#lost('closed');
    this.#own(reply);
    this.#form.command(this.#script, id, 'HELO mail.example.jp', 0);
    this.#cutting();
    this.#own(reply);
    this.#form.command(this.#script, id, 'QUIT', 1);
    return this.#failed(451, reply);
  }

  #envelope(): Ending {
    const { sender, recipients, behaviour, refused, peer } = this.#s;
    const form = this.#form;
    this.#command(form.mailFrom(sender));
    if (behaviour === 'resetMail') {
      const reply = this.#lost('reset');
      this.#cutting();
      this.#own(reply);
      form.command(this.#script, this.#s.id, 'QUIT', 60);
      return this.#failed(451, reply);
    }
    this.#answer([peer.epost ? `250 2.0.0 <${sender}>... Sender ok.` : '250 2.1.0 Ok']);
    const accepted: string[] = [];
    const failed: string[] = [];
    let code = 250;
    let rejection = '';
    for (const recipient of recipients) {
      this.#command(form.rcptTo(recipient));
      if (behaviour === 'silent') return this.#silent();
      if (behaviour === 'overflow') return this.#overflow();
      if (behaviour === 'rejectRecipient' && refused.includes(recipient)) {
        rejection = this.#rejection(recipient);
        code = Number(rejection.slice(0, 3));
        failed.push(recipient);
        this.#answer([rejection]);
        continue;
      }
      accepted.push(recipient);
      this.#answer([peer.epost ? `250 2.0.0 <${recipient}>... Recipient ok.` : '250 2.1.5 Ok']);
    }
    if (accepted.length === 0) {
      this.#quit();
      return { code, reply: rejection, accepted, failed };
    }
    return this.#body(code, rejection, accepted, failed);
  }

  #rejection(recipient: string): string {
    const text = this.#s.text[0]!;
    if (this.#s.peer.epost && text.startsWith('550 5.1.1')) return `550 5.1.1 <${recipient}> ... User unknown.`;
    return text.replace('<a>', `<${recipient}>`);
  }

  #silent(): Ending {
    this.#script.now += RECEIVE_TIMEOUT;
    const reply = this.#lost('timeout');
    this.#own(reply);
    this.#form.command(this.#script, this.#s.id, 'QUIT', RECEIVE_TIMEOUT);
    this.#lost('timeout');
    return this.#failed(451, reply);
  }

  #overflow(): Ending {
    const { socket, id } = this.#s;
    const reply = `451 Requested action aborted: overflow of token. (size=${OVERFLOW})`;
    this.#form.receivedPiece(this.#script, socket, `250 2.1.5 ${'x'.repeat(OVERFLOW - 10)}`, 1);
    this.#form.glued(this.#script, id, reply, 1);
    this.#form.received(this.#script, socket, ['x'.repeat(487)], 0);
    this.#form.received(this.#script, socket, this.#s.peer.bye);
    return this.#failed(451, reply);
  }

  #body(code: number, rejection: string, accepted: readonly string[], failed: readonly string[]): Ending {
    const { peer, behaviour, id, text } = this.#s;
    this.#command('DATA');
    this.#answer(peer.goAhead);
    if (behaviour === 'resetBody') {
      const line = `[${id}] SendData (socket error code=${this.#form.socketError('reset')})`;
      for (let blocks = this.#random.between(3, 40); blocks > 0; blocks--) this.#form.line(this.#script, line, 1);
      this.#form.stoppedInBody(this.#script, id, peer.goAhead);
      return this.#failed(354, peer.goAhead[0]!);
    }
    this.#form.line(this.#script, `[${id}] SendData complete.`, this.#pause() + this.#random.between(5, 60));
    if (behaviour === 'rejectBody') {
      this.#answer(text);
      this.#quit();
      return this.#failed(Number(text[0]!.slice(0, 3)), text[0]!);
    }
    this.#answer([peer.epost ? '250 2.0.0 ok.' : `250 2.0.0 Ok: queued as 4XzQ${this.#random.hex(5)}`]);
    this.#quit();
    return { code, reply: rejection, accepted, failed };
  }
}
