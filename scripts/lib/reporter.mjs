// A reporter for `node --test`: prints failures, skipped tests and what tests print, and leaves the counts for `npm test`.
// With VERBOSE=1 every test is printed.
import { once } from 'node:events';
import path from 'node:path';
import { spec } from 'node:test/reporters';
import { leaveCounts } from './counts.mjs';

const quiet = new Set(['test:fail', 'test:stdout', 'test:stderr']);

/** The runner counts a file without any test in it as a test that passed: its "test" bears the name of the file. */
const isEmptyFile = ({ name, file, nesting }) =>
  nesting === 0 && file !== undefined && path.resolve(name) === path.resolve(file);

export default async function* report(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const printer = new spec();
  const printed = [];
  printer.on('data', data => printed.push(data));
  for await (const event of events) {
    const { type, data } = event;
    const isTest = (type === 'test:pass' || type === 'test:fail') && data.details?.type !== 'suite';
    // A suite that is skipped has no tests to be told.
    const isSkippedSuite = type === 'test:pass' && data.details?.type === 'suite' && data.skip !== undefined;
    if ((isTest || isSkippedSuite) && (data.skip !== undefined || data.todo !== undefined)) {
      counts.skipped++;
      yield `SKIPPED: ${data.name}${typeof data.skip === 'string' ? ` (${data.skip})` : ''}\n`;
    } else if (type === 'test:pass' && isTest && isEmptyFile(data)) {
      counts.failed++;
      yield `no test in ${data.file}\n`;
    } else if (isTest) counts[type === 'test:pass' ? 'passed' : 'failed']++;
    if (process.env.VERBOSE || quiet.has(type)) printer.write(event);
    yield* printed.splice(0);
  }
  printer.end();
  await once(printer, 'close');
  yield* printed.splice(0);
  leaveCounts(counts);
}
