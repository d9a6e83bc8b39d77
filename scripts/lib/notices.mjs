// The licences of the packages that ended up inside our bundles.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot, readJson } from './project.mjs';

/** The folder of the innermost package that a bundled file belongs to, e.g. `node_modules/a/node_modules/@b/c`; undefined for our own files. */
function packageFolder(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replaceAll('\\', '/'))?.[0];
}

function licenceText(folder) {
  const files = readdirSync(folder).filter(name => /^(licen[cs]e|copying|notice|thirdpartynotices)/i.test(name));
  return files.sort().map(name => readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
}

/**
 * @param metafiles esbuild's, of every bundle
 * @returns the text of THIRD-PARTY-NOTICES.txt
 * @throws Error for a bundled package that carries no licence text: it must not be shipped
 */
export function thirdPartyNotices(metafiles) {
  const inputs = metafiles.flatMap(metafile => Object.keys(metafile.inputs));
  const folders = [...new Set(inputs.map(packageFolder).filter(Boolean))];
  const packages = folders.map(relative => {
    const folder = inRoot(relative);
    if (!existsSync(path.join(folder, 'package.json'))) throw new Error(`${relative} has no package.json`);
    const { name, version, license } = readJson(path.join(folder, 'package.json'));
    const texts = licenceText(folder);
    if (texts.length === 0) throw new Error(`${name} ${version} is bundled but carries no licence text`);
    return { title: `${name} ${version} (${license})`, texts };
  });
  const parts = packages
    .sort((a, b) => (a.title < b.title ? -1 : 1))
    .map(({ title, texts }) => [`${'='.repeat(78)}`, title, '', ...texts].join('\n'));
  return `${['Senderlog contains the following packages of others, each under its own licence.', ...parts].join('\n\n')}\n`;
}
