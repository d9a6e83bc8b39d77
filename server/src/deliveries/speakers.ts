import { ascii, find } from '../logs/bytes.ts';
import type { LexedBlock } from '../logs/log.ts';
import { Command, Flag, Kind } from '../logs/record.ts';
import { DAY } from '../logs/units.ts';
import { PHASE_OF, Phase, toldPhase } from './phases.ts';
import { NONE, type SpeakerState } from './speaker-state.ts';

/**
 * Who speaks in a record without an id? Follows which ids are in which phase, and gives each lone reply and each TLS line to
 * the session that it belongs to (format reference §2.1 point 3). Also counts the days that pass in a file.
 *
 * The state at the end of a block depends on the block and the state before it alone, so that after an edit the blocks
 * behind are looked at again only until the states meet.
 */

/** Set beside the phase: the TLS line of a connection was seen. */
const TRACED = 0x10;
/** Set beside the phase: a TLS line came that may have been this connection's. */
const MAYBE = 0x20;
const PHASE = 0x0f;

/** More sessions at once than any server has (the vendor's control panel stops far below); older ones are forgotten. */
const MAX_LIVE = 256;
const MAX_STUBS = 16;
const HALF_DAY = DAY / 2;
const MINUTE = 60_000;

export class Speakers {
  /** Days since the day that the file began with. */
  day = 0;
  /** Ids that the last answer of {@link owner} leaves in doubt. */
  doubtful: readonly number[] = [];
  /** The last answer of {@link owner} is the end of a connection that TLS was begun on. */
  implied = false;
  #last = -1;
  #phases = new Uint8Array(1024);
  #hosts = new Int32Array(1024);
  #live: number[] = [];
  #stubs: number[] = [];
  #marks = 0;

