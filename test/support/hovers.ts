/** Asks for hovers as a client does, without the protocol. */
import type { FeatureContext } from '../../server/src/features/context.ts';
import { LogDocument } from '../../server/src/features/document.ts';
import { hover } from '../../server/src/features/hover/hover.ts';
import { transcriptHover } from '../../server/src/features/hover/transcript.ts';
import { TextStore } from '../../server/src/text/store.ts';
import { cursorIn } from './marked.ts';

/** The hover at the cursor of a text; '' where there is none. The log is named by its folder, as the files are. */
export function hoverIn(log: string, marked: string, context: FeatureContext): string {
  const { text: lines, position } = cursorIn(marked);
  const text = lines.replaceAll('\n', '\r\n');
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
