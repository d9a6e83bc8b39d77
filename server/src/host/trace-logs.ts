import { matches, type Wanted } from '../deliveries/trace/mentions.ts';
import { Refusals } from '../deliveries/trace/refusals.ts';
import { type Found, type Hit, likeliestFirst } from '../deliveries/trace/trace.ts';
import type { TraceQuery } from '../features/trace/query.ts';
import { DAY } from '../logs/units.ts';
import { coversTime, eachBlock, findMessages } from './find-messages.ts';
import type { LogFile, ServerFiles } from './log-files.ts';
import { readMessages, type StoryOptions } from './read-stories.ts';

/** Lines of a message lie at most so far from the ones that named what was looked for: retries and error mails. */
const AROUND = 5 * DAY;

/** Looks for what a query names in the logs of these servers; files are chosen by time before they are read. */
export async function traceLogs(servers: readonly ServerFiles[], query: TraceQuery, o: StoryOptions): Promise<Found> {
  const unread: string[] = [];
  const options: StoryOptions = {
    ...o,
    onError: (path, error) => {
      unread.push(path);
      o.onError?.(path, error);
    },
  };
  const run = new Trace(servers, query, options);
  const found = await run.find();
  return { ...found, unread: [...new Set(unread)], files: servers.reduce((n, s) => n + s.files.length, 0) };
}

type Part = Omit<Found, 'unread' | 'files'>;
const NOTHING: Part = { hits: [], refusals: [], widened: false, dropped: 0 };

class Trace {
  readonly #servers: readonly ServerFiles[];
  readonly #query: TraceQuery;
  readonly #o: StoryOptions;

  constructor(servers: readonly ServerFiles[], query: TraceQuery, options: StoryOptions) {
    this.#servers = servers;
    this.#query = query;
    this.#o = options;
  }

  async find(): Promise<Part> {
    const q = this.#query;
    for (const id of q.ids) {
      const hits = await this.#byId(id);
      if (hits.length > 0) return { ...NOTHING, hits: this.#sorted(hits) };
    }
    for (const addresses of [q.addresses, q.others]) {
      if (addresses.length === 0 && q.domains.length === 0) continue;
      const found = await this.#byAddress(addresses, q.from, q.until);
      if (found.hits.length > 0 || found.refusals.length > 0) return found;
    }
    if (q.from === undefined || q.addresses.length + q.domains.length === 0) return NOTHING;
    return { ...(await this.#byAddress(q.addresses, undefined, undefined)), widened: true };
  }

  async #byId(base: string): Promise<Hit[]> {
    const hits: Hit[] = [];
    for (const server of this.#servers) {
      if (this.#o.signal.aborted) return hits;
      const { ledger, lines } = await readMessages(server, new Set([base]), { ...this.#o, maxLines: 0 });
      if (lines.dropped === 0) continue;
      const message = ledger.message(base);
      hits.push({
        server: server.name,
        base,
        by: 'id',
        deliveries: ledger.deliveries(message),
        notes: message.notes,
        rawReplies: ledger.attempts.rawReplies,
      });
    }
    return this.#meant(hits);
  }

  /** Of several servers that gave the same id: those whose message goes to whom the mail names. */
  #meant(hits: Hit[]): Hit[] {
    const { addresses, others } = this.#query;
    const wanted = this.#wanted([...addresses, ...others], undefined, undefined);
    const fits = hits.filter(h => h.deliveries.some(d => matches(d, wanted) === 'named'));
    return fits.length > 0 ? fits : hits;
  }

  async #byAddress(addresses: readonly string[], from: number | undefined, until: number | undefined): Promise<Part> {
    const wanted = this.#wanted(addresses, from, until);
    const hits: Hit[] = [];
    const refusals: Part['refusals'][number][] = [];
    let dropped = 0;
    for (const server of this.#servers) {
      if (this.#o.signal.aborted) break;
      const mentions = await findMessages(server, wanted, this.#o);
      dropped += mentions.dropped;
      if (mentions.bases.size > 0) hits.push(...(await this.#hits(server, mentions.bases, wanted)));
      for (const refusal of await this.#refusals(server, wanted)) refusals.push({ server: server.name, refusal });
    }
    // Where somebody is named, what only could be is left out.
    const named = hits.filter(h => h.by !== 'domain');
    return { hits: this.#sorted(named.length > 0 ? named : hits), refusals, widened: false, dropped };
  }

  #wanted(addresses: readonly string[], from: number | undefined, until: number | undefined): Wanted {
    return { addresses: new Set(addresses), domains: new Set(this.#query.domains), from, until };
  }

  async #hits(server: ServerFiles, bases: ReadonlySet<string>, wanted: Wanted): Promise<Hit[]> {
    const near = server.files.filter(file => coversTime(file, around(wanted)));
    const { ledger } = await readMessages({ ...server, files: near }, bases, { ...this.#o, maxLines: 0 });
    const hits: Hit[] = [];
    for (const base of bases) {
      const message = ledger.message(base);
      const { notes } = message;
      const all = ledger.deliveries(message);
      const about = { server: server.name, base, notes, rawReplies: ledger.attempts.rawReplies };
      const named = all.filter(d => matches(d, wanted) === 'named');
      const fits = all.filter(d => matches(d, wanted) === 'domain');
      // Only its receipt names it: whom it went to is not known.
      if (named.length > 0 || all.length === 0) hits.push({ ...about, by: 'named', deliveries: named });
      else if (fits.length > 0) hits.push({ ...about, by: 'domain', deliveries: fits });
      else if (notes.some(n => n.log === 'inlog')) hits.push({ ...about, by: 'named', deliveries: all });
    }
    return hits;
  }

  async #refusals(server: ServerFiles, wanted: Wanted): Promise<Refusals['found']> {
    const found = new Refusals(wanted);
    const tells = (file: LogFile): boolean => file.log === 'acceptlog' || file.log === 'receivelog';
    for (const file of server.files.filter(f => tells(f) && coversTime(f, wanted))) {
      if (this.#o.signal.aborted) break;
      try {
        await eachBlock(file, this.#o, block => found.add(block));
      } catch (error) {
        this.#o.onError?.(file.path, error as NodeJS.ErrnoException);
      }
      found.end();
    }
    return found.found;
  }

  #sorted(hits: readonly Hit[]): Hit[] {
    const { from, until, kind } = this.#query;
    const about = from === undefined || until === undefined ? undefined : (from + until) / 2;
    return likeliestFirst(hits, about, kind === 'error-mail');
  }
}

const around = ({ from, until }: Wanted): Pick<Wanted, 'from' | 'until'> => ({
  from: from === undefined ? undefined : from - AROUND,
  until: until === undefined ? undefined : until + AROUND,
});
