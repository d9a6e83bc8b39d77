import { readdirSync, readFileSync } from 'node:fs';
import type { Entry } from '../../../../server/src/codes/types.ts';

const folder = new URL('../../../../server/src/codes/data/', import.meta.url);

/** The data files of the catalogue by name. */
export const files: ReadonlyMap<string, readonly Entry[]> = new Map(
  readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8'))]),
);

export const entries: readonly Entry[] = [...files.values()].flat();
