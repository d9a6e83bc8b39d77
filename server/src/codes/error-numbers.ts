/**
 * Error numbers: the same decimal means another thing on Windows, BSD and Linux, so a number is read with the edition
 * of the mail server in mind, and with all its meanings side by side where that is unknown.
 */
import type { Entry } from './types.ts';

/** The edition of the mail server (setting `server.edition`); `auto` = not known. */
export type Edition = 'windows' | 'bsd' | 'linux' | 'auto';

export type Platform = 'windows' | 'bsd' | 'linux';

export interface ErrorReading {
  readonly platform: Platform;
  readonly entry: Entry;
}

/** From here on a number can only be Winsock's (or a 32-bit status of Windows): no Unix counts that far. */
const FIRST_WINSOCK_ONLY = 10000;

type Numbers = ReadonlyMap<number, readonly Entry[]>;

export function createErrorNumbers(
  entries: readonly Entry[],
): (n: number, edition: Edition) => readonly ErrorReading[] {
  const winsock = new Map<number, Entry[]>();
  const windows = new Map<number, Entry[]>();
  const bsd = new Map<number, Entry[]>();
  const linux = new Map<number, Entry[]>();
  for (const entry of entries) {
    if (entry.catalogue === 'winsock') add(winsock, [Number(entry.id.slice('winsock:'.length))], entry);
    else if (entry.catalogue === 'windows') add(windows, numbersOf(entry), entry);
    else if (entry.catalogue === 'errno' && !isResolverError(entry)) {
      if (entry.twins?.bsd !== undefined) add(bsd, [entry.twins.bsd], entry);
      if (entry.twins?.linux !== undefined) add(linux, [entry.twins.linux], entry);
    }
  }
  return (n, edition) => {
    const found: ErrorReading[] = [];
    const read = (platform: Platform, ...tables: Numbers[]) => {
      for (const table of tables) for (const entry of table.get(n) ?? []) found.push({ platform, entry });
    };
    if (n >= FIRST_WINSOCK_ONLY || n < 0) {
      read('windows', winsock, windows);
      return found;
    }
    // Some low Winsock numbers (6, 8, 87, 995 …) are system errors under a second name: the socket meaning comes first.
    if (edition === 'windows' || edition === 'auto') read('windows', winsock, windows);
    if (edition === 'bsd' || edition === 'auto') read('bsd', bsd);
    if (edition === 'linux' || edition === 'auto') read('linux', linux);
    return found;
  };
}

/** The edition that writes this number for a socket error (format reference §1.6); undefined where several may. */
export function editionOfSocketError(n: number): Platform | undefined {
  if (n >= FIRST_WINSOCK_ONLY) return 'windows';
  if (n >= 100 && n <= 113) return 'linux';
  return n >= 50 && n <= 65 ? 'bsd' : undefined;
}

function add(table: Map<number, Entry[]>, numbers: Iterable<number>, entry: Entry): void {
  for (const n of new Set(numbers)) {
    const list = table.get(n);
    if (list) list.push(entry);
    else table.set(n, [entry]);
  }
}

/** The numbers of a Windows entry: from its id and its keys, decimal or `0x…`; a 32-bit status is met signed as well. */
function* numbersOf(entry: Entry): Iterable<number> {
  for (const key of [entry.id.slice('windows:'.length), ...entry.keys]) {
    if (!/^(?:-?\d{1,10}|0x[0-9a-f]{1,8})$/i.test(key)) continue;
    const n = Number(key);
    yield n;
    if (n > 0x7fffffff) yield n - 0x100000000;
  }
}

/** Results of the resolver (`h_errno`, `EAI_*`) count in a space of their own and never stand in `code=` or `error=`. */
function isResolverError(entry: Entry): boolean {
  return /^errno:(?:EAI_|HOST_NOT_FOUND$|TRY_AGAIN$|NO_RECOVERY$|NO_DATA$)/.test(entry.id);
}
