import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gatewayLine, readRelay } from '../../../../../server/src/features/actions/gateway-line.ts';

describe('a line of gateway.dat', () => {
  const cases: readonly [domain: string, host: string, port: number, line: string | undefined][] = [
    ['*', 'relay.provider.example', 587, '*,relay.provider.example,587'],
    ['example.net', '192.0.2.25', 25, 'example.net,192.0.2.25,25'],
    ['*.example.jp', 'smtp01.example.jp', 25, '*.example.jp,smtp01.example.jp,25'],
    // What would begin another field or another line is refused.
    ['example.net,evil.example', 'relay.example', 25, undefined],
    ['*', 'relay.example\n*,evil.example', 25, undefined],
    ['*', 'relay example', 25, undefined],
    ['*', '', 25, undefined],
    ['ex*mple.net', 'relay.example', 25, undefined],
    ['*', 'relay.example', 0, undefined],
    ['*', 'relay.example', 65_536, undefined],
    ['*', '::1', 25, undefined],
  ];
  for (const [domain, host, port, line] of cases) {
    it(`${JSON.stringify([domain, host, port])} → ${line ?? 'refused'}`, () => {
      assert.equal(gatewayLine({ domain, host, port }), line);
    });
  }
});

describe('a relay as it is typed', () => {
  const cases: readonly [text: string, relay: readonly [string, number] | undefined][] = [
    ['relay.provider.example', ['relay.provider.example', 587]],
    [' relay.provider.example:465 ', ['relay.provider.example', 465]],
    ['relay:', undefined],
    ['relay:99999', undefined],
    ['a,b', undefined],
    ['', undefined],
  ];
  for (const [text, relay] of cases) {
    it(`"${text}" → ${relay?.join(' ') ?? 'refused'}`, () => {
      const read = readRelay(text);
      assert.deepEqual(read && [read.host, read.port], relay);
    });
  }
});
