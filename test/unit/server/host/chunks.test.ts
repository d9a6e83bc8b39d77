import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { type Buffers, chunks, chunksWaited } from '../../../../server/src/host/chunks.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'chunks-'));
after(() => rmSync(folder, { recursive: true }));

const FRESH: Buffers = { buffer: size => new Uint8Array(size) };
const LINES = '[09:00:00:100] [B0000000001] ConnectHost(郵便.example.jp)\r\n'.repeat(20_000);

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for await (const piece of pieces) found.push(piece);
  return found;
}

function fileOf(bytes: Uint8Array): string {
  const file = path.join(folder, 'log');
  writeFileSync(file, bytes);
  return file;
}

/** The file as both ways of reading give it, which must be the same; and into how many chunks one of them cut it. */
async function read(bytes: Uint8Array, encoding?: string): Promise<{ text: string; count: number }> {
  const file = fileOf(bytes);
  const options = { signal: { aborted: false }, encoding };
  const waited = [...chunksWaited(file, options, FRESH)];
  const free = await all(chunks(file, options, 100_000));
  assert.deepEqual(Buffer.concat(free), Buffer.concat(waited));
  return { text: Buffer.concat(waited).toString(), count: waited.length };
}

describe('the chunks of a file', () => {
  it('are its bytes', async () => {
    const { text, count } = await read(Buffer.from(LINES));
    assert.equal(text, LINES);
    assert.ok(count > 1);
    assert.equal((await read(Buffer.alloc(0))).text, '');
  });

  it('are UTF-8 where the file is UTF-16, as its first bytes tell', async () => {
    assert.equal((await read(Buffer.from(`\uFEFF${LINES}`, 'utf16le'))).text, LINES);
  });

  it('are UTF-8 where an encoding is given', async () => {
    const kanji = Buffer.from([0x1b, 0x24, 0x42, 0x4d, 0x39, 0x1b, 0x28, 0x42, 0x0a]); // 郵 in ISO-2022-JP
    assert.equal((await read(kanji, 'iso-2022-jp')).text, '郵\n');
    assert.equal((await read(Buffer.from(LINES), 'utf-8')).text, LINES);
  });

  it('end where the reader gives up', async () => {
    const file = fileOf(Buffer.from(LINES));
    const signal = { aborted: false };
    let count = 0;
    for (const _ of chunksWaited(file, { signal }, FRESH)) {
      count++;
      signal.aborted = true;
    }
    assert.equal(count, 1);
    assert.deepEqual(await all(chunks(file, { signal })), []);
  });

  it('fail with the error of the system', async () => {
    const gone = path.join(folder, 'gone');
    const options = { signal: { aborted: false } };
    assert.throws(() => chunksWaited(gone, options, FRESH).next(), { code: 'ENOENT' });
    await assert.rejects(chunks(gone, options).next(), { code: 'ENOENT' });
  });
});
