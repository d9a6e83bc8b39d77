import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CODE_MAX, Flag, head, KIND_NAMES, Kind, Records, RowWriter } from '../../../../server/src/logs/record.ts';

describe('records as rows of numbers', () => {
  it('have a slug for each kind, as the JSON of the terminal shows it', () => {
    assert.equal(KIND_NAMES.length, Object.keys(Kind).length);
    assert.equal(new Set(KIND_NAMES).size, KIND_NAMES.length);
    assert.equal(KIND_NAMES[Kind.Unknown], 'unknown');
    assert.equal(KIND_NAMES[Kind.OrphanReply], 'orphan-reply');
    assert.equal(KIND_NAMES[Kind.Self451], 'self451');
    assert.equal(KIND_NAMES[Kind.TlsConnectTrace], 'tls-connect-trace');
    assert.equal(KIND_NAMES[Kind.OAuth], 'oauth');
    for (const name of KIND_NAMES) assert.match(name, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });

  it('give back what was written, with every flag, in few bytes', () => {
    const writer = new RowWriter();
    const flags = Object.values(Flag).reduce((all, flag) => all | flag, 0);
    assert.equal(flags, 0xff);
    writer.add(head(Kind.Inbound, flags, 65_534), 7, 2_000_000_000, 86_400_999, 5, 9, 3);
    writer.add(head(Kind.Unknown, 0, 0), 2_000_000_007, 1, -1, 0, 2_000_000_007, 4);
    const records = writer.take();
    assert.equal(records.count, 2);
    assert.equal(records.byteLength, 2 * 28);
    assert.deepEqual(
      [0, 1].map(row => [
        records.kind(row),
        records.flags(row),
        records.code(row),
        records.stamp(row),
        records.id(row),
      ]),
      [
        [Kind.Inbound, flags, 65_534, 86_400_999, 5],
        [Kind.Unknown, 0, 0, -1, 0],
      ],
    );
    assert.deepEqual(
      [0, 1].map(row => [
        records.offset(row),
        records.length(row),
        records.end(row),
        records.payload(row),
        records.line(row),
      ]),
      [
        [7, 2_000_000_000, 2_000_000_007, 9, 3],
        [2_000_000_007, 1, 2_000_000_008, 2_000_000_007, 4],
      ],
    );
  });

  it('take 20 bytes each in a block of usual length, and the next block does so again after a long one', () => {
    const writer = new RowWriter();
    const row = (n: number) => [n, n + 1, -1, 7, n + 2, 3] as const;
    const sizes: number[] = [];
    for (const offsets of [[0, 100, 65_533], [0, 100, 65_534, 65_536, 2_000_000], [0, 9], []]) {
      for (const offset of offsets) writer.add(head(Kind.Reply, Flag.Glued, 250), ...row(offset));
      const records = writer.take();
      sizes.push(records.byteLength);
      assert.deepEqual(
        offsets.map((_, i) => [
          records.offset(i),
          records.length(i),
          records.stamp(i),
          records.id(i),
          records.payload(i),
          records.line(i),
        ]),
        offsets.map(row),
      );
      assert.ok(offsets.every((_, i) => records.kind(i) === Kind.Reply && records.code(i) === 250));
    }
    assert.deepEqual(sizes, [3 * 20, 5 * 28, 2 * 20, 0]);
  });

  it('clip numbers that do not fit', () => {
    const writer = new RowWriter();
    for (const code of [CODE_MAX - 1, CODE_MAX, CODE_MAX + 1, 10_000_000, 1e15]) {
      writer.add(head(Kind.TryAge, Flag.NoId, code), 0, 1, -1, 0, 0, 0);
    }
    const records = writer.take();
    for (let row = 0; row < records.count; row++) {
      assert.equal(records.code(row), row === 0 ? CODE_MAX - 1 : CODE_MAX);
      assert.equal(records.kind(row), Kind.TryAge);
      assert.equal(records.flags(row), Flag.NoId);
    }
  });

  it('are many, and independent of the rows of the next block', () => {
    const writer = new RowWriter();
    for (let i = 0; i < 10_000; i++) writer.add(head(Kind.Queue, 0, 0), i * 10, 5, -1, 0, i * 10, i);
    const first = writer.take();
    writer.add(head(Kind.Reply, 0, 250), 1, 1, 1, 1, 1, 1);
    const second = writer.take();
    assert.equal(first.count, 10_000);
    assert.equal(second.count, 1);
    assert.equal(first.kind(0), Kind.Queue);
    assert.equal(first.line(9999), 9999);
    assert.equal(writer.take().count, 0);
  });

  it('are found by offset: the last that begins at or before it', () => {
    const writer = new RowWriter();
    for (const offset of [3, 10, 20]) writer.add(head(Kind.Queue, 0, 0), offset, 5, -1, 0, offset, 0);
    const records = writer.take();
    const found = [0, 2, 3, 9, 10, 19, 20, 999].map(offset => records.rowAt(offset));
    assert.deepEqual(found, [-1, -1, 0, 0, 1, 1, 2, 2]);
    assert.equal(new Records(new Int32Array(0)).rowAt(5), -1);
  });
});
