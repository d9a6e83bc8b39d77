import { pieceText } from '../../logs/bytes.ts';
import type { LexedBlock } from '../../logs/log.ts';
import { Kind } from '../../logs/record.ts';

/** A result of the acceptlog: `[date], (local name), peer name[peer ip], sender,<B…>,ok|abort|connection timeout`. */
interface Receipt {
  readonly peer: string;
  /** Where a block list refused the peer, E-Post's remark stands here instead (format reference §8). */
  readonly sender: string;
  readonly state: string;
  readonly taken: boolean;
}

const MAX_LINE = 4096;
/** From the end: what stands before the id is the peer's own words. */
const END = /^(.*\]), ?(.*),<B\d{10}[^<>]{0,200}>,([^<>,]{1,100})$/s;

export function receiptOf(block: LexedBlock, row: number): Receipt | undefined {
  const { records, text } = block;
  if (records.kind(row) !== Kind.AcceptResult) return undefined;
  const from = records.payload(row);
  const line = pieceText(text.bytes, from, Math.min(records.end(row), from + MAX_LINE)).trimEnd();
  const close = line.indexOf('), ');
  const match = close < 0 ? null : END.exec(line.slice(close + 3));
  if (match === null) return undefined;
  const state = match[3]!.trim();
  return { peer: match[1]!, sender: match[2]!, state, taken: state.toLowerCase() === 'ok' };
}
