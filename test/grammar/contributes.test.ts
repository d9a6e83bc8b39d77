import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { GRAMMARS } from './helpers/tokens.ts';

interface Language {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly extensions?: readonly string[];
  readonly filenames?: readonly string[];
  readonly filenamePatterns?: readonly string[];
  readonly firstLine?: string;
  readonly configuration: string;
}

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly contributes: {
    readonly languages: readonly Language[];
    readonly grammars: readonly { readonly language?: string; readonly scopeName: string; readonly path: string }[];
    readonly configurationDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly semanticTokenScopes: readonly { readonly scopes: Readonly<Record<string, readonly string[]>> }[];
  };
};
const { languages, grammars, configurationDefaults, semanticTokenScopes } = manifest.contributes;
const LOGS = ['senderlog', 'faillog', 'epost-log'];

/** The language that VS Code gives to a path: a file name wins over the longest pattern, that over an extension. */
function languageOf(file: string): string | undefined {
  const paths = file.includes('\\') ? path.win32 : path.posix;
  const lower = file.toLowerCase();
  const name = paths.basename(lower);
  const byName = languages.find(language => language.filenames?.some(each => each.toLowerCase() === name));
  if (byName !== undefined) return byName.id;
  const patterns = languages
    .flatMap(({ id, filenamePatterns = [] }) => filenamePatterns.map(pattern => ({ id, pattern })))
    .filter(({ pattern }) => paths.matchesGlob(pattern.includes('/') ? lower : name, pattern))
    .sort((a, b) => b.pattern.length - a.pattern.length);
  return patterns[0]?.id ?? languages.find(({ extensions }) => extensions?.some(each => name.endsWith(each)))?.id;
}

/** The language that a first line gives where no path did. */
function languageByFirstLine(line: string): string | undefined {
  return languages.find(({ firstLine }) => firstLine !== undefined && new RegExp(firstLine).test(line))?.id;
}

test('each grammar of syntaxes/ is contributed', () => {
  assert.deepEqual(
    Object.fromEntries(grammars.map(grammar => [grammar.scopeName, path.posix.basename(grammar.path)])),
    GRAMMARS,
  );
  for (const { language, scopeName } of grammars) {
    assert.equal(language, scopeName === 'source.epost.common' ? undefined : scopeName.slice('source.'.length));
  }
});

describe('a log is recognised by its path', () => {
  const cases: readonly [file: string, language: string | undefined][] = [
    ['C:\\mail\\senderlog\\MAILSV\\250310.log', 'senderlog'],
    ['C:\\mail\\senderlog\\250310.log', 'senderlog'],
    ['C:\\mail\\senderlog\\MAILSV\\250310_14.log', 'senderlog'],
    ['C:\\MAIL\\SenderLog\\MAILSV\\250310.LOG', 'senderlog'],
    ['\\\\mailsv\\mail\\senderlog\\250310.log', 'senderlog'],
    ['/var/spool/epms/senderlog/mailsv/250310.log', 'senderlog'],
    ['/home/taro/archive/senderlog/2025/03/250310.log', 'senderlog'],
    ['C:\\mail\\faillog\\MAILSV\\250310.log', 'faillog'],
    ['/var/spool/epms/faillog/250310.log', 'faillog'],
    ...['acceptlog', 'inlog', 'receivelog', 'outlog', 'outlocallog'].flatMap((kind): [string, string][] => [
      [`C:\\mail\\${kind}\\MAILSV\\250310.log`, 'epost-log'],
      [`/mail/${kind}/250310.log`, 'epost-log'],
    ]),
    // By name, as somebody mails it.
    ['/tmp/senderlog.txt', 'senderlog'],
    ['/tmp/senderlog_250310.log', 'senderlog'],
    ['/tmp/faillog-250310.txt', 'faillog'],
    ['/tmp/outlog250310.log', 'epost-log'],
    ['/tmp/mx1.senderlog-transcript', 'senderlog-transcript'],
    // The nearest folder decides, also below a folder that happens to have the name of another log.
    ['/home/taro/senderlog/faillog/MAILSV/250310.log', 'faillog'],
    ['/home/taro/senderlog/faillog/250310.log', 'faillog'],
    ['/home/taro/senderlog/inlog/250310.log', 'epost-log'],
    ['/home/taro/outlocallog/inlog/MAILSV/250310.log', 'epost-log'],
    ['/home/taro/outlocallog/faillog/250310.log', 'faillog'],
    // Nobody else's logs.
    ['/var/log/250310.log', undefined],
    ['/var/log/mail.log', undefined],
    ['/home/taro/senderlog/README.md', undefined],
    ['/home/taro/logs/20250310T100000/window1/exthost/senderlog.senderlog/Senderlog Probes.log', undefined],
  ];
  for (const [file, language] of cases) test(file, () => assert.equal(languageOf(file), language));
});

