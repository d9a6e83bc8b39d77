/** Catalogue and classifier with a workspace's own entries: they come first wherever they fit. */
import type { Catalogue } from './catalogue.ts';
import type { Classification, Classifier } from './classify.ts';
import { createSearch } from './search.ts';
import type { Entry } from './types.ts';
import { asCatalogueEntry, createUserMatcher, isUserEntry, type UserEntry } from './user-entries.ts';

/** The slug of the failure catalogue that all wordings of a reason class share; classes that have several are not here. */
const CAUSE_OF_CLASS: Readonly<Record<string, string>> = {
  authfailure: 'sender-auth-rejected',
  exceedlimit: 'size-exceeded',
  failedstarttls: 'starttls-refused',
  greylisting: 'greylisted',
  mailboxfull: 'mailbox-full',
  mesgtoobig: 'size-exceeded',
  norelaying: 'relay-denied',
  requireptr: 'reverse-dns-missing',
  spamdetected: 'spam-or-content-rejected',
  speeding: 'rate-limited',
  toomanyconn: 'rate-limited',
  userunknown: 'user-unknown',
  virusdetected: 'spam-or-content-rejected',
};

/** The catalogue with the entries: found by id, by their words, and first in a search. */
export function withUserEntries(base: Catalogue, entries: readonly UserEntry[]): Catalogue {
  if (entries.length === 0) return base;
  const own = entries.map(asCatalogueEntry);
  const byId = new Map(own.map(entry => [entry.id, entry]));
  const search = createSearch(own, () => []);
  const carries = (entry: Entry, key: string) => entry.keys.some(own => own.toLowerCase() === key);
  return {
    ...base,
    byId: id => (isUserEntry(id) ? byId.get(id) : base.byId(id)),
    find: key => {
      const wanted = key.normalize('NFKC').trim().toLowerCase();
      return [...own.filter(entry => carries(entry, wanted)), ...base.find(key)];
    },
    search: (query, language) => [...search(query, language), ...base.search(query, language)],
  };
}

/** The classifier with the entries: what the workspace says about a reply outranks what we know. */
export function withUserReplies(base: Classifier, entries: readonly UserEntry[]): Classifier {
  if (entries.length === 0) return base;
  const { match } = createUserMatcher(entries);
  const places = new Map(entries.map((entry, index) => [entry, index]));
  return {
    pattern: id => base.pattern(id),
    classify(reply, context) {
      const told = base.classify(reply, context);
      const entry = match(reply);
      if (entry === undefined) return told;
      const patternId = asCatalogueEntry(entry, places.get(entry)!).id;
      return { ...told, ...reasonOf(entry, told), patternId, basis: 'wording', confidence: 'high' };
    },
  };
}

/** Class and cause; what E-Post wrote itself keeps its own, and an entry without a class says nothing about it. */
function reasonOf(entry: UserEntry, told: Classification): Pick<Classification, 'class' | 'cause'> {
  const { class: named } = entry;
  const { class: known, cause } = told;
  if (named === undefined || named === known || told.origin === 'epost') return { class: known, cause };
  return { class: named, cause: CAUSE_OF_CLASS[named] ?? null };
}
