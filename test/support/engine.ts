/** The features' context for tests: the product's own catalogue and patterns, loaded when first asked for. */

import { fileURLToPath } from 'node:url';
import { type FeatureContext, knowledgeOf } from '../../server/src/features/context.ts';
import { readSettings } from '../../server/src/features/settings.ts';
import { lazyCatalogue } from '../../server/src/host/catalogue.ts';
import { lazyClassifier } from '../../server/src/host/classifier.ts';
import type { Language } from '../../server/src/l10n/messages.ts';

const HOST = fileURLToPath(new URL('../../server/src/host', import.meta.url));

export const knowledge = knowledgeOf(lazyCatalogue(HOST), lazyClassifier(HOST));

export const engine = (language: Language = 'en', settings: unknown = {}, plainHover = false): FeatureContext => ({
  ...knowledge,
  language,
  settings: readSettings(settings),
  plainHover,
});
