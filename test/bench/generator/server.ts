import { Books } from './books.ts';
import { DAY, HOUR, parseDay, SECOND } from './calendar.ts';
import type { Entry } from './entry.ts';
import { Files } from './files.ts';
import { Form } from './form.ts';
import { Incidents } from './incidents.ts';
import { Mails } from './mails.ts';
import type { Options } from './options.ts';
import { Passes, type Result } from './pass.ts';
import { Peers } from './peers.ts';
import { PostfixLog } from './postfix.ts';
import { Random } from './random.ts';
import { Schedule } from './schedule.ts';
import { Script, Write } from './script.ts';
import { tear } from './tear.ts';

/** Relative load of the hours of a day. */
const LOAD = [2, 1, 1, 1, 1, 2, 3, 6, 10, 12, 12, 10, 8, 10, 11, 11, 10, 9, 7, 5, 4, 4, 3, 2];
/** Nothing new begins in the last hour: a session may wait for two time-outs of 20 minutes. */
const LAST_HOUR = HOUR;
/** No further mails come in while so many entries wait for a thread. */
const MOST_READY = 20_000;
/** Bytes that a mail makes, before any was seen. */
const FIRST_GUESS = 7000;

/** A delivery thread with the writes of its present pass. */
export interface Thread {
  readonly script: Script;
  readonly slot: number;
  entry: Entry | undefined;
  result: Result | undefined;
  /** The write that comes next. */
  next: number;
  /** Its time; infinite where there is none. */
  time: number;
}

/** The delivery agent: scans its queue every interval and hands the entries to its threads. */
export class Server {
  readonly files: Files;
  readonly #options: Options;
  readonly #random: Random;
  readonly #form: Form;
  readonly #mails: Mails;
  readonly #passes: Passes;
  readonly #books: Books;
  readonly #incidents: Incidents;
  readonly #postfix: PostfixLog | undefined;
  readonly #threads: Thread[];
  #waiting: Entry[] = [];
  #ready: Entry[] = [];
  #readyAt = 0;
  #nextScan: number;
  readonly #lastScan: number;
  #loadLeft = 0;
  #made = 0;
  #owed = 0;
  #now: number;

