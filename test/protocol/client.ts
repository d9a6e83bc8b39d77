import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Diagnostic, Hover, InitializeResult } from 'vscode-languageserver-protocol';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const FIXTURES = path.join(ROOT, 'test/fixtures');

/** The real server process, spoken to as an editor does. */
export class Server {
  readonly connection: MessageConnection;
  readonly #child: ChildProcess;
  readonly #pushed = new Map<string, Diagnostic[]>();
  #waiting: (() => void)[] = [];

  private constructor(connection: MessageConnection, child: ChildProcess) {
    this.connection = connection;
    this.#child = child;
    connection.onNotification('textDocument/publishDiagnostics', (p: { uri: string; diagnostics: Diagnostic[] }) => {
      this.#pushed.set(p.uri, p.diagnostics);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    connection.listen();
  }

  static stdio(): Server {
    const child = spawn(process.execPath, [path.join(ROOT, 'dist/server.js'), '--stdio']);
    return new Server(
      createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin)),
      child,
    );
  }

  /** Starts the server with `--socket=PORT`, which connects back to us. */
  static socket(): Promise<Server> {
    return new Promise((resolve, reject) => {
      const listener = createServer();
      listener.listen(0, '127.0.0.1', () => {
        const { port } = listener.address() as { port: number };
        const child = spawn(process.execPath, [path.join(ROOT, 'dist/server.js'), `--socket=${port}`], {
          stdio: 'ignore',
        });
        child.once('error', reject);
        listener.once('connection', socket => {
          listener.close();
          resolve(
            new Server(
              createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket)),
              child,
            ),
          );
        });
      });
    });
  }

  async initialize(locale: string, pull = true, initializationOptions: object = {}): Promise<InitializeResult> {
    const textDocument = pull ? { diagnostic: {} } : {};
    const result: InitializeResult = await this.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      locale,
      initializationOptions,
      capabilities: { textDocument },
    });
    await this.connection.sendNotification('initialized', {});
    return result;
  }

  async open(uri: string, text: string, languageId = 'senderlog'): Promise<void> {
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  hover(uri: string, line: number, character: number): Promise<Hover | null> {
    return this.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } });
  }

  /** A request about a place of a document, or about all of it. */
  ask<T>(method: string, uri: string, position?: readonly [number, number], more: object = {}): Promise<T> {
    const place = position && { position: { line: position[0], character: position[1] } };
    return this.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, ...place, ...more });
  }

  async pull(uri: string): Promise<Diagnostic[]> {
    const report: { items: Diagnostic[] } = await this.connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri },
    });
    return report.items;
  }

  async pushed(uri: string): Promise<Diagnostic[]> {
    while (!this.#pushed.has(uri)) await new Promise<void>(resolve => this.#waiting.push(resolve));
    const found = this.#pushed.get(uri)!;
    this.#pushed.delete(uri);
    return found;
  }

  async stop(): Promise<void> {
    const exited = new Promise(resolve => this.#child.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await exited;
    this.connection.dispose();
  }
}

/** A log as VS Code would hand it over: decoded, its line ends made one kind (CR CR LF becomes two). */
export function asEditorText(relative: string): string {
  return readFileSync(path.join(FIXTURES, relative), 'utf8').replace(/\r\n|\r|\n/g, '\r\n');
}

export const hoverText = (hover: Hover | null): string => (hover?.contents as { value?: string })?.value ?? '';
