import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ProbeInputError } from '../../../../../client/src/probes/input-error.ts';
import { renderRoute } from '../../../../../client/src/probes/render/route.ts';
import { parseSavedRoute } from '../../../../../client/src/probes/route/saved.ts';
import { control, host, reply, route, step } from './builders.ts';
import { onLinux, run, two, twoKnown } from './laboratory.ts';

const result = route({
  hosts: [host('works', { steps: [step({ reply: reply(250, 'a\nb') })] })],
  controls: [control('works')],
  warnings: [{ warning: 'first-host-fails', host: 'a', verdict: 'connect-timeout' }],
  logEvidence: { allTimedOutSince: null, destinations: 0, lastReachedAt: null },
});

describe('a saved route check', () => {
  it('comes back as it was, with or without a byte order mark', () => {
    assert.deepEqual(parseSavedRoute(JSON.stringify(result)), result);
    assert.deepEqual(parseSavedRoute(`\ufeff${JSON.stringify(result)}\r\n`), result);
  });

  it('comes back as it was, STARTTLS and DNS included', onLinux, async () => {
    const starttls = { on: { ehlo: '250-x\r\n250 STARTTLS\r\n', starttls: { starttls: 'expired' } } } as const;
    const { result: real } = await run({
      mx: two,
      hosts: twoKnown,
      servers: { '127.0.0.2': starttls, '127.0.0.3': { greeting: '554 x\r\n' } },
      options: { starttls: true },
    });
    const dns = real.dns === null ? null : { ...real.dns, differences: [] };
    assert.notEqual(real.hosts[0]?.tls, null);
    assert.deepEqual(parseSavedRoute(JSON.stringify(real)), { ...real, dns });
  });

  it('makes everything in it safe to print', () => {
    const evil = '\u001b]0;x\u0007\u009b2J\u202e';
    const bad = { ...result, domain: evil, hosts: [host('works', { host: evil, steps: [step({ sent: evil })] })] };
    assert.doesNotMatch(JSON.stringify(parseSavedRoute(JSON.stringify(bad))), /[\u001b\u0007\u009b\u202e]/);
  });

  it('cannot claim that a refusal is good', () => {
    const lie = { ...result, ok: true, verdict: 'refused-by-peer' };
    assert.equal(parseSavedRoute(JSON.stringify(lie)).ok, false);
  });

  const others = [
    '',
    '{}',
    '[]',
    'null',
    '{"ok":true}',
    'not json',
    '{"ok":1}',
    JSON.stringify({ ...result, hosts: 3 }),
  ];
  for (const text of others)
    it(`is not ${JSON.stringify(text.slice(0, 30))}`, () => {
      assert.throws(() => parseSavedRoute(text), ProbeInputError);
    });

  it('whatever is wrong with it, is refused or can be shown', () => {
    const paths = ['ok', 'verdict', 'domain', 'hosts', 'controls', 'runFrom', 'dns', 'warnings', 'families', 'needs'];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        try {
          renderRoute(parseSavedRoute(JSON.stringify({ ...result, [path]: value })), 'ja');
        } catch (error) {
          assert.ok(error instanceof ProbeInputError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
