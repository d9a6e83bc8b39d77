import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** VS Code's own themes, as the embedded editor brings them (scripts/editor-host). */
const EXTENSIONS = fileURLToPath(
  new URL('../../../scripts/editor-host/node_modules/code-server/lib/vscode/extensions/', import.meta.url),
);

interface TokenRule {
  readonly scope?: string | readonly string[];
  readonly settings: { readonly foreground?: string; readonly fontStyle?: string };
}

export interface Theme {
  readonly id: string;
  readonly kind: 'light' | 'dark' | 'hcLight' | 'hcDark';
  readonly rules: readonly TokenRule[];
}

interface ThemeFile {
  readonly include?: string;
  readonly colors?: Readonly<Record<string, string>>;
  readonly tokenColors?: readonly TokenRule[] | string;
}

const KINDS: Readonly<Record<string, Theme['kind']>> = {
  vs: 'light',
  'vs-dark': 'dark',
  'hc-light': 'hcLight',
  'hc-black': 'hcDark',
};

const FOREGROUND: Readonly<Record<Theme['kind'], string>> = {
  light: '#000000',
  dark: '#BBBBBB',
  hcLight: '#292929',
  hcDark: '#FFFFFF',
};

/**
 * The four rules that VS Code itself adds behind those of every theme that does not bring them
 * (`defaultThemeColors` in its colorThemeData.ts).
 */
const LOG_COLOURS: Readonly<
  Record<Theme['kind'], readonly [info: string, warn: string, error: string, debug: string]>
> = {
  light: ['#316bcd', '#cd9731', '#cd3131', '#800080'],
  dark: ['#6796e6', '#cd9731', '#f44747', '#b267e6'],
  hcLight: ['#316bcd', '#cd9731', '#cd3131', '#800080'],
  hcDark: ['#6796e6', '#008000', '#FF0000', '#b267e6'],
};

/** All themes that come with VS Code; empty where the embedded editor is not installed. */
export function builtInThemes(): Theme[] {
  if (!existsSync(EXTENSIONS)) return [];
  return readdirSync(EXTENSIONS)
    .filter(name => name.startsWith('theme-'))
    .flatMap(name => {
      const folder = join(EXTENSIONS, name);
      const manifest = readJson(join(folder, 'package.json')) as {
        contributes: { themes?: readonly { id: string; uiTheme: string; path: string }[] };
      };
      return (manifest.contributes.themes ?? []).map(({ id, uiTheme, path }) =>
        complete(id, KINDS[uiTheme] ?? 'dark', join(folder, path)),
      );
    });
}

function complete(id: string, kind: Theme['kind'], path: string): Theme {
  const own = rulesOf(path);
  const bringsLogColours = own.some(rule => rule.scope === 'token.info-token');
  const [info, warn, error, debug] = LOG_COLOURS[kind];
  const added: TokenRule[] = [
    { scope: 'token.info-token', settings: { foreground: info } },
    { scope: 'token.warn-token', settings: { foreground: warn } },
    { scope: 'token.error-token', settings: { foreground: error } },
    { scope: 'token.debug-token', settings: { foreground: debug } },
  ];
  const foreground = colourOf(path, 'editor.foreground') ?? FOREGROUND[kind];
  const base: TokenRule = { settings: { foreground: foreground.slice(0, 7) } };
  return { id, kind, rules: [base, ...own.filter(rule => rule.scope), ...(bringsLogColours ? [] : added)] };
}

function rulesOf(path: string): TokenRule[] {
  const theme = readJson(path) as ThemeFile;
  const included = theme.include === undefined ? [] : rulesOf(join(dirname(path), theme.include));
  return [...included, ...(Array.isArray(theme.tokenColors) ? (theme.tokenColors as TokenRule[]) : [])];
}

function colourOf(path: string, name: string): string | undefined {
  const theme = readJson(path) as ThemeFile;
  return theme.colors?.[name] ?? (theme.include ? colourOf(join(dirname(path), theme.include), name) : undefined);
}

/** Theme files are JSON with comments and trailing commas. */
function readJson(path: string): unknown {
  const text = readFileSync(path, 'utf8').replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1');
  return JSON.parse(text.replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, '$1'));
}
