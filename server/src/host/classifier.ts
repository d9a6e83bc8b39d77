import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Classifier, createClassifier, type FallbackRow } from '../codes/classify.ts';
import type { ReplyPattern } from '../codes/types.ts';

const FOLDERS = ['catalogue/patterns', '../codes/data-patterns'];

/** Reads the patterns of replies at the first use. */
export function lazyClassifier(base: string): () => Classifier {
  let classifier: Classifier | undefined;
  return () => {
    if (classifier === undefined) {
      const folder = FOLDERS.map(f => path.join(base, f)).find(f => existsSync(path.join(f, 'providers.json')));
      const read = <T>(name: string): T[] =>
        folder === undefined ? [] : (JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as T[]);
      classifier = createClassifier(read<ReplyPattern>('providers.json'), read<FallbackRow>('fallback.json'));
    }
    return classifier;
  };
}
