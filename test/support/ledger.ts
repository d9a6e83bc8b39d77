/** Reads logs into a ledger as the product does, without its host. */

import { Ledger } from '../../server/src/deliveries/ledger.ts';
import { deliveryFindings } from '../../server/src/diagnosis/diagnose.ts';
import type { Affected, Finding } from '../../server/src/diagnosis/finding.ts';
import { Findings } from '../../server/src/diagnosis/findings.ts';
import type { LogName } from '../../server/src/logs/detect.ts';
import { IdTable } from '../../server/src/logs/ids.ts';
import { LogStream } from '../../server/src/logs/stream.ts';
import { knowledge } from './engine.ts';

/** One file of a server. */
interface LogFile {
  readonly name: LogName;
  readonly bytes: Uint8Array;
  readonly path?: string;
  /** Ms from 1970-01-01 to the midnight at which a senderlog begins; 0 where unknown. */
  readonly midnight?: number;
}

export function ledgerOf(files: Iterable<LogFile>): Ledger {
  const ledger = new Ledger(new IdTable(), false);
  for (const { name, bytes, path = '', midnight = 0 } of files) {
    const stream = new LogStream(name, ledger.ids, path);
    if (name === 'senderlog') ledger.attempts.nextFile(midnight);
    for (const block of [...stream.push(bytes), ...stream.end()]) {
      if (name === 'senderlog') ledger.attempts.feed(block);
      else ledger.addNotes(block);
    }
  }
  ledger.attempts.settle();
  return ledger;
}

/** All findings, the systemic ones first. */
export function findingsIn(ledger: Ledger): Finding<Affected>[] {
  const context = knowledge.diagnosis(ledger.attempts.rawReplies);
  const all = new Findings(context);
  for (const message of ledger.messages()) {
    const own = ledger.deliveries(message).flatMap(d => deliveryFindings(d, context));
    all.add(message.entries, own);
  }
  return all.all();
}
