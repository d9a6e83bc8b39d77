/** The laws that attempts keep on any log; the properties beside them try a few cases, the fuzz test very many. */

import assert from 'node:assert/strict';
import { type Attempt, fileLineOf } from '../../../../server/src/deliveries/attempt.ts';
import { Attempts } from '../../../../server/src/deliveries/attempts.ts';
import { PackedAttempt, unpacked } from '../../../../server/src/deliveries/packed-attempt.ts';
import { IdTable } from '../../../../server/src/logs/ids.ts';
import { Log } from '../../../../server/src/logs/log.ts';
import { LogStream } from '../../../../server/src/logs/stream.ts';
import { TextStore } from '../../../../server/src/text/store.ts';
import type { Change } from '../logs/arbitraries.ts';
import { placeIn } from '../logs/laws.ts';

/** An attempt as plain values, lines of the file in place of references. */
function plain(seen: Attempt, id: string) {
  const a = seen instanceof PackedAttempt ? unpacked(seen) : seen;
  const failure = (f: Attempt['failure']) => f && { ...f, at: fileLineOf(f.at) };
  return {
    ...a,
    id,
    start: fileLineOf(a.start),
    endBlock: 0,
    endRow: a.endBlock.records.count > 0 ? a.endBlock.log.fileLineOf(a.endBlock, a.endBlock.records.line(a.endRow)) : 0,
    failure: failure(a.failure),
    broke: failure(a.broke),
    recipients: a.recipients.map(r => ({ ...r, at: fileLineOf(r.at), failure: failure(r.failure) })),
    accepted: a.accepted && fileLineOf(a.accepted),
    acceptedText: '',
    secret: a.secret && fileLineOf(a.secret),
    givenUp: a.givenUp && fileLineOf(a.givenUp),
    tokenFailed: a.tokenFailed && fileLineOf(a.tokenFailed),
    tlsRemembered: a.tlsRemembered && fileLineOf(a.tlsRemembered),
  };
}

type Plain = Map<string, unknown>;

/** By id: what its entry knows. */
function known(attempts: Attempts, ids: IdTable): Plain {
  const found: Plain = new Map();
  for (const e of attempts.met()) {
    if (e.attempts.length === 0 && e.giveUps.length === 0) continue;
    const id = ids.text(e.id);
    found.set(id, {
      attempts: e.attempts.map(a => plain(a, id)),
      giveUps: e.giveUps.map(g => ({ ...g, at: fileLineOf(g.at) })),
    });
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a log tells, read from scratch. */
export function attemptsIn(bytes: Uint8Array): Plain {
  const log = new Log('senderlog', TextStore.fromBytes(bytes), new IdTable());
  const attempts = new Attempts();
  for (const block of log.blocks) attempts.feed(block);
  attempts.settle();
  return known(attempts, log.ids);
}

/** After changes anywhere, the attempts that followed them equal those read from what the text is then. */
export function sameAttemptsAfterChanges(bytes: Uint8Array, changes: readonly Change[]): void {
  const store = TextStore.fromBytes(bytes);
  const log = new Log('senderlog', store, new IdTable());
  const attempts = new Attempts();
  for (const block of log.blocks) attempts.feed(block);
  attempts.settle();
  for (const change of changes) {
    const splice = change.append
      ? store.append(change.bytes)
      : store.edit(
          store.positionAt(placeIn(store, change.from)),
          store.positionAt(placeIn(store, change.from, change.length)),
          new TextDecoder().decode(change.bytes),
        );
    attempts.update(log.update(splice), log.blocks);
    assert.deepEqual(known(attempts, log.ids), attemptsIn(store.toBytes()));
  }
}

/** Read as a stream whose chunks are cut anywhere, a log tells the same. */
export function sameAttemptsInChunks(bytes: Uint8Array, sizes: readonly number[]): void {
  const ids = new IdTable();
  const stream = new LogStream('senderlog', ids);
  const attempts = new Attempts(false);
  let i = 0;
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + (sizes[i++ % Math.max(1, sizes.length)] ?? bytes.length);
    for (const block of stream.push(bytes.subarray(at, at + size))) attempts.feed(block);
    at += size;
  }
  for (const block of stream.end()) attempts.feed(block);
  attempts.settle();
  assert.deepEqual(known(attempts, ids), attemptsIn(bytes));
}
