// The embedded editor as a process: code-server with a profile of its own, reachable from this machine only.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packagedNode } from '../lib/node24.mjs';
import { useJapanese } from './japanese.mjs';
import { hostEntry } from './setup.mjs';

/** Quiet settings for a profile that nobody has used before. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'chat.disableAIFeatures': true,
};

const foldersOf = home => ({
  userData: path.join(home, 'user-data'),
  extensions: path.join(home, 'extensions'),
  temporary: path.join(home, 'tmp'),
});

/** Our environment less what would lead the editor to somebody else's folders, settings or Node options. */
function isolated(home, extra) {
  const { temporary } = foldersOf(home);
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: path.join(home, 'config'),
    XDG_DATA_HOME: path.join(home, 'data'),
    XDG_RUNTIME_DIR: temporary,
    TMPDIR: temporary,
    ...extra,
  };
  const unwanted = /^(VSCODE_|npm_|NODE_OPTIONS$|NODE_TEST_CONTEXT$|PASSWORD$|PORT$)/;
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => value !== undefined && !unwanted.test(name)));
}

/** Installs a `.vsix` into the profile below `home`. */
export function installVsix(home, vsix) {
  const { userData, extensions } = foldersOf(home);
  const args = ['--user-data-dir', userData, '--extensions-dir', extensions, '--install-extension', vsix];
  execFileSync(packagedNode(), [hostEntry, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: isolated(home, {}),
  });
}

/** For a window in a browser this machine is a remote one: settings of scope `machine` count only in the second file. */
function writeSettings(home, settings) {
  for (const scope of ['User', 'Machine']) {
    const file = path.join(foldersOf(home).userData, scope, 'settings.json');
    mkdirSync(path.dirname(file), { recursive: true });
    if (!existsSync(file)) writeFileSync(file, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  }
}

/** Resolves to the address that code-server prints once it listens. */
function listening(child, exited) {
  let log = '';
  return new Promise((resolve, reject) => {
    const fail = why => reject(new Error(`the embedded editor ${why}:\n${log}`));
    const timer = setTimeout(() => fail('did not start within 90 s'), 90_000);
    const onData = data => {
      log += data;
      const origin = /HTTP server listening on (http:\/\/[^\s/]+)/.exec(log)?.[1];
      if (!origin) return;
      clearTimeout(timer);
      resolve({ origin, log: () => log });
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    exited.then(code => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}

/**
 * Starts the embedded editor. It asks for no password: every user of this machine can connect.
 * @param home the folder of its profile, made where it is missing
 * @param language `en` or `ja`, the display language
 * @param port 0 takes a free one
 * @param online lets it reach the extension gallery
 * @param settings written into a fresh profile
 * @param options more command line arguments
 * @param env more environment; what our extension gets to see too
 * @returns its address, its log so far, and how to end it
 */
export async function startEditor(
  home,
  { language = 'en', port = 0, online = false, settings, options = [], env } = {},
) {
  const { userData, extensions } = foldersOf(home);
  writeSettings(home, settings);
  if (language === 'ja') useJapanese(userData);
  const args = [
    ...[
      '--auth',
      'none',
      '--bind-addr',
      `127.0.0.1:${port}`,
      '--user-data-dir',
      userData,
      '--extensions-dir',
      extensions,
    ],
    ...[
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
    ],
    ...['--locale', language, ...options],
  ];
  const child = spawn(packagedNode(), [hostEntry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: isolated(home, { ...(online ? {} : { EXTENSIONS_GALLERY: '{}' }), ...env }),
    detached: true, // a process group of its own: code-server has children, and all of them end together
  });
  const exited = new Promise(resolve => child.once('exit', resolve));
  const kill = signal => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // it is gone already
    }
  };
  process.once('exit', () => kill('SIGKILL'));
  const { origin, log } = await listening(child, exited);
  const stop = async () => {
    kill('SIGTERM');
    const timer = setTimeout(() => kill('SIGKILL'), 5000);
    await exited;
    clearTimeout(timer);
    kill('SIGKILL');
  };
  return { origin, log, exited, stop };
}

/** The URI by which the workbench in the browser names a file of this machine. */
export const remoteUri = (origin, file) => `vscode-remote://${new URL(origin).host}${path.resolve(file)}`;

/**
 * The address that opens a folder.
 * @param payload pairs that the workbench takes from its address, such as `['openFile', uri]`
 */
export function workbenchUrl(origin, folder, payload = []) {
  const url = new URL(`${origin}/`);
  url.searchParams.set('folder', path.resolve(folder));
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}
