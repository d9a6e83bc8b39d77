import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Attempt, Failure } from '../../../../server/src/deliveries/attempt.ts';
import { Attempts } from '../../../../server/src/deliveries/attempts.ts';
import { Names } from '../../../../server/src/deliveries/names.ts';
import { NOTHING, PackedAttempts } from '../../../../server/src/deliveries/packed.ts';
import type { Reading } from '../../../../server/src/deliveries/reading.ts';
import { IdTable } from '../../../../server/src/logs/ids.ts';
import { LogStream } from '../../../../server/src/logs/stream.ts';
import { FILES } from '../logs/arbitraries.ts';
import { sessionLog } from './arbitraries.ts';

/** A reading keeps its attempts as objects. */
const ALL: Reading = { wants: () => true, enter: () => undefined, record: () => undefined };
const SENDERLOGS = [...FILES].filter(([path]) => path.includes('/senderlog/')).map(([, bytes]) => bytes);

/** The attempts of a log read once, as objects and packed. */
function bothWays(bytes: Uint8Array, size: number): { objects: Attempts; packed: Attempts } {
  const objects = new Attempts(false, 0, new Names(), ALL);
  const packed = new Attempts(false);
  const stream = new LogStream('senderlog', new IdTable());
  const take = (blocks: ReturnType<LogStream['push']>): void => {
    for (const block of blocks) {
      objects.feed(block);
      packed.feed(block);
    }
  };
  for (let at = 0; at < bytes.length; at += size) take(stream.push(bytes.slice(at, at + size)));
  take(stream.end());
  objects.settle();
  packed.settle();
  return { objects, packed };
}

/** Does a packed attempt tell each thing that one of objects tells, with the same failures in the same places? */
function tellsTheSame(packed: Attempt, plain: Attempt): void {
  assert.deepEqual(told(packed, plain), plain);
  const failures = (a: Attempt): (Failure | undefined)[] => [a.failure, a.broke, ...a.recipients.map(r => r.failure)];
  const same = (all: readonly (Failure | undefined)[]): number[] => all.map(f => all.indexOf(f));
  assert.deepEqual(same(failures(packed)), same(failures(plain)));
}

/** What `view` says under each name that there is in `model`; places in the log are the same objects as they are. */
function told<T>(view: T, model: T): T {
  if (Array.isArray(model) && Array.isArray(view)) return view.map((one, i) => told(one, model[i])) as T;
  if (typeof model !== 'object' || model === null || typeof view !== 'object' || view === null) return view;
  return Object.fromEntries(
    Object.entries(model).map(([name, one]) => {
      const there = view[name as keyof T];
      return [name, name === 'block' || name === 'endBlock' ? there : told(there, one as typeof there)];
    }),
  ) as T;
}

function sameBothWays(bytes: Uint8Array, size: number): void {
  const { objects, packed } = bothWays(bytes, size);
  const [plain, anew] = [[...objects.met()], [...packed.met()]];
  assert.equal(anew.length, plain.length);
  for (const [n, entry] of plain.entries()) {
    const other = anew[n]!;
    assert.equal(other.id, entry.id);
    assert.equal(other.tells, entry.tells);
    assert.equal(other.attempts.length, entry.attempts.length);
    for (const [i, attempt] of entry.attempts.entries()) tellsTheSame(other.attempts[i]!, attempt);
    assert.deepEqual([other.giveUps, other.waits, other.workfile], [entry.giveUps, entry.waits, entry.workfile]);
  }
}

describe('packed attempts', () => {
  it('come out as they were put in, in any order', () => {
    const attempts = SENDERLOGS.flatMap(bytes => bothWays(bytes, 64 * 1024).objects.all());
    assert.ok(attempts.length > 500);
    const packed = new PackedAttempts();
    const places: [Attempt, number, number][] = [];
    let before = NOTHING;
    for (const attempt of attempts) {
      const where = packed.add(attempt, before);
      places.push([attempt, where, before]);
      before = where;
    }
    for (const [attempt, where, last] of places.reverse()) {
      tellsTheSame(packed.read(where), attempt);
      assert.deepEqual(packed.take(where), attempt);
      assert.equal(packed.before(where), last);
      assert.equal(packed.domain(where), attempt.domain);
    }
  });

  it('keep texts of any characters and numbers of any size', () => {
    const [first] = bothWays(SENDERLOGS[0]!, 64 * 1024).objects.all();
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ minLength: 2000, maxLength: 2048 }));
    const number = fc.integer({ min: -1, max: 2 ** 50 });
    const packed = new PackedAttempts();
    fc.assert(
      fc.property(text, text, number, number, (address, told, time, n) => {
        const failure = {
          at: first!.start,
          stage: 'rcpt',
          origin: 'remote',
          kind: 'reply',
          code: n,
          negative: false,
          text: told,
          waited: time,
        } as const;
        const recipient = { at: first!.start, address, code: 550, failure };
        const age = { now: n, queued: time, limit: 240, count: 0 };
        const attempt: Attempt = { ...first!, startTime: time, endTime: n, recipients: [recipient], failure, age };
        const where = packed.add(attempt, NOTHING);
        tellsTheSame(packed.read(where), attempt);
        assert.deepEqual(packed.take(where), attempt);
      }),
    );
  });

  it('are refused where they have very many recipients', () => {
    const [first] = bothWays(SENDERLOGS[0]!, 64 * 1024).objects.all();
    const one = { at: first!.start, address: 'a@b.example', code: 250, failure: undefined };
    const packed = new PackedAttempts();
    const many = { ...first!, recipients: new Array(51).fill(one) };
    assert.equal(packed.add(many, NOTHING), NOTHING);
    const most = { ...first!, recipients: new Array(50).fill(one) };
    tellsTheSame(packed.read(packed.add(most, NOTHING)), most);
  });

  it('are those that a reader of objects finds, in each recorded log and in random ones', () => {
    for (const bytes of SENDERLOGS) sameBothWays(bytes, 20_000);
    fc.assert(fc.property(sessionLog, fc.integer({ min: 1, max: 3000 }), sameBothWays), { numRuns: 500 });
  });
});

describe('a reader of one id', () => {
  it('finds of it what a reader of all finds, in any log', () => {
    fc.assert(
      fc.property(sessionLog, fc.integer({ min: 1, max: 4 }), (bytes, id) => {
        const one = new Attempts(false, 0, new Names(), { ...ALL, wants: other => other === id });
        const all = new Attempts(false, 0, new Names(), ALL);
        const stream = new LogStream('senderlog', new IdTable());
        for (const block of [...stream.push(bytes), ...stream.end()]) {
          one.feed(block);
          all.feed(block);
        }
        one.settle();
        all.settle();
        assert.deepEqual(one.entry(id)?.attempts, all.entry(id)?.attempts);
        assert.deepEqual(
          [...one.met()].map(entry => entry.id),
          all.entry(id) === undefined ? [] : [id],
        );
      }),
      { numRuns: 1000 },
    );
  });
});
