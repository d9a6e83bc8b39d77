// npm run package: makes senderlog-VERSION.vsix, which installs without a network, and looks into it.
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { thirdPartyNotices } from './lib/notices.mjs';
import { inRoot, manifest, root, vsixPath } from './lib/project.mjs';
import { listZip } from './lib/zip.mjs';

/** Everything that may be in the package. `.vscodeignore` lets in what is needed; this is the second pair of eyes. */
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package|package\.nls|package\.nls\.ja)\.json$/,
  /^extension\/(readme|readme\.ja|changelog)\.md$/i,
  /^extension\/license(\.txt|\.md)?$/i,
  /^extension\/l10n\/bundle\.l10n(\.ja)?\.json$/,
  /^extension\/syntaxes\/[\w.-]+\.json$/,
  /^extension\/media\/walkthrough\/\w+\.svg$/,
  /^extension\/images\/[\w.-]+\.png$/,
  /^extension\/dist\/THIRD-PARTY-NOTICES\.txt$/,
  /^extension\/dist\/(extension|server|cli|worker)\.js(\.map)?$/,
  /^extension\/dist\/catalogue\/(patterns\/)?[\w.-]+\.json$/,
  /^extension\/dist\/senderlog-catalogue\.schema\.json$/,
];
/** The files that the manifest names (`./…`), and what else there is no product without. */
function needed() {
  const named = JSON.stringify(manifest()).matchAll(/"\.\/([^"]+\.\w+)"/g);
  const patterns = ['providers', 'fallback', 'plan'].map(name => `dist/catalogue/patterns/${name}.json`);
  return ['package.json', 'dist/extension.js', 'dist/server.js', ...patterns, ...[...named].map(match => match[1])].map(
    file => `extension/${file}`,
  );
}
const sizeLimit = 2 * 1024 * 1024;

const kib = bytes => `${(bytes / 1024).toFixed(1)} KiB`;

/** Builds for release and packs. @returns the path of the `.vsix` @throws Error where something is in it that does not belong there */
export async function makePackage() {
  const metafiles = await build({ release: true });
  writeFileSync(inRoot('dist/THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(metafiles));
  const vsix = vsixPath();
  const { createVSIX } = await import('@vscode/vsce');
  const log = console.log;
  console.log = () => {}; // vsce lists the files too, in another style
  try {
    await createVSIX({
      cwd: root,
      packagePath: vsix,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    });
  } finally {
    console.log = log;
  }
  return vsix;
}

function inspect(vsix) {
  const entries = listZip(vsix);
  for (const { name, size } of entries) console.log(`${kib(size).padStart(12)}  ${name}`);
  console.log(`${path.basename(vsix)}: ${entries.length} files, ${kib(statSync(vsix).size)}`);
  const names = entries.map(entry => entry.name);
  return [
    ...names.filter(name => !allowed.some(pattern => pattern.test(name))).map(name => `does not belong here: ${name}`),
    ...needed()
      .filter(name => !names.includes(name))
      .map(name => `is missing: ${name}`),
    ...(statSync(vsix).size > sizeLimit ? [`is larger than ${kib(sizeLimit)}`] : []),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await bootstrap();
  const problems = inspect(await makePackage());
  for (const problem of problems) console.error(`package: ${problem}`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
