// npm run build [-- --release] [-- --watch]: bundles the extension, the language server and their companions into dist/.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap } from './bootstrap.mjs';
import { inRoot, manifest, root } from './lib/project.mjs';

const dist = inRoot('dist');
const shebang = '#!/usr/bin/env node';
const entries = [
  { output: 'extension', source: 'client/src/extension.ts', external: ['vscode'] },
  { output: 'server', source: 'server/src/main.ts', shebang },
  { output: 'cli', source: 'client/src/cli/main.ts', shebang, optional: true },
  { output: 'worker', source: 'server/src/host/worker.ts' },
].filter(entry => !entry.optional || existsSync(inRoot(entry.source)));

/** Puts the WebAssembly modules together: the bundles hold their bytes, and no start has to do it. */
const webAssembly = {
  name: 'web-assembly',
  setup(build) {
    build.onLoad({ filter: /[\\/](?:marks|usual)-module\.ts$/ }, async ({ path: file }) => {
      const makers = Object.entries(await import(pathToFileURL(file).href));
      const bytes = make => JSON.stringify(Buffer.from(make()).toString('base64'));
      return {
        contents: makers
          .map(([name, make]) => `export const ${name} = () => Buffer.from(${bytes(make)}, 'base64');`)
          .join('\n'),
        loader: 'js',
      };
    });
  },
};

function options(entry, release) {
  return {
    absWorkingDir: root,
    entryPoints: [entry.source],
    outfile: `dist/${entry.output}.js`,
    external: entry.external ?? [],
    // The sources are ES modules, the bundles are not: what says where a module lies has to be said anew.
    define: {
      'import.meta.url': 'importMetaUrl',
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
      SENDERLOG_VERSION: JSON.stringify(manifest().version),
    },
    banner: {
      js: `${entry.shebang ? `${entry.shebang}\n` : ''}const importMetaUrl = require('node:url').pathToFileURL(__filename).href;`,
    },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: true,
    sourcesContent: !release,
    minify: release,
    legalComments: 'none',
    plugins: [webAssembly],
    metafile: true,
    logLevel: 'warning',
  };
}

/**
 * The explanations of codes go beside the bundles as they are, so that a reader of the package finds them; without blanks.
 * The plan of the patterns is worked out here, so that no start of the server has to.
 */
async function copyCatalogue() {
  const folders = { 'server/src/codes/data': 'catalogue', 'server/src/codes/data-patterns': 'catalogue/patterns' };
  const copied = Object.entries(folders).flatMap(([from, to]) => {
    mkdirSync(path.join(dist, to), { recursive: true });
    const names = readdirSync(inRoot(from)).filter(name => name.endsWith('.json'));
    return names.map(name => {
      const data = JSON.parse(readFileSync(path.join(inRoot(from), name), 'utf8'));
      writeFileSync(path.join(dist, to, name), JSON.stringify(data));
      return path.join(to, name);
    });
  });
  const { planPatterns } = await import('../server/src/codes/classify.ts');
  const patterns = JSON.parse(readFileSync(inRoot('server/src/codes/data-patterns/providers.json'), 'utf8'));
  const plan = path.join('catalogue', 'patterns', 'plan.json');
  writeFileSync(path.join(dist, plan), asciiJson(planPatterns(patterns)));
  const schema = 'senderlog-catalogue.schema.json';
  writeFileSync(path.join(dist, schema), readFileSync(inRoot(`server/src/codes/${schema}`)));
  return [...copied, plan, schema];
}

/** JSON in ASCII alone, which is read faster than other text. */
const asciiJson = data =>
  JSON.stringify(data).replace(/[\u0080-\uffff]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What an earlier build left and this one does not make, for example after a renaming. */
function removeStale(made) {
  const keep = new Set(made);
  for (const file of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const full = path.join(file.parentPath, file.name);
    if (file.isFile() && !keep.has(path.relative(dist, full))) rmSync(full);
  }
}

/**
 * Builds everything once.
 * @param release minified, and source maps without the sources in them
 * @returns esbuild's metafiles: what went into each bundle
 */
export async function build({ release = false } = {}) {
  const esbuild = await import('esbuild');
  const results = await Promise.all(entries.map(entry => esbuild.build(options(entry, release))));
  const bundles = entries.flatMap(({ output }) => [`${output}.js`, `${output}.js.map`]);
  removeStale([...bundles, ...(await copyCatalogue())]);
  return results.map(result => result.metafile);
}

/** Builds at each change until the process is ended. The lines it prints are what `.vscode/tasks.json` waits for. */
async function watch() {
  const esbuild = await import('esbuild');
  let running = 0;
  const report = {
    name: 'report',
    setup(build) {
      build.onStart(() => {
        if (running++ === 0) console.log('[watch] build started');
      });
      build.onEnd(() => {
        if (--running === 0) console.log('[watch] build finished');
      });
    },
  };
  await copyCatalogue();
  for (const entry of entries) {
    const context = await esbuild.context({ ...options(entry, false), plugins: [webAssembly, report] });
    await context.watch();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await bootstrap();
  if (process.argv.includes('--watch')) await watch();
  else await build({ release: process.argv.includes('--release') });
}
