/** Whether a second thread reads the logs of a server ahead. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { isSea } from 'node:sea';
import type { ServerFiles } from '../../../server/src/host/log-files.ts';

/** Of smaller logs the warm-up of the second thread costs what the first one saves, in bytes. */
const WORTH = 150_000_000;

/** Beside the bundle, or in the source tree. */
const PROGRAMS = ['worker.js', '../../../server/src/host/worker.ts'];

/** The program of the thread; undefined where there is none, or it would gain nothing. */
export function readsAhead(server: ServerFiles): string | undefined {
  const size = server.files.reduce((sum, file) => sum + file.size, 0);
  if (size < WORTH || availableParallelism() < 2 || isSea()) return undefined;
  return PROGRAMS.map(name => path.join(import.meta.dirname, name)).find(existsSync);
}
