import { inRoot, manifest, readJson } from '../../../scripts/lib/project.mjs';

/** A command's title as the palette shows it in a language. */
export function commandTitle(id, language) {
  const { title } = manifest().contributes.commands.find(({ command }) => command === id);
  const key = /^%(.+)%$/.exec(title)?.[1];
  return key ? readJson(inRoot(language === 'ja' ? 'package.nls.ja.json' : 'package.nls.json'))[key] : title;
}

/** A language's name as the status bar shows it. */
export const languageName = id => manifest().contributes.languages.find(language => language.id === id).aliases[0];
