import { NO_BASE } from '../../deliveries/trace/mentions.ts';
import { domainPart } from '../../deliveries/units.ts';
import { DAY, HOUR } from '../../logs/units.ts';
import { type Writer, writerOf } from './error-mail.ts';
import { isMail, type MailText, readMail } from './mail-text.ts';
import { mailDate, whenOf } from './when.ts';

/** What an engineer has in hand → what to look for in the logs. */
export interface TraceQuery {
  readonly kind: 'id' | 'error-mail' | 'mail' | 'address' | 'domain' | 'nothing';
  /** Base ids, the likeliest first; those of other servers may be among them. */
  readonly ids: readonly string[];
  /** In lower case; of an error mail those that were not reached. */
  readonly addresses: readonly string[];
  /** Further addresses of a mail: tried where the first find nothing. */
  readonly others: readonly string[];
  readonly domains: readonly string[];
  /** Ms by the server's clock, as far as that is known; undefined where no time was given. */
  readonly from: number | undefined;
  readonly until: number | undefined;
  readonly writer: Writer;
}

/** Characters of what was given that are looked at. */
const MAX_QUERY = 2_000_000;
const MAX_IDS = 20;
const MAX_ADDRESSES = 50;

const ID = /(?<![0-9A-Za-z])B\d{10}(?!\d)/gi;
/** The text around it may be Japanese without a blank; a domain that begins so is one of the illegal ones that E-Post logs. */
const ADDRESS =
  /[\w!#$%&'*+/=?^`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|[^\s\x00-\x7f\u3000-\u303f][^\s<>()[\]:;,"'\u3000-\u303f]{1,252})/g;
const DOMAIN =
  /(?<![\w.@/-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z][A-Za-z0-9-]{1,62}(?![\w@])/g;
/** Ends of names that are files. */
const FILE = /\.(?:log|txt|eml|msg|exe|dat)$/i;

/** @param now ms since 1970-01-01 by the local clock, for dates without a year */
export function traceQuery(given: string, now: number): TraceQuery {
  const text = given.slice(0, MAX_QUERY);
  if (isMail(text) || /^\s*(?:Received:|from\s\S{1,255}\s.{0,500}\bby\s)/is.test(text.slice(0, 1000)))
    return ofMail(readMail(text));
  const ids = unique(Array.from(text.matchAll(ID), m => m[0].toUpperCase()));
  const bare = /^\s*(\d{10})\s*$/.exec(text);
  if (bare !== null) ids.push(`B${bare[1]}`);
  if (ids.length > 0) return { ...NOTHING, kind: 'id', ids: ids.slice(0, MAX_IDS) };
  const addresses = addressesIn(text);
  const found = whenOf(text.replace(ADDRESS, ' '), now);
  const time = { from: found?.when.from, until: found?.when.until };
  if (addresses.length > 0) return { ...NOTHING, ...time, kind: 'address', addresses };
  const domains = domainsIn(found?.rest ?? text);
  return domains.length > 0 ? { ...NOTHING, ...time, kind: 'domain', domains } : NOTHING;
}

const NOTHING: TraceQuery = {
  kind: 'nothing',
  ids: [],
  addresses: [],
  others: [],
  domains: [],
  from: undefined,
  until: undefined,
  writer: { kind: 'none' },
};

function ofMail(mail: MailText): TraceQuery {
  const writer = writerOf(mail);
  const values = (name: string): string[] => mail.fields.filter(f => f.name === name).map(f => f.value);
  const received = values('received');
  // A lone header without its name.
  if (received.length === 0 && mail.fields.length === 0) received.push(mail.text.replace(/\s+/g, ' '));
  // The server that took the mail first wrote the lowest line.
  const places = [...values('x-epost-queue-id'), ...received.toReversed(), ...values('message-id'), mail.text];
  const ids = unique(places.flatMap(text => Array.from(text.matchAll(ID), m => m[0].toUpperCase())));
  const failed = ['final-recipient', 'original-recipient', 'x-failed-recipients'].flatMap(values).flatMap(addressesIn);
  const asked = received.flatMap(text => addressesIn(/\bfor\s{1,5}(\S{1,320})/i.exec(text)?.[1] ?? ''));
  const to = ['to', 'cc', 'x-original-to', 'delivered-to'].flatMap(values).flatMap(addressesIn);
  const from = ['from', 'return-path'].flatMap(values).flatMap(addressesIn);
  const isError = writer.kind !== 'none';
  // The header of an error mail names its reader; who was not reached stands in its text.
  const body =
    isError && failed.length === 0 ? addressesIn(mail.text).filter(a => !to.includes(a) && !from.includes(a)) : [];
  const people = unique([...failed, ...body, ...asked, ...to, ...from]).filter(a => !isDaemon(a));
  const first = isError ? unique([...failed, ...body]) : asked.length > 0 ? asked : to;
  const addresses = first.filter(a => !isDaemon(a)).slice(0, MAX_ADDRESSES);
  return {
    kind: isError ? 'error-mail' : 'mail',
    ids: ids.filter(id => id !== NO_BASE).slice(0, MAX_IDS),
    addresses: addresses.length > 0 ? addresses : people.slice(0, MAX_ADDRESSES),
    others: people.filter(a => !addresses.includes(a)).slice(0, MAX_ADDRESSES),
    domains: [],
    ...mailTime(values, received, isError),
    writer,
  };
}

/** From the dates of a mail, whose zone is the writer's: wide enough for another zone, and for retries before an error mail. */
function mailTime(values: (name: string) => string[], received: readonly string[], isError: boolean) {
  const dates = ['arrival-date', 'last-attempt-date', 'date'].flatMap(values).concat(received);
  const times = dates.flatMap(text => mailDate(text) ?? []);
  if (times.length === 0) return { from: undefined, until: undefined };
  const earliest = times.reduce((a, b) => Math.min(a, b));
  const latest = times.reduce((a, b) => Math.max(a, b));
  return { from: earliest - (isError ? 3 * DAY : 15 * HOUR), until: latest + (isError ? DAY : 2 * DAY) };
}

const addressesIn = (text: string): string[] =>
  unique(Array.from(text.slice(0, 200_000).matchAll(ADDRESS), m => m[0].toLowerCase())).filter(
    a => !/^<?b\d{10}(?:-|@)/.test(a) && domainPart(a).includes('.'),
  );

const isDaemon = (address: string): boolean => /^(?:mailer-daemon|postmaster)@/.test(address);

const domainsIn = (text: string): string[] =>
  unique(Array.from(text.matchAll(DOMAIN), m => m[0].toLowerCase()))
    .filter(d => !FILE.test(d))
    .slice(0, MAX_ADDRESSES);

const unique = <T>(all: readonly T[]): T[] => [...new Set(all)];
