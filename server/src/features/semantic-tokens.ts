import type { SemanticTokens, SemanticTokensLegend } from 'vscode-languageserver-types';
import { type Attempt, STAGES } from '../deliveries/attempt.ts';
import { ownCause } from '../diagnosis/cause.ts';
import type { LexedBlock, Ref } from '../logs/log.ts';
import { Flag, Kind } from '../logs/record.ts';
import { type Token, tokensOf } from '../logs/tokens.ts';
import type { LogDocument } from './document.ts';
import { Dialogues, Places, type Range, recordsIn, type StepStage } from './range.ts';

/**
 * Colours for what a regular grammar cannot know: who said a reply, at which stage, which one decided the attempt, and at
 * the host how the attempt ended. All else the grammar colours. The names stand in package.json with their scopes.
 */
const TYPES = ['replyCode', 'replyText', 'failure', 'host'] as const;
type Type = (typeof TYPES)[number];

/** What stands before the stages in the legend. */
const MARKS = [
  'remote',
  'epost',
  'success',
  'intermediate',
  'temporary',
  'permanent',
  'decisive',
  'delivered',
  'failed',
  'givenUp',
] as const;
type Modifier = (typeof MARKS)[number] | StepStage;

const MODIFIERS: readonly Modifier[] = [...MARKS, ...STAGES.filter(stage => stage !== 'resolve')];

export const LEGEND: SemanticTokensLegend = { tokenTypes: [...TYPES], tokenModifiers: [...MODIFIERS] };

/** The tokens of all of a document are only made up to this size, in bytes. */
const MAX_FULL = 1_000_000;

/** Tokens of the records in a range, as five numbers each (protocol: relative line, relative column, length, type, modifiers). */
export function semanticTokens(document: LogDocument, range: Range): SemanticTokens {
  const out = new Encoder(document);
  const dialogues = document.log.name === 'senderlog' ? new Dialogues(document, range.start) : undefined;
  let reply: number | undefined;
  for (const ref of recordsIn(document, range)) {
    const { block, row } = ref;
    const kind = block.records.kind(row);
    const tokens = tokensOf(block.text.bytes, block.records, row);
    if (kind !== Kind.Continuation) reply = modifiersOf(ref, tokens, document, dialogues);
    else reply ??= modifiersOfHead(ref, document, dialogues);
    dialogues?.pass(block, row);
    for (const token of tokens) {
      const type = typeOf(token, kind);
      if (type !== undefined) out.add(block, token, type, type === 'host' ? outcomeAt(ref, document) : reply);
    }
  }
  return { data: out.data };
}

/** All of a document; of a large one nothing, so that no client waits for it. */
export function allSemanticTokens(document: LogDocument): SemanticTokens {
  if (document.store.byteLength > MAX_FULL) return { data: [] };
  const end = { line: document.store.editorLineCount, character: 0 };
  return semanticTokens(document, { start: { line: 0, character: 0 }, end });
}

const FAILURES: ReadonlySet<Kind> = new Set([
  Kind.ConnectFailed,
  Kind.ConnectLocalError,
  Kind.DataError,
  Kind.TlsFailed,
]);
const REPLIES: ReadonlySet<Kind> = new Set([
  Kind.Reply,
  Kind.OrphanReply,
  Kind.Continuation,
  Kind.GetReply,
  Kind.Self451,
  Kind.Fail,
]);

function typeOf({ kind }: Token, record: Kind): Type | undefined {
  if (kind === 'reply-code' || kind === 'enhanced' || kind === 'code-pair') return 'replyCode';
  if (kind === 'reply-text') return 'replyText';
  if (kind === 'event' || kind === 'error-number') return FAILURES.has(record) ? 'failure' : undefined;
  return kind === 'host' && record === Kind.ConnectHost ? 'host' : undefined;
}

