/** Reads a folder of logs as the product does, without its host: all files of one scenario understood together. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Delivery } from '../../server/src/deliveries/delivery.ts';
import type { Ledger } from '../../server/src/deliveries/ledger.ts';
import { dateOfPath, logOfContent, logOfPath } from '../../server/src/logs/detect.ts';
import { DAY } from '../../server/src/logs/units.ts';
import { ledgerOf } from './ledger.ts';

export const FIXTURES = new URL('../fixtures/', import.meta.url);

/** The files of a scenario: all below a folder, or the one file. */
export function filesOf(scenario: string): string[] {
  const root = new URL(scenario, FIXTURES);
  if (statSync(root).isFile()) return [fileURLToPath(root)];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(?:log|txt)$/.test(name))
    .map(name => path.join(fileURLToPath(root), name))
    .sort();
}

/** @param wanted which of its files are read; all where it is not given */
export function readScenario(
  scenario: string,
  wanted = (_path: string): boolean => true,
): { ledger: Ledger; deliveries: Delivery[] } {
  const ledger = ledgerOf(
    filesOf(scenario)
      .filter(wanted)
      .map(path => {
        const bytes = new Uint8Array(readFileSync(path));
        const name = logOfPath(path) ?? logOfContent(bytes) ?? 'senderlog';
        return { name, bytes, path, midnight: (dateOfPath(path)?.day ?? 0) * DAY };
      }),
  );
  const deliveries = Array.from(ledger.messages(), message => ledger.deliveries(message)).flat();
  return { ledger, deliveries };
}
