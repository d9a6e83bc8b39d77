import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IdTable } from '../../../../server/src/logs/ids.ts';
import { KIND_NAMES } from '../../../../server/src/logs/record.ts';
import { LogStream } from '../../../../server/src/logs/stream.ts';

const CONNECT = '[09:00:00:100] [B0000000001] ConnectHost(mx.example.net)\r\n';

describe('a log that is read in pieces', () => {
  it('holds every block until the next piece, also behind a line that is longer than what is kept to look back', () => {
    const long = `[09:00:00:200] [B0000000002] SendMailMess:[09:00:00:200] 550 ${'x'.repeat(3_000_000)}\r\n`;
    const bytes = new TextEncoder().encode(CONNECT.repeat(1000) + long + CONNECT.repeat(1000));
    const stream = new LogStream('senderlog', new IdTable());
    const kinds: string[] = [];
    for (let at = 0; at < bytes.length; at += 131_072) {
      for (const { records } of stream.push(bytes.slice(at, at + 131_072)))
        for (let row = 0; row < records.count; row++) kinds.push(KIND_NAMES[records.kind(row)]!);
    }
    assert.equal(kinds.length, 2001);
    assert.equal(kinds[1000], 'reply');
    assert.equal(stream.lines, 2001);
  });
});
