import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LOG_NAMES } from '../../../../server/src/logs/detect.ts';
import { assertWhole, bytesOf, lex, type Row, rowsOf, specifyFile } from './notation.ts';

const MIB = 1024 * 1024;
const STAMP = '[13:10:35:001] ';
const before = bytesOf(`${STAMP}[B0000000001] SendMailMess:DATA\r\r\n`);
const after = bytesOf(`\r\r\n${STAMP}[B0000000001] SendMailMess:QUIT\r\r\n`);

/** A line between two others, which must not suffer. */
function between(line: Uint8Array) {
  const bytes = new Uint8Array(Buffer.concat([before, line, after]));
  const rows = rowsOf(lex('senderlog', bytes));
  assertWhole(bytes, rows, 'senderlog');
  assert.equal(rows[0]!.kind, 'command');
  assert.equal(rows.at(-1)!.kind, 'command');
  assert.equal(rows.at(-1)!.fileLine, 3);
  return rows.slice(1, -1);
}

/** The records on lines that were complete before the cut. */
const completeRows = (rows: readonly Row[], cut: Uint8Array): Row[] => {
  const lines = cut.filter(c => c === 10).length;
  return rows.filter(row => row.fileLine <= lines);
};

describe('hostile logs', () => {
  specifyFile('senderlog', 'hostile.spec', ['windows', 'unix', 'editor', 'old', 'pasted']);

  it('a reply of 5 MB in one line is one record', () => {
    const rows = between(bytesOf(`${STAMP}[B0000000001] SendMailMess:${STAMP}550 ${'x['.repeat(2.5 * MIB)}`));
    assert.deepEqual(
      rows.map(row => [row.kind, row.code, row.end - row.start]),
      [['reply', 550, 61 + 5 * MIB]],
    );
  });

  it('an id of 5 MB is none', () => {
    const rows = between(bytesOf(`${STAMP}[B0000000001${'-R0001'.repeat(MIB)}] SendMailMess:QUIT`));
    assert.deepEqual(
      rows.map(row => [row.kind, row.id]),
      [['unknown', '']],
    );
  });

  it('5 MB of NUL are one unknown record', () => {
    assert.deepEqual(
      between(new Uint8Array(5 * MIB)).map(row => row.kind),
      ['unknown'],
    );
  });

  it('a line of stamps without end is a record for each', () => {
    const rows = between(bytesOf(STAMP.repeat(100_000)));
    assert.equal(rows.length, 100_000);
    assert.ok(rows.every(row => row.kind === 'unknown' && row.end - row.start === STAMP.length));
  });

  it('a line of stubs without end is a record for each', () => {
    const rows = between(bytesOf(`${STAMP}[B0000000001] SendMailMess:`.repeat(50_000)));
    assert.equal(rows.length, 50_000);
    assert.ok(rows.every(row => row.kind === 'stub' && row.id === 'B0000000001'));
  });

  it('5 MB of blank lines of every form hold no record', () => {
    const bytes = bytesOf('\r\n\n\r\r\r\n\n\r'.repeat(600_000));
    for (const name of LOG_NAMES) assert.equal(rowsOf(lex(name, bytes)).length, 0);
  });

  it('no log at all is no record', () => {
    for (const name of LOG_NAMES) {
      assert.deepEqual(rowsOf(lex(name, new Uint8Array(0))), []);
      assert.deepEqual(rowsOf(lex(name, bytesOf('\\xef\\xbb\\xbf'))), []);
    }
  });

  it('marks that look like a byte order mark later in the file are text', () => {
    const filler = `${STAMP}[B0000000001] SendMailMess:QUIT\r\n`.repeat(400); // the first block ends after some of it
    for (const name of ['senderlog', 'faillog'] as const) {
      const bytes = bytesOf(`${filler}\\xef\\xbb\\xbfx\n`.repeat(3));
      const rows = rowsOf(lex(name, bytes));
      assertWhole(bytes, rows, name);
      const marked = rows.filter(row => bytes[row.start] === 0xef);
      assert.deepEqual(
        marked.map(row => row.end - row.start),
        [4, 4, 4],
      );
    }
  });

  it('a log cut at any byte is understood up to there', () => {
    const text = [
      `${STAMP}[B0000000001-R0001] [\\x83\\x81\\x81[.example] GetTryServer:(ltime(13439966777)-otime(13439966777))/7200=(12)\r\n`,
      `${STAMP}[B0000000001-R0001] SendMailMess:${STAMP}550-5.7.1 \\xe3\\x83\\xa6 [192.0.2.1]\r\r\n550 5.7.1 no\r\r\n`,
      `> While delivering, the stopping happened.${STAMP}[B0000000001-R0001] SendMailMess:QUIT\r\r\n`,
      `${STAMP}451 Requested action aborted: error in processing. (code=10054/ffffffff)\r\n`,
      `${STAMP}140:get_reply():size=-1:token=\r\n${STAMP}[B0000000001] SetRetry():Try-number: 12 -> C:\\mail\r\n`,
      `${STAMP}[B0000000001] [001]:ReturnMail Start:RCPT To=taro@example.jp\r\n${STAMP}[][2] _findfirst()=C:\\mail\r\n`,
      `${STAMP}[B0000000001] GetRCPFile:rcp.mAnswer(no\r\n)\r\n${STAMP}[          ] SetSTLSFailList=[example.com]\r\n`,
    ].join('');
    const bytes = bytesOf(text);
    const whole = rowsOf(lex('senderlog', bytes));
    assert.ok(whole.every(row => row.kind !== 'unknown'));
    for (let end = 0; end <= bytes.length; end++) {
      const cut = bytes.subarray(0, end);
      const rows = rowsOf(lex('senderlog', cut));
      assertWhole(cut, rows, 'senderlog');
      assert.deepEqual(completeRows(rows, cut), completeRows(whole, cut));
    }
  });

  it('a dated log cut at any byte is understood up to there', () => {
    const text = [
      'B0000055688@mail.example.jp send fail on [01/Nov/2017:10:29:51] from taro@example.jp to hanako@example.com [550 \\x83\\x86]\r\n',
      'B0000123001@mail.example.jp sent on [24/Nov/2026:13:06:18] to  mx1.example.com from - to hanako@example.com \r\n',
      '[10/Mar/2025:09:15:01], (mail.example.jp), [203.0.113.25]:51234, Client accept now.\r\n',
      '[10/Mar/2025:09:15:02], (mail.example.jp), mx [203.0.113.25], a@example.com,<B0000312001>,ok\r\n',
      '<B0000312001@mail.example.jp> [10/Mar/2025:09:15:02] 203.0.113.25 mx a@example.com b@example.jp\r\n',
      '[10/Mar/2025:09:15:01], 0001a2f4, 250-mail\r\n250 HELP\r\n',
    ].join('');
    const bytes = bytesOf(text);
    const whole = rowsOf(lex('faillog', bytes));
    for (let end = 0; end <= bytes.length; end++) {
      const cut = bytes.subarray(0, end);
      const rows = rowsOf(lex('faillog', cut));
      assertWhole(cut, rows, 'faillog');
      assert.deepEqual(completeRows(rows, cut), completeRows(whole, cut));
    }
  });
});