describe('a file that no path tells is recognised by its first line', () => {
  const cases: readonly [line: string, language: string | undefined][] = [
    ['[13:20:57:106] [B0000123001] [example.com] GetTryServer:()', 'senderlog'],
    ['[13:20:57] [B0000123001-R0001] ConnectHost(mx1.example.com)', 'senderlog'],
    ['[B0000097013] [example.com] GetTryServer:()', 'senderlog'],
    ['[13:16:42:795] [           ] ScrambleBegin(C:\\mail\\exclusive\\thread.lck) start.', 'senderlog'],
    ['132:get_reply():size=36:token=220 mx1.example.com ESMTP', 'senderlog'],
    ['B0000055688@mail.example.jp send fail on [01/Nov/2017:10:29:51] from  to b@example.com [550 no]', 'faillog'],
    [
      'B0000123001@mail.example.jp sent on [24/Nov/2026:13:06:18] to  mx1.example.com from - to b@example.com',
      'epost-log',
    ],
    ['<B0000123001@mail.example.jp> [24/Nov/2026:13:07:50] 203.0.113.25 mx1 a@example.com b@example.jp', 'epost-log'],
    ['[24/Nov/2026:13:07:49], 0000a1b2, EHLO mx1.example.com', 'epost-log'],
    ['[10:00:00] server started', undefined],
    ['203.0.113.25 - - [24/Nov/2026:13:07:49 +0900] "GET / HTTP/1.1" 200', undefined],
  ];
  for (const [line, language] of cases) test(line, () => assert.equal(languageByFirstLine(line), language));
});

describe('the defaults for our languages', () => {
  const defaultsOf = (id: string): Readonly<Record<string, unknown>> =>
    Object.assign(
      {},
      ...Object.entries(configurationDefaults)
        .filter(([key]) => key.includes(`[${id}]`))
        .map(([, defaults]) => defaults),
    );

  for (const id of LOGS) {
    test(`keep a ${id} as it is on disk`, () => {
      const defaults = defaultsOf(id);
      for (const setting of [
        'editor.formatOnSave',
        'editor.formatOnPaste',
        'editor.formatOnType',
        'files.trimTrailingWhitespace',
        'files.insertFinalNewline',
        'files.trimFinalNewlines',
      ]) {
        assert.equal(defaults[setting], false, setting);
      }
      assert.equal(defaults['files.autoSave'], 'off');
    });

    test(`guess between UTF-8 and Shift_JIS for a ${id}`, () => {
      const defaults = defaultsOf(id);
      assert.equal(defaults['files.autoGuessEncoding'], true);
      assert.deepEqual(defaults['files.candidateGuessEncodings'], ['utf8', 'shiftjis']);
    });
  }

  test('leave the colours to the theme', () => {
    assert.ok(!Object.values(configurationDefaults).some(each => 'editor.tokenColorCustomizations' in each));
    assert.ok(!('editor.tokenColorCustomizations' in configurationDefaults));
  });
});

describe('semantic colours', () => {
  // The editor gives colours to token.*-token where a theme has none, but to the grammar's tokens only: a semantic token falls
  // through to its next scope, and a 550 looks like any number.
  test('rest on no scope that many themes leave to the editor', () => {
    const scopes = semanticTokenScopes.flatMap(({ scopes }) => Object.values(scopes).flat());
    assert.ok(scopes.length > 0);
    assert.deepEqual(
      scopes.filter(scope => scope.startsWith('token.')),
      [],
    );
  });
});
