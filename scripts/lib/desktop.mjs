// Finds the VS Code that is installed on this machine, and starts it with a profile of its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { useJapanese } from '../editor-host/japanese.mjs';
import { quietSettings } from '../editor-host/server.mjs';
import { findOnPath } from './project.mjs';

/** Command on the PATH, program on Windows (and its folder), application on macOS; in the order in which they are tried. */
const editions = [
  { command: 'code', windows: ['Microsoft VS Code', 'Code.exe'], mac: 'Visual Studio Code.app' },
  {
    command: 'code-insiders',
    windows: ['Microsoft VS Code Insiders', 'Code - Insiders.exe'],
    mac: 'Visual Studio Code - Insiders.app',
  },
  { command: 'codium', windows: ['VSCodium', 'VSCodium.exe'], mac: 'VSCodium.app' },
];

export const isWsl = () =>
  process.platform === 'linux' &&
  (Boolean(process.env.WSL_DISTRO_NAME) ||
    /microsoft/i.test(existsSync('/proc/version') ? readFileSync('/proc/version', 'utf8') : ''));

/** Inside a remote window `code` only talks to that window; it cannot open another one with a profile of its own. */
const isRemoteHelper = file => /[\\/]remote-cli[\\/]/.test(file);

/** From the command (a shell script, a `.cmd`) to the program beside it, which starts without a shell and ends with us. */
function programBehind(command, edition) {
  const real = realpathSync(command);
  const above = path.dirname(path.dirname(real));
  const candidates = [
    path.join(above, edition.windows[1]),
    path.join(above, edition.command),
    // …/Contents/Resources/app/bin/code in a macOS application
    path.join(above, '..', '..', 'MacOS', 'Electron'),
    path.join(above, '..', '..', edition.command),
  ];
  return (
    candidates.find(file => existsSync(file) && file !== real) ?? (process.platform === 'win32' ? undefined : real)
  );
}

function usualPlaces({ windows, mac, command }) {
  const { LOCALAPPDATA, ProgramFiles, 'ProgramFiles(x86)': x86 } = process.env;
  if (process.platform === 'win32') {
    const folders = [LOCALAPPDATA && path.join(LOCALAPPDATA, 'Programs'), ProgramFiles, x86].filter(Boolean);
    return folders.map(folder => path.join(folder, ...windows));
  }
  if (process.platform === 'darwin') {
    const folders = ['/Applications', path.join(homedir(), 'Applications')];
    return folders.map(folder => path.join(folder, mac, 'Contents', 'MacOS', 'Electron'));
  }
  return [
    `/usr/share/${command}/${command}`,
    `/snap/bin/${command}`,
    `/var/lib/flatpak/exports/bin/com.visualstudio.${command}`,
  ];
}

/**
 * @returns the program of the VS Code, VS Code Insiders or VSCodium installed here (under WSL also the Windows one);
 * undefined where there is none. `VSCODE_EXECUTABLE` names another.
 */
export function findDesktop() {
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  for (const edition of editions) {
    const names = process.platform === 'win32' ? [`${edition.command}.cmd`, edition.windows[1]] : [edition.command];
    const command = findOnPath(names, file => !isRemoteHelper(realpathSync(file)));
    const found = (command && programBehind(command, edition)) ?? usualPlaces(edition).find(file => existsSync(file));
    if (found) return found;
  }
  return undefined;
}

/** Tells whether a window can be shown here at all. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY) || isWsl();

/** Our environment less what an outer VS Code left in it: its integrated terminal sets these, and they break a second one. */
export function desktopEnvironment() {
  const unwanted = /^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
}

/** Chromium refuses to start as root with its sandbox on. */
export const rootOptions = () => (process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []);

/** Tells whether a program is a Windows one that we would start from WSL. */
export const isWindowsFromWsl = program => isWsl() && /\.exe$/i.test(program);

function outputOf(program, args, options = {}) {
  const { stdout, status, error } = spawnSync(program, args, { encoding: 'utf8', ...options });
  if (status !== 0) throw error ?? new Error(`${program} ended with ${status}`);
  return stdout.trim();
}

/** A path as a Windows program started from WSL understands it. */
const windowsPath = file => outputOf('wslpath', ['-w', file]);

/** The temporary folder of Windows, seen from WSL: a profile on the Linux side would lie on a network share for VS Code. */
export function windowsTemporaryFolder() {
  const system = outputOf('wslpath', ['-u', 'C:\\Windows\\System32']);
  const temporary = outputOf(path.join(system, 'cmd.exe'), ['/d', '/c', 'echo %TEMP%'], { cwd: system });
  return outputOf('wslpath', ['-u', temporary]);
}

/**
 * Opens a window on a folder with our extension from its development path: nothing is installed into the user's VS Code.
 * @param program what `findDesktop` found
 * @param home where its throw-away profile goes
 * @param extension the folder of our extension
 * @param folder the folder to open, and `file` the file in it
 * @param language `en` or `ja`
 * @returns the process; it lives as long as the window does
 */
export function openDesktop(program, home, { extension, folder, file, language }) {
  const userData = path.join(home, 'user-data');
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  writeFileSync(path.join(userData, 'User', 'settings.json'), JSON.stringify(quietSettings, null, 2));
  if (language === 'ja') useJapanese(userData);
  const place = isWindowsFromWsl(program) ? windowsPath : name => name;
  const args = [
    ...[
      '--new-window',
      '--wait',
      '--disable-workspace-trust',
      '--skip-welcome',
      '--skip-release-notes',
      '--locale',
      language,
    ],
    ...['--user-data-dir', place(userData), '--extensions-dir', place(path.join(home, 'extensions'))],
    `--extensionDevelopmentPath=${place(extension)}`,
    ...rootOptions(),
    ...[place(folder), place(file)],
  ];
  return spawn(program, args, { stdio: 'ignore', env: desktopEnvironment() });
}
