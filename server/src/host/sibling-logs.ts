import { promises as fs } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Location } from 'vscode-languageserver-types';
import { Attempts } from '../deliveries/attempts.ts';
import { deliveriesOf } from '../deliveries/delivery.ts';
import { deliveriesTo, proofOf } from '../deliveries/proof.ts';
import type { Wanted } from '../features/navigation/definition.ts';
import { Ranges } from '../features/navigation/ranges.ts';
import type { WantedId } from '../features/navigation/references.ts';
import { ascii, find, isAlnum } from '../logs/bytes.ts';
import { dateOfPath, LOG_NAMES, type LogName } from '../logs/detect.ts';
import { BASE_LENGTH, IdTable, idEnd } from '../logs/ids.ts';
import type { LexedBlock } from '../logs/log.ts';
import { LogStream } from '../logs/stream.ts';
import { DAY } from '../logs/units.ts';
import { Block } from '../text/block.ts';
import { TextStore } from '../text/store.ts';
import { chunks } from './chunks.ts';

/** The logs of the same mail server and day that lie beside a log on disk (format reference §1.1), read where they are not open. */

/** Bytes that one question reads at most; a file that would pass it is left out. */
const MAX_READ = 512 * 1024 * 1024;
const LF = 10;
const CR = 13;

const LAYOUT =
  /^(.*[\\/])(?:senderlog|faillog|acceptlog|inlog|receivelog|outlog|outlocallog)([\\/](?:[^\\/]{1,64}[\\/])?)(\d{6})(?:_\d{2})?\.log$/i;

/** Files of one log that belong to the same server and day as `uri`, in order; none where there are none or `uri` is no file. */
export async function siblings(uri: string, log: LogName): Promise<string[]> {
  const match = LAYOUT.exec(pathOf(uri) ?? '');
  if (match === null) return [];
  const [, root, computer, day] = match;
  try {
    const folder = (await fs.readdir(root!)).find(name => name.toLowerCase() === log);
    if (folder === undefined) return [];
    const inside = path.join(root!, folder, computer!);
    const wanted = new RegExp(`^${day}(?:_\\d{2})?\\.log$`, 'i');
    const names = (await fs.readdir(inside)).filter(name => wanted.test(name)).sort();
    return names.map(name => path.join(inside, name));
  } catch {
    return []; // No such folder, or none that may be read: nothing to offer.
  }
}

export const uriOf = (file: string): string => pathToFileURL(file).href;

function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

/** Takes files as long as their bytes fit into what may be read. */
async function* bounded(files: readonly string[], signal: AbortSignal): AsyncGenerator<string> {
  let left = MAX_READ;
  for (const file of files) {
    if (signal.aborted) return;
    const size = await fs.stat(file).then(
      stat => (stat.isFile() ? stat.size : Number.POSITIVE_INFINITY),
      () => Number.POSITIVE_INFINITY,
    );
    if (size > left) continue;
    left -= size;
    yield file;
  }
}

/** Where a block of a file lies in the editor's lines. */
interface Lines {
  readonly uri: string;
  readonly first: number;
  /** Editor lines in the block before each line of the file; undefined where they are the same. */
  readonly of: Int32Array | undefined;
}

