import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { IdTable } from '../../server/src/logs/ids.ts';
import { Log } from '../../server/src/logs/log.ts';
import { TextStore } from '../../server/src/text/store.ts';

describe('any bytes', () => {
  for (const name of ['senderlog', 'faillog'] as const) {
    it(`give a ${name} of records in order, without an exception`, () => {
      const piece = fc.oneof(
        fc.constantFrom(
          '[10:00:00:000] ',
          '[B0000000001-R0001] ',
          'SendMailMess:',
          '250-',
          '\r\r\n',
          '\n',
          '[',
          '451 ',
        ),
        fc.string({ maxLength: 12 }),
      );
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
          const log = new Log(name, TextStore.fromString(pieces.join('')), new IdTable());
          for (const { records, text } of log.blocks) {
            let end = 0;
            for (let row = 0; row < records.count; row++) {
              assert.ok(records.offset(row) >= end && records.end(row) <= text.bytes.length);
              end = records.end(row);
            }
          }
        }),
        { numRuns: 5000 },
      );
    });
  }
});
