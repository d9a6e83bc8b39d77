/** `senderlog story ID|ADDRESS FILE|FOLDER…`: all lines of a message, attempt by attempt, the verdict first. */
import { rememberedCauses } from '../../../server/src/codes/remembered.ts';
import type { Delivery } from '../../../server/src/deliveries/delivery.ts';
import type { Story } from '../../../server/src/deliveries/story/story.ts';
import { matches, type Wanted } from '../../../server/src/deliveries/trace/mentions.ts';
import { type OffsetAt, zoneOffset } from '../../../server/src/deliveries/zone.ts';
import { diagnosisContext } from '../../../server/src/diagnosis/context.ts';
import type { DiagnosisContext } from '../../../server/src/diagnosis/finding.ts';
import { type StoryContext, storyDocument } from '../../../server/src/features/story/document.ts';
import { findMessages } from '../../../server/src/host/find-messages.ts';
import { findLogs, type ServerFiles } from '../../../server/src/host/log-files.ts';
import { readStories, type StoryOptions } from '../../../server/src/host/read-stories.ts';
import { sanitize } from '../probes/sanitize.ts';
import { usageError } from './arguments.ts';
import { checkOptions, checkTexts } from './check-texts.ts';
import type { Command, ExitCode, Invocation } from './command.ts';
import { loadCatalogue, loadClassifier } from './engine.ts';
import { attemptJson, lineOnlyJson } from './story-json.ts';
import { storyNotes, storyTexts } from './story-texts.ts';
import { fill, texts } from './texts.ts';

/** Lines that are kept of all messages of an address. */
const MAX_LINES = 200_000;
const ID = /^<?(B\d{10})(?:-[0-9A-Za-z]{1,20}){0,12}(?:@[^\s<>]{0,255})?>?$/i;
const ADDRESS = /^[^\s<>]{1,64}@[^\s<>@]{1,255}$/;

export const story: Command = {
  operands: 'ID|ADDRESS FILE|FOLDER…',
  options: [{ name: 'strict', help: checkOptions.strict }],
  notes: [storyNotes.story],
  async run(invocation) {
    const { operands, output, signal, lang } = invocation;
    const [what, ...paths] = operands;
    if (what === undefined) usageError(texts.missingOperand, { name: 'ID|ADDRESS' });
    const base = ID.exec(what)?.[1]?.toUpperCase();
    if (base === undefined && !ADDRESS.test(what)) usageError(storyTexts.notIdOrAddress, { value: what });
    if (paths.length === 0) usageError(texts.missingOperand, { name: 'FILE' });
    const found = await findLogs(paths, signal);
    const run = new Run(invocation);
    for (const { path, error } of found.errors) run.cannotRead(path, error);
    for (const server of found.servers) {
      if (base !== undefined) await run.message(server, base, found.servers.length > 1);
      else await run.address(server, what, found.servers.length > 1);
    }
    if (found.servers.length === 0 && found.errors.length === 0) output.error(fill(checkTexts.noLogs, lang));
    else if (!run.found) output.error(fill(storyTexts.notFound, lang, { what: sanitize(what.slice(0, 320)) }));
    return run.end();
  },
};

class Run {
  found = false;
  readonly #i: Invocation;
  readonly #replyCause = rememberedCauses(loadClassifier);
  readonly #catalogue = loadCatalogue();
  readonly #zone: OffsetAt;
  #problem = false;
  #unreadable = false;

  constructor(invocation: Invocation) {
    this.#i = invocation;
    this.#zone = zoneOffset(invocation.common.timeZone);
  }

  cannotRead(path: string, error: NodeJS.ErrnoException): void {
    this.#unreadable = true;
    const why = error.code ?? sanitize(error.message);
    this.#i.output.error(fill(checkTexts.cannotRead, this.#i.lang, { path: sanitize(path), why }));
  }

  async message(server: ServerFiles, base: string, several: boolean): Promise<void> {
    for (const one of await readStories(server, [base], this.#options())) {
      await this.#print(server, one, one.deliveries, several);
    }
  }

  /** All deliveries to the address or from it. */
  async address(server: ServerFiles, address: string, several: boolean): Promise<void> {
    const addresses = new Set([address.toLowerCase()]);
    const wanted: Wanted = { addresses, domains: new Set(), from: undefined, until: undefined };
    const { bases, dropped } = await findMessages(server, wanted, this.#options());
    if (dropped > 0) this.#i.output.error(fill(storyTexts.left, this.#i.lang, { n: dropped }));
    if (bases.size === 0) return;
    for (const one of await readStories(server, [...bases].sort(), { ...this.#options(), maxLines: MAX_LINES })) {
      const named = one.deliveries.filter(d => matches(d, wanted) === 'named');
      // Only the receipt of a message names it, or nobody is named where nothing came to a recipient.
      const meant = named.length > 0 ? named : one.deliveries.filter(d => matches(d, wanted) !== undefined);
      if (meant.length > 0 || one.deliveries.length === 0) await this.#print(server, one, meant, several);
    }
  }

  #options(): StoryOptions {
    const { signal, common } = this.#i;
    return { signal, encoding: common.encoding, onError: (path, error) => this.cannotRead(path, error) };
  }

  async #print(server: ServerFiles, one: Story, deliveries: readonly Delivery[], several: boolean): Promise<void> {
    const { common, output, options, lang, signal } = this.#i;
    if (signal.aborted || output.closed) return;
    this.found = true;
    for (const d of deliveries) {
      if (d.outcome === 'failed' || (d.outcome === 'deferred' && options.has('strict'))) this.#problem = true;
    }
    if (common.format === 'json') {
      const c = diagnosisContext(() => this.#catalogue, this.#replyCause, one.rawReplies);
      for (const d of deliveries) await this.#json(one, d, c);
      return;
    }
    if (several) await output.lines([fill(storyTexts.server, lang, { name: sanitize(server.name || '?') })]);
    await output.lines([...this.#text(one), '']);
  }

  async #json(one: Story, d: Delivery, c: DiagnosisContext): Promise<void> {
    if (d.tries.length === 0) await this.#i.output.json(lineOnlyJson(d, c, this.#zone));
    for (const t of d.tries) await this.#i.output.json(attemptJson(one, d, t, c, this.#zone));
  }

  #text(one: Story): string[] {
    const { output, lang } = this.#i;
    const context: StoryContext = {
      catalogue: () => this.#catalogue,
      replyCause: this.#replyCause,
      language: lang,
      safe: sanitize,
      maskAddresses: false,
    };
    return storyDocument(one, context).lines.map(({ text, level, at, mark }) => {
      if (level !== undefined) return output.paint(text, 'bold');
      if (at === undefined || text.startsWith('#')) return text;
      const sign = mark === undefined ? '' : mark === 'derived' ? '~ ' : '? ';
      return `${output.paint(`${sanitize(at.path)}:${at.line}:`, 'dim')} ${sign}${text}`;
    });
  }

  end(): ExitCode {
    if (this.#unreadable) return 2;
    return this.#problem || !this.found || this.#i.signal.aborted ? 1 : 0;
  }
}
