import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readSettings } from '../../../../server/src/features/settings.ts';

const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../../package.json'), 'utf8'));
const declared: Record<string, { default: unknown }> = manifest.contributes.configuration.properties;
/** The defaults of the manifest, as a client with dotted names sends them. */
const defaults = Object.fromEntries(
  Object.entries(declared).map(([k, v]) => [k.slice('senderlog.'.length), v.default]),
);

describe('settings of the engine', () => {
  it('are the defaults of the manifest where nothing is set', () => {
    assert.deepEqual(readSettings(undefined), readSettings(defaults));
  });

  it('are read from nested objects and from dotted names', () => {
    const nested = readSettings({ server: { edition: 'bsd', retryInterval: 300 }, inlayHints: 'full' });
    const dotted = readSettings({ 'server.edition': 'bsd', 'server.retryInterval': 300, inlayHints: 'full' });
    assert.deepEqual(nested, dotted);
    assert.equal(nested.edition, 'bsd');
    assert.equal(nested.retry.retryInterval, 300);
    assert.equal(nested.inlayHints, 'full');
  });

  it('keep a severity only where it is one', () => {
    const { severity } = readSettings({
      diagnostics: { severity: { 'recipient-unknown': 'off', 'receiver-busy': 7 } },
    });
    assert.deepEqual([...severity], [['recipient-unknown', 'off']]);
  });

  for (const bad of [null, 7, 'x', [], { server: 7 }, { server: { retryInterval: Number.NaN, edition: 'vms' } }]) {
    it(`take the defaults for ${JSON.stringify(bad)}`, () => {
      assert.deepEqual(readSettings(bad), readSettings(undefined));
    });
  }
});
