import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { DocumentSymbol, Range } from 'vscode-languageserver-types';
import { LogDocument } from '../../../../../server/src/features/document.ts';
import { codeLenses, resolveLens } from '../../../../../server/src/features/navigation/code-lenses.ts';
import { definition } from '../../../../../server/src/features/navigation/definition.ts';
import { documentLinks } from '../../../../../server/src/features/navigation/document-links.ts';
import { documentSymbols } from '../../../../../server/src/features/navigation/document-symbols.ts';
import { folding } from '../../../../../server/src/features/navigation/folding.ts';
import { highlights } from '../../../../../server/src/features/navigation/highlights.ts';
import { references, wantedId } from '../../../../../server/src/features/navigation/references.ts';
import { workspaceSymbols } from '../../../../../server/src/features/navigation/workspace-symbols.ts';
import { engine } from '../../../../support/engine.ts';
import { done } from '../../../../support/steps.ts';

const IDS = ['B0000000001', 'B0000000001-R0001', 'B0000000002', 'B0000000001-R0001-E001'];
const STAMP = '[13:00:00:000] ';

/** Lines as the mail server writes them, in any order, and lines that it never wrote. */
const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...IDS),
        fc.constantFrom(
          'ConnectHost(mx.example.net)',
          'ConnectHost: winsock connect failed. (socket error code=10061)',
          `SendMailMess:${STAMP}220 mx.example.net`,
          'SendMailMess:',
          'SendMailMess:MAIL FROM:<a@b.example>',
          'SendMailMess:RCPT TO:<日本@c.example>',
          `SendMailMess:${STAMP}550 5.1.1 日本語 no`,
          'SendMailMess:QUIT',
          '[c.example] GetTryServer:()',
          '[c.example] GetTryServer:(ltime(13439966835)-otime(13439966833))/240=(0)',
          'ReturnMail Start:RCPT To=a@b.example',
        ),
      )
      .map(([id, text]) => `${STAMP}[${id}] ${text}`),
  },
  fc.constantFrom(
    '250 ok',
    '220-x',
    '',
    '日本語😀',
    `${STAMP}451 Requested action aborted: local error in processing.(code=0/0)`,
  ),
  fc
    .constantFrom(...IDS)
    .map(id => `${id}@m send fail on [24/Nov/2026:13:25:13] from a@b.jp to c@d.example [550 日本]`),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const log = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r', '\r\r\n', '')), { maxLength: 60 })
  .map(parts => parts.map(([text, end]) => text + end).join(''));
const language = fc.constantFrom('senderlog', 'faillog', 'epost-log');

const within = (outer: Range, r: Range): boolean => !precedes(r.start, outer.start) && !precedes(outer.end, r.end);
const precedes = (a: Range['start'], b: Range['start']): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);

/** The lengths of the lines as an editor counts them. */
const linesOf = (text: string): number[] => text.split(/\r\n|\r|\n/).map(one => one.length);

const open = (text: string, id: string) => new LogDocument('file:///x/1', id, 1, text);

describe('navigation, whatever the text', () => {
  it('gives ranges inside the document, none inside out', () => {
    fc.assert(
      fc.property(log, language, fc.nat(80), fc.nat(60), (text, id, l, character) => {
        const document = open(text, id);
        const lengths = linesOf(document.store.toBytes().length === 0 ? '' : text);
        const good = ({ start, end }: Range): void => {
          assert.ok(!precedes(end, start));
          assert.ok(end.line < lengths.length && end.character <= lengths[end.line]!);
          assert.ok(start.character <= lengths[start.line]!);
        };
        const c = engine();
        const position = { line: l, character };
        const tree = (s: DocumentSymbol): void => {
          good(s.range);
          assert.ok(s.name !== '');
          assert.ok(within(s.range, s.selectionRange));
          for (const child of s.children ?? []) {
            assert.ok(within(s.range, child.range));
            tree(child);
          }
        };
        for (const s of done(documentSymbols(document, c))) tree(s);
        for (const h of done(highlights(document, position)) ?? []) good(h.range);
        for (const d of done(definition(document, position, [document])) ?? []) good(d.range);
        const wanted = wantedId(document, position);
        if (wanted !== undefined) {
          const found = done(references(wanted, [document]));
          for (const r of found) good(r.range);
        }
        for (const s of done(workspaceSymbols('', [document], c))) good((s.location as { range: Range }).range);
        for (const lens of done(codeLenses(document, new Set(['senderlog.retrace']), c))) {
          good(lens.range);
          assert.ok(resolveLens(document, lens, c).command !== undefined);
        }
        for (const link of done(documentLinks(document, c))) good(link.range);
      }),
      { numRuns: 300 },
    );
  });

  it('folds that lie in each other or apart, never across', () => {
    fc.assert(
      fc.property(log, fc.integer({ min: 1, max: 50 }), (text, limit) => {
        const lines = linesOf(text).length;
        const folds = done(folding(open(text, 'senderlog'), limit));
        assert.ok(folds.length <= limit);
        for (const [i, a] of folds.entries()) {
          assert.ok(a.startLine < a.endLine && a.endLine < lines);
          for (const b of folds.slice(i + 1)) {
            const apart = b.startLine > a.endLine;
            const inside = b.startLine >= a.startLine && b.endLine <= a.endLine;
            assert.ok(apart || inside, `${a.startLine}-${a.endLine} and ${b.startLine}-${b.endLine}`);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says the same after edits as of the same text opened anew', () => {
    fc.assert(
      fc.property(log, log, fc.nat(40), fc.nat(40), (before, insert, from, to) => {
        const document = open(before, 'senderlog');
        // Half understood when the change comes.
        document.attemptsInSteps().next();
        const [a, b] = [Math.min(from, to), Math.max(from, to)];
        document.change(
          [{ range: { start: { line: a, character: 0 }, end: { line: b, character: 0 } }, text: insert }],
          2,
        );
        const anew = open(new TextDecoder().decode(document.store.toBytes()), 'senderlog');
        const c = engine();
        assert.deepEqual(done(documentSymbols(document, c)), done(documentSymbols(anew, c)));
        assert.deepEqual(done(folding(document)), done(folding(anew)));
      }),
      { numRuns: 200 },
    );
  });
});
