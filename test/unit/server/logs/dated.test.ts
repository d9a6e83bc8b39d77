import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesOf, lex, type Mode, rowsOf, specifyFile } from './notation.ts';

const MODES: readonly Mode[] = ['windows', 'unix', 'editor'];

describe('lexer of the logs with full dates', () => {
  describe('faillog', () => specifyFile('faillog', 'faillog.spec', MODES));
  describe('companion logs', () => specifyFile('acceptlog', 'companion.spec', MODES));

  it('reads each log whatever name it goes by', () => {
    const line = bytesOf(
      'B0000055688@mail.example.jp send fail on [01/Nov/2017:10:29:51] from a@example.jp to b@example.com\n',
    );
    for (const name of ['faillog', 'acceptlog', 'inlog', 'receivelog', 'outlog', 'outlocallog'] as const) {
      assert.deepEqual(
        rowsOf(lex(name, line)).map(row => row.kind),
        ['fail'],
      );
    }
  });

  it('keeps the time of day in milliseconds, as the server wrote it', () => {
    const times: readonly (readonly [string, number])[] = [
      ['00:00:00', 0],
      ['10:29:51', ((10 * 60 + 29) * 60 + 51) * 1000],
      ['23:59:59', 86_399_000],
      ['23:59:60', 86_400_000],
    ];
    for (const [time, ms] of times) {
      const lines = [
        `B0000055688@mail.example.jp send fail on [01/Nov/2017:${time}] from a@example.jp to b@example.com`,
        `B0000055688@mail.example.jp sent on [01/Nov/2017:${time}] to  mx from a@example.jp to b@example.com `,
        `[01/Nov/2017:${time}], (mail.example.jp), [203.0.113.25]:51234, Client accept now.`,
        `[01/Nov/2017:${time}], 0001a2f4, QUIT`,
        `<B0000055688@mail.example.jp> [01/Nov/2017:${time}] 203.0.113.25 mx a@example.com b@example.jp`,
      ];
      const rows = rowsOf(lex('faillog', bytesOf(lines.join('\n'))));
      assert.deepEqual(
        rows.map(row => row.stamp),
        lines.map(() => ms),
      );
    }
  });

  it('knows each month', () => {
    const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
    const rows = rowsOf(
      lex('receivelog', bytesOf(months.map(m => `[02/${m}/2025:00:00:00], 0001a2f4, x`).join('\r\n'))),
    );
    assert.deepEqual(
      rows.map(row => row.code),
      months.map((_, i) => Date.UTC(2025, i, 2) / 86_400_000),
    );
  });
});
