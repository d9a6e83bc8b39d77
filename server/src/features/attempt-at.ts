import { type Attempt, type Stage, spot } from '../deliveries/attempt.ts';
import { type Reply, readReply } from '../deliveries/reply.ts';
import { rfc3339, startOf } from '../deliveries/times.ts';
import type { LexedBlock, Ref } from '../logs/log.ts';
import { Kind } from '../logs/record.ts';
import type { Position } from '../text/store.ts';
import type { LogDocument } from './document.ts';

/** Answer of `senderlog/attemptAt`: what the log recorded, for a live check to compare with. */
interface AttemptAnswer {
  readonly domain: string;
  readonly host: string | null;
  readonly stage: Stage;
  readonly reply: Reply | null;
  readonly socketError: number | null;
  /** Envelope addresses, where the attempt came to them; the sender of error mails is ''. */
  readonly sender: string | null;
  readonly recipients: readonly string[];
  /** RFC 3339; null where the log has no date. */
  readonly at: string | null;
}

const MAX_RECIPIENTS = 10;

/** The attempt that the record at a position belongs to: the last one of its id that began there or before. */
export function findAttempt(document: LogDocument, position: Position): Attempt | undefined {
  const ref = document.log.name === 'senderlog' ? recordAt(document, position) : undefined;
  if (ref === undefined) return undefined;
  const own = document.attempts().entry(ref.block.records.id(ref.row))?.attempts ?? [];
  const here = spot(ref.block, ref.row);
  return own.findLast(one => before(one, here.block.index, here.row)) ?? own[0];
}

/** The record at a position; of a reply of several lines the first. */
function recordAt(document: LogDocument, position: Position): Ref | undefined {
  const place = document.store.placeAt(position);
  let ref = document.log.recordAt(place.block, place.offset);
  while (ref !== undefined && ref.block.records.kind(ref.row) === Kind.Continuation) {
    const before: LexedBlock | undefined = ref.row > 0 ? ref.block : document.log.blocks[ref.block.index - 1];
    ref = before && { block: before, row: (ref.row > 0 ? ref.row : before.records.count) - 1 };
  }
  return ref;
}

/** What the log tells of the attempt at a position. */
export function attemptAt(document: LogDocument, position: Position): AttemptAnswer | null {
  const a = findAttempt(document, position);
  if (a === undefined) return null;
  const f = a.failure;
  const socket = f?.kind === 'connect' || f?.kind === 'body' || (f?.kind === 'own-reply' && f.code > 0);
  return {
    domain: a.domain,
    host: a.host === '' ? null : a.host,
    stage: f?.stage ?? a.stage,
    reply: f === undefined || f.text === '' ? null : readReply(f.text, f.origin),
    socketError: socket ? f!.code : null,
    sender: a.sender ?? null,
    recipients: a.recipients.slice(0, MAX_RECIPIENTS).map(r => r.address),
    at: rfc3339(startOf(a)),
  };
}

const before = (a: Attempt, block: number, row: number): boolean =>
  a.start.block.index < block || (a.start.block.index === block && a.start.row <= row);
