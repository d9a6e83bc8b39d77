// Folders that are gone when the script ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A new folder below `parent`, removed when this process ends. The name is short: sockets below it have paths of 107 bytes at most. */
export function temporaryFolder(parent = tmpdir()) {
  const folder = mkdtempSync(path.join(parent, 'senderlog-'));
  process.once('exit', () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    } catch {
      // Windows keeps what a program that is just ending still holds; the system's clean-up takes it
    }
  });
  return folder;
}