/** The records of the senderlogs beside a companion log that tell how its message went; empty where they do not know it. */
export async function decisiveRecords(uri: string, wanted: Wanted, signal: AbortSignal): Promise<Location[]> {
  const ids = new IdTable();
  const attempts = new Attempts(false);
  const lines = new Map<LexedBlock, Lines>();
  for await (const file of bounded(await siblings(uri, 'senderlog'), signal)) {
    attempts.nextFile((dateOfPath(file)?.day ?? 0) * DAY);
    const stream = new LogStream('senderlog', ids, file);
    let first = 0;
    const uriOfFile = uriOf(file);
    const take = (blocks: readonly LexedBlock[]): void => {
      for (const block of blocks) {
        lines.set(block, { uri: uriOfFile, first, of: editorLines(block.text) });
        first += block.text.breaks;
        attempts.feed(block);
      }
    };
    try {
      for await (const bytes of chunks(file, { signal }, undefined, stream)) take(stream.push(bytes));
    } catch {
      // What was read of a file that cannot be read to its end counts.
    }
    take(stream.end());
  }
  if (signal.aborted) return [];
  attempts.settle();
  const entries = attempts.entries.filter(e => e !== undefined).filter(e => ids.base(e.id) === wanted.base);
  const all = deliveriesOf({ base: wanted.base, entries, notes: [] }, id => ids.text(id));
  const spots = new Set(deliveriesTo(all, wanted.recipients).map(proofOf));
  return [...spots].flatMap(spot => {
    const at = spot && lines.get(spot.block);
    if (spot === undefined || at === undefined) return [];
    const start = { line: at.first + (at.of?.[spot.line] ?? spot.line), character: 0 };
    return [{ uri: at.uri, range: { start, end: start } }];
  });
}

function editorLines(text: Block): Int32Array | undefined {
  if (text.breaks === text.lineFeeds) return undefined;
  const of = new Int32Array(text.lineFeeds + 1);
  const b = text.bytes;
  let line = 0;
  let feeds = 0;
  for (let i = 0; i < b.length; i++) {
    const c = b[i]!;
    if (c === LF) {
      line++;
      of[++feeds] = line;
    } else if (c === CR && b[i + 1] !== LF) line++;
  }
  return of;
}

/**
 * The lines of all logs of the same server and day that name a message; those of open files are left out, their text is known better.
 * @param max at most that many
 */
export async function mentions(
  uri: string,
  wanted: WantedId,
  open: readonly string[],
  max: number,
  signal: AbortSignal,
): Promise<Location[]> {
  const known = new Set(open.map(one => pathOf(one)).filter(one => one !== undefined));
  const files = (await Promise.all(LOG_NAMES.map(log => siblings(uri, log)))).flat().filter(file => !known.has(file));
  const found: Location[] = [];
  for await (const file of bounded(files, signal)) {
    let line = 0;
    try {
      for await (const bytes of wholeLines(file, signal)) {
        line = search(bytes, line, wanted, range => found.push({ uri: uriOf(file), range }));
        if (found.length >= max) return found.slice(0, max);
      }
    } catch {
      // A file that cannot be read has nothing to tell.
    }
  }
  return found;
}

/** A file in pieces of whole lines. */
async function* wholeLines(file: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let rest = new Uint8Array(0);
  for await (const bytes of chunks(file, { signal })) {
    const stop = bytes.lastIndexOf(LF) + 1;
    if (stop > 0) yield concat(rest, bytes.subarray(0, stop));
    rest = stop > 0 ? bytes.slice(stop) : concat(rest, bytes);
  }
  if (rest.length > 0) yield rest;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** Finds an id in bytes that begin at an editor line, once a line; returns the line after them. */
function search(bytes: Uint8Array, first: number, wanted: WantedId, add: (range: Location['range']) => void): number {
  const pattern = ascii(wanted.id);
  let store: TextStore | undefined;
  let ranges: Ranges | undefined;
  let block = 0;
  let before = 0;
  let last = -1;
  for (
    let at = find(bytes, 0, bytes.length, pattern);
    at >= 0;
    at = find(bytes, at + BASE_LENGTH, bytes.length, pattern)
  ) {
    const end = at + pattern.length;
    if (isAlnum(bytes[at - 1] ?? 0) || isAlnum(bytes[end] ?? 0)) continue;
    if (wanted.full && idEnd(bytes, at, bytes.length) !== end) continue;
    store ??= TextStore.fromBytes(bytes);
    ranges ??= new Ranges(store);
    while (at - before >= store.blocks[block]!.bytes.length) before += store.blocks[block++]!.bytes.length;
    const { start, end: stop } = ranges.range(block, at - before, end - before);
    if (start.line === last) continue;
    last = start.line;
    add({ start: { ...start, line: first + start.line }, end: { ...stop, line: first + stop.line } });
  }
  return first + (store === undefined ? new Block(bytes).breaks : store.editorLineCount - 1);
}
