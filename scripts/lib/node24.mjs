// VS Code ships Node 24. Where the machine's own Node is older, ours comes from the registry, in a folder of its own:
// in the root's `node_modules/.bin` a `node` would shadow the machine's in every npm script.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { npm, runForwarding } from './process.mjs';
import { inRoot } from './project.mjs';

const runtime = inRoot('scripts/runtime');
const runsTypeScript = ([major, minor]) => major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);

/** Runs `npm ci` in a folder whose lock file is newer than what is installed there. */
export function installIfOutdated(folder, ...args) {
  const installed = path.join(folder, 'node_modules', '.package-lock.json');
  const lock = path.join(folder, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  npm(folder, 'ci', ...args);
}

/** @returns the path of Node 24 from the registry, installed at the first call; undefined where there is no package for this system. */
export function packagedNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const file = path.join(runtime, 'node_modules', `node-${system}-${process.arch}`, 'bin', executable);
  if (!['linux-x64', 'linux-arm64', 'win-x64'].includes(`${system}-${process.arch}`)) return undefined;
  if (!existsSync(file)) installIfOutdated(runtime);
  return existsSync(file) ? file : undefined;
}

/**
 * The Node that tools and tests run on: this one where it is new enough, else ours, else (macOS, for which there is no package)
 * one that at least runs TypeScript files. Ends the process with one sentence where there is none.
 */
export function suitableNode() {
  const version = process.versions.node.split('.').map(Number);
  if (version[0] >= 24) return process.execPath;
  const node = packagedNode() ?? (runsTypeScript(version) ? process.execPath : undefined);
  if (node) return node;
  console.error(`Senderlog needs Node 22.18 or newer (24 is best) on this system, and this is ${process.version}.`);
  process.exit(2);
}

/** Starts the running script again on the suitable Node, where that is another one, and ends with its exit code. */
export async function continueOnNode24() {
  const node = suitableNode();
  if (node === process.execPath) return;
  process.exit(await runForwarding(node, process.argv.slice(1), { cwd: process.cwd() }));
}