  enter(state: SpeakerState): void {
    for (const id of this.#live) this.#phases[id] = 0;
    this.day = state.day;
    this.#last = state.last;
    this.#marks = state.marks;
    this.#live = [];
    this.#stubs = [...state.stubs];
    for (let i = 0; i < state.live.length; i += 3) {
      const id = state.live[i]!;
      this.#reserve(id);
      this.#phases[id] = state.live[i + 1]!;
      this.#hosts[id] = state.live[i + 2]!;
      this.#live.push(id);
    }
  }

  leave(): SpeakerState {
    const live = this.#live.length === 0 ? NONE : new Int32Array(this.#live.length * 3);
    for (let i = 0; i < this.#live.length; i++) {
      const id = this.#live[i]!;
      live[3 * i] = id;
      live[3 * i + 1] = this.#phases[id]!;
      live[3 * i + 2] = this.#hosts[id]!;
    }
    const stubs = this.#stubs.length === 0 ? NONE : Int32Array.from(this.#stubs);
    return { day: this.day, last: this.#last, live, stubs, marks: this.#marks };
  }

  /** Takes note of a stamp: a step back of more than half a day is midnight. Returns whether the day changed. */
  clock(stamp: number): boolean {
    const last = this.#last;
    this.#last = stamp;
    const step = stamp - last;
    return (step < -HALF_DAY || step > HALF_DAY) && this.#turn(last, stamp);
  }

  #turn(last: number, stamp: number): boolean {
    const day = this.day;
    if (last >= 0 && stamp < last) this.day++;
    // Two threads at midnight: the line of the old day comes a moment after one of the new.
    else if (day > 0 && last < MINUTE && stamp > DAY - MINUTE) this.day--;
    return this.day !== day;
  }

  /** The id that a record belongs to, 0 for nobody. To be called for each record that sessions care for, {@link PLAIN} ones apart, in order. */
  owner(block: LexedBlock, row: number, kind: Kind, id: number): number {
    // Who has only a placeholder for an id is nobody; the kinds that never have one are given to somebody below.
    if (id === 0 && NAMELESS[kind] === 0) return 0;
    switch (kind) {
      case Kind.Reply:
        return this.#greeted(this.#reply(block, row, id), block, row);
      case Kind.Command:
        this.#command(block.records.code(row), id);
        return id;
      case Kind.ConnectHost:
        this.#drop(id);
        this.#set(id, Phase.Greeting);
        this.#hosts[id] = hostHash(block.text.bytes, block.records.payload(row), block.records.end(row), 0x29);
        return id;
      case Kind.DataComplete:
        this.#set(id, Phase.Final);
        return id;
      case Kind.AuthData:
        this.#set(id, Phase.Auth);
        return id;
      case Kind.ConnectFailed:
      case Kind.ConnectLocalError:
      case Kind.BounceStart:
        this.#drop(id);
        return id;
      case Kind.Stub:
        if (this.#stubs.length >= MAX_STUBS) this.#stubs.shift();
        this.#stubs.push(id);
        return id;
      case Kind.OrphanReply:
        return this.#greeted(this.#orphan(block, row), block, row);
      case Kind.Self451:
        // Written once more behind `SendMailMess:`; where that copy is cut off, this can only be the one session under way.
        return this.#live.length === 1 ? this.#live[0]! : 0;
      case Kind.TlsFailed:
        return this.#handshake(block, row);
      case Kind.TlsConnectTrace:
        if (find(block.text.bytes, block.records.offset(row), block.records.end(row), NEW_CONTEXT) >= 0)
          return this.#implicit();
        return this.#live.findLast(one => (this.#phases[one]! & ~MAYBE) === (Phase.Greeting | TRACED)) ?? 0;
      case Kind.TlsMemory:
        // Looked up while the answer to EHLO is read.
        return this.#live.findLast(one => this.#phase(one) === Phase.Ehlo) ?? 0;
      default:
        return id;
    }
  }

  #set(id: number, phase: number): void {
    this.#reserve(id);
    if (this.#phases[id] === 0) {
      if (this.#live.length >= MAX_LIVE) this.#phases[this.#live.shift()!] = 0;
      this.#live.push(id);
      this.#hosts[id] = 0;
    }
    this.#phases[id] = phase;
  }

  #reserve(id: number): void {
    if (id < this.#phases.length) return;
    const phases = new Uint8Array(Math.max(id + 1, this.#phases.length * 2));
    phases.set(this.#phases);
    this.#phases = phases;
    const hosts = new Int32Array(phases.length);
    hosts.set(this.#hosts);
    this.#hosts = hosts;
  }

  #drop(id: number): void {
    if (this.#stubs.length > 0) this.#take(id);
    if (id >= this.#phases.length || this.#phases[id] === 0) return;
    this.#phases[id] = 0;
    const live = this.#live;
    let at = live.length - 1;
    while (live[at] !== id) at--;
    for (; at < live.length - 1; at++) live[at] = live[at + 1]!;
    live.pop();
  }

  #phase(id: number): number {
    return id < this.#phases.length ? this.#phases[id]! & PHASE : 0;
  }

  #command(command: number, id: number): void {
    if (this.#stubs.length > 0) this.#take(id); // whatever its stub waited for is over
    const phase = PHASE_OF[command];
    if (command === Command.Quit) this.#drop(id);
    else if (phase !== undefined) this.#set(id, phase);
  }

  #take(id: number): void {
    const at = this.#stubs.indexOf(id);
    if (at >= 0) this.#stubs.splice(at, 1);
  }

  #answered(id: number, code: number): number {
    if (this.#phase(id) === Phase.Data && code >= 300 && code < 400) this.#phases[id] = Phase.Body;
    return id;
  }

  #reply(block: LexedBlock, row: number, id: number): number {
    const code = block.records.code(row);
    if (this.#stubs.length > 0 && twoStubs(block, row)) {
      // Two stubs on one line, then a reply: it is the older stub's where it fits that one at all; ours comes later on a
      // line of its own.
      const other = this.#stubs.find(o => this.#fits(o, code, block, row));
      if (other !== undefined) {
        this.#take(other);
        this.#stubs.push(id);
        if (this.#fits(id, code, block, row)) this.doubtful = [other, id];
        return this.#answered(other, code);
      }
    }
    return this.#answered(id, code);
  }

  #orphan(block: LexedBlock, row: number): number {
    const code = block.records.code(row);
    if (this.#stubs.length === 0) return 0;
    let chosen = this.#stubs[0]!;
    if (this.#stubs.length > 1) {
      const fits = this.#stubs.filter(id => this.#fits(id, code, block, row));
      if (fits.length === 0) return 0;
      chosen = fits[0]!;
      if (fits.length > 1) this.doubtful = fits;
    }
    this.#take(chosen);
    return this.#answered(chosen, code);
  }

  /** Could this be the answer that the id waits for? */
  #fits(id: number, code: number, block: LexedBlock, row: number): boolean {
    const phase = this.#phase(id);
    if (phase === Phase.None) return code === 221 || code >= 400;
    if (code >= 400) return true;
    if (code === 354) return phase === Phase.Data;
    if (code === 334) return phase === Phase.Auth;
    if (code === 220) return phase === Phase.Greeting || phase === Phase.StartTls;
    if (code === 235) return phase === Phase.Auth;
    if (phase === Phase.Data || phase === Phase.Greeting || phase === Phase.StartTls || code === 221) return false;
    const told = toldPhase(block, row);
    return told === Phase.None || told === phase;
  }

  /** `SSL_connect() failed SMTP=[host]`: the session that negotiates; the oldest one where several do. */
  #handshake(block: LexedBlock, row: number): number {
    const negotiating = this.#live.filter(id => this.#phase(id) === Phase.StartTls);
    // `ConnectHost():SSL_new() failed`: TLS at connect.
    const waiting = negotiating.length > 0 ? negotiating : this.#live.filter(id => this.#phase(id) === Phase.Greeting);
    if (waiting.length < 2) return waiting[0] ?? 0;
    const { records, text } = block;
    const open = find(text.bytes, records.offset(row), records.end(row), SMTP_OPEN);
    const from = open + SMTP_OPEN.length;
    const hash = open < 0 ? 0 : hostHash(text.bytes, from, records.end(row), 0x5d);
    const named = waiting.filter(id => this.#hosts[id] === hash);
    if (named.length !== 1) this.doubtful = waiting;
    return named[0] ?? waiting[0]!;
  }

  /**
   * `ConnectHost():SSL_CTX_new()`: the connection begun last that has no such line yet. Another one that waits for its greeting
   * may have written it; how each of them ends tells ({@link #greeted}).
   */
  #implicit(): number {
    let chosen = 0;
    let others = false;
    for (let i = this.#live.length - 1; i >= 0; i--) {
      const id = this.#live[i]!;
      if ((this.#phases[id]! & ~MAYBE) !== Phase.Greeting) continue;
      if (chosen === 0) chosen = id;
      else {
        this.#phases[id] = Phase.Greeting | MAYBE;
        others = true;
      }
    }
    if (chosen === 0) return this.#live.findLast(id => (this.#phases[id]! & ~MAYBE) === (Phase.Greeting | TRACED)) ?? 0;
    if (others || this.#marks > 0) this.#marks++;
    this.#phases[chosen]! |= TRACED;
    return chosen;
  }

  /** A connection that ends without a greeting (E-Post's own 451) had TLS begun on it; one that is greeted had not. */
  #greeted(id: number, block: LexedBlock, row: number): number {
    if (this.#marks === 0 || this.#phase(id) !== Phase.Greeting) return id;
    const bits = this.#phases[id]! & (TRACED | MAYBE);
    this.#phases[id] = Phase.Greeting;
    if (bits !== 0 && (block.records.flags(row) & Flag.Own) !== 0) {
      this.implied = true;
      this.#marks--;
    }
    if (!this.#live.some(one => (this.#phases[one]! & MAYBE) !== 0)) this.#marks = 0;
    return id;
  }
}

const NEW_CONTEXT = ascii('SSL_CTX_new');

/** Kinds of record that belong to the id that stands in them and change nothing here: a third of a log, that need not be asked for. */
export const PLAIN = new Uint8Array(64);
for (const kind of [Kind.TryCheck, Kind.TryAge, Kind.AfterCutting]) PLAIN[kind] = 1;

/** Kinds of record that never have an id. */
const NAMELESS = new Uint8Array(64);
for (const kind of [Kind.OrphanReply, Kind.Self451, Kind.TlsFailed, Kind.TlsConnectTrace, Kind.TlsMemory])
  NAMELESS[kind] = 1;

/** Does the reply's own stub stand behind another stub on the same line? */
function twoStubs(block: LexedBlock, row: number): boolean {
  const wanted = Flag.Glued | Flag.Stubbed;
  return (block.records.flags(row) & wanted) === wanted && row > 0 && block.records.kind(row - 1) === Kind.Stub;
}

const SMTP_OPEN = ascii('SMTP=[');

/** A number for the host name that ends before the bracket `close`. */
function hostHash(b: Uint8Array, from: number, end: number, close: number): number {
  let hash = 0;
  for (let i = from; i < end && b[i] !== close; i++) hash = (Math.imul(hash, 31) + b[i]!) | 0;
  return hash;
}
