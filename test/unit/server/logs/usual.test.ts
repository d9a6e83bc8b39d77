import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { IdTable } from '../../../../server/src/logs/ids.ts';
import { usualLines } from '../../../../server/src/logs/usual.ts';
import { FILES, smallLog } from './arbitraries.ts';
import { sameUnderAnyLexer } from './laws.ts';
import { bytesOf, lex, rowsOf } from './notation.ts';

/** A line of each usual shape. */
const USUAL = [
  '[13:10:35:001] [B0000000001] ConnectHost(mx.example.net)',
  '[13:10:35:001] [B0000000001-R0001] ConnectHost: winsock connect failed. (socket error code=10061)',
  '[13:10:35:001] 144:get_reply():size=47:token=220-mx.example.net ESMTP',
  '220 \\xe3\\x81\\x82',
  '[23:59:60:999] [B0000000001] SendMailMess:[00:00:00:000] 250-mx.example.net',
  '250 ok',
  'no code',
  '[13:10:35:001] [B0000000001-R0001-E001] SendMailMess:MAIL FROM:<a@example.jp>',
  '[13:10:35:001] [B0000000001-R0001-EP001-R0001] SendMailMess:RCPT TO:<\\x82\\xa0@example.jp>',
  '[13:10:35:001] [B0000000001-R0001-E001-R0001-E001] SendMailMess:EHLO mail.example.jp',
  '[13:10:35:001] [B0000000001] SendMailMess:DATA',
  '[13:10:35:001] [B0000000001] SendMailMess:STARTTLS',
  '[13:10:35:001] SendMailMess():SSL_CTX_new() = 1',
  '[13:10:35:001] [B0000000001-1] SendData complete.',
  '[13:10:35:001] [B0000000001-M0000000a] SendData (socket error code=10054)',
  '[13:10:35:001] 144:get_reply():size=-1:token=',
  '[13:10:35:001] 144:get_reply():size=0:token=',
  '[13:10:35:001] 451 Requested action aborted: error in processing. (code=10054/ffffffff)',
  '[13:10:35:001] [B0000000001] SendMailMess:[13:10:35:001] 550 no such user',
  '[13:10:35:001] [B0000000001] [001]:ReturnMail Start:RCPT To=<a@example.jp>',
  '[13:10:35:001] [B0000000001] [002]:ReturnMail Start:domain:[example.jp]',
  '[13:10:35:001] [B0000000001] [003]:ReturnMail Completed.',
  '[13:10:35:001] [B0000000001] AfterCutting(1) write success. C:\\mail\\B0000000001.$NG',
  '[13:10:35:001] [B0000000001] [a]b.example[13:] GetTryServer:()',
  '[13:10:35:001] [B0000000001] [example.jp] GetTryServer:(ltime(13440019440)-otime(13439961926))/240=(479)',
].map(line => `${line}\r\n`);

const CHAINED = '[13:10:35:001] [B0000000001-1] SendData complete.\r\n';

const mutation = fc.record({
  at: fc.nat(),
  cut: fc.nat({ max: 3 }),
  insert: fc.constantFrom(
    '',
    ' ',
    ':',
    '[',
    ']',
    '-',
    '0',
    '9',
    'x',
    '\n',
    '\r',
    '\\xff',
    '\\x00',
    '[13:10:35:001] ',
    'B',
  ),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutated(text: string, mutations: readonly Mutation[]): Uint8Array {
  let s = text;
  for (const { at, cut, insert } of mutations) {
    const from = at % (s.length + 1);
    s = s.slice(0, from) + insert + s.slice(from + cut);
  }
  return bytesOf(s);
}

describe('usual lines', () => {
  it('are read by the module on this machine', () => {
    assert.notEqual(usualLines(), undefined);
  });

  it('are read by it alone', () => {
    const read = usualLines()?.slots;
    assert.ok(read);
    for (const line of USUAL) {
      // A reply's further lines are usual behind a reply only.
      const before = USUAL[4]!;
      assert.equal(rowsOf(lex('senderlog', bytesOf(before + line))).length, 2, line);
      assert.equal(read[0], bytesOf(before + line).length, line);
    }
  });

  it('read as the lexer reads them, whatever is changed in them', () => {
    const lines = fc.array(fc.constantFrom(...USUAL), { minLength: 1, maxLength: 5 }).map(all => all.join(''));
    fc.assert(
      fc.property(lines, fc.array(mutation, { maxLength: 4 }), (text, mutations) =>
        sameUnderAnyLexer(mutated(text, mutations)),
      ),
      { numRuns: 800 },
    );
  });

  it('and so does any log', () => {
    fc.assert(fc.property(smallLog, sameUnderAnyLexer), { numRuns: 300 });
    for (const [path, bytes] of FILES) if (path.includes('senderlog')) sameUnderAnyLexer(bytes.subarray(0, 65_000));
  });

  it('know the ids of the table at hand, not of the one before', () => {
    const one = lex('senderlog', bytesOf(CHAINED + USUAL[0]!));
    const other = lex('senderlog', bytesOf(USUAL[0]! + CHAINED));
    const ids = (log: typeof one) => rowsOf(log).map(row => row.id);
    assert.deepEqual(ids(one), ['B0000000001-1', 'B0000000001']);
    assert.deepEqual(ids(other), ['B0000000001', 'B0000000001-1']);
    assert.equal(new IdTable().size, 1);
  });
});
