// Starting other programs without a shell, and passing signals and exit codes on.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { findOnPath, root } from './project.mjs';

/** Runs a program to its end with our terminal. @throws Error when it ends with anything but 0 */
export function run(file, args, options = {}) {
  const result = spawnSync(file, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) {
    throw new Error(`${path.basename(file)} ${args.join(' ')} ended with ${result.status ?? result.signal}`);
  }
}

/**
 * Runs a program with our terminal, hands it the signals we get, and resolves to its exit code (128 + n after a signal).
 * npm does not pass SIGTERM on, but who signals a script of ours ends what it started.
 */
export function runForwarding(file, args, options = {}) {
  const child = spawn(file, args, { cwd: root, stdio: 'inherit', ...options });
  const forward = signal => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** The npm command line as a JavaScript file: `npm` itself is a `.cmd` on Windows, which starts only through a shell. */
function npmCli() {
  const nextTo = node => {
    const folder = path.dirname(node);
    return [
      path.join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
      path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
      path.join(folder, '..', 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js'),
    ];
  };
  const onPath = findOnPath([process.platform === 'win32' ? 'node.exe' : 'node']);
  const npmOnPath = findOnPath(['npm']);
  const candidates = [
    process.env.npm_execpath,
    ...nextTo(process.execPath),
    ...(onPath ? [...nextTo(onPath), ...nextTo(realpathSync(onPath))] : []),
    ...(npmOnPath ? [realpathSync(npmOnPath)] : []),
  ];
  const found = candidates.find(file => file && path.basename(file) === 'npm-cli.js' && existsSync(file));
  if (!found) throw new Error('npm was not found beside Node or on the PATH; install Node together with npm.');
  return found;
}

/** Runs npm in a folder, without install scripts and without what an outer npm put into the environment. */
export function npm(folder, ...args) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run(process.execPath, [npmCli(), ...args, ...quiet], { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'] });
}
