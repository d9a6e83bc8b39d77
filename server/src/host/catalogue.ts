import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Catalogue, createCatalogue } from '../codes/catalogue.ts';
import { once } from '../codes/once.ts';
import type { Entry } from '../codes/types.ts';
import { readWordings } from './classifier.ts';

/** Where the catalogue's data lie: beside the bundle, or in the source tree. */
const FOLDERS = ['catalogue', '../codes/data'];

/** The file of the entries `epost:cause-…`. */
const CAUSES = 'causes.json';

const folderOf = (base: string) => FOLDERS.map(folder => path.join(base, folder)).find(folder => existsSync(folder));

const read = (folder: string, name: string): Entry[] =>
  JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Entry[];

/** Reads the catalogue at the first use; later calls answer from memory. */
export function lazyCatalogue(base: string): () => Catalogue {
  return once(() => {
    const folder = folderOf(base);
    const names = folder === undefined ? [] : readdirSync(folder).filter(name => name.endsWith('.json'));
    return createCatalogue(
      names.flatMap(name => read(folder!, name)),
      () => readWordings(base),
    );
  });
}

/** As {@link lazyCatalogue}, for whoever asks for causes alone: a tenth of the catalogue. */
export function lazyCauses(base: string): () => Pick<Catalogue, 'byId'> {
  return once(() => {
    const folder = folderOf(base);
    return createCatalogue(folder === undefined ? [] : read(folder, CAUSES));
  });
}
