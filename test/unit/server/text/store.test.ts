import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BLOCK_SIZE } from '../../../../server/src/text/block.ts';
import { TextStore } from '../../../../server/src/text/store.ts';

const text = (store: TextStore): string => new TextDecoder().decode(store.toBytes());

/** The plainest possible reference: split as an editor does. */
const editorLines = (s: string): string[] => s.split(/\r\n|\r|\n/);

function offsetOf(s: string, line: number, character: number): number {
  let start = 0;
  const breaks = /\r\n|\r|\n/g;
  for (let i = 0; i < line; i++) {
    const m = breaks.exec(s);
    if (m === null) return s.length;
    start = m.index + m[0].length;
  }
  return Math.min(start + character, start + editorLines(s.slice(start))[0]!.length);
}

function assertInvariants(store: TextStore): void {
  const blocks = store.blocks;
  blocks.forEach((b, i) => {
    assert.ok(b.bytes.length > 0, 'no empty block');
    if (i < blocks.length - 1) assert.equal(b.bytes.at(-1), 10, 'each block but the last ends with LF');
    const feed = b.bytes.indexOf(10);
    assert.ok(b.bytes.length <= BLOCK_SIZE || feed === b.bytes.length - 1 || feed < 0, 'long only for one long line');
  });
}

describe('TextStore', () => {
  it('counts CR CR LF as two breaks for the editor and as one line of the file', () => {
    const store = TextStore.fromString('a\r\r\nb\r\nc');
    assert.equal(store.editorLineCount, 4);
    assert.equal(store.fileLineCount, 3);
    assert.deepEqual(store.positionAt({ block: 0, offset: 4 }), { line: 2, character: 0 });
    assert.equal(store.fileLineAt({ block: 0, offset: 4 }), 2);
  });

  it('gives UTF-16 columns over UTF-8 bytes', () => {
    const store = TextStore.fromString('ア😀x\n');
    assert.deepEqual(store.placeAt({ line: 0, character: 3 }), { block: 0, offset: 7 });
    assert.deepEqual(store.positionAt({ block: 0, offset: 7 }), { line: 0, character: 3 });
  });

  it('moves a position past the end back to the end', () => {
    const store = TextStore.fromString('ab\ncd');
    assert.deepEqual(store.placeAt({ line: 0, character: 99 }), { block: 0, offset: 2 });
    assert.deepEqual(store.placeAt({ line: 9, character: 0 }), { block: 0, offset: 5 });
  });

  it('keeps a line of 5 MB in one block and cuts the rest', () => {
    const store = TextStore.fromString(`x\n${'y'.repeat(5_000_000)}\nz\n`);
    assertInvariants(store);
    assert.equal(store.fileLineCount, 3);
    assert.equal(store.lineBytes(1)?.length, 5_000_000);
  });

  it('is an empty line when empty', () => {
    const store = TextStore.fromString('');
    assert.equal(store.editorLineCount, 1);
    assert.equal(store.fileLineCount, 0);
    store.edit({ line: 0, character: 0 }, { line: 0, character: 0 }, 'a');
    assert.equal(text(store), 'a');
  });

  const piece = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('\n', '\r\n', '\r\r\n', '\r', '[', 'ア', '😀', 'abc', '') },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }).map(n => `${'long '.repeat(n * 2000)}\n`) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 900 }).map(n => '[10:00:00:000] line\r\n'.repeat(n)) },
  );
  const chunk = fc.array(piece, { maxLength: 8 }).map(p => p.join(''));
  const change = fc.record({
    from: fc.tuple(fc.nat(3000), fc.nat(30)),
    to: fc.tuple(fc.nat(3000), fc.nat(30)),
    text: chunk,
    append: fc.boolean(),
  });

  it('after random edits equals a store built from the resulting text', () => {
    fc.assert(
      fc.property(chunk, fc.array(change, { maxLength: 6 }), (initial, changes) => {
        let model = initial;
        const store = TextStore.fromString(initial);
        for (const c of changes) {
          if (c.append) {
            store.append(new TextEncoder().encode(c.text));
            model += c.text;
          } else {
            const lines = editorLines(model);
            const at = ([l, ch]: [number, number]) => {
              const line = l % lines.length;
              // An editor never addresses the middle of a surrogate pair.
              const character = [...lines[line]!].slice(0, ch).join('').length;
              return { line, character };
            };
            const [p, q] = [at(c.from), at(c.to)];
            const [a, b] = [offsetOf(model, p.line, p.character), offsetOf(model, q.line, q.character)];
            store.edit(p, q, c.text);
            model = model.slice(0, Math.min(a, b)) + c.text + model.slice(Math.max(a, b));
          }
          const fresh = TextStore.fromString(model);
          assert.equal(text(store), model);
          assert.equal(store.editorLineCount, editorLines(model).length);
          assert.equal(store.editorLineCount, fresh.editorLineCount);
          assert.equal(store.fileLineCount, fresh.fileLineCount);
          assertInvariants(store);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('finds the way from position to place and back for every line', () => {
    fc.assert(
      fc.property(chunk, fc.nat(5000), fc.nat(20), (s, l, c) => {
        const store = TextStore.fromString(s);
        const lines = editorLines(s);
        const line = l % lines.length;
        const character = [...lines[line]!].slice(0, c).join('').length;
        const place = store.placeAt({ line, character });
        const back = store.positionAt(place);
        assert.deepEqual(back, { line, character });
        assert.equal(new TextDecoder().decode(store.lineBytes(line)), lines[line]);
      }),
      { numRuns: 400 },
    );
  });
});
