// How a suite in a process of its own tells `npm test` what it did: `{ passed, failed, skipped }` as JSON in a file named by a variable.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const variable = 'SENDERLOG_TEST_COUNTS';

/** The environment for a suite that is to leave its counts in `file`. */
export const countsInto = file => ({ [variable]: file });

/** Called by the suite at its end; does nothing when it was started by hand. */
export function leaveCounts(counts) {
  const file = process.env[variable];
  if (file) writeFileSync(file, JSON.stringify(counts));
}

/** @returns what the suite left, undefined where it left nothing. */
export const takeCounts = file => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
