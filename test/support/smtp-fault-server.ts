/** An SMTP server on loopback that misbehaves as told. For tests of everything that talks SMTP. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/**
 * What the server does at one point of the dialogue: a string or bytes are sent as they are; `silent` does nothing, `close` ends the
 * connection, `reset` breaks it off; a list is done in order; `drip` sends one byte every `everyMs`, for ever if it is empty;
 * `starttls` answers 220 and begins TLS, with `inject` sent in clear before.
 */
type Action =
  | string
  | Uint8Array
  | 'silent'
  | 'close'
  | 'reset'
  | { readonly wait: number }
  | { readonly drip: string; readonly everyMs: number }
  | { readonly starttls: CertificateName | 'broken'; readonly inject?: string }
  | readonly Action[];

export type CertificateName = 'valid' | 'expired' | 'future' | 'self-signed';

export interface SmtpScript {
  readonly greeting?: Action;
  /** By verb in lower case; the verbs of a working server are the default. */
  readonly on?: Readonly<Record<string, Action>>;
  /** Begin with TLS. */
  readonly implicitTls?: CertificateName | 'broken';
  readonly host?: string;
  /** Default: a free one. */
  readonly port?: number;
}

export interface SmtpFaultServer {
  readonly host: string;
  readonly port: number;
  /** Every line received, over all connections. */
  readonly received: readonly string[];
  /** Bytes that came before the greeting was complete. */
  readonly earlyTalk: () => number;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

const defaults: Readonly<Record<string, Action>> = {
  ehlo: '250-mx.example.jp\r\n250-SIZE 10485760\r\n250 8BITMIME\r\n',
  helo: '250 mx.example.jp\r\n',
  mail: '250 2.1.0 Ok\r\n',
  rcpt: '250 2.1.5 Ok\r\n',
  rset: '250 2.0.0 Ok\r\n',
  quit: ['221 2.0.0 Bye\r\n', 'close'],
};

function certificate(name: string): string {
  return readFileSync(new URL(`certs/${name}.pem`, import.meta.url), 'utf8');
}

function secureContext(name: CertificateName): ReturnType<typeof createSecureContext> {
  return createSecureContext({
    key: certificate('key'),
    cert: `${certificate(name)}${name === 'self-signed' ? '' : certificate('ca')}`,
  });
}

export async function startSmtpFaultServer(script: SmtpScript = {}): Promise<SmtpFaultServer> {
  const host = script.host ?? '127.0.0.1';
  const received: string[] = [];
  const open = new Set<Socket>();
  let early = 0;
  let connections = 0;
  const server: Server = createServer(socket => {
    connections++;
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => {});
    const session = new Session(script, received, () => early++);
    if (script.implicitTls === undefined) session.attach(socket, true);
    else session.secure(socket, script.implicitTls, true);
  });
  server.listen(script.port ?? 0, host);
  await once(server, 'listening');
  return {
    host,
    port: (server.address() as AddressInfo).port,
    received,
    earlyTalk: () => early,
    connections: () => connections,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

class Session {
  readonly #script: SmtpScript;
  readonly #received: string[];
  readonly #onEarly: () => void;
  #greeted = false;

  constructor(script: SmtpScript, received: string[], onEarly: () => void) {
    this.#script = script;
    this.#received = received;
    this.#onEarly = onEarly;
  }

  attach(socket: Socket, greet: boolean): void {
    let pending = '';
    let work = Promise.resolve();
    const then = (action: Action): void => {
      work = work.then(() => this.#do(socket, action));
    };
    socket.on('error', () => {});
    socket.on('data', chunk => {
      if (!this.#greeted) this.#onEarly();
      const lines = (pending + chunk.toString('latin1')).split('\r\n');
      pending = lines.pop() ?? '';
      for (const line of lines) {
        this.#received.push(line);
        const verb = line.split(/[ :]/)[0]?.toLowerCase() ?? '';
        then(this.#script.on?.[verb] ?? defaults[verb] ?? '500 5.5.2 unknown command\r\n');
      }
    });
    if (!greet) return;
    then(this.#script.greeting ?? '220 mx.example.jp ESMTP\r\n');
    work = work.then(() => {
      this.#greeted = true;
    });
  }

  secure(socket: Socket, name: CertificateName | 'broken', greet: boolean): void {
    socket.removeAllListeners('data');
    if (name === 'broken') {
      socket.on('data', () => socket.end('this is not TLS\r\n'));
      return;
    }
    const secure = new TLSSocket(socket, { isServer: true, secureContext: secureContext(name) });
    secure.on('error', () => {});
    this.attach(secure, greet);
  }

  async #do(socket: Socket, action: Action): Promise<void> {
    if (action === 'silent' || socket.destroyed) return;
    if (action === 'close') {
      socket.end();
      return;
    }
    if (action === 'reset') {
      socket.resetAndDestroy();
      return;
    }
    if (typeof action === 'string' || action instanceof Uint8Array) {
      socket.write(action);
      return;
    }
    if (Array.isArray(action)) {
      for (const single of action as readonly Action[]) await this.#do(socket, single);
      return;
    }
    if ('wait' in action) await pause(action.wait);
    else if ('drip' in action) await this.#drip(socket, action.drip, action.everyMs);
    else if ('starttls' in action) {
      socket.write(`220 2.0.0 Ready to start TLS\r\n${action.inject ?? ''}`);
      this.secure(socket, action.starttls, false);
    }
  }

  async #drip(socket: Socket, text: string, everyMs: number): Promise<void> {
    for (let i = 0; !socket.destroyed && (text === '' || i < text.length); i++) {
      socket.write(text === '' ? 'x' : text.charAt(i));
      await pause(everyMs);
    }
  }
}

/** A wait that does not keep the test process alive. */
function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms);
  });
}

/** A port of loopback where nothing listens. */
export async function closedPort(host = '127.0.0.1'): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Whether IPv6 works on loopback. */
export async function hasIpv6(): Promise<boolean> {
  const server = createServer();
  return new Promise(resolve => {
    server.on('error', () => resolve(false));
    server.listen(0, '::1', () => server.close(() => resolve(true)));
  });
}

/** Listens with a queue of one and never takes anything off it: once the queue is full, Linux lets further connections wait. */
const NEVER_ACCEPTS = `
const [host, port] = process.argv.slice(1);
const server = require('node:net').createServer();
server.listen({ host, port: Number(port), backlog: 1 }, () => {
  require('node:fs').writeSync(1, server.address().port + '\\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

interface SilentServer {
  readonly host: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** An address of loopback at which connections stay without any answer, as behind a packet filter. Linux only. */
export async function startSilentServer(host = '127.0.0.1', port = 0): Promise<SilentServer> {
  const child = spawn(process.execPath, ['-e', NEVER_ACCEPTS, host, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const bound = Number(line.toString());
  const fillers = [0, 1, 2].map(() => connect({ host, port: bound }).on('error', () => {}));
  await Promise.all(fillers.slice(0, 2).map(socket => once(socket, 'connect')));
  return {
    host,
    port: bound,
    close: async () => {
      for (const socket of fillers) socket.destroy();
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}
