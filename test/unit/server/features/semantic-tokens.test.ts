import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LogDocument } from '../../../../server/src/features/document.ts';
import { inlayHints } from '../../../../server/src/features/inlay-hints.ts';
import { allSemanticTokens, LEGEND, semanticTokens } from '../../../../server/src/features/semantic-tokens.ts';
import { engine } from '../../../support/engine.ts';
import { smallLog } from '../logs/arbitraries.ts';

const ALL = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };

interface Shown {
  readonly line: number;
  readonly character: number;
  readonly length: number;
  readonly name: string;
}

function decode(data: readonly number[]): Shown[] {
  const found: Shown[] = [];
  let [line, character] = [0, 0];
  for (let i = 0; i < data.length; i += 5) {
    const [lines, columns, length, type, modifiers] = data.slice(i, i + 5) as [number, number, number, number, number];
    if (lines > 0) character = 0;
    line += lines;
    character += columns;
    const names = LEGEND.tokenModifiers.filter((_, bit) => (modifiers & (1 << bit)) !== 0);
    found.push({ line, character, length, name: [LEGEND.tokenTypes[type], ...names].join('.') });
  }
  return found;
}

/** Takes the tokens, written as ⟦name:text⟧, out of a log and expects that the feature finds the same ones. */
function expectTokens(marked: string, log = 'senderlog', range = ALL): void {
  const text = marked.replace(/⟦[\w.]+:([^⟧]*)⟧/g, '$1');
  const lines = text.split('\n');
  const document = new LogDocument(`file:///mail/${log}/261124.log`, log, 1, text);
  for (const { line, character, length, name } of decode(semanticTokens(document, range).data).reverse()) {
    const old = lines[line]!;
    const end = character + length;
    lines[line] = `${old.slice(0, character)}⟦${name}:${old.slice(character, end)}⟧${old.slice(end)}`;
  }
  assert.equal(lines.join('\n'), marked);
}

describe('semantic tokens', () => {
  it("tell a receiver's 451 from E-Post's own, and at which stage each came", () => {
    expectTokens(`\
[13:08:47:478] [B0000623002] ConnectHost(⟦host.failed:mx.cave.example.net⟧)
[13:08:47:485] [B0000623002] SendMailMess:[13:08:47:485] ⟦replyCode.remote.success.greeting:220⟧ ⟦replyText.remote.success.greeting:ready⟧
[13:08:47:487] [B0000623002] SendMailMess:MAIL FROM:<taro@sender.example.jp>
[13:08:47:490] [B0000623002] SendMailMess:[13:08:47:490] ⟦replyCode.remote.temporary.decisive.mail:451⟧ ⟦replyCode.remote.temporary.decisive.mail:4.7.1⟧⟦replyText.remote.temporary.decisive.mail: later⟧
[13:09:47:478] [B0000623003] ConnectHost(⟦host.failed:mx.cave.example.net⟧)
[13:09:47:490] [B0000623003] SendMailMess:[13:09:47:490] ⟦replyCode.epost.temporary.decisive.greeting:451⟧ ⟦replyText.epost.temporary.decisive.greeting:Requested action aborted: error in processing.(⟧⟦replyCode.epost.temporary.decisive.greeting:code=0/0⟧⟦replyText.epost.temporary.decisive.greeting:)⟧
`);
  });

  it('colour each line of a reply as the whole', () => {
    expectTokens(`\
[13:08:47:486] [B0000623002] SendMailMess:[13:08:47:487] ⟦replyCode.remote.permanent.decisive:550⟧-⟦replyText.remote.permanent.decisive:first⟧
⟦replyCode.remote.permanent.decisive:550⟧-⟦replyText.remote.permanent.decisive:second⟧
⟦replyCode.remote.permanent.decisive:550⟧ ⟦replyText.remote.permanent.decisive:last⟧
`);
  });

  it('show at the host how the attempt ended', () => {
    expectTokens(`\
[13:06:35:641] [B0000323002] ConnectHost(⟦host.failed:mx.lake.example.org⟧)
[13:06:38:705] [B0000323002] ⟦failure.epost.decisive.connect:ConnectHost⟧: winsock connect failed. (socket error code=⟦failure.epost.decisive.connect:10060⟧)
[13:06:39:000] [B0000323002] ConnectHost(⟦host:mx.open.example.org⟧)
`);
  });

  it('tell in a faillog whether the reason is a reply or a text of E-Post', () => {
    const line = (reason: string) =>
      `B0000055688@m.example.jp send fail on [24/Nov/2026:10:29:51] from a@example.jp to c@example.net [${reason}]\n`;
    expectTokens(
      line('⟦replyCode.remote.permanent:550⟧ ⟦replyCode.remote.permanent:5.1.1⟧⟦replyText.remote.permanent: unknown⟧') +
        line(
          '⟦replyCode.epost.temporary:451⟧ ⟦replyText.epost.temporary:Requested action aborted: error in processing.(⟧⟦replyCode.epost.temporary:code=0/0⟧⟦replyText.epost.temporary:)⟧',
        ),
      'faillog',
    );
  });

  it('know what stands before the range', () => {
    const text = readFileSync(
      new URL('../../../fixtures/recorded/16-receive-timeout-short/senderlog/261124.log', import.meta.url),
      'utf8',
    ).replace(/\r\n|\r|\n/g, '\r\n');
    const document = new LogDocument('file:///mail/senderlog/261124.log', 'senderlog', 1, text);
    const all = decode(semanticTokens(document, ALL).data);
    const lines = text.split('\r\n').length;
    for (let line = 0; line < lines; line++) {
      const range = { start: { line, character: 0 }, end: { line, character: 1000 } };
      const own = decode(semanticTokens(document, range).data).filter(token => token.line === line);
      assert.deepEqual(
        own,
        all.filter(token => token.line === line),
      );
    }
  });

  it('are given for all of a document where a client asks so, but not of a large one', () => {
    const line = '[13:08:47:485] [B0000623002] SendMailMess:[13:08:47:485] 220 ready\n';
    const open = (text: string) => new LogDocument('file:///mail/senderlog/261124.log', 'senderlog', 1, text);
    assert.equal(decode(allSemanticTokens(open(line)).data).length, 2);
    assert.deepEqual(allSemanticTokens(open(line.repeat(20_000))).data, []);
  });
});

