import { BASE_LENGTH } from '../../logs/ids.ts';
import { Kind } from '../../logs/record.ts';
import type { Position } from '../../text/store.ts';
import type { FeatureContext } from '../context.ts';
import type { LogDocument } from '../document.ts';
import type { Cancellation, LogAccess, Where } from '../log-access.ts';
import { plainText } from '../markdown.ts';
import { type StoryContext, type StoryDocument, storyDocument } from './document.ts';

/** Records that are looked at around one without an id. */
const NEAR = 12;
const ID = /^<?(B\d{10})(?:-[0-9A-Za-z]{1,20}){0,12}(?:@[^\s<>]{0,255})?>?$/i;

/** Params of `senderlog/story`: a message id, or a position in an open log. */
interface StoryParams extends Where {
  readonly base: string | undefined;
  readonly position: Position | undefined;
}

/** Reads the params of a request of ours; what a client sends wrongly is left out. */
export function readStoryParams(params: unknown): StoryParams {
  const p = (params ?? {}) as { queueId?: unknown; position?: Partial<Position> };
  const { line, character } = p.position ?? {};
  const placed = Number.isInteger(line) && Number.isInteger(character);
  return {
    ...readWhere(params),
    base: typeof p.queueId === 'string' ? ID.exec(p.queueId.trim())?.[1]?.toUpperCase() : undefined,
    position: placed ? { line: line!, character: character! } : undefined,
  };
}

export function readWhere(params: unknown): Where {
  const { uri, folders } = (params ?? {}) as { uri?: unknown; folders?: unknown };
  return {
    document: typeof uri === 'string' ? uri : undefined,
    folders: Array.isArray(folders) ? folders.filter(f => typeof f === 'string').slice(0, 100) : [],
  };
}

/** The base id of the message that a position in a log belongs to; a record without an id is its neighbour's. */
export function messageAt(document: LogDocument, position: Position): string | undefined {
  const place = document.store.placeAt(position);
  const ref = document.log.recordAt(place.block, place.offset);
  if (ref === undefined) return undefined;
  const { records } = ref.block;
  const kind = records.kind(ref.row);
  // A raw chunk stands before the reply that repeats it, the further lines of a reply behind it.
  const ahead = kind === Kind.GetReply || kind === Kind.GetReplyEnd || kind === Kind.Self451;
  for (let i = 0; i <= NEAR; i++) {
    const row = ref.row + (ahead ? i : -i);
    const id = row >= 0 && row < records.count ? records.id(row) : 0;
    if (id > 0) return document.log.ids.text(id).slice(0, BASE_LENGTH);
    if (kind !== Kind.Continuation && !ahead) return undefined;
  }
  return undefined;
}

/** The story of a message as one document; null where no log names it. */
export async function story(
  base: string,
  where: Where,
  logs: LogAccess,
  c: FeatureContext,
  cancel: Cancellation,
): Promise<StoryDocument | null> {
  const context = storyContext(c);
  const found = await logs.stories(base, where, cancel);
  const documents = found.flatMap(({ server, stories }) =>
    stories.map(one => {
      const document = storyDocument(one, context);
      if (found.length === 1) return document;
      const name = context.safe(server);
      return { ...document, lines: [{ text: `# ${name}` }, ...document.lines] };
    }),
  );
  const first = documents[0];
  if (first === undefined) return null;
  const lines = documents.flatMap((d, i) => (i === 0 ? d.lines : [{ text: '' }, ...d.lines]));
  return { ...first, lines };
}

export const storyContext = (c: FeatureContext): StoryContext => ({
  catalogue: c.catalogue,
  replyCause: c.replyCause,
  language: c.language,
  safe: plainText,
  maskAddresses: c.settings.maskAddresses,
});
