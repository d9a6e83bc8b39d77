/** The features' context for tests: the product's own catalogue and patterns. */

import { createCatalogue } from '../../../../server/src/codes/catalogue.ts';
import { type FeatureContext, knowledgeOf } from '../../../../server/src/features/context.ts';
import { readSettings } from '../../../../server/src/features/settings.ts';
import type { Language } from '../../../../server/src/l10n/messages.ts';
import { entries } from '../codes/entry-data.ts';
import { classifier, patterns } from '../codes/pattern-data.ts';

const catalogue = createCatalogue(entries, () => patterns);

const knowledge = knowledgeOf(
  () => catalogue,
  () => classifier,
);

export const engine = (settings: object = {}, language: Language = 'en'): FeatureContext => ({
  ...knowledge,
  language,
  settings: readSettings(settings),
});
