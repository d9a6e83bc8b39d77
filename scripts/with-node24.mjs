// node scripts/with-node24.mjs ARGUMENTS…: what `node ARGUMENTS…` would do on Node 24 with the dependencies installed.
import { installIfOutdated, suitableNode } from './lib/node24.mjs';
import { runForwarding } from './lib/process.mjs';
import { root } from './lib/project.mjs';

installIfOutdated(root);
process.exit(await runForwarding(suitableNode(), process.argv.slice(2), { cwd: process.cwd() }));
