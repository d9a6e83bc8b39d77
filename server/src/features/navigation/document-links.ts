import type { DocumentLink } from 'vscode-languageserver-types';
import { navigationText } from '../../l10n/navigation.ts';
import { idEnd } from '../../logs/ids.ts';
import { Kind } from '../../logs/record.ts';
import type { FeatureContext } from '../context.ts';
import type { LogDocument } from '../document.ts';
import { Ranges } from './ranges.ts';

/** Lines of one file that have a link. */
const MAX_LINKS = 2000;

/**
 * Links from the ids of a faillog to its senderlog, for the host to complete when one is followed. Addresses in replies get none:
 * strangers wrote them.
 */
export function* documentLinks(document: LogDocument, c: FeatureContext): Generator<void, DocumentLink[]> {
  if (document.log.name !== 'faillog') return [];
  const tooltip = navigationText(c.language).openSenderlog;
  const ranges = new Ranges(document.store);
  const made: DocumentLink[] = [];
  for (const { index, records, text } of document.log.blocks) {
    yield;
    for (let row = 0; row < records.count; row++) {
      if (records.kind(row) !== Kind.Fail) continue;
      if (made.length >= MAX_LINKS) return made;
      const start = records.offset(row);
      const range = ranges.range(index, start, idEnd(text.bytes, start, records.end(row)));
      made.push({ range, tooltip, data: { uri: document.uri, position: range.start } });
    }
  }
  return made;
}
