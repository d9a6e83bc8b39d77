/** Every text of the editor's side in both languages: the manifest's, and those of `vscode.l10n.t`. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');
const texts = (name: string): Readonly<Record<string, string>> => JSON.parse(read(name));

const manifest = read('package.json');
const english = texts('package.nls.json');
const japanese = texts('package.nls.ja.json');
const bundle = texts('l10n/bundle.l10n.ja.json');

const JAPANESE = /[ぁ-んァ-ヶ一-龠]/;

function* sources(folder: string, ending: RegExp): Generator<string> {
  for (const name of readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }))
    if (ending.test(name)) yield path.posix.join(folder, name.replaceAll('\\', '/'));
}

/** The texts that a source hands to `l10n.t`; a text that is put together is none that could be translated. */
function translated(file: string): string[] {
  const source = read(file);
  const calls = [...source.matchAll(/\bl10n\.t\(\s*/g)];
  return calls.map(call => {
    const literal = /^(['"])((?:(?!\1)[^\\]|\\.)*)\1\s*[,)]/.exec(source.slice(call.index + call[0].length));
    assert.ok(literal !== null, `${file}: l10n.t takes a plain text`);
    return literal[2]!.replace(/\\(.)/g, '$1');
  });
}

const placeholders = (text: string): string[] => [...new Set(text.match(/\{\d+\}|%\w+%|\]\(command:[^)]*\)/g))].sort();

describe('the manifest', () => {
  const used = new Set([...manifest.matchAll(/"%([\w.]+)%"/g)].map(match => match[1]!));

  it('uses every text of package.nls.json, and has each it uses', () => {
    assert.deepEqual(Object.keys(english).sort(), [...used].sort());
  });

  it('has each of them in Japanese too, none besides', () => {
    assert.deepEqual(Object.keys(japanese).sort(), Object.keys(english).sort());
    for (const [key, text] of Object.entries(japanese)) {
      assert.match(text, JAPANESE, key);
      assert.doesNotMatch(english[key]!, JAPANESE, key);
      assert.deepEqual(placeholders(text), placeholders(english[key]!), key);
    }
  });
});

describe('vscode.l10n.t', () => {
  const used = new Set([...sources('client/src', /\.ts$/)].flatMap(translated));

  it('has the Japanese of every text in l10n/bundle.l10n.ja.json, none besides', () => {
    assert.ok(used.size > 0);
    assert.deepEqual(Object.keys(bundle).sort(), [...used].sort());
  });

  it('with the same places for values', () => {
    for (const [text, inJapanese] of Object.entries(bundle)) {
      assert.match(inJapanese, JAPANESE, text);
      assert.deepEqual(placeholders(inJapanese), placeholders(text), text);
    }
  });
});

/** As the vendor's documents write it; only names on the screens of E-Post itself are written as they are there (FAQ win/01-02). */
describe('Japanese', () => {
  const LABEL = /「サーバー設定」/g;
  const files = [
    'package.nls.ja.json',
    'l10n/bundle.l10n.ja.json',
    'README.ja.md',
    ...sources('server/src/l10n', /\.ts$/),
    ...sources('server/src/codes/data', /\.json$/),
    ...sources('client/src', /\.ts$/),
    ...sources('media', /\.svg$/),
  ];
  it('says サーバ and フォルダ', () => {
    assert.ok(files.length > 50);
    for (const file of files) assert.doesNotMatch(read(file).replace(LABEL, ''), /サーバー|フォルダー/, file);
  });

  it('so do the notes on wordings of receivers', () => {
    const patterns = JSON.parse(read('server/src/codes/data-patterns/providers.json')) as { note: { ja: string } }[];
    for (const { note } of patterns) assert.doesNotMatch(note.ja, /サーバー|フォルダー/);
  });
});
