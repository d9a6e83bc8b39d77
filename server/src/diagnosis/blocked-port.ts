import type { Attempt } from '../deliveries/attempt.ts';
import type { Affected, Finding } from './finding.ts';

/**
 * Port 25 blocked, or a dead receiver? Blocked: connections to several receivers time out in the same stretch of time, and none
 * to anybody comes about. Hosts that never answered may be dead, so that one of those that answer at other times must be
 * among the silent ones; where nobody ever answered, nothing speaks for the hosts.
 */

/** Winsock, BSD and Linux. */
const SILENT: ReadonlySet<number> = new Set([10060, 60, 110]);
/** Findings that a blocked port explains. */
export const TIMED_OUT: ReadonlySet<string> = new Set(['connect-timeout', 'no-answer-24h']);
/** Destinations that must time out together before the own side is to blame. */
const HOSTS = 3;

/** An attempt to connect, and whether anybody was there. Refused or reset is an answer, too. */
export interface Connect {
  readonly time: number;
  readonly end: number;
  readonly host: string;
  readonly up: boolean;
}

/** A stretch in which nobody could be reached, in ms of the server's clock. */
export interface Stretch {
  readonly since: number;
  readonly until: number;
  /** Hosts that are silent at other times as well and never answer: no part of it. */
  readonly dead: ReadonlySet<string>;
}

/** What an attempt tells about who could be reached; undefined where it tells nothing (yet). */
export function connectOf(a: Attempt): Connect | undefined {
  const up = reached(a);
  // How long a connection went on is of no matter here.
  return up === undefined ? up : { time: a.startTime, end: up ? a.startTime : a.endTime, host: a.host, up };
}

/** Was anybody there? Undefined where an attempt does not tell (yet). */
function reached({ startTime, stage, failure }: Attempt): boolean | undefined {
  if (startTime < 0 || failure?.kind === 'resolve') return undefined;
  if (failure?.kind === 'connect' && SILENT.has(failure.code)) return false;
  return stage === 'connect' && failure === undefined ? undefined : true;
}

/** The attempts to connect of a server, taken in any order: of those that found somebody only what {@link stretches} asks for. */
export class Connects {
  readonly #silent: Connect[] = [];
  /** Times at which somebody was there. */
  readonly #up: number[] = [];
  /** Who it was, each time. */
  readonly #answered: string[] = [];

  add(c: Connect | undefined): void {
    if (c === undefined) return;
    if (c.up) this.addUp(c.time, c.host);
    else this.#silent.push(c);
  }

  /** The same as adding its {@link connectOf}. */
  addOf(a: Attempt): void {
    if (reached(a) === true) this.addUp(a.startTime, a.host);
    else this.add(connectOf(a));
  }

  /** Somebody was there. */
  addUp(time: number, host: string): void {
    this.#up.push(time);
    this.#answered.push(host);
  }

  /** The stretches in which nobody could be reached, in order. */
  stretches(): Stretch[] {
    const runs = this.#runs();
    if (runs.length === 0) return [];
    const alive = new Set(this.#answered);
    const dead = new Set<string>();
    const found = runs
      .filter(run => alive.size === 0 || run.some(c => alive.has(c.host)))
      .map(run => ({ since: run[0]!.time, until: run.reduce((t, c) => Math.max(t, c.end), run[0]!.time), dead }));
    if (found.length === 0) return found;
    for (const c of this.#silent) {
      if (!alive.has(c.host) && !found.some(s => s.since <= c.time && c.time <= s.until)) dead.add(c.host);
    }
    return found;
  }

  /** Silence of several hosts, one after the other, with nobody there in between. */
  #runs(): Connect[][] {
    const silent = this.#silent.sort((a, b) => a.time - b.time);
    const broken = new Uint8Array(silent.length + 1);
    for (const time of this.#up) broken[countUntil(silent, time)] = 1;
    const runs: Connect[][] = [];
    for (let i = 0; i < silent.length; ) {
      let end = i + 1;
      while (end < silent.length && broken[end] === 0) end++;
      const run = silent.slice(i, end);
      if (new Set(run.map(c => c.host)).size >= HOSTS) runs.push(run);
      i = end;
    }
    return runs;
  }
}

/** How many of the connects, which are in the order of their time, began up to a moment. */
function countUntil(sorted: readonly Connect[], time: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.time <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last silence of a stretch is told some seconds after the attempt began. */
const AFTER_MS = 60_000;

/** The stretch that a finding belongs to: all that failed of the delivery failed within it, else there is another reason. */
export function stretchOf(f: Finding<Affected>, stretches: readonly Stretch[]): Stretch | undefined {
  if (!TIMED_OUT.has(f.rule) || f.since < 0) return undefined;
  const within = (s: Stretch): boolean =>
    f.deliveries.every(d =>
      d.tries.every(
        ({ attempt: a, failure }) =>
          failure === undefined || (s.since <= a.startTime && a.startTime <= s.until + AFTER_MS),
      ),
    );
  return stretches.find(s => s.since <= f.since && f.since <= s.until && !s.dead.has(f.host) && within(s));
}
