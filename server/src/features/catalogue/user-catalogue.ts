import type { Diagnostic } from 'vscode-languageserver-types';
import type { Catalogue } from '../../codes/catalogue.ts';
import { LIMITS, readUserEntries, type UserEntry, type UserEntryError } from '../../codes/user-entries.ts';
import { type Language, messages } from '../../l10n/messages.ts';
import { SOURCE } from '../diagnostics.ts';
import { plainText } from '../markdown.ts';
import { placeOf } from './json-pointer.ts';

/** The notification `senderlog/userCatalogue` of the client: all catalogue files of the workspace, in the order of its folders. */
interface UserCatalogueFile {
  readonly uri: string;
  /** null = longer than is read. */
  readonly text: string | null;
}

/** More folders than this are not read. */
const MAX_FILES = 20;
/** Problems of a file that are shown. */
const MAX_PROBLEMS = 50;
const WARNING = 2;

/** What the files hold. */
interface UserCatalogue {
  readonly entries: readonly UserEntry[];
  /** One list a file, empty where all is well. */
  readonly problems: ReadonlyMap<string, Diagnostic[]>;
}

/** Reads the parameters of the notification; what has another shape is left out. */
export function readFiles(params: unknown): UserCatalogueFile[] {
  const { files } = (params ?? {}) as { files?: unknown };
  if (!Array.isArray(files)) return [];
  return files.slice(0, MAX_FILES).flatMap((file: unknown) => {
    const { uri, text } = (file ?? {}) as { uri?: unknown; text?: unknown };
    return typeof uri === 'string' && (typeof text === 'string' || text === null) ? [{ uri, text }] : [];
  });
}

/** The names of the reason classes that the catalogue explains. */
export const reasonClasses = (catalogue: Catalogue): ReadonlySet<string> =>
  new Set(catalogue.entries.filter(e => e.catalogue === 'class').map(e => e.id.slice('class:'.length)));

/** @param classes the reason classes that entries may name */
export function readUserCatalogue(
  files: readonly UserCatalogueFile[],
  classes: ReadonlySet<string>,
  language: Language,
): UserCatalogue {
  const entries: UserEntry[] = [];
  const problems = new Map<string, Diagnostic[]>();
  for (const { uri, text } of files) {
    const read = readUserEntries(text ?? ' '.repeat(LIMITS.characters + 1), classes);
    entries.push(...read.entries.slice(0, LIMITS.entries - entries.length));
    problems.set(uri, diagnosticsOf(text ?? '', read.errors, language));
  }
  return { entries, problems };
}

function diagnosticsOf(text: string, errors: readonly UserEntryError[], language: Language): Diagnostic[] {
  const shown = errors.slice(0, MAX_PROBLEMS);
  const places = shown.map(error => placeOf(text, error.at));
  const position = positions(text);
  return shown.map((error, i) => ({
    range: { start: position(places[i]!.start), end: position(places[i]!.end) },
    severity: WARNING,
    source: SOURCE,
    code: 'user-catalogue',
    message: messageOf(error, language),
  }));
}

/** What is wrong, and what comes of it: only an entry is left out, the rest still works. */
function messageOf({ at, message }: UserEntryError, language: Language): string {
  const text = plainText(message[language]).slice(0, 500);
  return at.startsWith('/entries/') ? `${text} ${messages(language).entryLeftOut}` : text;
}

/** Line and UTF-16 column of an offset. */
function positions(text: string): (offset: number) => Diagnostic['range']['start'] {
  const starts = [0];
  for (const m of text.matchAll(/\r\n|\r|\n/g)) starts.push(m.index + m[0].length);
  return offset => {
    const line = starts.findLastIndex(start => start <= offset);
    return { line, character: offset - starts[line]! };
  };
}
