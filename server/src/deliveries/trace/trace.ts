import type { Delivery } from '../delivery.ts';
import type { Note } from '../notes.ts';
import { DATED, spanOf } from '../times.ts';
import type { Refusal } from './refusals.ts';

/** What a trace finds in the logs. */

/** A message that may be the one. */
export interface Hit {
  /** The mail server: its work folder and computer name. */
  readonly server: string;
  readonly base: string;
  /** By its id, by an address or a domain that it names, or only by the domain of a recipient whom no line names. */
  readonly by: 'id' | 'named' | 'domain';
  /** Those that were meant, or all where the id was given. */
  readonly deliveries: readonly Delivery[];
  readonly notes: readonly Note[];
  readonly rawReplies: boolean;
}

export interface Found {
  readonly hits: readonly Hit[];
  readonly refusals: readonly { readonly server: string; readonly refusal: Refusal }[];
  /** Nothing was found at the time that was given, so all logs were looked through. */
  readonly widened: boolean;
  /** Messages that were too many to be looked at. */
  readonly dropped: number;
  /** Files that could not be read. */
  readonly unread: readonly string[];
  /** Log files that were there to be read. */
  readonly files: number;
}

/** When a hit began, ms since 1970-01-01 by the server's clock; -1 where nothing dates it. */
export function beginOf({ deliveries, notes }: Hit): number {
  const starts = deliveries.map(d => spanOf(d, undefined).start?.local ?? -1).filter(t => t >= DATED);
  for (const note of notes) if (note.time >= DATED) starts.push(note.time);
  return starts.length === 0 ? -1 : starts.reduce((a, b) => Math.min(a, b));
}

const BY: Readonly<Record<Hit['by'], number>> = { id: 0, named: 1, domain: 2 };

/**
 * The likeliest first: surely named before only fitting, for an error mail the failed ones, then the nearest to the middle of
 * the time that was given, else the latest.
 */
export function likeliestFirst(hits: readonly Hit[], about: number | undefined, isError: boolean): Hit[] {
  const failed = (h: Hit): number => (isError && !h.deliveries.some(d => d.outcome === 'failed') ? 1 : 0);
  const keyed = hits.map(hit => {
    const begin = beginOf(hit);
    return { hit, distance: about === undefined ? -begin : begin < 0 ? Number.MAX_VALUE : Math.abs(begin - about) };
  });
  keyed.sort((a, b) => BY[a.hit.by] - BY[b.hit.by] || failed(a.hit) - failed(b.hit) || a.distance - b.distance);
  return keyed.map(k => k.hit);
}
