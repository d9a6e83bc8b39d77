import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCatalogue, type Edition } from '../../../../server/src/codes/catalogue.ts';
import { entries } from './entry-data.ts';

const catalogue = createCatalogue(entries);
const read = (n: number, edition: Edition) =>
  catalogue.errorNumber(n, edition).map(({ platform, entry }) => `${platform} ${entry.id}`);

describe('errorNumber', () => {
  it('takes a number from 10000 on for Winsock, whatever the edition', () => {
    for (const edition of ['windows', 'bsd', 'linux', 'auto'] as const) {
      assert.deepEqual(read(10060, edition), ['windows winsock:10060']);
      assert.deepEqual(read(11001, edition), ['windows winsock:11001']);
    }
  });

  it('tells the same story for 10060, 60 and 110', () => {
    const [windows] = catalogue.errorNumber(10060, 'windows');
    const [bsd] = catalogue.errorNumber(60, 'bsd');
    const [linux] = catalogue.errorNumber(110, 'linux');
    assert.deepEqual(read(60, 'bsd'), ['bsd errno:ETIMEDOUT']);
    assert.equal(bsd?.entry, linux?.entry);
    assert.deepEqual(windows?.entry.title, linux?.entry.title);
    assert.equal(windows?.entry.twins?.bsd, 60);
    assert.equal(windows?.entry.twins?.linux, 110);
  });

  it('reads a number below 10000 by the edition', () => {
    assert.deepEqual(read(54, 'windows'), ['windows windows:54']);
    assert.deepEqual(read(54, 'bsd'), ['bsd errno:ECONNRESET']);
    assert.deepEqual(read(61, 'bsd'), ['bsd errno:ECONNREFUSED']);
    assert.deepEqual(read(111, 'linux'), ['linux errno:ECONNREFUSED']);
    assert.deepEqual(read(183, 'windows'), ['windows windows:183']);
    assert.deepEqual(read(183, 'linux'), []);
  });

  it('gives all readings side by side where the edition is not known', () => {
    assert.deepEqual(read(54, 'auto'), ['windows windows:54', 'bsd errno:ECONNRESET']);
  });

  it('puts the socket meaning of a low Winsock number before the system one', () => {
    assert.deepEqual(read(6, 'windows'), ['windows winsock:6', 'windows windows:6']);
  });

  it('keeps the results of the resolver out: 1 to 4 are file errors there', () => {
    assert.deepEqual(read(2, 'linux'), ['linux errno:ENOENT']);
  });

  it('reads a 32-bit status of Windows with and without its sign', () => {
    const unsigned = 0x80090308;
    const expected = catalogue.find('SEC_E_INVALID_TOKEN').map(entry => `windows ${entry.id}`);
    assert.equal(expected.length, 1);
    assert.deepEqual(read(unsigned, 'auto'), expected);
    assert.deepEqual(read(unsigned - 2 ** 32, 'linux'), expected);
  });

  it('gives nothing for a number that nobody knows', () => {
    for (const n of [4242, 10999, -1, 65_536, Number.NaN]) assert.deepEqual(read(n, 'auto'), [], `${n}`);
  });
});
