import { pieceText } from '../../logs/bytes.ts';
import type { LogName } from '../../logs/detect.ts';
import type { LexedBlock } from '../../logs/log.ts';
import { Command, Kind } from '../../logs/record.ts';
import { tokensOf } from '../../logs/tokens.ts';

/** Bytes of one line that are kept. */
const MAX_TEXT = 8192;

/** A line of a log (or a part of one, where two writes share it) that belongs to a message. */
export interface StoryLine {
  readonly log: LogName;
  readonly path: string;
  /** Line of the file, from 1. */
  readonly line: number;
  /** Line of an editor, from 0; undefined where it was not counted. */
  readonly editorLine: number | undefined;
  /** Its text with secrets masked, at most 8,192 bytes. */
  readonly text: string;
  /** Ms as in `Attempt.startTime`; -1 where it has no stamp. */
  readonly time: number;
  /** Number of the full id that it belongs to. */
  readonly id: number;
  readonly kind: Kind;
  /** Code of the record. */
  readonly code: number;
  /** No id stands in it: found out from its neighbours. */
  readonly derived: boolean;
  /** It could as well be another message's. */
  readonly uncertain: boolean;
}

/** Whose a line is. */
export interface Owner {
  readonly id: number;
  readonly derived: boolean;
  readonly uncertain: boolean;
}

/** The line of a record. */
export function lineAt(block: LexedBlock, row: number, owner: Owner, time: number): StoryLine {
  const { records, log } = block;
  return {
    log: log.name,
    path: pathOf(block),
    line: log.fileLineOf(block, records.line(row)),
    editorLine: undefined,
    text: maskedText(block, row),
    time,
    ...owner,
    kind: records.kind(row),
    code: records.code(row),
  };
}

/** The path of a block's file; '' where its log is no file. */
export const pathOf = (block: LexedBlock): string => (block.log as { readonly path?: string }).path ?? '';

export const MASK = '********';
/** What a client sends inside AUTH, as a receivelog shows it. */
const AUTH_ARGUMENT = /(\bAUTH +[\w-]{1,40} +)(\S.*)$/is;

/** The text of a record without its line end, secrets replaced by asterisks. */
function maskedText(block: LexedBlock, row: number): string {
  const { records, text } = block;
  const from = records.offset(row);
  const end = Math.min(records.end(row), from + MAX_TEXT);
  const piece = (start: number, stop: number): string => pieceText(text.bytes, start, stop);
  const cut = records.end(row) > end ? '…' : '';
  const kind = records.kind(row);
  if (kind === Kind.Inbound) return piece(from, end).replace(AUTH_ARGUMENT, `$1${MASK}`) + cut;
  const hides =
    kind === Kind.AuthData || kind === Kind.OAuth || (kind === Kind.Command && records.code(row) === Command.Auth);
  if (!hides) return piece(from, end) + cut;
  let shown = '';
  let at = from;
  for (const token of tokensOf(text.bytes, records, row)) {
    if (token.kind !== 'secret' || token.start < at) continue;
    shown += piece(at, token.start) + MASK;
    at = Math.min(token.end, end);
  }
  return shown + piece(at, end) + cut;
}
