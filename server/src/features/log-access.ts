import type { Story } from '../deliveries/story/story.ts';
import type { Found } from '../deliveries/trace/trace.ts';
import type { TraceQuery } from './trace/query.ts';

/** Where logs are looked for. */
export interface Where {
  /** The log that was being read, if any: its server comes first. URI. */
  readonly document: string | undefined;
  /** URIs. */
  readonly folders: readonly string[];
}

/** Cancelled when `aborted` is true; what was found until then is given. */
export interface Cancellation {
  readonly aborted: boolean;
}

/** What reads logs on disk for the features; handed in. */
export interface LogAccess {
  /** The stories of a base id: those of the document's own server, else those of all servers that are found. */
  readonly stories: (base: string, where: Where, cancel: Cancellation) => Promise<readonly ServerStories[]>;
  readonly trace: (query: TraceQuery, where: Where, cancel: Cancellation) => Promise<Found>;
  /** Ms since 1970-01-01 by the local clock. */
  readonly now: () => number;
}

export interface ServerStories {
  readonly server: string;
  readonly stories: readonly Story[];
}
