import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** What each folder may import besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'server/src/text': [],
  'server/src/codes': [],
  'server/src/l10n': [],
  'server/src/logs': ['server/src/text'],
  'server/src/deliveries': ['server/src/logs', 'server/src/text'],
  'server/src/diagnosis': ['server/src/deliveries', 'server/src/codes', 'server/src/logs', 'server/src/text'],
  'server/src/features': [
    'server/src/text',
    'server/src/codes',
    'server/src/l10n',
    'server/src/logs',
    'server/src/deliveries',
    'server/src/diagnosis',
    'vscode-languageserver-types',
  ],
};

function* sources(folder: string): Generator<string> {
  for (const name of readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.ts') && !name.endsWith('.d.ts')) yield `${folder}/${name.replaceAll('\\', '/')}`;
  }
}

function imports(file: string): string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'/gm)].map(m => {
    const target = m[1]!;
    return target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target) : target;
  });
}

describe('the house', () => {
  for (const [folder, allowed] of Object.entries(ALLOWED)) {
    it(`${folder} imports only ${allowed.length === 0 ? 'itself' : allowed.join(', ')}`, () => {
      let checked = 0;
      for (const file of sources(folder)) {
        for (const target of imports(file)) {
          const good = [folder, ...allowed].some(a => target === a || target.startsWith(`${a}/`));
          assert.ok(good, `${file} imports ${target}`);
          checked++;
        }
      }
      assert.ok(checked > 0 || folder === 'server/src/l10n');
    });
  }

  it('probes and the terminal do not know the editor', () => {
    for (const folder of ['client/src/probes', 'client/src/cli'])
      for (const file of sources(folder)) assert.ok(!imports(file).includes('vscode'), file);
  });

  it('I/O stays in host, the connection in server.ts and navigation.ts', () => {
    const files = [...sources('server/src')];
    const importing = (pattern: RegExp): string[] =>
      files
        .filter(file => imports(file).some(target => pattern.test(target)))
        .map(file => file.slice('server/src/'.length));
    assert.deepEqual(
      importing(/^node:/).filter(file => !file.startsWith('host/')),
      [],
    );
    assert.deepEqual(importing(/^vscode-languageserver(?:\/node)?$/).sort(), [
      'main.ts',
      'navigation.ts',
      'server.ts',
      'slices.ts',
    ]);
  });

  it('ARCHITECTURE.md names every folder of the sources', () => {
    const page = readFileSync(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8');
    for (const side of ['server/src', 'client/src'])
      for (const entry of readdirSync(path.join(ROOT, side), { withFileTypes: true }))
        if (entry.isDirectory()) assert.match(page, new RegExp(`^ {2}${entry.name}/`, 'm'), `${side}/${entry.name}`);
  });
});
