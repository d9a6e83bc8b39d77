// Runs the Mocha suite inside an extension host: `node run-suite.mjs en|ja`. In a desktop VS Code where one is found or can be
// downloaded, else in the embedded editor. SUITE_HOST=desktop|embedded decides it.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hostIsSupported, setupEditorHost } from '../../scripts/editor-host/setup.mjs';
import { leaveCounts } from '../../scripts/lib/counts.mjs';
import { findDesktop, hasDisplay } from '../../scripts/lib/desktop.mjs';
import { inRoot } from '../../scripts/lib/project.mjs';
import { temporaryFolder } from '../../scripts/lib/temporary.mjs';
import { makeWorkspace } from './support/workspace.mjs';

const language = process.argv[2] === 'ja' ? 'ja' : 'en';

/** The suite as CommonJS, one file a test file: the extension host loads it with `require`. */
async function bundleSuite() {
  const esbuild = await import('esbuild');
  const folder = inRoot('test/editor/suite');
  const tests = readdirSync(folder).filter(name => name.endsWith('.test.ts'));
  await esbuild.build({
    entryPoints: ['index.ts', ...tests].map(name => path.join(folder, name)),
    outdir: inRoot('out/editor'),
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return inRoot('out/editor/index.js');
}

/** @returns the program of a desktop VS Code; undefined where there is none, none can be downloaded, or no window can be shown. */
async function desktopProgram() {
  if (process.env.SUITE_HOST === 'embedded' || !hasDisplay()) return undefined;
  const installed = findDesktop();
  if (installed) return installed;
  const { downloadAndUnzipVSCode, SilentReporter } = await import('@vscode/test-electron');
  try {
    return await downloadAndUnzipVSCode({ cachePath: inRoot('.editor/vscode'), reporter: new SilentReporter() });
  } catch (error) {
    console.log(`No VS Code is installed, and none can be downloaded (${error.message}).`);
    return undefined;
  }
}

const home = temporaryFolder();
const report = path.join(home, 'report.txt');
const job = {
  language,
  home,
  workspace: makeWorkspace(home),
  suite: await bundleSuite(),
  env: { SENDERLOG_SUITE_REPORT: report, SENDERLOG_SUITE_LANGUAGE: language },
};
const program = await desktopProgram();
if (!program && (process.env.SUITE_HOST === 'desktop' || !hostIsSupported())) {
  console.error('The editor suite needs a VS Code: install it, or let this machine download it.');
  process.exit(1);
}
console.log(
  `The suite runs in ${program ? `desktop VS Code, ${program}` : "the embedded editor's extension host"} (${language}).`,
);
if (!program) setupEditorHost();
const { runSuite } = await import(program ? './support/desktop-suite.mjs' : './support/embedded-suite.mjs');
const outcome = await runSuite(job, program);

// An exit code of 0 alone proves nothing: the suite must say what it ran.
const lines = existsSync(report) ? readFileSync(report, 'utf8').trimEnd().split('\n') : [];
const counts = lines.at(-1)?.startsWith('{"passed"') ? JSON.parse(lines.pop()) : undefined;
for (const line of lines) console.log(line);
const good = outcome.code === 0 && counts?.passed > 0 && counts.failed === 0;
if (!good) {
  const artifacts = inRoot('artifacts');
  mkdirSync(artifacts, { recursive: true });
  writeFileSync(path.join(artifacts, `${language}-suite.log`), outcome.log ?? '');
  console.error(
    `The suite failed (${outcome.why ?? `exit code ${outcome.code}`}); see artifacts/${language}-suite.log`,
  );
}
if (counts) leaveCounts(counts);
process.exit(good ? 0 : 1);