/** Who speaks, what kind of reply it is, at which stage, and whether it decided the attempt. */
function modifiersOf(
  { block, row }: Ref,
  tokens: readonly Token[],
  document: LogDocument,
  dialogues: Dialogues | undefined,
): number {
  const { records } = block;
  const kind = records.kind(row);
  const failure = FAILURES.has(kind);
  if (!failure && !REPLIES.has(kind)) return 0;
  const own = failure || kind === Kind.Self451 || (records.flags(row) & Flag.Own) !== 0 || isOwnReason(kind, tokens);
  let set = bit(own ? 'epost' : 'remote');
  const nature = failure ? undefined : NATURES[tokens.find(token => token.kind === 'reply-code')?.text[0] ?? ''];
  if (nature !== undefined) set |= bit(nature);
  const stage = kind === Kind.Fail ? undefined : dialogues?.before(block, row)?.stage;
  if (stage !== undefined) set |= bit(stage === 'connect' && !failure ? 'greeting' : stage);
  if (dialogues !== undefined && decides(block, row, document)) set |= bit('decisive');
  return set;
}

/** The same of the reply that a line continues, where the range begins in the middle of it. */
function modifiersOfHead({ block, row }: Ref, document: LogDocument, dialogues: Dialogues | undefined): number {
  let first = row;
  while (first > 0 && block.records.kind(first) === Kind.Continuation) first--;
  const tokens = tokensOf(block.text.bytes, block.records, first);
  return modifiersOf({ block, row: first }, tokens, document, dialogues);
}

/** A faillog's reason is a reply, or one of the texts that E-Post writes itself. */
function isOwnReason(kind: Kind, tokens: readonly Token[]): boolean {
  if (kind !== Kind.Fail) return false;
  const code = tokens.findIndex(token => token.kind === 'reply-code');
  if (code < 0) return true;
  const parts = tokens.slice(code + 1).map(token => token.text);
  return ownCause(`${tokens[code]!.text} ${parts.join('').trimStart()}`) !== undefined;
}

const NATURES: Readonly<Record<string, Modifier>> = {
  2: 'success',
  3: 'intermediate',
  4: 'temporary',
  5: 'permanent',
};

function decides(block: LexedBlock, row: number, document: LogDocument): boolean {
  const failure = attemptAt(block, row, document)?.failure;
  return failure?.at.block === block && failure.at.row === row;
}

/** How the attempt ended that begins at a record. */
function outcomeAt({ block, row }: Ref, document: LogDocument): number {
  const attempt = attemptAt(block, row, document);
  if (attempt === undefined) return 0;
  if (attempt.accepted !== undefined) return bit('delivered');
  if (attempt.givenUp !== undefined) return bit('givenUp');
  return attempt.failure === undefined ? 0 : bit('failed');
}

/** The attempt that a record is part of: the last one of its id that began there or before. */
function attemptAt(block: LexedBlock, row: number, document: LogDocument): Attempt | undefined {
  const all = document.attempts();
  const own = all.entry(all.ownerOf(block, row))?.attempts ?? [];
  let low = 0;
  let high = own.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { start } = own[middle]!;
    const before = start.block === block ? start.row <= row : start.block.index < block.index;
    if (before) low = middle + 1;
    else high = middle;
  }
  return own[low - 1];
}

const bit = (modifier: Modifier): number => 1 << MODIFIERS.indexOf(modifier);

/** Puts tokens into the protocol's form; they come in order, and what would overlap is left out. */
class Encoder {
  readonly data: number[] = [];
  readonly #places: Places;
  #line = 0;
  #character = 0;
  #end = 0;

  constructor(document: LogDocument) {
    this.#places = new Places(document);
  }

  add(block: LexedBlock, { start, end }: Token, type: Type, modifiers: number): void {
    const { line, character, length } = this.#places.span(block, start, end);
    const same = line === this.#line;
    if (length <= 0 || line < this.#line || (same && character < this.#end)) return;
    this.data.push(
      line - this.#line,
      same ? character - this.#character : character,
      length,
      TYPES.indexOf(type),
      modifiers,
    );
    this.#line = line;
    this.#character = character;
    this.#end = character + length;
  }
}
