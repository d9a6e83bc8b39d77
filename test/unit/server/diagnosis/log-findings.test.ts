import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LogDocument } from '../../../../server/src/features/document.ts';
import { knowledge } from '../../../support/engine.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

const known = (document: LogDocument): string[] =>
  document
    .findings(knowledge.diagnosis)
    .map(f => `${f.severity} ${f.rule} ${f.queueId} ${f.since} ${f.until} ${f.host} ${f.deliveries.length}`)
    .sort();

const texts = [
  'recorded/07-connect-timeout-short/senderlog/261124.log',
  'recorded/12-partial-recipients-short/senderlog/261124.log',
  'recorded/04-peer-closes-short/senderlog/261124.log',
  'recorded/22-unresolvable-short/faillog/261124.log',
].map(name => ({
  uri: `file:///${name}`,
  language: name.includes('faillog') ? 'faillog' : 'senderlog',
  lines: readFileSync(path.join(root, 'test/fixtures', name), 'latin1')
    .replaceAll('\r\r\n', '\r\n')
    .split(/(?<=\n)/),
}));

describe('findings of an open log', () => {
  it('are after any changes what they are from scratch', () => {
    const change = fc.record({ from: fc.nat(), count: fc.nat(6), take: fc.nat(), insert: fc.nat(6) });
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(change, { maxLength: 4 }), (text, changes) => {
        const lines = [...text.lines];
        const document = new LogDocument(text.uri, text.language, 1, lines.join(''));
        known(document);
        for (const { from, count, take, insert } of changes) {
          const at = from % (lines.length + 1);
          const put = text.lines.slice(take % text.lines.length).slice(0, insert);
          const range = { start: lineAt(lines, at), end: lineAt(lines, at + count) };
          lines.splice(at, count, ...put);
          document.change([{ range, text: put.join('') }], 2);
        }
        assert.deepEqual(known(document), known(new LogDocument(text.uri, text.language, 1, lines.join(''))));
      }),
      { numRuns: 200 },
    );
  });

  it('are while the log grows, by lines or by pieces of lines, what they are from scratch', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), sizes, fc.boolean(), (text, start, pieces, whole) => {
        const all = text.lines.join('');
        // Whole lines, as the mail server writes them, or cut anywhere.
        const cut = (at: number): number =>
          whole ? all.indexOf('\n', Math.min(at, all.length - 1)) + 1 : Math.min(at, all.length);
        let at = cut(start % all.length);
        const document = new LogDocument(text.uri, text.language, 1, all.slice(0, at));
        known(document);
        for (const size of pieces) {
          const end = cut(at + size);
          const last = { line: Number.MAX_SAFE_INTEGER, character: 0 };
          document.change([{ range: { start: last, end: last }, text: all.slice(at, end) }], 2);
          at = Math.max(at, end);
          assert.deepEqual(known(document), known(new LogDocument(text.uri, text.language, 1, all.slice(0, at))));
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** A place at the beginning of a line; behind the last one, the end of the text. */
const lineAt = (lines: readonly string[], index: number) =>
  index < lines.length ? { line: index, character: 0 } : { line: Number.MAX_SAFE_INTEGER, character: 0 };
