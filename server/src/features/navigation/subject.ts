import { suffixes } from '../../logs/ids.ts';
import type { Ref } from '../../logs/log.ts';
import { tokensOf } from '../../logs/tokens.ts';
import type { Position } from '../../text/store.ts';
import type { LogDocument } from '../document.ts';

/** The record at a position, and the message that it belongs to. */
export interface Subject {
  readonly ref: Ref;
  /** Full id, with its chain. */
  readonly id: string;
  readonly base: string;
}

/** The message whose record stands at a position; also of a reply without an id, where it was found out whose it is. */
export function subjectAt(document: LogDocument, position: Position): Subject | undefined {
  const ref = recordAt(document, position);
  if (ref === undefined) return undefined;
  const { log } = document;
  const own = ref.block.records.id(ref.row);
  const id = own > 0 || log.name !== 'senderlog' ? own : document.attempts().ownerOf(ref.block, ref.row);
  return id > 0 ? { ref, id: log.ids.text(id), base: log.ids.base(id) } : undefined;
}

function recordAt(document: LogDocument, position: Position): Ref | undefined {
  const place = document.store.placeAt(position);
  const ref = document.log.recordAt(place.block, place.offset);
  // An empty line behind a record is not part of it.
  return ref === undefined || place.offset > ref.block.records.end(ref.row) ? undefined : ref;
}

/** What the same of which can be looked for in a log. */
export type Named =
  /** A message; with `full` only that queue entry of it. */
  | { readonly kind: 'id'; readonly text: string; readonly full: boolean }
  | { readonly kind: 'address' | 'host'; readonly text: string };

/** The id, address or host that stands at a position itself. */
export function namedAt(document: LogDocument, position: Position): Named | undefined {
  const ref = recordAt(document, position);
  if (ref === undefined) return undefined;
  const { offset } = document.store.placeAt(position);
  const tokens = tokensOf(ref.block.text.bytes, ref.block.records, ref.row);
  // At the end of a word the cursor is still on it, unless another word begins there.
  const token =
    tokens.find(t => t.start <= offset && offset < t.end) ?? tokens.find(t => t.end === offset && t.start < offset);
  if (token === undefined || token.text === '') return undefined;
  const id = document.log.ids.text(ref.block.records.id(ref.row));
  switch (token.kind) {
    case 'id':
      return { kind: 'id', text: token.text.slice(0, 11), full: false };
    case 'suffix':
      return id !== '' && suffixes(id).some(s => s.text === token.text)
        ? { kind: 'id', text: id, full: true }
        : undefined;
    case 'address':
      return { kind: 'address', text: token.text };
    case 'host':
    case 'domain':
      return { kind: 'host', text: token.text };
    default:
      return undefined;
  }
}
