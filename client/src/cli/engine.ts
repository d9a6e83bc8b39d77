/** The catalogue and the classifier: from the assets of the single executable, else from the files beside the bundle. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { getAsset, isSea } from 'node:sea';
import { type Catalogue, createCatalogue } from '../../../server/src/codes/catalogue.ts';
import {
  type Classifier,
  createClassifier,
  type FallbackRow,
  type PatternPlan,
} from '../../../server/src/codes/classify.ts';
import type { Entry, ReplyPattern } from '../../../server/src/codes/types.ts';
import { lazyCatalogue, lazyCauses } from '../../../server/src/host/catalogue.ts';
import { lazyClassifier } from '../../../server/src/host/classifier.ts';

/** Names of the assets; `scripts/package-windows.mjs` embeds them. */
const ASSETS = {
  entries: 'entries.json',
  causes: 'causes.json',
  patterns: 'patterns.json',
  fallback: 'fallback.json',
  plan: 'plan.json',
} as const;

function base(): string {
  const here = import.meta.dirname;
  return existsSync(path.join(here, 'catalogue')) ? here : path.join(here, '../../../server/src/host');
}

const asset = <T>(name: string): T => JSON.parse(getAsset(name, 'utf8')) as T;
const wordings = (): ReplyPattern[] => asset(ASSETS.patterns);

/** @throws Error where an installation is damaged. */
export function loadCatalogue(): Catalogue {
  return isSea() ? createCatalogue(asset<Entry[]>(ASSETS.entries), wordings) : lazyCatalogue(base())();
}

/** The entries of the causes alone. @throws Error where an installation is damaged. */
export function loadCauses(): Pick<Catalogue, 'byId'> {
  return isSea() ? createCatalogue(asset<Entry[]>(ASSETS.causes)) : lazyCauses(base())();
}

/** @throws Error where an installation is damaged. */
export function loadClassifier(): Classifier {
  return isSea()
    ? createClassifier(asset<PatternPlan>(ASSETS.plan), asset<FallbackRow[]>(ASSETS.fallback), wordings)
    : lazyClassifier(base())();
}
