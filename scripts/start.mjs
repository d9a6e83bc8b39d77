// npm start: opens Senderlog on sample logs, in the VS Code of this machine or in the embedded editor.
//   EMBEDDED=1       the embedded editor even where VS Code is installed
//   EDITOR_LANG=ja   the display language (en or ja; else that of the machine)
//   PORT=8080        where the embedded editor listens
//   OFFLINE=1        the embedded editor does not reach for the extension gallery
import { cpSync, existsSync, rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { hostIsSupported, setupEditorHost } from './editor-host/setup.mjs';
import * as desktop from './lib/desktop.mjs';
import { inRoot, root } from './lib/project.mjs';
import { temporaryFolder } from './lib/temporary.mjs';

await bootstrap();

const recorded = ['03-greeting-421-short', '06-rst-in-body-short', '10-starttls-short', '13-cp932-reply-short'];
const firstFile = '03-code-0-0-timeouts/senderlog/MAILSV01/250311.log';
const language = (process.env.EDITOR_LANG ?? new Intl.DateTimeFormat().resolvedOptions().locale).startsWith('ja')
  ? 'ja'
  : 'en';

/** Logs are evidence: what the user plays with is a copy. */
function copyLogs(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  cpSync(inRoot('test/fixtures/samples'), folder, { recursive: true });
  for (const name of recorded) {
    cpSync(inRoot(`test/fixtures/recorded/${name}`), path.join(folder, 'recorded', name), { recursive: true });
  }
  return folder;
}

/** Ends this script with what it opened, on Ctrl+C and on SIGTERM. */
function endWith(stop) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, async () => {
      await stop();
      process.exit(0);
    });
  }
}

async function openInDesktop(program) {
  const { build } = await import('./build.mjs');
  await build();
  const fromWsl = desktop.isWindowsFromWsl(program);
  const home = fromWsl ? temporaryFolder(desktop.windowsTemporaryFolder()) : temporaryFolder();
  const folder = copyLogs(fromWsl ? path.join(home, 'logs') : inRoot('.editor/logs'));
  const extension = fromWsl ? path.join(home, 'senderlog') : root;
  if (fromWsl) {
    for (const name of ['package.json', 'package.nls.json', 'package.nls.ja.json', 'dist', 'syntaxes', 'l10n']) {
      cpSync(inRoot(name), path.join(extension, name), { recursive: true });
    }
  }
  const window = desktop.openDesktop(program, home, {
    extension,
    folder,
    file: path.join(folder, firstFile),
    language,
  });
  console.log(
    `\n  Opening ${program}\n  with a profile of its own; nothing is installed into yours. Ctrl+C closes it.\n`,
  );
  endWith(() => window.kill());
  window.once('error', error => {
    console.error(`${program} cannot be started: ${error.message}`);
    process.exit(1);
  });
  window.once('exit', code => process.exit(code ?? 0));
}

/** PORT where it is set; else 8080, or a free one where somebody else listens there. */
async function choosePort() {
  if (process.env.PORT) return Number(process.env.PORT);
  const probe = net.createServer();
  return new Promise(resolve => {
    probe.once('error', () => resolve(0));
    probe.listen(8080, '127.0.0.1', () => probe.close(() => resolve(8080)));
  });
}

async function openEmbedded() {
  setupEditorHost();
  const { makePackage } = await import('./package.mjs');
  const { installVsix, remoteUri, startEditor, workbenchUrl } = await import('./editor-host/server.mjs');
  const home = temporaryFolder();
  const folder = copyLogs(inRoot('.editor/logs'));
  installVsix(home, await makePackage());
  const editor = await startEditor(home, { language, port: await choosePort(), online: !process.env.OFFLINE });
  endWith(editor.stop);
  const first = remoteUri(editor.origin, path.join(folder, firstFile));
  console.log(`\n  Senderlog is open at ${workbenchUrl(editor.origin, folder, [['openFile', first]])}`);
  console.log('  It asks for no password: any user of this machine can connect. Ctrl+C ends it.\n');
  process.exit(await editor.exited);
}

const program = process.env.EMBEDDED || !desktop.hasDisplay() ? undefined : desktop.findDesktop();
if (program && existsSync(program)) await openInDesktop(program);
else if (hostIsSupported()) await openEmbedded();
else {
  console.error('No VS Code was found: install Visual Studio Code (or VSCodium) and run npm start again.');
  process.exit(1);
}
