import { BASE_LENGTH } from '../../logs/ids.ts';
import { Kind } from '../../logs/record.ts';
import { type Attempt, fileLineOf, type Spot } from '../attempt.ts';
import { DATED, startOf } from '../times.ts';
import type { IdText } from '../units.ts';
import { pathOf, type StoryLine } from './line.ts';

/** The lines of a message in sections: its receipt, each attempt, the passes of the queue between them, the giving up. */

type SectionKind = 'receipt' | 'attempt' | 'waiting' | 'give-up' | 'result';

export interface Section {
  readonly kind: SectionKind;
  /** Of kind attempt. */
  readonly attempt: Attempt | undefined;
  readonly lines: StoryLine[];
}

/** Where an id is in its life. */
interface Progress {
  /** Lines of the queue that no attempt has taken yet. */
  pending: StoryLine[];
  current: Section | undefined;
  /** The retry decision behind an attempt: `()`, `(age)`, `()`. */
  decision: 'none' | 'begun' | 'aged' | 'made';
}

const QUEUE: ReadonlySet<Kind> = new Set([Kind.TryCheck, Kind.TryAge, Kind.TryIndex, Kind.TryFirst]);
const BOUNCE: ReadonlySet<Kind> = new Set([Kind.BounceStart, Kind.BounceRoute, Kind.BounceDone, Kind.BounceTrace]);
/** A path in a line of the queue names the full id that the line lacks. */
const FULL_ID = /B\d{10}(?:-[A-Za-z]{0,2}\d[0-9A-Fa-f]{0,19}){1,12}/;

/** @param lines all lines of one message, each log's in its order */
export function sectionsOf(
  lines: readonly StoryLine[],
  attempts: readonly Attempt[],
  idText: IdText,
  idNumber: (text: string) => number,
): Section[] {
  const byStart = new Map(attempts.map(a => [placeKey(a.start), a]));
  const made: Section[] = [];
  const all = new Map<number, Progress>();
  const section = (kind: SectionKind, own: StoryLine[], attempt?: Attempt): Section => {
    const one = { kind, attempt, lines: own };
    made.push(one);
    return one;
  };
  for (const line of lines) {
    if (line.log !== 'senderlog') {
      companion(made, line);
      continue;
    }
    let id = line.id;
    if (line.kind === Kind.AfterCutting && idText(id).length === BASE_LENGTH) {
      const named = FULL_ID.exec(line.text.slice(line.text.indexOf('AfterCutting')))?.[0];
      id = (named === undefined ? 0 : idNumber(named)) || id;
    }
    let p = all.get(id);
    if (p === undefined) {
      p = { pending: [], current: undefined, decision: 'none' };
      all.set(id, p);
    }
    const attempt = byStart.get(`${line.line} ${line.path}`);
    if (attempt !== undefined && attempt.id === id && line.kind !== Kind.Continuation) {
      byStart.delete(`${line.line} ${line.path}`);
      const pass = lastPass(p.pending);
      if (pass > 0) section('waiting', p.pending.slice(0, pass));
      p.current = section('attempt', [...p.pending.slice(pass), line], attempt);
      p.pending = [];
      p.decision = 'none';
    } else take(p, line, section);
  }
  for (const p of all.values()) if (p.pending.length > 0) section('waiting', p.pending);
  return inOrder(made);
}

function take(p: Progress, line: StoryLine, section: (kind: SectionKind, lines: StoryLine[]) => Section): void {
  if (BOUNCE.has(line.kind)) {
    if (p.current?.kind === 'give-up') p.current.lines.push(line);
    else {
      // The preparation of the error mail stands before its first line.
      p.current = section('give-up', [...p.pending, line]);
      p.pending = [];
    }
  } else if (p.current === undefined || (p.current.kind === 'attempt' && p.decision === 'made')) p.pending.push(line);
  else {
    p.current.lines.push(line);
    if (p.current.kind === 'attempt' && QUEUE.has(line.kind)) {
      if (line.kind === Kind.TryAge) p.decision = 'aged';
      else if (line.kind === Kind.TryCheck) p.decision = p.decision === 'aged' ? 'made' : 'begun';
    }
  }
}

/** Where the last pass of the queue begins in lines that no attempt has: at the `()` before the last retry line. */
function lastPass(pending: readonly StoryLine[]): number {
  const age = pending.findLastIndex(l => l.kind === Kind.TryAge);
  if (age < 0) return 0;
  const check = pending.slice(0, age).findLastIndex(l => l.kind === Kind.TryCheck);
  return check < 0 ? age : check;
}

/** Lines of one companion log that follow each other make one section. */
function companion(made: Section[], line: StoryLine): void {
  const last = made.at(-1);
  const kind = RECEIPTS.has(line.log) ? 'receipt' : 'result';
  const previous = last?.lines.at(-1);
  // A further line of a session has no time of its own.
  const near = previous?.log === line.log && (line.time < 0 || line.time - previous.time < 1000 || kind === 'receipt');
  if (last?.kind === kind && near) last.lines.push(line);
  else made.push({ kind, attempt: undefined, lines: [line] });
}

const RECEIPTS: ReadonlySet<string> = new Set(['acceptlog', 'inlog', 'receivelog']);

const placeKey = (at: Spot): string => `${fileLineOf(at)} ${pathOf(at.block)}`;

const RANK: Readonly<Record<SectionKind, number>> = { receipt: 0, attempt: 1, waiting: 1, 'give-up': 1, result: 2 };

/** By time; where a senderlog has no date, receipts first and results last. */
function inOrder(sections: Section[]): Section[] {
  const dated = new Map<string, number>();
  for (const { attempt, lines } of sections) {
    if (attempt === undefined || attempt.startTime < 0 || attempt.startTime >= DATED) continue;
    const moment = startOf(attempt);
    const path = lines[0]!.path;
    if (moment !== undefined && !dated.has(path)) dated.set(path, moment.local - attempt.startTime);
  }
  const keys = sections.map(s => {
    const first = s.attempt ?? s.lines.find(l => l.time >= 0);
    const time = first === undefined ? -1 : 'startTime' in first ? first.startTime : first.time;
    if (time >= DATED) return time + (s.kind === 'result' ? 999 : 0);
    return time < 0 ? -1 : time + (dated.get(s.lines[0]!.path) ?? 0);
  });
  const byRank = keys.some((key, i) => RANK[sections[i]!.kind] === 1 && key < DATED);
  const order = sections.map((_, i) => i);
  order.sort((a, b) => {
    const rank = byRank ? RANK[sections[a]!.kind] - RANK[sections[b]!.kind] : 0;
    if (rank !== 0) return rank;
    return keys[a]! >= 0 && keys[b]! >= 0 ? keys[a]! - keys[b]! || a - b : a - b;
  });
  return order.map(i => sections[i]!);
}
