import { HOUR } from '../../logs/units.ts';
import { type Attempt, fileLineOf, type Spot } from '../attempt.ts';
import type { Note } from '../notes.ts';
import { DATED } from '../times.ts';
import type { EntryFacts } from '../units.ts';
import { pathOf, type StoryLine } from './line.ts';

/**
 * An id stands for one message only until the counter is reset. What is known of an id, taken apart into the messages that
 * bore it one after the other.
 */

/** Retries come every four hours at the latest (format reference §6.2): a longer silence is another message, or missing logs. */
const SILENCE = 72 * HOUR;

interface Facts {
  readonly entries: readonly EntryFacts[];
  readonly notes: readonly Note[];
  readonly lines: readonly StoryLine[];
}

/** @returns one message an element, in the order of time; what has no date is with the first */
export function messagesOf(facts: Facts): Facts[] {
  const cuts = cutsOf(facts);
  if (cuts.length === 0) return [facts];
  const epochOf = (time: number): number => (time < DATED ? 0 : cuts.filter(cut => cut <= time).length);
  return Array.from({ length: cuts.length + 1 }, (_, epoch) => ({
    entries: facts.entries
      .map(e => ({
        id: e.id,
        attempts: e.attempts.filter(a => epochOf(a.startTime) === epoch),
        giveUps: e.giveUps.filter(g => epochOf(g.time) === epoch),
        waits: e.waits.filter(w => epochOf(w.time) === epoch),
        workfile:
          e.workfile !== undefined && epochOf(timeAt(facts.lines, e.workfile)) === epoch ? e.workfile : undefined,
      }))
      .filter(e => e.attempts.length > 0 || e.giveUps.length > 0 || e.waits.length > 0),
    notes: facts.notes.filter(n => epochOf(n.time) === epoch),
    lines: inEpoch(facts.lines, epoch, epochOf),
  })).filter(f => f.lines.length > 0);
}

const timeAt = (lines: readonly StoryLine[], at: Spot): number =>
  lines.find(l => l.line === fileLineOf(at) && l.path === pathOf(at.block))?.time ?? -1;

/** A line without a stamp goes with the line before it. */
function inEpoch(lines: readonly StoryLine[], epoch: number, epochOf: (time: number) => number): StoryLine[] {
  let at = 0;
  return lines.filter(line => {
    if (line.time >= 0) at = epochOf(line.time);
    return at === epoch;
  });
}

/** Times at which another message begins to bear the id. */
function cutsOf({ entries, notes, lines }: Facts): number[] {
  const times = lines.map(l => l.time).filter(t => t >= DATED);
  times.sort((a, b) => a - b);
  const receipts = notes.filter(n => n.log === 'inlog' && n.time >= DATED).map(n => n.time);
  const attempts = entries.flatMap(e => e.attempts);
  const cuts: number[] = [];
  for (let i = 1; i < times.length; i++) {
    const [before, time] = [times[i - 1]!, times[i]!];
    const silent = time - before > SILENCE && !sameMail(attempts, before, time);
    const again = receipts.includes(time) && time - before > HOUR;
    if (silent || again) cuts.push(time);
  }
  return cuts;
}

/** The retry lines on both sides of a silence name the same queueing time: one mail, logs are missing in between. */
function sameMail(attempts: readonly Attempt[], before: number, time: number): boolean {
  const queued = (a: Attempt | undefined): number => a?.age?.queued ?? -1;
  const old = queued(attempts.find(a => a.startTime >= 0 && a.startTime <= before && a.age !== undefined));
  const next = queued(attempts.find(a => a.startTime >= time && a.age !== undefined));
  return old >= 0 && Math.abs(old - next) <= 2;
}
