import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IdTable } from '../../../../server/src/logs/ids.ts';
import type { LexedBlock } from '../../../../server/src/logs/log.ts';
import { KIND_NAMES } from '../../../../server/src/logs/record.ts';
import { LogStream } from '../../../../server/src/logs/stream.ts';

const CONNECT = '[09:00:00:100] [B0000000001] ConnectHost(mx.example.net)\r\n';

describe('a log that is read in pieces', () => {
  it('holds every block until the next piece, also behind a line that is longer than what is kept to look back', () => {
    const long = `[09:00:00:200] [B0000000002] SendMailMess:[09:00:00:200] 550 ${'x'.repeat(3_000_000)}\r\n`;
    const bytes = new TextEncoder().encode(CONNECT.repeat(1000) + long + CONNECT.repeat(1000));
    const stream = new LogStream('senderlog', new IdTable());
    const kinds: string[] = [];
    for (let at = 0; at < bytes.length; at += 131_072) {
      for (const { records } of stream.push(bytes.slice(at, at + 131_072)))
        for (let row = 0; row < records.count; row++) kinds.push(KIND_NAMES[records.kind(row)]!);
    }
    assert.equal(kinds.length, 2001);
    assert.equal(kinds[1000], 'reply');
    assert.equal(stream.lines, 2001);
  });
});

describe('the memory of what is read in pieces', () => {
  const SIZE = 65_536;
  /** Reads `bytes` into memory that the stream gives; `look` sees each block as it comes, and later as long as its text is held. */
  function read(bytes: Uint8Array, look: (texts: readonly string[]) => void): { memories: number; text: string } {
    const stream = new LogStream('senderlog', new IdTable());
    const memories = new Set<ArrayBufferLike>();
    const texts: string[] = [];
    const held: { block: LexedBlock; text: string }[] = [];
    for (let at = 0; at < bytes.length; at += SIZE) {
      const piece = stream.buffer(SIZE);
      memories.add(piece.buffer);
      const length = Math.min(SIZE, bytes.length - at);
      piece.fill(0x58);
      piece.set(bytes.subarray(at, at + length));
      for (const block of stream.push(piece.subarray(0, length))) {
        texts.push(latin1(block));
        held.push({ block, text: latin1(block) });
      }
      look(held.filter(({ block, text }) => latin1(block) !== text).map(({ block }) => latin1(block)));
    }
    texts.push(...stream.end().map(latin1));
    return { memories: memories.size, text: texts.join('') };
  }
  const latin1 = ({ text }: LexedBlock): string => Buffer.from(text.bytes).toString('latin1');
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('is used again once its blocks lie too far behind: a block that is still held keeps its text, one that is not has none', () => {
    const log = Array.from({ length: 100_000 }, (_, i) => CONNECT.replace('mx', `mx${i}`)).join('');
    const { memories, text } = read(bytesOf(log), changed => assert.deepEqual(changed.filter(Boolean), []));
    assert.equal(text, log);
    assert.ok(memories < 20, `${memories} for ${Math.ceil(log.length / SIZE)} pieces`);
  });

  it('is used again also while a line does not end', () => {
    const log = `${CONNECT.repeat(2000)}${'y'.repeat(3_000_000)}${CONNECT.repeat(40_000)}the end`;
    const { memories, text } = read(bytesOf(log), changed => assert.deepEqual(changed.filter(Boolean), []));
    assert.equal(text, log);
    assert.ok(memories < 25, `${memories} for ${Math.ceil(log.length / SIZE)} pieces`);
  });
});