describe('any bytes, any range', () => {
  const position = fc.record({ line: fc.integer({ min: -1, max: 60 }), character: fc.integer({ min: -1, max: 200 }) });

  it('give tokens in order that do not overlap and lie in their line, and hints that lie in the range', () => {
    fc.assert(
      fc.property(
        smallLog,
        fc.constantFrom('senderlog', 'faillog', 'epost-log'),
        position,
        position,
        (bytes, log, start, end) => {
          const text = new TextDecoder().decode(bytes);
          const document = new LogDocument(`file:///mail/${log}/261124.log`, log, 1, text);
          const lines = text.split(/\r\n|\r|\n/);
          let last = { line: 0, end: 0 };
          for (const { line, character, length } of decode(semanticTokens(document, { start, end }).data)) {
            assert.ok(line > last.line || (line === last.line && character >= last.end));
            assert.ok(length > 0 && character + length <= lines[line]!.length);
            last = { line, end: character + length };
          }
          for (const hint of inlayHints(document, { start, end }, engine('en', { inlayHints: 'full' }))) {
            const { line, character } = hint.position;
            assert.ok(line >= start.line && line <= end.line && character <= lines[line]!.length);
            assert.ok(hint.label.length > 0);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('find the same after any change as from scratch', () => {
    fc.assert(
      fc.property(smallLog, smallLog, position, position, (first, second, start, end) => {
        const document = new LogDocument(
          'file:///mail/senderlog/261124.log',
          'senderlog',
          1,
          new TextDecoder().decode(first),
        );
        semanticTokens(document, ALL);
        document.change([{ range: { start, end }, text: new TextDecoder().decode(second) }], 2);
        const text = new TextDecoder().decode(document.store.toBytes());
        const again = new LogDocument('file:///mail/senderlog/261124.log', 'senderlog', 1, text);
        assert.deepEqual(semanticTokens(document, ALL), semanticTokens(again, ALL));
        const c = engine('en', { inlayHints: 'full' });
        assert.deepEqual(inlayHints(document, ALL, c), inlayHints(again, ALL, c));
      }),
      { numRuns: 200 },
    );
  });
});