  constructor(options: Options) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#form = new Form(options);
    this.files = new Files(options.computer);
    const start = parseDay(options.start);
    const peers = new Peers(options.domains, this.#random);
    this.#incidents = new Incidents(options, start, peers, this.#random);
    this.#mails = new Mails(options, this.#random, peers, this.#incidents);
    this.#passes = new Passes(this.#form, new Schedule(options, this.#form), this.#random, this.#incidents);
    this.#books = new Books(this.files, this.#form);
    this.#postfix = options.postfix ? new PostfixLog(this.files, this.#random) : undefined;
    this.#threads = Array.from({ length: options.threads }, (_, slot) => ({
      script: new Script(),
      slot,
      entry: undefined,
      result: undefined,
      next: 0,
      time: Infinity,
    }));
    this.#now = start;
    this.#nextScan = start + options.interval * SECOND + this.#random.below(1000);
    this.#lastScan = start + options.days * DAY - LAST_HOUR;
    for (let scan = this.#nextScan; scan <= this.#lastScan; scan += options.interval * SECOND)
      this.#loadLeft += load(scan);
  }

  /** Goes on until there is something to take from the files. False at the end. */
  run(): boolean {
    const { ready } = this.files;
    while (ready.length === 0) {
      const thread = this.#earliest();
      if (thread === undefined || thread.time >= this.#nextScan) {
        if (this.#nextScan <= this.#lastScan) this.#scan();
        else if (thread === undefined) {
          this.#finish();
          return false;
        } else this.#nextScan = Infinity;
        continue;
      }
      this.#now = thread.time;
      this.#write(thread);
    }
    return true;
  }

  #earliest(): Thread | undefined {
    let found: Thread | undefined;
    let time = Infinity;
    for (const thread of this.#threads) {
      if (thread.time >= time) continue;
      found = thread;
      time = thread.time;
    }
    return found;
  }

  #scan(): void {
    const now = this.#nextScan;
    this.#now = Math.max(this.#now, now);
    this.#nextScan += this.#options.interval * SECOND;
    for (const entry of this.#waiting) this.#ready.push(entry);
    this.#waiting = [];
    this.#arrivals(now);
    for (const thread of this.#threads) if (thread.entry === undefined) this.#take(thread);
  }

  /** The mails that came in since the last scan, so many that the aim is met at the end. */
  #arrivals(now: number): void {
    const { bytes, messages, interval } = this.#options;
    const share = load(now) / this.#loadLeft;
    this.#loadLeft -= load(now);
    if (this.#ready.length - this.#readyAt > MOST_READY) return;
    const size = this.#made < 200 ? FIRST_GUESS : this.files.total / this.#made;
    this.#owed += (messages === undefined ? (bytes - this.files.total) / size : messages - this.#made) * share;
    while (this.#owed >= 1 && (messages === undefined || this.#made < messages)) {
      this.#owed--;
      this.#made++;
      const queued = now - this.#random.below(interval) * SECOND;
      const entry = this.#mails.next(queued);
      this.#postfix?.queued(entry, now);
      for (const sibling of entry.siblings) this.#postfix?.queued(sibling, now);
      this.#ready.push(entry);
    }
  }

  #take(thread: Thread): void {
    const entry = this.#ready[this.#readyAt];
    if (entry === undefined) {
      thread.entry = undefined;
      thread.time = Infinity;
      return;
    }
    this.#readyAt++;
    if (this.#readyAt > 4096) {
      this.#ready = this.#ready.slice(this.#readyAt);
      this.#readyAt = 0;
    }
    this.#begin(thread, entry);
  }

  #begin(thread: Thread, entry: Entry): void {
    const { script, slot } = thread;
    script.clear(this.#now + this.#random.between(1, 4));
    thread.entry = entry;
    // Unlike any other socket that is open now.
    const socket = 120 + 4 * (slot * 3 + this.#random.below(3));
    thread.result = this.#passes.write(script, entry, socket);
    thread.next = 0;
    thread.time = script.times[0]!;
  }

  #write(thread: Thread): void {
    const { script, next, time } = thread;
    const { splitReplies } = this.#options;
    if (splitReplies > 0 && script.kinds[next] === Write.Reply && this.#random.below(10_000) < splitReplies) {
      const partner = tear(thread, this.#threads, this.files, this.#books, this.#random);
      if (partner !== undefined) {
        if (partner !== thread) this.#advance(partner);
        this.#advance(thread);
        return;
      }
    }
    this.files.senderlog(script.bytes, script.start(next), script.ends[next]!, time);
    this.#advance(thread);
  }

  #advance(thread: Thread): void {
    const { script } = thread;
    if (thread.next + 1 < script.count) {
      thread.next++;
      thread.time = Math.max(script.times[thread.next]!, this.#now);
      return;
    }
    const entry = thread.entry!;
    this.#ended(entry, thread.result!);
    const sibling = entry.siblings.shift();
    if (sibling === undefined) this.#take(thread);
    else {
      sibling.siblings.push(...entry.siblings.splice(0));
      this.#begin(thread, sibling);
    }
  }

  #ended(entry: Entry, result: Result): void {
    const now = this.#now;
    if (result.kind === 'skipped') {
      this.#waiting.push(entry);
      return;
    }
    this.#books.pass(entry, result, now);
    this.#postfix?.attempted(entry, result, now);
    if (result.bounce !== undefined) {
      const { id, to, peer } = result.bounce;
      const bounce = this.#mails.bounce(entry, id, to, peer, now);
      this.#postfix?.queued(bounce, now);
      this.#ready.push(bounce);
    }
    if (result.kind !== 'retry') return;
    entry.recipients = result.failed;
    if (!entry.errorMail && entry.failed === 1) {
      // The second attempt follows within the same scan, under the id of a retry.
      entry.id += `-R${String(entry.unit).padStart(4, '0')}`;
      this.#ready.push(entry);
    } else this.#waiting.push(entry);
  }

  #finish(): void {
    for (const entry of this.#waiting) {
      for (const recipient of entry.recipients) this.#books.truth(entry, recipient, 'deferred', this.#now);
    }
    for (const incident of this.#incidents.seen) this.#books.incident(incident);
    this.files.close();
    this.#postfix?.level(this.#now);
    this.files.close();
  }
}

function load(time: number): number {
  return LOAD[Math.floor((time % DAY) / HOUR)]!;
}
