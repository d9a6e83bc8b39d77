import type { Location } from 'vscode-languageserver-types';
import { ascii, find } from '../../logs/bytes.ts';
import { BASE_LENGTH } from '../../logs/ids.ts';
import type { Position } from '../../text/store.ts';
import type { LogDocument } from '../document.ts';
import { Ranges } from './ranges.ts';
import { namedAt, subjectAt } from './subject.ts';

/** References in one answer; an editor shows no more to good use. */
export const MAX_REFERENCES = 2000;

/** What is looked for: all lines of a message, or (from a suffix) of one of its queue entries. */
export interface WantedId {
  readonly id: string;
  readonly base: string;
  readonly full: boolean;
}

export function wantedId(document: LogDocument, position: Position): WantedId | undefined {
  const named = namedAt(document, position);
  if (named?.kind === 'id') return { id: named.text, base: named.text.slice(0, BASE_LENGTH), full: named.full };
  const subject = subjectAt(document, position);
  return subject === undefined ? undefined : { id: subject.base, base: subject.base, full: false };
}

/** The records of a message in the logs at hand, with those that have no id but belong to it; at most {@link MAX_REFERENCES}. */
export function* references(wanted: WantedId, documents: Iterable<LogDocument>): Generator<void, Location[]> {
  const found: Location[] = [];
  const pattern = ascii(wanted.id);
  for (const document of documents) {
    yield* document.idsInSteps();
    const family = document.idsOf(wanted.base);
    const numbers = new Set(wanted.full ? family.filter(id => document.log.ids.text(id) === wanted.id) : family);
    if (numbers.size === 0) continue;
    const attempts = yield* document.attemptsInSteps();
    const ranges = new Ranges(document.store);
    for (const block of document.log.blocks) {
      if (block.index % 16 === 15) yield;
      for (let row = 0; row < block.records.count; row++) {
        if (!numbers.has(attempts.ownerOf(block, row))) continue;
        if (found.length >= MAX_REFERENCES) return found;
        // The id where it stands in the record; the whole record where it was found out whose it is.
        const { records, text } = block;
        const at = find(text.bytes, records.offset(row), records.end(row), pattern);
        const range = at < 0 ? ranges.record(block, row) : ranges.range(block.index, at, at + pattern.length);
        found.push({ uri: document.uri, range });
      }
    }
  }
  return found;
}
