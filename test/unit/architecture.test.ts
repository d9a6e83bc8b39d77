import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

const ROOT = path.resolve(import.meta.dirname, '../..');

const ENGINE = [
  'server/src/text',
  'server/src/codes',
  'server/src/l10n',
  'server/src/logs',
  'server/src/deliveries',
  'server/src/diagnosis',
];

/** What each folder or file may import besides itself: folders, files, packages, `node:` for all of Node. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // The engine: one direction, no LSP, no I/O, no clock, no process (the clock and the process: `types: []`).
  'server/src/text': [],
  'server/src/codes': [],
  'server/src/l10n': [],
  'server/src/logs': ['server/src/text'],
  'server/src/deliveries': ['server/src/logs', 'server/src/text'],
  'server/src/diagnosis': ['server/src/deliveries', 'server/src/codes', 'server/src/logs', 'server/src/text'],
  'server/src/features': [...ENGINE, 'vscode-languageserver-types'],
  // All the I/O of the server; it does not know the connection.
  'server/src/host': [...ENGINE, 'server/src/features', 'vscode-languageserver-types', 'node:'],
  // All that knows the connection; it does no I/O.
  'server/src/wiring': [...ENGINE, 'server/src/features', 'vscode-languageserver'],
  'server/src/server.ts': [...ENGINE, 'server/src/features', 'server/src/wiring', 'vscode-languageserver'],
  'server/src/main.ts': ['server/src/server.ts', 'server/src/host', 'vscode-languageserver/node'],
  // Probes know nothing of logs, and neither they nor the terminal's program know the editor.
  'client/src/probes': ['server/src/codes', 'node:', 'dns-packet'],
  'client/src/cli': [...ENGINE, 'server/src/features', 'server/src/host', 'client/src/probes', 'node:'],
  'client/src/views': [
    'server/src/features',
    'client/src/probes',
    'client/src/languages.ts',
    'vscode',
    'vscode-languageclient/node',
  ],
  'client/src/commands': [
    'server/src/codes',
    'server/src/features',
    'client/src/probes',
    'client/src/views',
    'client/src/languages.ts',
    'vscode',
    'vscode-languageclient/node',
  ],
};

/** The sources below a folder, or the one file. */
function sources(place: string): string[] {
  if (place.endsWith('.ts')) return [place];
  return readdirSync(path.join(ROOT, place), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map(name => `${place}/${name.replaceAll('\\', '/')}`);
}

interface Import {
  readonly target: string;
  /** The names as the target exports them; undefined: all of them. */
  readonly names: readonly string[] | undefined;
  readonly typeOnly: boolean;
}

const IMPORT =
  /^(import|export)\s+(type\s+)?(?:(\*)[^;']*|\{([^}]*)\}|[\w$]+)\s+from '([^']+)'|\bimport\('([^']+)'\)/gm;

function imports(file: string): Import[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([, , type, , names, from, later]) => {
    const target = from ?? later!;
    const all = names?.split(',').map(name => name.trim());
    return {
      target: target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target) : target,
      names: all?.filter(name => name !== '').map(name => name.replace(/^type /, '').split(' as ')[0]!),
      typeOnly: type !== undefined || (all?.every(name => name === '' || name.startsWith('type ')) ?? false),
    };
  });
}

const isBelow = (target: string, place: string): boolean =>
  target === place || target.startsWith(place.endsWith(':') ? place : `${place}/`);

const PRODUCT = [...sources('server/src'), ...sources('client/src')];
const GRAPH = new Map([...PRODUCT, ...sources('test')].map(file => [file, imports(file)]));

describe('the house', () => {
  for (const [place, allowed] of Object.entries(ALLOWED)) {
    it(`${place} imports only ${allowed.length === 0 ? 'itself' : allowed.join(', ')}`, () => {
      const files = sources(place);
      assert.ok(files.length > 0);
      for (const file of files) {
        for (const { target } of GRAPH.get(file)!) {
          const good = [place, ...allowed].some(one => isBelow(target, one));
          assert.ok(good, `${file} imports ${target}`);
        }
      }
    });
  }

  it('is named in ARCHITECTURE.md, folder by folder', () => {
    const page = readFileSync(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8');
    for (const side of ['server/src', 'client/src'])
      for (const entry of readdirSync(path.join(ROOT, side), { withFileTypes: true }))
        if (entry.isDirectory()) assert.match(page, new RegExp(`^ {2}${entry.name}/`, 'm'), `${side}/${entry.name}`);
  });

  it('has a rule for each folder', () => {
    const folders = PRODUCT.map(file => file.split('/').slice(0, 3).join('/')).filter(place => !place.endsWith('.ts'));
    assert.deepEqual(
      [...new Set(folders)].filter(folder => ALLOWED[folder] === undefined),
      [],
    );
  });

  it('has no circle of imports, types apart', () => {
    const done = new Set<string>();
    const visit = (file: string, above: readonly string[]): void => {
      assert.ok(!above.includes(file), [...above.slice(above.indexOf(file)), file].join(' → '));
      if (done.has(file)) return;
      for (const { target, typeOnly } of GRAPH.get(file) ?? []) if (!typeOnly) visit(target, [...above, file]);
      done.add(file);
    };
    for (const file of PRODUCT) visit(file, []);
  });

  it('exports nothing that nobody imports', () => {
    const used = new Set<string>();
    for (const list of GRAPH.values()) {
      for (const { target, names } of list) for (const name of names ?? ['*']) used.add(`${target} ${name}`);
    }
    const unused: string[] = [];
    for (const file of PRODUCT) {
      if (['server/src/main.ts', 'client/src/extension.ts', 'client/src/cli/main.ts'].includes(file)) continue;
      if (used.has(`${file} *`)) continue;
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      const exported = [
        ...text.matchAll(/^export (?:async )?(?:const|function\*?|class|interface|type) ([\w$]+)/gm),
      ].map(match => match[1]!);
      for (const name of exported) if (!used.has(`${file} ${name}`)) unused.push(`${file}: ${name}`);
    }
    assert.deepEqual(unused, []);
  });
});
