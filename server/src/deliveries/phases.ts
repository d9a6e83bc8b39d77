import { ascii, find } from '../logs/bytes.ts';
import type { LexedBlock } from '../logs/log.ts';
import { Command } from '../logs/record.ts';

/** What an id waits for. */
export const Phase = {
  None: 0,
  Greeting: 1,
  Ehlo: 2,
  StartTls: 3,
  Auth: 4,
  Mail: 5,
  Rcpt: 6,
  Data: 7,
  Body: 8,
  Final: 9,
} as const;

/** The phase that a command begins; RSET begins none. */
export const PHASE_OF: Readonly<Record<number, number | undefined>> = {
  [Command.Ehlo]: Phase.Ehlo,
  [Command.Helo]: Phase.Ehlo,
  [Command.StartTls]: Phase.StartTls,
  [Command.Auth]: Phase.Auth,
  [Command.Mail]: Phase.Mail,
  [Command.Rcpt]: Phase.Rcpt,
  [Command.Data]: Phase.Data,
};

const QUEUED = ascii('ueued');

/** What a positive reply's own text says it answers (RFC 3463 X.1.0 sender, X.1.5 recipient; "queued" after the body). */
export function toldPhase(block: LexedBlock, row: number): number {
  const b = block.text.bytes;
  const at = block.records.payload(row) + 4;
  if (b[at] === 0x32 && b[at + 1] === 0x2e && b[at + 2] === 0x31 && b[at + 3] === 0x2e) {
    if (b[at + 4] === 0x30) return Phase.Mail;
    if (b[at + 4] === 0x35) return Phase.Rcpt;
  }
  return find(b, at, Math.min(block.records.end(row), at + 80), QUEUED) >= 0 ? Phase.Final : Phase.None;
}
