// Where things lie, for every script.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** An absolute path below the root of the repository; takes forward slashes on every system. */
export const inRoot = relative => path.join(root, ...relative.split('/'));

export const readJson = file => JSON.parse(readFileSync(file, 'utf8'));

/** @returns the project's manifest, read at the moment of the call. */
export const manifest = () => readJson(inRoot('package.json'));

/** @returns the path of the `.vsix` that `npm run package` writes. */
export const vsixPath = () => inRoot(`${manifest().name}-${manifest().version}.vsix`);

/**
 * The directory of the first program of that name on the PATH, walked by hand: `command -v` and `where` do not exist everywhere.
 * @param names file names to look for, in order of preference
 * @param accept tells whether a found path will do
 */
export function findOnPath(names, accept = () => true) {
  const folders = (process.env.PATH ?? process.env.Path ?? '').split(path.delimiter).filter(Boolean);
  for (const folder of folders) {
    for (const name of names) {
      const candidate = path.join(folder, name);
      if (existsSync(candidate) && accept(candidate)) return candidate;
    }
  }
  return undefined;
}
