// npm test [-- SUITE…]: builds, then runs all suites or the named ones (`unit`, `editor`, `editor:ja` …). Its last line adds them up.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { hostIsSupported, setupEditorHost } from './editor-host/setup.mjs';
import { countsInto, takeCounts } from './lib/counts.mjs';
import { runForwarding } from './lib/process.mjs';
import { inRoot } from './lib/project.mjs';
import { temporaryFolder } from './lib/temporary.mjs';

await bootstrap();

const folder = temporaryFolder();
const seconds = start => `${((Date.now() - start) / 1000).toFixed(1)} s`;
const nothing = { passed: 0, failed: 0, skipped: 0 };

/** Runs one program as a suite, which leaves its counts in a file. */
async function runCounted(args, env = {}) {
  const file = path.join(folder, `${Math.random().toString(36).slice(2)}.json`);
  const code = await runForwarding(process.execPath, args, { env: { ...process.env, ...countsInto(file), ...env } });
  const counts = takeCounts(file) ?? nothing;
  // A run can fail outside every test: in a hook, at the end, by a signal.
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** All the test files below a folder, on Node's own runner. */
function nodeTests(relative) {
  const isTest = name => /\.test\.(ts|mjs)$/.test(name);
  const found = existsSync(inRoot(relative)) && readdirSync(inRoot(relative), { recursive: true }).some(isTest);
  if (!found) {
    console.log(`There are no tests in ${relative} yet.`);
    return nothing;
  }
  return runCounted(runnerOptions(`${relative}/**/*.test.{ts,mjs}`));
}

const runnerOptions = files => [
  ...['--test', '--test-concurrency=2', '--test-timeout=300000', '--test-reporter=./scripts/lib/reporter.mjs', files],
];

/** Tools that say no with an exit code: each counts as a test. */
async function checks() {
  const counts = { ...nothing };
  for (const args of [
    ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
    ['node_modules/typescript/bin/tsc', '-b'],
  ]) {
    const code = await runForwarding(process.execPath, args);
    counts[code === 0 ? 'passed' : 'failed']++;
  }
  return counts;
}

function interfaceTests(language) {
  if (!hostIsSupported()) {
    console.log('SKIPPED: the interface tests drive the embedded editor, which runs on Linux x64 only.');
    return { ...nothing, skipped: 1 };
  }
  setupEditorHost();
  return runCounted(runnerOptions('test/editor/workbench/main.test.mjs'), { EDITOR_LANG: language });
}

/** The colours are those of the editor's own themes, so the editor has to be there. */
function grammarTests() {
  if (hostIsSupported()) setupEditorHost();
  return nodeTests('test/grammar');
}

const suites = [
  { name: 'checks', run: checks },
  { name: 'unit', run: () => nodeTests('test/unit') },
  { name: 'protocol', run: () => nodeTests('test/protocol'), build: true },
  { name: 'grammar', run: grammarTests },
  { name: 'fuzz', run: () => nodeTests('test/fuzz') },
  { name: 'editor:en', run: () => runCounted(['test/editor/run-suite.mjs', 'en']), build: true },
  { name: 'editor:ja', run: () => runCounted(['test/editor/run-suite.mjs', 'ja']), build: true },
  { name: 'interface:en', run: () => interfaceTests('en'), build: true },
  { name: 'interface:ja', run: () => interfaceTests('ja'), build: true },
];

const wanted = process.argv.slice(2);
const chosen = suites.filter(
  ({ name }) => wanted.length === 0 || wanted.includes(name) || wanted.includes(name.split(':')[0]),
);
if (chosen.length === 0) {
  console.error(`There is no such suite. The suites are: ${suites.map(suite => suite.name).join(' ')}`);
  process.exit(2);
}

// The suites see what users get: the release build, and the package made of it.
if (chosen.some(suite => suite.build)) {
  const start = Date.now();
  const { makePackage } = await import('./package.mjs');
  console.log(`Built ${path.basename(await makePackage())} (${seconds(start)}).`);
}

const total = { ...nothing };
const table = [];
for (const { name, run } of chosen) {
  console.log(`\n== ${name}`);
  const start = Date.now();
  const counts = await run();
  const { passed, failed, skipped } = counts;
  const ranNothing = passed + failed + skipped === 0;
  total.passed += passed;
  total.failed += failed + (ranNothing ? 1 : 0);
  total.skipped += skipped;
  const verdict = ranNothing
    ? 'FAILED, no test was run'
    : `${failed > 0 ? 'FAILED, ' : ''}${passed} passed, ${failed} failed, ${skipped} skipped`;
  table.push(`${name}: ${verdict} (${seconds(start)})`);
  console.log(table.at(-1));
}

console.log(`\n== all\n${table.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;
