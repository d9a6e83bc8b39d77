import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { IGrammar, IRawTheme, Registry } from 'vscode-textmate';

export type { IGrammar } from 'vscode-textmate';

// Both packages are CommonJS bundles whose exports Node cannot see by name.
const require = createRequire(import.meta.url);
const textmate = require('vscode-textmate') as typeof import('vscode-textmate');
const oniguruma = require('vscode-oniguruma') as typeof import('vscode-oniguruma');

const SYNTAXES = new URL('../../../syntaxes/', import.meta.url);

/** Scope names and the files they come from; package.json contributes the same pairs. */
export const GRAMMARS: Readonly<Record<string, string>> = {
  'source.epost.common': 'epost-common.tmLanguage.json',
  'source.senderlog': 'senderlog.tmLanguage.json',
  'source.faillog': 'faillog.tmLanguage.json',
  'source.epost-log': 'epost-log.tmLanguage.json',
  'source.senderlog-transcript': 'senderlog-transcript.tmLanguage.json',
};

/** The languages a file can have (all but the shared rules). */
export const LANGUAGES = Object.keys(GRAMMARS).filter(scope => scope !== 'source.epost.common');

const onigLib = oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'))).then(() => ({
  createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
  createOnigString: (text: string) => new oniguruma.OnigString(text),
}));

export function rawGrammar(scope: string): string {
  return readFileSync(new URL(GRAMMARS[scope]!, SYNTAXES), 'utf8');
}

/** A registry that knows our grammars, as VS Code would set it up, with a theme's rules where given. */
export function createRegistry(theme?: IRawTheme): Registry {
  return new textmate.Registry({
    onigLib,
    ...(theme === undefined ? {} : { theme }),
    loadGrammar: async scope =>
      GRAMMARS[scope] === undefined ? null : textmate.parseRawGrammar(rawGrammar(scope), GRAMMARS[scope]),
  });
}

const shared = createRegistry();

export async function loadGrammar(scope: string): Promise<IGrammar> {
  const grammar = await shared.loadGrammar(scope);
  if (grammar === null) throw new Error(`no grammar ${scope}`);
  return grammar;
}

/** The state in front of the first line. */
export const INITIAL = textmate.INITIAL;

/** Throws where a pattern is not valid: Oniguruma would otherwise drop it silently. */
export async function compilePattern(pattern: string): Promise<void> {
  const scanner = (await onigLib).createOnigScanner([pattern]);
  scanner.dispose();
}

/** A line end as VS Code sees it: CR CR LF ends two lines. */
export const EDITOR_LINE_END = /\r\n|\r|\n/;
