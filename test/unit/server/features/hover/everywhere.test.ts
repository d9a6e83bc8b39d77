import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { LogDocument } from '../../../../../server/src/features/document.ts';
import { hover } from '../../../../../server/src/features/hover/hover.ts';
import { transcriptHover } from '../../../../../server/src/features/hover/transcript.ts';
import { logOfPath } from '../../../../../server/src/logs/detect.ts';
import { type TokenKind, tokensOf } from '../../../../../server/src/logs/tokens.ts';
import { TextStore } from '../../../../../server/src/text/store.ts';
import { engine } from '../../../../support/engine.ts';
import { readable } from '../../../../support/hovers.ts';
import { FIXTURES } from '../../../../support/scenario.ts';

const RECORDED = fileURLToPath(new URL('recorded/', FIXTURES));
const en = engine('en');
const ja = engine('ja');

const open = (file: string, text: string): LogDocument => {
  const log = logOfPath(file) ?? 'senderlog';
  return new LogDocument(`file://${file}`, log === 'senderlog' || log === 'faillog' ? log : 'epost-log', 1, text);
};

/** Tokens that a code is, and what each must show. */
const CODES: ReadonlySet<TokenKind> = new Set(['reply-code', 'enhanced', 'code-pair', 'error-number']);

describe('hover on the recorded logs', () => {
  for (const scenario of readdirSync(RECORDED).filter(name => /^\d\d-/.test(name) && !name.includes('bigstress'))) {
    it(`explains each code and answers at each token of ${scenario}`, () => {
      const seen = new Set<string>();
      for (const name of readdirSync(path.join(RECORDED, scenario), { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.log')) continue;
        const file = path.join(RECORDED, scenario, name);
        const document = open(file, readFileSync(file, 'latin1'));
        for (const block of document.log.blocks) {
          for (let row = 0; row < block.records.count; row++) {
            for (const token of tokensOf(block.text.bytes, block.records, row)) {
              // The same token on a record of the same kind is explained alike.
              const what = `${document.log.name} ${block.records.kind(row)} ${token.kind} ${CODES.has(token.kind) ? token.text : ''}`;
              if (seen.has(what)) continue;
              seen.add(what);
              const position = document.store.positionAt({ block: block.index, offset: token.start });
              for (const context of [en, ja]) {
                const found = hover(document, position, context);
                const value = found === null ? '' : readable((found.contents as { value: string }).value);
                assert.match(value, /\S/, `${what}: ${token.text}`);
                if (CODES.has(token.kind)) assert.ok(value.includes(token.text), `${what}: ${value.slice(0, 200)}`);
                assert.deepEqual(found!.range!.start, position);
              }
            }
          }
        }
      }
      assert.ok(seen.size > 5, `${seen.size} kinds of token`);
    });
  }
});

/** Pieces of which lines of the logs are made, and such that break them. */
const PIECES = [
  '[13:07:13:271] ',
  '[13:07:13] ',
  '[B0000123011] ',
  '[B0000123011-R0001-E001] ',
  '[] ',
  '[example.net] ',
  '[001]:',
  'GetTryServer:(ltime(13439966833)-otime(13439966833))/240=(3)',
  'GetTryServer:()',
  'ConnectHost(mx.example.net)',
  'ConnectHost: winsock connect failed. (socket error code=10060)',
  'SendMailMess:',
  'MAIL FROM:<a@b.example>',
  'RCPT TO:<c@d.example>',
  'EHLO me',
  'DATA',
  'QUIT',
  '250-SIZE 1',
  '550 5.1.1 no',
  '354 go',
  '451 Requested action aborted: error in processing. (code=0/0)',
  '124:get_reply():size=14:token=',
  'SendData complete.',
  'SendData (socket error code=54)',
  'ReturnMail Start:RCPT To=a@b.example',
  'B0000055688@mail send fail on [01/Nov/2017:10:29:51] from a@b to c@d [550 x]',
  'B0000055688@mail sent on [01/Nov/2017:10:29:51] to  mx from - to c@d ',
  '<B0000055688@mail> [01/Nov/2017:10:29:51] 192.0.2.1 mx a@b c@d',
  '[01/Nov/2017:10:29:51], (mail), [192.0.2.1]:25 SSL, Client accept now.',
  '[01/Nov/2017:10:29:51], (mail), mx [192.0.2.1], a@b,<B0000055688>,ok',
  '[01/Nov/2017:10:29:51], 0001a2f4, ',
  '-> ',
  '<- ',
  '!! ECONNREFUSED ',
  ' ',
  '\u3042\ud83d\ude00',
  '\ud800',
  '\u0000',
  '\r',
  '\r\n',
  '\n',
];

const text = fc
  .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 12, unit: 'binary' })), {
    maxLength: 40,
  })
  .map(parts => parts.join(''));
const place = fc.record({ line: fc.integer({ min: -1, max: 30 }), character: fc.integer({ min: -1, max: 200 }) });
const log = fc.constantFrom('senderlog', 'faillog', 'acceptlog', 'inlog', 'receivelog', 'outlog', 'outlocallog');

describe('hover on any text', () => {
  it('never fails, and its range holds the cursor', () => {
    fc.assert(
      fc.property(log, text, place, fc.boolean(), (name, content, position, masks) => {
        const context = engine('ja', { maskAddresses: masks });
        const found = hover(open(`/mail/${name}/261124.log`, content), position, context);
        if (found === null) return;
        const { start, end } = found.range!;
        assert.ok(start.line < end.line || (start.line === end.line && start.character < end.character));
        assert.ok((found.contents as { value: string }).value.startsWith('**'));
      }),
      { numRuns: 1500 },
    );
  });

  it('never fails in a transcript', () => {
    fc.assert(
      fc.property(text, place, (content, position) => {
        const found = transcriptHover(TextStore.fromString(content), position, en);
        if (found === null) return;
        const { start, end } = found.range!;
        assert.ok(start.character <= position.character && position.character < end.character);
      }),
      { numRuns: 1500 },
    );
  });

  it('answers after edits as in a document opened with the result', () => {
    fc.assert(
      fc.property(text, text, place, place, (content, inserted, at, ask) => {
        const path = '/mail/senderlog/261124.log';
        const document = open(path, content);
        document.attempts();
        hover(document, ask, en);
        const start = document.store.positionAt(
          document.store.placeAt({ line: Math.max(0, at.line), character: Math.max(0, at.character) }),
        );
        document.change([{ range: { start, end: start }, text: inserted }], 2);
        const fresh = open(path, new TextDecoder().decode(document.store.toBytes()));
        assert.deepEqual(hover(document, ask, en), hover(fresh, ask, en));
      }),
      { numRuns: 300 },
    );
  });
});
