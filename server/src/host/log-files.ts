import * as callbacks from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { dateOfPath, type LogName, logOfContent, logOfPath, SNIFF_LENGTH } from '../logs/detect.ts';

/** The files of a call: which log each is, and which belong to one mail server. */

/** Not `fs.promises`: loading it costs a short run as much as reading its logs. */
const fs = {
  stat: promisify(callbacks.stat),
  realpath: promisify(callbacks.realpath),
  readdir: promisify(callbacks.readdir),
  open: promisify(callbacks.open),
  read: promisify(callbacks.read),
  close: promisify(callbacks.close),
};

/** Folders below a folder that was named, at most. */
const MAX_DEPTH = 8;
/** A year of hourly logs of all kinds is some 60,000 files. */
const MAX_FILES = 200_000;

export interface LogFile {
  /** As it was named, or found below what was named. */
  readonly path: string;
  /** Undefined: neither its path nor its content is that of a log. */
  readonly log: LogName | undefined;
  readonly size: number;
  /** Days since 1970-01-01, from its name. */
  readonly day: number | undefined;
  readonly hour: number | undefined;
}

/** The logs of one mail server, in the order in which they are to be read: companion logs first, senderlogs by time. */
export interface ServerFiles {
  readonly name: string;
  readonly files: readonly LogFile[];
}

interface FoundFiles {
  readonly servers: readonly ServerFiles[];
  readonly errors: readonly { path: string; error: NodeJS.ErrnoException }[];
}

/**
 * Finds the logs among files and folders. A file that was named is taken whatever it is; below a folder only what is a log.
 * A file that is reached twice counts once.
 */
export async function findLogs(operands: readonly string[], signal: Pick<AbortSignal, 'aborted'>): Promise<FoundFiles> {
  const files: LogFile[] = [];
  const errors: { path: string; error: NodeJS.ErrnoException }[] = [];
  const seen = new Set<string>();
  const visit = async (name: string, depth: number): Promise<void> => {
    if (signal.aborted || files.length >= MAX_FILES) return;
    try {
      const stat = await fs.stat(name, { bigint: true });
      const key = stat.ino === 0n ? await fs.realpath(name) : `${stat.dev}:${stat.ino}`;
      if (seen.has(key)) return;
      seen.add(key);
      if (stat.isDirectory()) {
        if (depth > MAX_DEPTH) return;
        const entries = await fs.readdir(name, { withFileTypes: true });
        entries.sort((a, b) => (a.name < b.name ? -1 : 1));
        for (const entry of entries) if (wanted(entry)) await visit(path.join(name, entry.name), depth + 1);
        return;
      }
      if (!stat.isFile() && depth > 0) return;
      const log = await logOf(name);
      if (log !== undefined || depth === 0) files.push({ path: name, log, size: Number(stat.size), ...date(name) });
    } catch (error) {
      errors.push({ path: name, error: error as NodeJS.ErrnoException });
    }
  };
  for (const operand of operands) await visit(operand, 0);
  return { servers: byServer(files), errors };
}

function wanted(entry: callbacks.Dirent): boolean {
  if (entry.isDirectory() || entry.isSymbolicLink()) return !entry.name.startsWith('.');
  return entry.isFile() && /\.(?:log|txt)$/i.test(entry.name);
}

function date(name: string): { day: number | undefined; hour: number | undefined } {
  const found = dateOfPath(name);
  return { day: found?.day, hour: found?.hour };
}

/** Bytes that are enough where they show what the path tells, which they nearly always do. */
const GLANCE = 4096;

/** Full paths decide first; a content that clearly is another log's is believed over a name. */
async function logOf(name: string): Promise<LogName | undefined> {
  const told = logOfPath(path.resolve(name));
  const handle = await fs.open(name, 'r');
  try {
    const { buffer, bytesRead } = await fs.read(handle, Buffer.alloc(SNIFF_LENGTH), 0, SNIFF_LENGTH, 0);
    if (bytesRead === 0) return told;
    const head = readable(new Uint8Array(buffer.buffer, buffer.byteOffset, bytesRead));
    if (told === undefined) return logOfContent(head);
    if (isShownAs(told, head.subarray(0, GLANCE))) return told;
    const shown = logOfContent(head);
    // outlog and outlocallog look alike: the name tells them apart.
    if (shown !== undefined) return sameShape(told, shown) ? told : shown;
    return isNoText(head) ? undefined : told;
  } finally {
    await fs.close(handle);
  }
}

function isShownAs(told: LogName, head: Uint8Array): boolean {
  const shown = logOfContent(head);
  return shown !== undefined && sameShape(told, shown);
}

const sameShape = (a: LogName, b: LogName): boolean => a === b || (a.startsWith('out') && b.startsWith('out'));
/** A path that names a log whose beginning nobody understands is still that log, unless it is no text at all. */
const isNoText = (head: Uint8Array): boolean =>
  head.some(c => c > 0x20) && head.filter(c => c === 0).length * 4 > head.length;

/** UTF-16 with a byte order mark (saved by Notepad) as UTF-8; anything else as it is. */
function readable(head: Uint8Array): Uint8Array {
  const encoding = utf16(head);
  if (encoding === undefined) return head;
  return new TextEncoder().encode(new TextDecoder(encoding).decode(head.subarray(0, head.length & ~1)));
}

export function utf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
}

const LAYOUT =
  /^(.*?)[\\/]?(senderlog|faillog|acceptlog|inlog|receivelog|outlog|outlocallog)(?:[\\/]([^\\/]+))?[\\/][^\\/]+$/is;

/** Which server a path belongs to: the work folder and the computer name level, where there is one. */
function serverOf(file: LogFile): string | undefined {
  const match = LAYOUT.exec(path.resolve(file.path));
  return match === null ? undefined : `${match[1]} ${(match[3] ?? '').toUpperCase()}`;
}

/** Files outside the layout of a work folder belong together, and to the only server where there is just one. */
function byServer(files: readonly LogFile[]): ServerFiles[] {
  const groups = new Map<string, LogFile[]>();
  const loose: LogFile[] = [];
  for (const file of files) {
    const key = serverOf(file);
    if (key === undefined) loose.push(file);
    else if (groups.has(key)) groups.get(key)!.push(file);
    else groups.set(key, [file]);
  }
  if (loose.length > 0) {
    const only = groups.size === 1 ? [...groups.values()][0] : undefined;
    if (only === undefined) groups.set('', loose);
    else only.push(...loose);
  }
  return Array.from(groups, ([name, group]) => ({ name: name.trim(), files: group.sort(inOrder) }));
}

/** Undated files come last. */
const UNDATED = 1e9;
const rank = (f: LogFile): number => (f.log === 'senderlog' ? 1 : 0);

function inOrder(a: LogFile, b: LogFile): number {
  return (
    rank(a) - rank(b) ||
    (a.day ?? UNDATED) - (b.day ?? UNDATED) ||
    (a.hour ?? 0) - (b.hour ?? 0) ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)
  );
}
