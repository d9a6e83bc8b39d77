// The folder that the tests open: copies of the fixtures, in folders named as the server names them.
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from '../../../scripts/lib/project.mjs';

/** Recorded logs by the short names that the tests use. */
const recorded = [
  '02-user-unknown-giveup-short',
  '03-greeting-421-short',
  '06-rst-in-body-short',
  '07-connect-timeout-short',
  '10-starttls-short',
  '13-cp932-reply-short',
  '16-receive-timeout-short',
];

/** Copies the logs that the tests open into a new folder of `home`. */
export function makeWorkspace(home) {
  const folder = path.join(home, 'logs');
  mkdirSync(folder, { recursive: true });
  for (const name of recorded) {
    cpSync(inRoot(`test/fixtures/recorded/${name}`), path.join(folder, name), { recursive: true });
  }
  cpSync(inRoot('test/fixtures/samples'), path.join(folder, 'samples'), { recursive: true });
  return folder;
}
