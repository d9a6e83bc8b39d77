import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BLOCK_SIZE } from '../../../../server/src/text/block.ts';
import { machineMarks } from '../../../../server/src/text/marks-wasm.ts';
import { type Marker, nextHigh, pageOf, plainMarker } from '../../../../server/src/text/page.ts';
import { PADDING } from '../../../../server/src/text/page-layout.ts';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

/** The marks of a block, and whether it is ASCII. */
function read(block: Uint8Array) {
  const page = pageOf(block);
  const count = page.marks.indexOf(page.end);
  return { marks: [...page.marks.subarray(0, count)], ascii: page.ascii };
}

/** Blocks with many marks: whole lines, and noise of the bytes that matter. */
const noise = fc.array(fc.constantFrom(10, 13, 0x5b, 0x3a, 0x31, 0x5b, 0x3a, 0x5d, 0x81), { maxLength: 300 });
const line = fc.constantFrom(
  '[13:10:35:001] x\r\r\n',
  '[B0000000001] [x] y[13:',
  '250 ok\r\r\n',
  '\x81[',
  '\n'.repeat(200),
);
const block = fc.oneof(
  noise.map(bytes => Uint8Array.from(bytes)),
  fc.array(line, { maxLength: 40 }).map(lines => bytesOf(lines.join(''))),
);

function markedBy(marker: Marker, text: Uint8Array): readonly number[] {
  marker.bytes.fill(0);
  marker.bytes.set(text);
  const answer = marker.mark(text.length);
  return [answer, ...marker.marks.subarray(0, answer < 0 ? -1 - answer : answer)];
}

describe('a page', () => {
  it('knows where a record or a field can end: each LF, each closing bracket, each bracket of what may be a stamp', () => {
    assert.deepEqual(read(bytesOf('')), { marks: [], ascii: true });
    assert.deepEqual(read(bytesOf('[13:10:35:001] [B0000000001] x[y]\r\r\n[\n')), {
      marks: [0, 13, 27, 32, 35, 37],
      ascii: true,
    });
    assert.deepEqual(read(bytesOf('\x81[13:')), { marks: [1], ascii: false });
    assert.deepEqual(read(bytesOf('x[13')), { marks: [], ascii: true });
  });

  it('holds the block and zeros behind it, whatever it held before', () => {
    for (const length of [BLOCK_SIZE, 5, 0, BLOCK_SIZE + 1, 3 * BLOCK_SIZE]) {
      const text = new Uint8Array(length).fill(0x5b);
      const page = pageOf(text);
      assert.equal(page.end, length);
      assert.deepEqual(page.bytes.subarray(0, length), text);
      assert.deepEqual(page.bytes.subarray(length, length + PADDING), new Uint8Array(PADDING));
      assert.equal(page.marks[0], length, 'no colon, no mark');
      if (length > 0) assert.equal(page.words.getInt32(length - 1, true), 0x5b);
    }
  });

  it('has room where every byte is a mark', () => {
    for (const length of [BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1]) {
      assert.deepEqual(read(new Uint8Array(length).fill(10)).marks, [...new Uint8Array(length).keys()]);
    }
  });

  it('tells the next byte above 0x7F', () => {
    const { bytes, words, end } = pageOf(bytesOf('abc\x80efghijk\xff'));
    assert.deepEqual(
      [0, 3, 4, 11, 12].map(from => nextHigh(bytes, words, from, end)),
      [3, 3, 11, 11, 12],
    );
    assert.equal(nextHigh(bytes, words, 4, 9), 9);
  });
});

describe('the marks by vector instructions', () => {
  it('are to be had on this machine', () => {
    assert.notEqual(machineMarks(), undefined);
  });

  it('are those of the plain loop', () => {
    const [fast, plain] = [machineMarks(), plainMarker(BLOCK_SIZE)];
    if (fast === undefined) return;
    fc.assert(
      fc.property(block, bytes => {
        assert.deepEqual(markedBy(fast, bytes), markedBy(plain, bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it('give way to the plain loop where the host has no WebAssembly', () => {
    const machine = Object.getOwnPropertyDescriptor(globalThis, 'WebAssembly')!;
    try {
      Object.defineProperty(globalThis, 'WebAssembly', { value: undefined, configurable: true, writable: true });
      assert.equal(machineMarks(), undefined);
      const refusing = {
        Module: class {
          constructor() {
            throw new Error('forbidden');
          }
        },
      };
      Object.defineProperty(globalThis, 'WebAssembly', { value: refusing, configurable: true, writable: true });
      assert.equal(machineMarks(), undefined);
    } finally {
      Object.defineProperty(globalThis, 'WebAssembly', machine);
    }
  });
});
