import { commands, Disposable, l10n, Position, Uri, window, workspace } from 'vscode';
import {
  ProbeInputError,
  parseSavedRoute,
  type RecordedAttempt,
  type RetraceResult,
  renderRetrace,
  retrace,
} from '../probes/index.ts';
import type { ProbeChannel } from '../views/probeChannel.ts';
import { askEnvelope, type Envelope } from './askEnvelope.ts';
import { routeSettings } from './checkRoute.ts';
import type { LogQuestions } from './logQuestions.ts';
import { runProbe } from './runProbe.ts';
import { language } from './settings.ts';

interface Arguments {
  readonly uri?: string | Uri;
  /** As the language server protocol counts. */
  readonly position?: { readonly line: number; readonly character: number };
  /** A file with what `senderlog route --format json` printed, taken instead of a live check. */
  readonly saved?: string | Uri;
}

/** A saved route check is some 10 KB; more than this is another file. */
const MAX_SAVED_BYTES = 5_000_000;

/**
 * `senderlog.retrace`: the attempt under the cursor, recorded and live side by side. `senderlog.retraceWithSaved` compares it with a
 * route check that was run and saved elsewhere, on the mail server.
 */
export function registerRetrace(channel: ProbeChannel, questions: LogQuestions): Disposable {
  return Disposable.from(
    commands.registerCommand('senderlog.retrace', (args?: Arguments | Uri) =>
      retraceAt(channel, questions, args instanceof Uri ? {} : (args ?? {})),
    ),
    commands.registerCommand('senderlog.retraceWithSaved', async (args?: Arguments | Uri) => {
      const given = args instanceof Uri ? {} : (args ?? {});
      const saved = given.saved ?? (await chooseSaved());
      return saved === undefined ? undefined : retraceAt(channel, questions, { ...given, saved });
    }),
  );
}

async function retraceAt(
  channel: ProbeChannel,
  questions: LogQuestions,
  args: Arguments,
): Promise<RetraceResult | undefined> {
  const place = placeOf(args);
  const attempt = place === undefined ? null : await questions.attemptAt(...place);
  if (place === undefined || attempt === null) {
    void window.showInformationMessage(l10n.t('There is no delivery attempt at this line of a log.'));
    return undefined;
  }
  const knowledge = await questions.knowledgeOf(place[0]);
  const { sender, recipients, ...recorded } = attempt;
  const run = (envelope?: Envelope) =>
    runProbe(channel, {
      title: titleOf(recorded),
      work: async (signal, tell) => {
        const saved = args.saved === undefined ? undefined : parseSavedRoute(await readSaved(toUri(args.saved)));
        return retrace(recorded, { ...routeSettings(tell, knowledge), ...envelope, saved }, signal);
      },
      render: result => renderRetrace(result, language()),
    });
  const result = await run();
  if (result?.stopsBefore && args.saved === undefined && AFTER_EHLO.has(recorded.stage))
    void offerEnvelope(recorded, { from: sender ?? '', to: recipients[0] ?? '' }, run);
  return result;
}

/** What was recorded there can be repeated only with addresses; beyond RCPT the check never goes. */
const AFTER_EHLO: ReadonlySet<RecordedAttempt['stage']> = new Set(['mail', 'rcpt']);

async function offerEnvelope(
  recorded: RecordedAttempt,
  proposed: Envelope,
  run: (envelope: Envelope) => Promise<unknown>,
): Promise<void> {
  const give = l10n.t('Give Addresses…');
  const text = l10n.t('What failed came after EHLO. It can be repeated with addresses that you give.');
  if ((await window.showInformationMessage(text, give)) !== give) return;
  const envelope = await askEnvelope(recorded.domain, proposed);
  if (envelope !== undefined) await run(envelope);
}

const titleOf = ({ domain, host }: RecordedAttempt): string =>
  host === null ? l10n.t('Retrace: {0}', domain) : l10n.t('Retrace: {0} by {1}', domain, host);

function placeOf({ uri, position }: Arguments): [Uri, Position] | undefined {
  const editor = window.activeTextEditor;
  const target = uri === undefined ? editor?.document.uri : toUri(uri);
  if (target === undefined) return undefined;
  if (position !== undefined) return [target, new Position(position.line, position.character)];
  return editor?.document.uri.toString() === target.toString() ? [target, editor.selection.active] : undefined;
}

const toUri = (uri: string | Uri): Uri => (uri instanceof Uri ? uri : Uri.parse(uri));

async function readSaved(uri: Uri): Promise<string> {
  const bytes = await workspace.fs.readFile(uri);
  if (bytes.length > MAX_SAVED_BYTES) throw new ProbeInputError(TOO_LARGE);
  return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
}

const TOO_LARGE = {
  en: 'The file is too large for a saved route check.',
  ja: 'ファイルが大きすぎるため、保存済みの経路確認として読み込めません。',
};

async function chooseSaved(): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({
    title: l10n.t('Result of "senderlog route --format json"'),
    filters: { JSON: ['json', 'ndjson', 'txt'] },
  });
  return chosen?.[0];
}
