/** Reads a folder of logs as the product does, without its host: all files of one scenario understood together. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Delivery } from '../../server/src/deliveries/delivery.ts';
import { Ledger } from '../../server/src/deliveries/ledger.ts';
import { dateOfPath, logOfContent, logOfPath } from '../../server/src/logs/detect.ts';
import { IdTable } from '../../server/src/logs/ids.ts';
import { LogStream } from '../../server/src/logs/stream.ts';

export const FIXTURES = new URL('../fixtures/', import.meta.url);

/** The files of a scenario: all below a folder, or the one file. */
export function filesOf(scenario: string): string[] {
  const root = new URL(scenario, FIXTURES);
  if (statSync(root).isFile()) return [root.pathname];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(?:log|txt)$/.test(name))
    .map(name => path.join(root.pathname, name))
    .sort();
}

/** @param wanted which of its files are read; all where it is not given */
export function readScenario(
  scenario: string,
  wanted = (_path: string): boolean => true,
): { ledger: Ledger; deliveries: Delivery[] } {
  const ledger = new Ledger(new IdTable(), false);
  for (const file of filesOf(scenario).filter(wanted)) {
    const bytes = new Uint8Array(readFileSync(file));
    const name = logOfPath(file) ?? logOfContent(bytes) ?? 'senderlog';
    const stream = new LogStream(name, ledger.ids, file);
    if (name === 'senderlog') ledger.attempts.nextFile((dateOfPath(file)?.day ?? 0) * 86_400_000);
    for (const block of [...stream.push(bytes), ...stream.end()]) {
      if (name === 'senderlog') ledger.attempts.feed(block);
      else ledger.addNotes(block);
    }
  }
  ledger.attempts.settle();
  const deliveries = Array.from(ledger.bases(), ([base, entries]) => ledger.deliveries(base, entries)).flat();
  return { ledger, deliveries };
}
