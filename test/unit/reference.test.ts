/** docs/reference.md says what the code does: names, texts, options, slugs and words. `reference-json.test.ts` has the shapes. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isOk, VERDICTS } from '../../client/src/probes/verdicts.ts';
import { KIND_NAMES } from '../../server/src/logs/record.ts';
import { plain, section, tableUnder } from '../support/reference.ts';
import { WORDS } from '../support/words.ts';
import { runCli } from './client/cli/run-cli.ts';
import { runHere } from './client/cli/run-here.ts';
import { entries } from './server/codes/entry-data.ts';
import { patterns } from './server/codes/pattern-data.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, ROOT), 'utf8');
const json = (name: string) => JSON.parse(read(name));
const column = (heading: string, n = 0): string[] => tableUnder(heading).map(row => plain(row[n]!));

const { contributes, capabilities, bin } = json('package.json');
const english: Readonly<Record<string, string>> = json('package.nls.json');
const japanese: Readonly<Record<string, string>> = json('package.nls.ja.json');

describe('the manifest', () => {
  it('languages with their names', () => {
    const expected = contributes.languages.map((l: { id: string; aliases: string[] }) => [l.id, l.aliases[0]]);
    assert.deepEqual(
      tableUnder('Languages, channel, documents')
        .map(row => row.slice(0, 2).map(plain))
        .sort(),
      expected.sort(),
    );
  });

  it('the channel has the name of the page', () => {
    const name = /output channel is "([^"]+)"/.exec(read('docs/reference.md'))?.[1];
    assert.ok(
      read('client/src/views/probeChannel.ts').includes(`createOutputChannel('${name}', 'senderlog-transcript')`),
    );
  });

  it('commands with their titles in both languages', () => {
    const expected = contributes.commands.map(({ command, title }: { command: string; title: string }) => {
      const key = title.slice(1, -1);
      return [command, english[key], japanese[key]];
    });
    const told = tableUnder('Commands').map(row => [plain(row[0]!), row[3], row[4]]);
    assert.deepEqual(told.sort(), expected.sort());
  });

  it('arguments of commands are those that the code reads', () => {
    for (const [id, argument] of tableUnder('Commands').map(row => row.map(plain))) {
      const names = [...(argument ?? '').matchAll(/(\w+)\?/g)].map(match => match[1]!);
      const file = id!.slice('senderlog.'.length).replace('retraceWithSaved', 'retrace');
      if (names.length === 0) continue;
      const read_ = /interface Arguments \{([\s\S]*?)\n\}/.exec(read(`client/src/commands/${file}.ts`))?.[1] ?? '';
      const known = [...read_.matchAll(/readonly (\w+)\?:/g)].map(match => match[1]!);
      const all = new Set([...names, ...(argument!.includes('{queueId') ? ['queueId'] : [])]);
      assert.deepEqual([...all].sort(), known.sort(), id);
    }
  });

  it('settings with their defaults, values and restrictions', () => {
    const restricted: readonly string[] = capabilities.untrustedWorkspaces.restrictedConfigurations;
    type Setting = { default: unknown; enum?: string[]; minimum?: number; maximum?: number };
    const settings: Readonly<Record<string, Setting>> = contributes.configuration.properties;
    const told = tableUnder('Settings').map(row => row.map(plain));
    assert.deepEqual(told.map(row => row[0]!).sort(), Object.keys(settings).sort());
    for (const [name, value, values, isRestricted] of told) {
      const setting = settings[name!]!;
      assert.deepEqual(JSON.parse(value!), setting.default, name);
      if (setting.enum !== undefined) assert.equal(values, setting.enum.join(', '), name);
      if (setting.maximum !== undefined)
        assert.ok(`${values} `.startsWith(`${setting.minimum} to ${setting.maximum} `), `${name}: ${values}`);
      assert.equal(isRestricted, restricted.includes(name!) ? 'yes' : 'no', name);
    }
  });
});

/** Quoted words with a hyphen, as slugs are. */
const slugsIn = (file: string): string[] =>
  [
    ...read(file)
      .replace(/^import .*$|\/\*[\s\S]*?\*\//gm, '')
      .matchAll(/'([a-z0-9]+(?:-[a-z0-9]+)+)'/g),
  ].map(m => m[1]!);

/** Words of the same form that are no slugs of causes: kinds of failure, outcomes. */
const NO_RULE = new Set(['own-reply', 'in-progress']);

describe('diagnostics', async () => {
  const rules = await Promise.all(
    readdirSync(new URL('server/src/diagnosis/rules/', ROOT)).map(async name => {
      const module: Record<string, { slug?: string; severity?: string; find?: unknown }> = await import(
        new URL(`server/src/diagnosis/rules/${name}`, ROOT).href
      );
      return Object.values(module).find(value => value.slug !== undefined)!;
    }),
  );
  const notes = new Map(
    rules.filter(rule => rule.find !== undefined).map(rule => [rule.slug!, rule.severity ?? 'information']),
  );
  const fallback = json('server/src/codes/data-patterns/fallback.json') as { cause?: string }[];
  const causes = new Set(
    [
      ...rules.filter(rule => rule.find === undefined).map(rule => rule.slug!),
      ...[...patterns, ...fallback].flatMap(row => row.cause ?? []),
      ...['cause', 'diagnose', 'systemic'].flatMap(name => slugsIn(`server/src/diagnosis/${name}.ts`)),
      ...[...read('server/src/codes/stage-rules.ts').matchAll(/cause: '([^']+)'/g)].map(match => match[1]!),
      ...slugsIn('server/src/codes/classify.ts'),
    ].filter(slug => !NO_RULE.has(slug)),
  );
  // Named in the list of what concerns the whole server, but a note all the same.
  for (const note of notes.keys()) if (note !== 'workfile-error' && note !== 'ehlo-rejected') causes.delete(note);

  const severity = (slug: string): string => {
    const note = notes.get(slug);
    return note === undefined ? 'by outcome' : causes.has(slug) ? `by outcome, as a remark ${note}` : note;
  };
  const slugs = [...new Set([...causes, ...notes.keys()])].sort();
  const entry = (slug: string) => entries.find(one => one.id === `epost:cause-${slug}`);

  it('every rule with its severity and who can fix it (UPDATE_DOCS=1 writes them)', () => {
    assert.ok(slugs.length > 50);
    section('rules', [
      ['code', 'severity', 'what', 'who can fix it'],
      ...slugs.map(slug => [
        `\`${slug}\``,
        severity(slug),
        entry(slug)?.title.en ?? '',
        entry(slug)?.fixBy?.join(', ') ?? '',
      ]),
    ]);
  });

  for (const slug of slugs)
    it(`${slug} is explained in both languages`, () => {
      const { title, meaning, action } = entry(slug) ?? {};
      for (const text of [title, meaning, action]) {
        assert.ok(text !== undefined && text.en !== '', slug);
        assert.match(text.ja, /[ぁ-んァ-ヶ一-龠]/);
      }
    });
});

describe('the language server', () => {
  it('requests of its own', () => {
    const handled = readdirSync(new URL('../../server/src/wiring', import.meta.url)).flatMap(name =>
      [...read(`server/src/wiring/${name}`).matchAll(/on(?:Request|Notification)\(\s*'(senderlog\/\w+)'/g)].map(
        match => match[1]!,
      ),
    );
    assert.deepEqual(column('Language server').sort(), handled.sort());
  });

  it('is a program of the package', () => {
    assert.deepEqual(Object.keys(bin).sort(), ['senderlog', 'senderlog-language-server']);
  });
});

const optionsIn = (help: string): string[] => [...help.matchAll(/^ {2}(--\S+(?: \S+)?)/gm)].map(match => match[1]!);

describe('the terminal', async () => {
  const general = (await runCli(['--help', '--lang', 'en'])).stdout;
  const commands = [...general.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(match => match[1]!);
  const common = optionsIn(general);

  it('commands with operands and options as --help tells them, the same in both languages (UPDATE_DOCS=1 writes them)', async () => {
    const rows = await Promise.all(
      commands.map(async name => {
        const [en, ja] = await Promise.all(['en', 'ja'].map(lang => runHere([name, '--help', '--lang', lang])));
        const operands = new RegExp(`senderlog ${name} (.*) \\[OPTION…\\]`);
        const [inEnglish, inJapanese] = [en!.stdout, ja!.stdout].map(help => [
          operands.exec(help)?.[1] ?? '',
          ...optionsIn(help),
        ]);
        assert.deepEqual(inJapanese, inEnglish, name);
        const own = inEnglish!.slice(1).filter(option => !common.includes(option));
        return [`\`${name}\``, `\`${inEnglish![0]}\``, own.map(option => `\`${option}\``).join(', ')];
      }),
    );
    section('options', [
      ['command', 'operands', 'options'],
      ...rows,
      ['all', '', common.map(option => `\`${option}\``).join(', ')],
    ]);
  });

  it('each has its JSON told', () => {
    assert.deepEqual(column('JSON'), commands);
  });
});

describe('words', () => {
  it('verdicts', () => {
    assert.deepEqual(column('Verdicts'), [...VERDICTS]);
    const good = /`ok` is true for (.*)\./.exec(read('docs/reference.md'))?.[1] ?? '';
    assert.deepEqual([...good.matchAll(/`([\w-]+)`/g)].map(m => m[1]!).sort(), VERDICTS.filter(isOk).sort());
  });

  it('the values of every word (UPDATE_DOCS=1 writes them)', () => {
    const list = (values: readonly string[]): string => values.map(value => `\`${value}\``).join(' ');
    section('words', [
      ['word', 'values'],
      ...[...WORDS].map(([word, values]) => [word, list(values)]),
      ['kinds of record', list(KIND_NAMES)],
    ]);
  });
});
