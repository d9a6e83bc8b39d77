import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { masked } from '../../../../server/src/features/masking.ts';

describe('addresses without their local parts', () => {
  for (const [text, expected] of [
    ['RCPT TO:<taro.yamada@example.jp>', 'RCPT TO:<***@example.jp>'],
    ['"a b"@example.jp and c@example.net', '***@example.jp and ***@example.net'],
    // The id of a message is nobody's address.
    [
      'B0000123011-R0001@mail.example.jp send fail on [24/Nov/2026:13:07:49] from a@b.jp to c@d.jp [550]',
      'B0000123011-R0001@mail.example.jp send fail on [24/Nov/2026:13:07:49] from ***@b.jp to ***@d.jp [550]',
    ],
    ['xB0000123011@example.jp', '***@example.jp'],
    ['no address @ all', 'no address @ all'],
  ] as const)
    it(text, () => assert.equal(masked(text), expected));
});
