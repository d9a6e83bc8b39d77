/** `senderlog check FILE|FOLDER…`: what the logs tell, file by file and delivery by delivery. */
import { once } from '../../../server/src/codes/once.ts';
import { rememberedCauses } from '../../../server/src/codes/remembered.ts';
import type { Delivery } from '../../../server/src/deliveries/delivery.ts';
import type { Ledger } from '../../../server/src/deliveries/ledger.ts';
import type { PlainAttempt } from '../../../server/src/deliveries/packed.ts';
import { zoneOffset } from '../../../server/src/deliveries/zone.ts';
import { diagnosisContext } from '../../../server/src/diagnosis/context.ts';
import { causeOfDelivery, deliveryFindings } from '../../../server/src/diagnosis/diagnose.ts';
import type { Finding } from '../../../server/src/diagnosis/finding.ts';
import { Findings } from '../../../server/src/diagnosis/findings.ts';
import type { FileReport } from '../../../server/src/host/file-report.ts';
import { findLogs, type ServerFiles } from '../../../server/src/host/log-files.ts';
import { readServer } from '../../../server/src/host/read-logs.ts';
import { sanitize } from '../probes/sanitize.ts';
import { usageError } from './arguments.ts';
import { reportFindings } from './check-findings.ts';
import { deliveryJson, fileJson } from './check-json.ts';
import { deliveryLines, fileLine, type Totals, totalsLine } from './check-text.ts';
import { checkNotes, checkOptions, checkTexts } from './check-texts.ts';
import type { Command, ExitCode, Invocation } from './command.ts';
import { loadCauses, loadClassifier } from './engine.ts';
import { readsAhead } from './reads-ahead.ts';
import { fill, texts } from './texts.ts';

/** The command; `ahead` tells with which program the logs of a server are read ahead, if they are. */
export const checkReading = (ahead: (server: ServerFiles) => string | undefined): Command => ({
  operands: 'FILE|FOLDER…',
  options: [
    { name: 'findings', help: checkOptions.findings },
    { name: 'strict', help: checkOptions.strict },
  ],
  notes: [checkNotes.check],
  async run(invocation) {
    const { operands, output, signal, lang } = invocation;
    if (operands.length === 0) usageError(texts.missingOperand, { name: 'FILE' });
    const found = await findLogs(operands, signal);
    const run = new Check(invocation, ahead);
    for (const { path, error } of found.errors) run.cannotRead(path, error);
    for (const server of found.servers) await run.server(server);
    if (found.servers.length === 0 && found.errors.length === 0) output.error(fill(checkTexts.noLogs, lang));
    return run.end();
  },
});

export const check = checkReading(readsAhead);

class Check {
  readonly #i: Invocation;
  readonly #ahead: (server: ServerFiles) => string | undefined;
  readonly #causes = once(loadCauses);
  readonly #replyCause = rememberedCauses(loadClassifier);
  readonly #totals: Totals = { delivered: 0, deferred: 0, failed: 0, 'in-progress': 0, unknown: 0, files: 0, lines: 0 };
  #problem = false;
  #unreadable = false;

  constructor(invocation: Invocation, ahead: (server: ServerFiles) => string | undefined) {
    this.#i = invocation;
    this.#ahead = ahead;
  }

  cannotRead(path: string, error: NodeJS.ErrnoException): void {
    this.#unreadable = true;
    this.#i.output.error(
      fill(checkTexts.cannotRead, this.#i.lang, { path: sanitize(path), why: error.code ?? sanitize(error.message) }),
    );
  }

  async server(server: ServerFiles): Promise<void> {
    const { signal, common, output } = this.#i;
    const ledger = await readServer(server, {
      signal,
      encoding: common.encoding,
      ahead: this.#ahead(server),
      onFile: report => this.#file(report),
      onError: (path, error) => this.cannotRead(path, error),
    });
    if (signal.aborted || output.closed) return;
    await this.#deliveries(ledger);
  }

  async #file(report: FileReport): Promise<void> {
    const { common, output, lang } = this.#i;
    this.#totals.files++;
    this.#totals.lines += report.lines;
    if (report.unknownCount > 0) this.#problem = true;
    if (common.format === 'json') await output.json(fileJson(report));
    else await output.lines([fileLine(report, lang)]);
  }

  async #deliveries(ledger: Ledger): Promise<void> {
    const { common, output, lang, signal, options } = this.#i;
    const zone = zoneOffset(common.timeZone);
    const print = (delivery: Delivery, cause: string | null): Promise<void> | undefined => {
      if (common.format === 'json') return output.json(deliveryJson(delivery, cause, zone));
      if (delivery.outcome === 'delivered') return undefined;
      return output.lines(deliveryLines(delivery, cause, zone, lang, this.#causes));
    };
    const context = diagnosisContext(this.#causes, this.#replyCause, ledger.attempts.rawReplies);
    const findings = options.has('findings') ? new Findings(context) : undefined;
    const take = (delivery: Delivery, found: Finding[]): Promise<void> | undefined => {
      this.#count(delivery);
      const cause = causeOfDelivery(delivery, context);
      if (findings !== undefined) found.push(...deliveryFindings(delivery, context, cause));
      return print(delivery, cause);
    };
    const plain = (attempt: PlainAttempt): void => {
      this.#totals.delivered++;
      findings?.addPlain(attempt);
    };
    // As text, what went well is counted only.
    for (const message of ledger.messages(common.format === 'json' ? undefined : plain)) {
      if (signal.aborted || output.closed) return;
      const found: Finding[] = [];
      for (const delivery of ledger.deliveries(message)) {
        const writing = take(delivery, found);
        if (writing !== undefined) await writing;
      }
      findings?.add(message.entries, found);
    }
    if (findings !== undefined) await reportFindings(findings.all(), this.#causes, zone, this.#i);
  }

  #count({ outcome }: Delivery): void {
    this.#totals[outcome]++;
    if (outcome === 'failed' || (outcome === 'deferred' && this.#i.options.has('strict'))) this.#problem = true;
  }

  async end(): Promise<ExitCode> {
    const { common, output, lang, signal } = this.#i;
    if (common.format === 'text') await output.lines([totalsLine(this.#totals, lang)]);
    if (this.#unreadable) return 2;
    return this.#problem || signal.aborted ? 1 : 0;
  }
}
