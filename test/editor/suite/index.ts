import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';

/**
 * The entry of the suite, called by a desktop VS Code and by the embedded editor's extension host alike. SENDERLOG_SUITE_REPORT
 * names the file that receives the result: what this process prints does not reach every driver.
 */
export async function run(): Promise<void> {
  const report = process.env.SENDERLOG_SUITE_REPORT;
  const print = (line: string): void => {
    if (report) fs.appendFileSync(report, `${line}\n`);
    else console.log(line);
  };
  const indent = (runnable: { titlePath(): string[] }): string => '  '.repeat(runnable.titlePath().length);

  class Reporter {
    constructor(runner: Mocha.Runner) {
      runner.on('suite', suite => suite.title && print(`${indent(suite)}${suite.title}`));
      runner.on('pass', test => print(`${indent(test)}ok ${test.title} (${test.duration} ms)`));
      runner.on('pending', test => print(`${indent(test)}SKIPPED: ${test.title}`));
      runner.on('fail', (test, error) =>
        print(`${indent(test)}FAILED: ${test.fullTitle()}\n${error.stack ?? error.message}`),
      );
      runner.once('end', () => {
        const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
        print(JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
      });
    }
  }

  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: Reporter as unknown as Mocha.ReporterConstructor });
  const files = fs.readdirSync(__dirname).filter(name => name.endsWith('.test.js'));
  for (const name of files.sort()) mocha.addFile(path.join(__dirname, name));
  const failures = await new Promise<number>(resolve => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} of the tests failed`);
}
