import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Classifier,
  createClassifier,
  type FallbackRow,
  type PatternPlan,
  planPatterns,
} from '../codes/classify.ts';
import { once } from '../codes/once.ts';
import type { ReplyPattern } from '../codes/types.ts';

/** Where the patterns lie: beside the bundle, or in the source tree. */
const FOLDERS = ['catalogue/patterns', '../codes/data-patterns'];

/** Made by the build from the patterns; the source tree has none, and then it is worked out (some 40 ms). */
const PLAN = 'plan.json';

const folderOf = (base: string) =>
  FOLDERS.map(folder => path.join(base, folder)).find(folder => existsSync(path.join(folder, 'providers.json')));

const read = <T>(folder: string, name: string): T => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as T;

/** Reads the wordings of receivers, in order of precedence; none where there are no data. */
export function readWordings(base: string): ReplyPattern[] {
  const folder = folderOf(base);
  return folder === undefined ? [] : read<ReplyPattern[]>(folder, 'providers.json');
}

/** Reads the patterns of replies at the first use. */
export function lazyClassifier(base: string): () => Classifier {
  return once(() => {
    const folder = folderOf(base);
    const wordings = once(() => readWordings(base));
    const kept = folder !== undefined && existsSync(path.join(folder, PLAN));
    const plan = kept ? read<PatternPlan>(folder, PLAN) : planPatterns(wordings());
    const fallback = folder === undefined ? [] : read<FallbackRow[]>(folder, 'fallback.json');
    return createClassifier(plan, fallback, wordings);
  });
}
