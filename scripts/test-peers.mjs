// npm run test:peers [-- FILE…]: the probes against programs of others, where they are installed (Debian: postfix, exim4-daemon-light,
// bind9, unbound, bind9-dnsutils, swaks, nftables); what is not here is told as SKIPPED. No part of `npm test`, which needs none of them.
import path from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { countsInto, takeCounts } from './lib/counts.mjs';
import { runForwarding } from './lib/process.mjs';
import { temporaryFolder } from './lib/temporary.mjs';

await bootstrap();

const wanted = process.argv.slice(2);
const files = wanted.length > 0 ? wanted : ['test/peers/**/*.test.ts'];
const counts = path.join(temporaryFolder(), 'counts.json');
const options = [
  '--test',
  '--test-concurrency=2',
  '--test-timeout=120000',
  '--test-reporter=./scripts/lib/reporter.mjs',
];
const env = { ...process.env, ...countsInto(counts) };
const code = await runForwarding(process.execPath, [...options, ...files], { env });
const { passed, failed, skipped } = takeCounts(counts) ?? { passed: 0, failed: 1, skipped: 0 };
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = code === 0 && failed === 0 ? 0 : 1;
