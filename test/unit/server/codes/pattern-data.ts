import { readFileSync } from 'node:fs';
import { createClassifier, type FallbackRow, planPatterns } from '../../../../server/src/codes/classify.ts';
import type { Entry, ReplyPattern } from '../../../../server/src/codes/types.ts';

const codes = new URL('../../../../server/src/codes/', import.meta.url);

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, codes), 'utf8')) as T;
}

export const patterns = read<ReplyPattern[]>('data-patterns/providers.json');
export const fallback = read<FallbackRow[]>('data-patterns/fallback.json');
export const schema = read<{ definitions: { entry: { properties: { class: { enum: string[] } } } } }>(
  'senderlog-catalogue.schema.json',
);
export const classifier = createClassifier(planPatterns(patterns), fallback, () => patterns);

const namesOf = (file: string, prefix: string) =>
  new Set(read<Entry[]>(file).flatMap(entry => (entry.id.startsWith(prefix) ? [entry.id.slice(prefix.length)] : [])));

export const reasonClasses = namesOf('data/reason-classes.json', 'class:');
export const causeSlugs = namesOf('data/causes.json', 'epost:cause-');
