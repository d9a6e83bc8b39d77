import { Mentions, type Wanted } from '../deliveries/trace/mentions.ts';
import { IdTable } from '../logs/ids.ts';
import type { LexedBlock } from '../logs/log.ts';
import { LogStream } from '../logs/stream.ts';
import { DAY } from '../logs/units.ts';
import { chunks } from './chunks.ts';
import type { LogFile, ServerFiles } from './log-files.ts';
import { SLICE, type StoryOptions } from './read-stories.ts';

/** The messages of a server that name what is wanted, from the files of that time. */
export async function findMessages(server: ServerFiles, wanted: Wanted, o: StoryOptions): Promise<Mentions> {
  const found = new Mentions(wanted);
  for (const file of server.files) {
    if (o.signal.aborted || file.log === undefined || file.log === 'receivelog' || !coversTime(file, wanted)) continue;
    const midnight = file.day === undefined ? undefined : file.day * DAY;
    try {
      await eachBlock(file, o, block => found.add(block, block.log.ids, midnight));
    } catch (error) {
      o.onError?.(file.path, error as NodeJS.ErrnoException);
    }
  }
  return found;
}

/** Lexes a file from its beginning to its end. */
export async function eachBlock(file: LogFile, o: StoryOptions, take: (block: LexedBlock) => void): Promise<void> {
  const stream = new LogStream(file.log!, new IdTable(), file.path);
  for await (const bytes of chunks(file.path, o, SLICE, stream)) stream.push(bytes).forEach(take);
  stream.end().forEach(take);
}

/** Can a file, by its name, hold something of the time that is wanted? One without a date always can. */
export function coversTime({ day }: LogFile, { from, until }: Pick<Wanted, 'from' | 'until'>): boolean {
  if (day === undefined) return true;
  return (from === undefined || (day + 1) * DAY > from) && (until === undefined || day * DAY <= until);
}
