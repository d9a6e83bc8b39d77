/** Asks for hovers as a client does, without the protocol. */
import { rememberedCauses } from '../../server/src/codes/remembered.ts';
import { diagnosisContext } from '../../server/src/diagnosis/context.ts';
import type { FeatureContext } from '../../server/src/features/context.ts';
import { LogDocument } from '../../server/src/features/document.ts';
import { hover } from '../../server/src/features/hover/hover.ts';
import { transcriptHover } from '../../server/src/features/hover/transcript.ts';
import { readSettings } from '../../server/src/features/settings.ts';
import { lazyCatalogue } from '../../server/src/host/catalogue.ts';
import { lazyClassifier } from '../../server/src/host/classifier.ts';
import type { Language } from '../../server/src/l10n/messages.ts';
import { TextStore } from '../../server/src/text/store.ts';

const HOST = new URL('../../server/src/host', import.meta.url).pathname;
const catalogue = lazyCatalogue(HOST);
const classifier = lazyClassifier(HOST);
const replyCause = rememberedCauses(classifier);

export const hoverContext = (language: Language, settings: unknown = {}, plainHover = false): FeatureContext => ({
  catalogue,
  classifier,
  replyCause,
  diagnosis: rawReplies => diagnosisContext(catalogue(), replyCause, rawReplies),
  language,
  settings: readSettings(settings),
  plainHover,
});

/** Before the character that the cursor stands on. */
const CURSOR = '‸';

/** The hover at the cursor of a text; '' where there is none. The log is named by its folder, as the files are. */
export function hoverIn(log: string, marked: string, context: FeatureContext): string {
  const lines = marked.split('\n');
  const line = lines.findIndex(l => l.includes(CURSOR));
  const character = lines[line]!.indexOf(CURSOR);
  const text = lines.join('\r\n').replace(CURSOR, '');
  const position = { line, character };
  const found =
    log === 'transcript'
      ? transcriptHover(TextStore.fromString(text), position, context)
      : hover(new LogDocument(`file:///mail/${log}/today.log`, languageOf(log), 1, text), position, context);
  return found === null ? '' : (found.contents as { value: string }).value;
}

const languageOf = (log: string): string => (log === 'senderlog' || log === 'faillog' ? log : 'epost-log');

/** Markdown without its escapes and its bold. */
export const readable = (markdown: string): string =>
  markdown.replace(/\\([!-/:-@[-`{-~])/g, '$1').replace(/^\*\*([^\n]*)\*\*/, '$1');

/** The part above the rule, a line each: the answer, then what helps. */
export const above = (markdown: string): string[] => readable(markdown.split('\n\n---\n\n')[0]!).split('\n\n');
