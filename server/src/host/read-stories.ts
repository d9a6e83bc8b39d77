import { promises as fs } from 'node:fs';
import { Ledger } from '../deliveries/ledger.ts';
import { StoryLines } from '../deliveries/story/lines.ts';
import { type DaysOf, type Story, storiesOf } from '../deliveries/story/story.ts';
import type { LogName } from '../logs/detect.ts';
import { BASE_LENGTH, IdTable } from '../logs/ids.ts';
import type { LexedBlock } from '../logs/log.ts';
import { LogStream } from '../logs/stream.ts';
import { DAY } from '../logs/units.ts';
import { chunks } from './chunks.ts';
import { type LogFile, type ServerFiles, utf16 } from './log-files.ts';

/** Reads what some messages left in the logs of a server. Only their lines are kept; files that do not name them are not lexed. */

/** Bytes lexed at a time: the language server answers others in between. */
export const SLICE = 128 * 1024;
/** Bytes looked through at a time for the ids. */
const CHUNK = 1024 * 1024;
/** With more ids than this, every file is read. */
const MAX_SEARCHED = 8;

export interface StoryOptions {
  readonly signal: Pick<AbortSignal, 'aborted'>;
  /** WHATWG name; undefined: guessed. */
  readonly encoding?: string | undefined;
  readonly onError?: (path: string, error: NodeJS.ErrnoException) => void;
  /** Lines that are kept, all messages together. */
  readonly maxLines?: number;
}

/** What was read of some messages. */
interface ReadMessages {
  readonly ledger: Ledger;
  readonly lines: StoryLines;
}

/** The stories of the messages with these base ids, in the order of the ids. */
export async function readStories(server: ServerFiles, bases: readonly string[], o: StoryOptions): Promise<Story[]> {
  const { ledger, lines } = await readMessages(server, new Set(bases), o);
  const days = daysOf(server);
  return bases.flatMap(base => storiesOf(base, ledger, lines, days));
}

/** Reads the files of a server that name one of these base ids. */
export async function readMessages(
  server: ServerFiles,
  bases: ReadonlySet<string>,
  o: StoryOptions,
): Promise<ReadMessages> {
  const ids = new IdTable();
  const lines = new StoryLines(ids, wantedIds(ids, bases), o.maxLines);
  const ledger = new Ledger(ids, false, lines);
  let last: LogStream | undefined;
  for (const file of server.files) {
    if (o.signal.aborted || file.log === undefined) continue;
    try {
      if (bases.size <= MAX_SEARCHED && !(await names(file, bases, o.signal))) continue;
      const stream = await read(file, ledger, lines, o);
      // As in `read-logs.ts`: a session may look back into the file of the day before.
      last?.release();
      last = stream;
    } catch (error) {
      o.onError?.(file.path, error as NodeJS.ErrnoException);
    }
  }
  ledger.attempts.settle();
  last?.release();
  return { ledger, lines };
}

/** The days whose files are at hand, log by log. */
function daysOf(server: ServerFiles): DaysOf {
  const days = new Map<LogName, Set<number>>();
  for (const { log, day } of server.files) {
    if (log === undefined || day === undefined) continue;
    const known = days.get(log);
    if (known === undefined) days.set(log, new Set([day]));
    else known.add(day);
  }
  return days;
}

async function read(file: LogFile, ledger: Ledger, lines: StoryLines, o: StoryOptions): Promise<LogStream> {
  const stream = new LogStream(file.log!, ledger.ids, file.path);
  lines.nextFile();
  if (file.log === 'senderlog') ledger.attempts.nextFile((file.day ?? 0) * DAY);
  const take = (blocks: readonly LexedBlock[]): void => {
    for (const block of blocks) {
      if (file.log === 'senderlog') ledger.attempts.feed(block);
      else {
        ledger.addNotes(block);
        lines.companion(block);
      }
    }
  };
  for await (const bytes of chunks(file.path, o, SLICE, stream)) take(stream.push(bytes));
  take(stream.end());
  return stream;
}

/** Is the full id one of a wanted message? Answers are remembered by number. */
function wantedIds(ids: IdTable, bases: ReadonlySet<string>): (id: number) => boolean {
  let known = new Uint8Array(1024);
  return id => {
    if (id >= known.length) {
      const more = new Uint8Array(Math.max(id + 1, known.length * 2));
      more.set(known);
      known = more;
    }
    known[id] ||= bases.has(ids.base(id)) ? 1 : 2;
    return known[id] === 1;
  };
}

/** Does one of the ids stand anywhere in the file? What is UTF-16 is taken to. */
async function names(file: LogFile, bases: ReadonlySet<string>, signal: StoryOptions['signal']): Promise<boolean> {
  const handle = await fs.open(file.path);
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK + BASE_LENGTH);
    let kept = 0;
    for (let position = 0; !signal.aborted; ) {
      const { bytesRead } = await handle.read(buffer, kept, CHUNK, position);
      if (bytesRead === 0) return false;
      const piece = buffer.subarray(0, kept + bytesRead);
      if (position === 0 && utf16(piece) !== undefined) return true;
      for (const base of bases) if (piece.includes(base, 0, 'latin1')) return true;
      position += bytesRead;
      kept = Math.min(BASE_LENGTH - 1, piece.length);
      piece.copyWithin(0, piece.length - kept);
    }
    return false;
  } finally {
    await handle.close();
  }
}
