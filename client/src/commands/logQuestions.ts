import { type Position, type TextDocument, type Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { RecordedAttempt, RouteOptions } from '../probes/index.ts';

/** Answer of `senderlog/attemptAt`. */
interface AttemptFacts extends RecordedAttempt {
  readonly sender: string | null;
  readonly recipients: readonly string[];
}

/** Answer of `senderlog/logFacts`. */
interface LogFacts {
  readonly hosts: readonly string[];
  readonly evidence: NonNullable<RouteOptions['logEvidence']>;
  readonly mailServer: string | null;
}

/** What a log tells a route check. */
export type LogKnowledge = Pick<RouteOptions, 'logReceivers' | 'logEvidence' | 'mailServer'>;

/** What the language server says about logs; where it is not there, or is another one, nothing. */
export class LogQuestions {
  readonly #client: () => LanguageClient | undefined;

  constructor(client: () => LanguageClient | undefined) {
    this.#client = client;
  }

  /** The attempt at a position; null where there is none. */
  attemptAt(uri: Uri, position: Position): Promise<AttemptFacts | null> {
    const { line, character } = position;
    return this.#ask<AttemptFacts>('senderlog/attemptAt', { uri: uri.toString(), position: { line, character } });
  }

  /** Receivers that may serve as controls, what the log says about port 25, and who the mail server is. */
  async knowledgeOf(uri: Uri): Promise<LogKnowledge> {
    const facts = await this.#ask<LogFacts>('senderlog/logFacts', { uri: uri.toString() });
    if (facts === null) return {};
    const { hosts, evidence, mailServer } = facts;
    return { logReceivers: hosts, logEvidence: evidence, mailServer: mailServer === null ? [] : [mailServer] };
  }

  async #ask<T>(method: string, params: object): Promise<T | null> {
    try {
      return (await this.#client()?.sendRequest<T | null>(method, params)) ?? null;
    } catch {
      return null;
    }
  }
}

/** The log that the user looks at: in the active editor, else in another visible one, else any that is open. */
export function openLog(): Uri | undefined {
  const isLog = (document: TextDocument | undefined): boolean => document?.languageId === 'senderlog';
  const shown = [window.activeTextEditor, ...window.visibleTextEditors].map(editor => editor?.document);
  return [...shown, ...workspace.textDocuments].find(isLog)?.uri;
}
