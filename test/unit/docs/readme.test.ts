/** README.md and README.ja.md: the same content, names that exist, examples as the program prints them. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FIXTURES } from '../../support/scenario.ts';
import { runHere } from '../client/cli/run-here.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8').replaceAll('\r\n', '\n');
const readmes = { en: read('README.md'), ja: read('README.ja.md') } as const;
const languages = ['en', 'ja'] as const;

const { contributes } = JSON.parse(read('package.json'));
const titles = { en: JSON.parse(read('package.nls.json')), ja: JSON.parse(read('package.nls.ja.json')) } as const;

/** What is the same in both languages: headings, rows, list items, what stands in code marks, links. */
const shapeOf = (text: string) => ({
  headings: text.match(/^#+ /gm)?.length,
  rows: text.match(/^\|/gm)?.length,
  items: text.match(/^- /gm)?.length,
  settings: [
    ...text.matchAll(/`((?:senderlog\.)?(?:dns|server|probe|diagnostics|inlayHints|maskAddresses)[\w.]*)`/g),
  ].map(m => m[1]),
  subcommands: [...text.matchAll(/^\| `senderlog (\w+)/gm)].map(m => m[1]),
  links: [...text.matchAll(/\]\(([^)]+)\)/g)].map(m => m[1]!.replace(/-(?:en|ja)\.png|\.ja\.md/, '')).sort(),
});

describe('README.md and README.ja.md', () => {
  it('have the same content', () => {
    const [english, japanese] = [shapeOf(readmes.en), shapeOf(readmes.ja)];
    const other = (links: readonly string[]) => links.filter(link => !link.startsWith('README'));
    assert.deepEqual({ ...japanese, links: other(japanese.links) }, { ...english, links: other(english.links) });
  });

  for (const lang of languages)
    describe(lang, () => {
      it('links and pictures lead to files', () => {
        for (const [, target = ''] of readmes[lang].matchAll(/\]\(([^)#]+)/g))
          assert.ok(existsSync(path.join(ROOT, target)), target);
      });

      it('names every command by its title, but for those of the status bar and of single replies', () => {
        const missing = contributes.commands
          .map(({ title }: { title: string }) => titles[lang][title.slice(1, -1)] as string)
          .filter((title: string) => !readmes[lang].includes(title));
        const told = ['copyPostmasterReport', 'saveRegFile', 'copyGatewayLine', 'ignoreRule', 'reopenAsShiftJis'];
        assert.deepEqual(missing.sort(), told.map(name => titles[lang][`command.${name}`]).sort());
      });

      it('names settings that exist', () => {
        for (const name of shapeOf(readmes[lang]).settings) {
          const full = name!.startsWith('senderlog.') ? name! : `senderlog.${name}`;
          assert.ok(full in contributes.configuration.properties, name);
        }
      });

      it('bold text ends where Markdown lets it: not between punctuation and a letter (CommonMark §6.2)', () => {
        for (const [bold, text = '', after = ''] of readmes[lang].matchAll(/\*\*([^*\n]+)\*\*(.?)/gu))
          if (/\p{P}$/u.test(text)) assert.match(after, /^(?:[\s\p{P}|]|$)/u, bold);
      });

      it('the entry of a catalogue is JSON', () => {
        assert.ok(JSON.parse(/^ {4}(\{ "entries".*)$/m.exec(readmes[lang])![1]!).entries.length > 0);
      });

      it('the examples are what the program prints', async () => {
        const examples = [...readmes[lang].matchAll(/^ {4}\$ senderlog (.*)\n((?: {4}.*\n|\n(?= {4}[^$]))+)/gm)];
        assert.equal(examples.length, 2);
        const folder = path.join(fileURLToPath(FIXTURES), 'recorded', path.sep);
        for (const [, command = '', shown = ''] of examples) {
          const args = command
            .split(' ')
            .map(arg => (existsSync(path.join(folder, arg)) ? path.join(folder, arg) : arg));
          const { stdout } = await runHere([...args, '--lang', lang]);
          const printed = stdout.replaceAll(folder, '').replaceAll('\\', '/').split('\n');
          for (const line of shown.split('\n').map(text => text.slice(4)))
            assert.ok(line.trim() === '…' || printed.includes(line), `${command}: ${line}\n${stdout}`);
        }
      });
    });
});
