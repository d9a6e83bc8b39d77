import { promises as fs } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cancellation, LogAccess, ServerStories, Where } from '../features/log-access.ts';
import { LOG_NAMES } from '../logs/detect.ts';
import { findLogs, type ServerFiles } from './log-files.ts';
import { readStories, type StoryOptions } from './read-stories.ts';
import { traceLogs } from './trace-logs.ts';

/** Reads logs on disk for the language server. */
export function logAccess(): LogAccess {
  return {
    stories: async (base, where, cancel) => {
      // The id of a line is its own server's: another server has other messages of that id.
      const own = await ownServer(where, cancel);
      const first = own === undefined ? [] : await storiesOf([own], base, cancel);
      return first.length > 0 ? first : storiesOf(await serversOf(where, cancel), base, cancel);
    },
    trace: async (query, where, cancel) => {
      return traceLogs(await serversOf(where, cancel), query, optionsOf(cancel));
    },
    now: () => {
      const now = new Date();
      return now.getTime() - now.getTimezoneOffset() * 60_000;
    },
  };
}

async function storiesOf(
  servers: readonly ServerFiles[],
  base: string,
  cancel: Cancellation,
): Promise<ServerStories[]> {
  const found: ServerStories[] = [];
  for (const server of servers) {
    const stories = await readStories(server, [base], optionsOf(cancel));
    if (stories.length > 0) found.push({ server: server.name, stories });
  }
  return found;
}

const optionsOf = (cancel: Cancellation): StoryOptions => ({ signal: cancel });

/** The server that the document is a log of; undefined where none was open, or it lies outside a work folder and the folders. */
async function ownServer(where: Where, cancel: Cancellation): Promise<ServerFiles | undefined> {
  const file = where.document === undefined ? undefined : pathOf(where.document);
  if (file === undefined) return undefined;
  const work = workFolder(file);
  const servers = work === undefined ? await serversOf(where, cancel) : await logsBelow([work], cancel);
  return servers.find(s => s.files.some(f => samePath(f.path, file)));
}

async function serversOf(where: Where, cancel: Cancellation): Promise<readonly ServerFiles[]> {
  const file = where.document === undefined ? undefined : pathOf(where.document);
  const folders = where.folders.flatMap(uri => pathOf(uri) ?? []);
  return logsBelow(file === undefined ? folders : [workFolder(file) ?? path.dirname(file), ...folders], cancel);
}

async function logsBelow(roots: readonly string[], cancel: Cancellation): Promise<readonly ServerFiles[]> {
  const operands = (await Promise.all(roots.map(logFolders))).flat();
  return (await findLogs(operands, cancel)).servers;
}

/** The path of a `file:` URI; undefined for any other. */
function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

const WORK =
  /^(.+?)[\\/](?:senderlog|faillog|acceptlog|inlog|receivelog|outlog|outlocallog)(?:[\\/][^\\/]+)?[\\/][^\\/]+$/is;

/** The work folder of E-Post that a log lies in; undefined where it lies elsewhere. */
const workFolder = (file: string): string | undefined => WORK.exec(file)?.[1];

/** Of a work folder only its logs: mailboxes and queues lie beside them. */
async function logFolders(root: string): Promise<string[]> {
  try {
    const names = (await fs.readdir(root, { withFileTypes: true })).filter(e => !e.isFile()).map(e => e.name);
    const logs = names.filter(name => (LOG_NAMES as readonly string[]).includes(name.toLowerCase()));
    return logs.length === 0 ? [root] : logs.map(name => path.join(root, name));
  } catch {
    return [];
  }
}

const samePath = (a: string, b: string): boolean => {
  const [x, y] = [path.resolve(a), path.resolve(b)];
  return x === y || (process.platform === 'win32' && x.toLowerCase() === y.toLowerCase());
};
