import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Catalogue, createCatalogue } from '../codes/catalogue.ts';
import { once } from '../codes/once.ts';
import type { Entry } from '../codes/types.ts';
import { readWordings } from './classifier.ts';

/** Where the catalogue's data lie: beside the bundle, or in the source tree. */
const FOLDERS = ['catalogue', '../codes/data'];

/** Reads the catalogue at the first use; later calls answer from memory. */
export function lazyCatalogue(base: string): () => Catalogue {
  return once(() => {
    const folder = FOLDERS.map(f => path.join(base, f)).find(f => existsSync(f));
    const names = folder === undefined ? [] : readdirSync(folder).filter(name => name.endsWith('.json'));
    return createCatalogue(
      names.flatMap(name => JSON.parse(readFileSync(path.join(folder!, name), 'utf8')) as Entry[]),
      () => readWordings(base),
    );
  });
}
