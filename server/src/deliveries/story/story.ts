import type { LogName } from '../../logs/detect.ts';
import type { IdTable } from '../../logs/ids.ts';
import { Kind } from '../../logs/record.ts';
import { DAY } from '../../logs/units.ts';
import type { Attempt } from '../attempt.ts';
import { type Delivery, deliveriesOf } from '../delivery.ts';
import type { Ledger } from '../ledger.ts';
import { DATED } from '../times.ts';
import { messagesOf } from './epochs.ts';
import type { StoryLines } from './lines.ts';
import { type Section, sectionsOf } from './sections.ts';

/** The whole story of a message: everything that shares a base id, over all logs and days of one mail server. */
export interface Story {
  readonly base: string;
  /** In the order of time. */
  readonly sections: readonly Section[];
  readonly deliveries: readonly Delivery[];
  /** All attempts of all deliveries, in the order in which the sections have them. */
  readonly attempts: readonly Attempt[];
  /** What is not known, or not certain. */
  readonly notices: readonly Notice[];
  /** EPSTDS 4.79 or later wrote the log. */
  readonly rawReplies: boolean;
  /** The full id with a number. */
  readonly idText: (id: number) => string;
}

export type Notice =
  /** A log of these days is missing though the message lived over them; days since 1970-01-01. */
  | { readonly kind: 'missing-days'; readonly log: LogName; readonly days: readonly number[] }
  /** Only a companion log knows it. */
  | { readonly kind: 'no-senderlog' }
  /** Given up, but no faillog of that day is at hand, or the log of it has no such line. */
  | { readonly kind: 'no-faillog'; readonly given: boolean }
  /** The retry line of the first attempt tells that there were passes before. */
  | { readonly kind: 'begins-before'; readonly count: number }
  | { readonly kind: 'begins-in-session' }
  | { readonly kind: 'ends-in-session' }
  /** The id was used for other messages too; this is number `at` of `of`. */
  | { readonly kind: 'id-reused'; readonly at: number; readonly of: number }
  | { readonly kind: 'no-date' }
  | { readonly kind: 'uncertain-lines'; readonly count: number }
  | { readonly kind: 'derived-lines'; readonly count: number }
  | { readonly kind: 'dropped-lines'; readonly count: number };

/** Days (since 1970-01-01) of which a server's logs are at hand. */
export type DaysOf = ReadonlyMap<LogName, ReadonlySet<number>>;

/** Missing days that are named. */
const MAX_DAYS = 31;

/** The stories of one base id: several where the counter was reset; none where no line has it. */
export function storiesOf(base: string, ledger: Ledger, collected: StoryLines, days: DaysOf): Story[] {
  const { ids } = ledger;
  const lines = collected.lines.filter(line => ids.base(line.id) === base);
  if (lines.length === 0) return [];
  const messages = messagesOf({ ...ledger.message(base), lines });
  return messages.map((facts, at) => {
    const idText = (id: number): string => ids.text(id);
    const deliveries = deliveriesOf({ base, entries: facts.entries, notes: facts.notes }, idText);
    const known = facts.entries.flatMap(e => e.attempts);
    const sections = sectionsOf(facts.lines, known, idText, text => numberOf(ids, text));
    const attempts = sections.flatMap(s => s.attempt ?? []);
    const story: Story = {
      base,
      sections,
      deliveries,
      attempts,
      rawReplies: ledger.attempts.rawReplies,
      idText,
      notices: [],
    };
    const notices = noticesOf(story, days);
    if (messages.length > 1) notices.unshift({ kind: 'id-reused', at: at + 1, of: messages.length });
    if (collected.dropped > 0) notices.push({ kind: 'dropped-lines', count: collected.dropped });
    return { ...story, notices };
  });
}

const numberOf = (ids: IdTable, text: string): number => ids.lookup(text);

function noticesOf(story: Story, days: DaysOf): Notice[] {
  const found: Notice[] = [];
  const { attempts, deliveries, sections } = story;
  const lines = sections.flatMap(s => s.lines);
  const sender = lines.filter(l => l.log === 'senderlog');
  if (sender.length === 0) found.push({ kind: 'no-senderlog' });
  else if (sender.every(l => l.time < DATED)) found.push({ kind: 'no-date' });
  else if (sender.every(l => l.time < 0 || l.time >= DATED))
    found.push(
      ...missingDays(
        lines.map(l => l.time).filter(t => t >= DATED),
        days,
      ),
    );
  const first = attempts.find(a => a.age !== undefined);
  if (attempts.length > 0 && attempts[0] === first && first!.age!.count > 0)
    found.push({ kind: 'begins-before', count: first!.age!.count });
  if (attempts.some(a => a.host === '' && a.start.row >= 0 && beginsLate(story, a)))
    found.push({ kind: 'begins-in-session' });
  if (attempts.some(a => !a.closed || a.interrupted)) found.push({ kind: 'ends-in-session' });
  const given = deliveries.filter(d => d.outcome === 'failed' && d.giveUp !== undefined);
  if (given.some(d => !d.notes.some(n => n.log === 'faillog')) && !lines.some(l => l.log === 'faillog'))
    found.push({ kind: 'no-faillog', given: (days.get('faillog')?.size ?? 0) > 0 });
  const uncertain = lines.filter(l => l.uncertain).length;
  if (uncertain > 0) found.push({ kind: 'uncertain-lines', count: uncertain });
  const derived = lines.filter(l => l.derived && !l.uncertain).length;
  if (derived > 0) found.push({ kind: 'derived-lines', count: derived });
  return found;
}

/** No connect and no failed look-up begins it: the file begins in the middle of it. */
function beginsLate(story: Story, a: Attempt): boolean {
  const kinds = story.sections.find(s => s.attempt === a)?.lines.map(l => l.kind) ?? [];
  return !kinds.includes(Kind.ConnectHost) && a.stage !== 'resolve';
}

function missingDays(times: readonly number[], days: DaysOf): Notice[] {
  const has = days.get('senderlog');
  if (times.length === 0 || has === undefined || has.size === 0) return [];
  const missing: number[] = [];
  const last = Math.floor(times.reduce((a, b) => Math.max(a, b)) / DAY);
  let day = Math.floor(times.reduce((a, b) => Math.min(a, b)) / DAY);
  for (; day <= last && missing.length < MAX_DAYS; day++) if (!has.has(day)) missing.push(day);
  return missing.length === 0 ? [] : [{ kind: 'missing-days', log: 'senderlog', days: missing }];
}
