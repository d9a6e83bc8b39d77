import type { Books } from './books.ts';
import type { Files } from './files.ts';
import type { Random } from './random.ts';
import { Write, writeStamp } from './script.ts';
import type { Thread } from './server.ts';

/** How far ahead another thread's write may lie to come between, in ms. */
const NEAR = 20;

/**
 * Tears the reply that a thread is about to write from its stub, in one of the shapes that were seen: the other thread's
 * queue check stands between, with or without further lines after it, or the other thread's stub does, and the reply on
 * that line is the first thread's. Returns the other thread, the thread itself where its reply is still to come, or
 * undefined where no other is near enough.
 */
export function tear(
  thread: Thread,
  threads: readonly Thread[],
  files: Files,
  books: Books,
  random: Random,
): Thread | undefined {
  const { script, next, time } = thread;
  const other = threads.find(
    one => one !== thread && one.time < time + NEAR && one.script.kinds[one.next] !== Write.Other,
  );
  if (other === undefined) return undefined;
  const id = thread.entry!.id;
  const by = other.entry!.id;
  const middle = script.middles[next]!;
  const end = script.ends[next]!;
  const start = script.start(next);
  const theirs = other.script;
  const theirStart = theirs.start(other.next);
  const theirMiddle = theirs.middles[other.next]!;
  const theirEnd = theirs.ends[other.next]!;
  writeStamp(theirs.bytes, theirStart, time);
  const two = theirs.kinds[other.next] === Write.Reply;
  books.split(id, by, two ? 'two-stubs' : 'check');
  files.senderlog(script.bytes, start, middle, time);
  if (two) {
    files.senderlog(theirs.bytes, theirStart, theirMiddle, time);
    files.senderlog(script.bytes, middle, end, time);
    writeStamp(theirs.bytes, theirMiddle, time + 1);
    files.senderlog(theirs.bytes, theirMiddle, theirEnd, time);
    // Either may go on first.
    if (random.below(2) === 0) delay(thread, 4);
    return other;
  }
  files.senderlog(theirs.bytes, theirStart, theirEnd, time);
  files.senderlog(script.bytes, middle, end, time);
  return other;
}

function delay(thread: Thread, by: number): void {
  const { script, next } = thread;
  for (let at = next + 1; at < script.count; at++) {
    script.times[at] = script.times[at]! + by;
    writeStamp(script.bytes, script.start(at), script.times[at]!);
    if (script.kinds[at] === Write.Reply) writeStamp(script.bytes, script.middles[at]!, script.times[at]!);
  }
}
