import type { LexedBlock } from '../logs/log.ts';

/** What goes along while a log is read once, beside the attempts. */
export interface Reading {
  /** The full ids whose sessions are followed; the others only count for who speaks in records without an id. */
  readonly wants: (id: number) => boolean;
  /** Told of each block before its records. */
  readonly enter: (block: LexedBlock) => void;
  /**
   * Told of each record.
   * @param owner number of the full id that it belongs to, 0 for nobody
   * @param time as in `Attempt.startTime`
   * @param doubtful ids between which the owner was chosen; empty where it is certain
   */
  readonly record: (block: LexedBlock, row: number, owner: number, time: number, doubtful: readonly number[]) => void;
}
