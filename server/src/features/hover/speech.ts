import { type Attempt, STAGE_OF, type Stage } from '../../deliveries/attempt.ts';
import { replyText } from '../../deliveries/texts.ts';
import { pieceText } from '../../logs/bytes.ts';
import type { LexedBlock, Ref } from '../../logs/log.ts';
import { Flag, Kind } from '../../logs/record.ts';
import type { LogDocument } from '../document.ts';
import { attemptOf } from './asked.ts';
import { firstAfter, lastBefore, ownerOf } from './walk.ts';

/** Who speaks in a record, and what it answers. */
interface Speech {
  /** The record at which the reply begins; the record itself where it is none. */
  readonly head: Ref;
  /** The id whose session it is part of; 0 where that is not certain. */
  readonly owner: number;
}

/** Rows between a raw chunk and its copy, with other threads in between. */
const NEAR = 200;
/** Lines of one reply that are gone back over. */
const MAX_LINES = 5000;

/** The session that a record belongs to, also where no id stands in it. */
export function speechAt(document: LogDocument, ref: Ref): Speech {
  const head = headOf(document, ref);
  if (document.log.name !== 'senderlog') return { head, owner: head.block.records.id(head.row) };
  const kind = head.block.records.kind(head.row);
  if (kind === Kind.GetReply) return { head, owner: ownerOfChunk(document, head) };
  if (kind === Kind.Self451) return { head, owner: ownerOfOwn(document, head) };
  return { head, owner: ownerOf(document, head) };
}

/** The first line of the reply that a line continues. */
function headOf(document: LogDocument, ref: Ref): Ref {
  if (ref.block.records.kind(ref.row) !== Kind.Continuation) return ref;
  const found = lastBefore(document, ref, { kinds: NO_CONTINUATION, ids: null }, MAX_LINES);
  return found === undefined || found === 'start' ? ref : found;
}

const NO_CONTINUATION: ReadonlySet<number> = new Set(Object.values(Kind).filter(kind => kind !== Kind.Continuation));

/**
 * A raw chunk has no id. The next reply with the same text is its copy, unless another session received the same at the same
 * time: then nobody can tell.
 */
function ownerOfChunk(document: LogDocument, head: Ref): number {
  const words = wordsOf(head.block, head.row);
  const same = (block: LexedBlock, row: number): boolean => wordsOf(block, row) === words;
  let copies = 0;
  let open = 0;
  const count = (block: LexedBlock, row: number): boolean => {
    if (!same(block, row)) return false;
    // Backwards: a copy is that of a chunk before it.
    if (block.records.kind(row) === Kind.Reply) copies++;
    else if (copies > 0) copies--;
    else open++;
    return false;
  };
  lastBefore(document, head, { kinds: COPIES, ids: null, fits: count }, NEAR);
  if (open > 0) return 0;
  const next = firstAfter(document, head, { kinds: COPIES, ids: null, fits: same }, NEAR);
  return next === undefined || next.block.records.kind(next.row) === Kind.GetReply ? 0 : ownerOf(document, next);
}

const COPIES: ReadonlySet<number> = new Set([Kind.GetReply, Kind.Reply, Kind.OrphanReply]);

/** E-Post's own 451 is written without an id; its copy follows with one. */
function ownerOfOwn(document: LogDocument, head: Ref): number {
  const fits = (block: LexedBlock, row: number): boolean =>
    block.records.kind(row) === Kind.Self451 || (block.records.flags(row) & Flag.Own) !== 0;
  const copy = firstAfter(document, head, { kinds: OWN, ids: null, fits }, NEAR);
  if (copy === undefined || copy.block.records.kind(copy.row) === Kind.Self451) return 0;
  return numbersOf(copy) === numbersOf(head) ? ownerOf(document, copy) : 0;
}

const OWN: ReadonlySet<number> = new Set([Kind.Self451, Kind.Reply]);

/** `(code=a/b)` of one of E-Post's own texts. */
function numbersOf({ block, row }: Ref): string {
  const { records, text } = block;
  const from = records.payload(row);
  const words = pieceText(text.bytes, from, Math.min(records.end(row), from + 200));
  return /\((?:code|size)=[0-9a-f/]{1,24}\)/i.exec(words)?.[0] ?? '';
}

/** The beginning of a reply, for comparison: the copy of an EHLO reply is in lower case. */
function wordsOf(block: LexedBlock, row: number): string {
  const { records, text } = block;
  const from = records.payload(row);
  return pieceText(text.bytes, from, Math.min(records.end(row), from + 80)).toLowerCase();
}

/** The stage that a reply answers: that of the last thing its session did; undefined where the log does not show it. */
function stageOf(document: LogDocument, { head, owner }: Speech): Stage | undefined {
  if (owner === 0 || document.log.name !== 'senderlog') return undefined;
  const found = lastBefore(document, head, { kinds: STEPS, ids: [owner] });
  if (found === undefined || found === 'start') return undefined;
  const { records } = found.block;
  switch (records.kind(found.row)) {
    case Kind.Command:
      return STAGE_OF[records.code(found.row)];
    case Kind.AuthData:
      return 'auth';
    case Kind.DataComplete:
      return 'final';
    case Kind.DataError:
      return 'body';
    case Kind.ConnectHost:
      return 'greeting';
    default:
      return undefined;
  }
}

/** Records that tell where a session stands; the last two end it. */
const STEPS: ReadonlySet<number> = new Set([
  Kind.Command,
  Kind.AuthData,
  Kind.DataComplete,
  Kind.DataError,
  Kind.ConnectHost,
  Kind.TryCheck,
  Kind.BounceStart,
]);

/** A reply with everything that is known of it. */
export interface Said extends Speech {
  /** Its lines joined, at most 2,048 characters. */
  readonly text: string;
  readonly stage: Stage | undefined;
  readonly attempt: Attempt | undefined;
  /** E-Post wrote it itself. */
  readonly own: boolean;
  /** The long output repeats the last reply at the end of a session. */
  readonly repeated: boolean;
}

const REPLIES: ReadonlySet<number> = new Set([Kind.Reply]);

export function saidAt(document: LogDocument, ref: Ref): Said {
  const speech = speechAt(document, ref);
  const { head, owner } = speech;
  const { records } = head.block;
  const text = replyText(head.block, head.row);
  const own = records.kind(head.row) === Kind.Self451 || (records.flags(head.row) & Flag.Own) !== 0;
  const attempt = owner === 0 ? undefined : attemptOf(document, owner, head)?.attempt;
  const stage = stageOf(document, speech);
  const repeated = stage === 'quit' && records.code(head.row) !== 221 && !own;
  if (!repeated) return { ...speech, text, stage, attempt, own, repeated };
  const code = records.code(head.row);
  const sameCode = (block: LexedBlock, row: number): boolean => block.records.code(row) === code;
  const first = lastBefore(document, head, { kinds: REPLIES, ids: [owner], fits: sameCode });
  const told = first === undefined || first === 'start' ? undefined : stageOf(document, { head: first, owner });
  return { ...speech, text, stage: told, attempt, own, repeated };
}
