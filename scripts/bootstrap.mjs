// Brings everything the tools need, with a bare Node and npm. Takes no time when nothing changed.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { continueOnNode24, installIfOutdated } from './lib/node24.mjs';
import { root } from './lib/project.mjs';

/** Installs the dependencies and goes on with Node 24 (see `continueOnNode24`). The first thing that a script does. */
export async function bootstrap() {
  installIfOutdated(root);
  await continueOnNode24();
}

if (path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await bootstrap();
