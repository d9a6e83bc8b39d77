// Installs code-server, which is VS Code's own workbench and extension host, from the npm registry alone: no install script
// is run, nothing is compiled, nothing else is downloaded. About 780 MB, and half a minute; nothing where it is there already.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { packagedNode } from '../lib/node24.mjs';
import { npm } from '../lib/process.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const inHost = relative => path.join(here, ...relative.split('/'));
const vscode = inHost('node_modules/code-server/lib/vscode');
const stamp = inHost('node_modules/.ready');

/** Tells whether the embedded editor runs on this machine at all. */
export const hostIsSupported = () => process.platform === 'linux' && process.arch === 'x64';

/** code-server's entry point. */
export const hostEntry = inHost('node_modules/code-server/out/node/entry.js');

/** What is installed must match what this script and the lock file would install now. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const name of ['package-lock.json', 'setup.mjs', 'spdlog-shim.cjs']) hash.update(readFileSync(inHost(name)));
  return hash.digest('hex');
}

/** The `code` command of the integrated terminal and its browser helper, which an install script would link. */
function linkHelpers() {
  const links = [
    ['bin/remote-cli', 'code-linux.sh', 'code-server'],
    ['bin/helpers', 'browser-linux.sh', 'browser.sh'],
  ];
  for (const [folder, target, name] of links) {
    const link = path.join(vscode, folder, name);
    rmSync(link, { force: true });
    symlinkSync(target, link);
  }
}

/** Puts plain JavaScript in the place of two C++ addons, unless they can be loaded (which takes a compiler at install time). */
function replaceAddons(node) {
  const loads = code => spawnSync(node, ['-e', code]).status === 0;
  // Every output channel of an extension is written through spdlog: without it the Output panel stays empty.
  const spdlog = path.join(vscode, 'node_modules/@vscode/spdlog');
  if (!loads(`require(${JSON.stringify(spdlog)})`)) {
    copyFileSync(inHost('spdlog-shim.cjs'), path.join(spdlog, 'index.js'));
  }
  // The watchdog ends an extension host that lost its parent; here the whole process group is ended anyway.
  const watchdog = path.join(vscode, 'node_modules/@vscode/native-watchdog');
  if (!loads(`require(${JSON.stringify(watchdog)}).start`)) {
    writeFileSync(path.join(watchdog, 'index.js'), 'exports.start = () => {};\n');
  }
}

/** Makes the embedded editor ready. @throws Error on a system that it does not run on */
export function setupEditorHost() {
  if (!hostIsSupported()) throw new Error('the embedded editor runs on Linux x64 only');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()) return;
  console.log('Installing the embedded editor (code-server) ...');
  npm(here, 'ci');
  // code-server's own shrinkwrap pins these; it lacks a package, so that `npm ci` fails there.
  npm(vscode, 'install', '--omit=dev', '--no-package-lock');
  linkHelpers();
  replaceAddons(packagedNode());
  writeFileSync(stamp, fingerprint());
}
