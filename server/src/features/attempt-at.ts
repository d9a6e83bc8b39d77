import { type Attempt, type Stage, spot } from '../deliveries/attempt.ts';
import { type Reply, readReply } from '../deliveries/reply.ts';
import { momentOf, offsetOf, rfc3339 } from '../deliveries/times.ts';
import type { Position } from '../text/store.ts';
import type { LogDocument } from './document.ts';

/** Answer of `senderlog/attemptAt`: what the log recorded, for a live check to compare with. */
export interface AttemptAnswer {
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
export function attemptAt(document: LogDocument, position: Position): AttemptAnswer | null {
  const place = document.store.placeAt(position);
  const ref = document.log.recordAt(place.block, place.offset);
  if (ref === undefined || document.log.name !== 'senderlog') return null;
  const own = document.attempts().entry(ref.block.records.id(ref.row))?.attempts ?? [];
  const here = spot(ref.block, ref.row);
  const a = own.findLast(one => before(one, here.block.index, here.row)) ?? own[0];
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
    at: rfc3339(momentOf(a, a.startTime, offsetOf(a))),
  };
}

const before = (a: Attempt, block: number, row: number): boolean =>
  a.start.block.index < block || (a.start.block.index === block && a.start.row <= row);
