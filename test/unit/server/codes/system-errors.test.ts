import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Entry } from '../../../../server/src/codes/types.ts';

function load(name: string): Entry[] {
  return JSON.parse(readFileSync(new URL(`../../../../server/src/codes/data/${name}.json`, import.meta.url), 'utf8'));
}

const winsock = load('winsock');
const errno = load('errno');
const windows = load('windows');
const all = [...winsock, ...errno, ...windows];
const byId = new Map(all.map(entry => [entry.id, entry]));
const get = (id: string): Entry => byId.get(id) ?? assert.fail(`no entry ${id}`);

const nameOf = (entry: Entry): string => entry.id.slice(entry.id.indexOf(':') + 1);
const isResolver = (entry: Entry): boolean =>
  /^errno:(?:EAI_|HOST_NOT_FOUND$|TRY_AGAIN$|NO_RECOVERY$|NO_DATA$)/.test(entry.id);
/** Two names of one number: the second carries no number of its own. */
const ALIASES = { EWOULDBLOCK: 'EAGAIN', ENOTSUP: 'EOPNOTSUPP' };

function assertUnique(values: readonly (string | number)[], what: string): void {
  const seen = new Set<string | number>();
  for (const value of values) {
    assert.ok(!seen.has(value), `${what} ${value} stands twice`);
    seen.add(value);
  }
}

function increasing(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || values[i - 1]! <= value);
}

describe('the catalogues of system errors', () => {
  it('hold every row of their fact tables', () => {
    assert.equal(winsock.length, 97);
    assert.equal(errno.length, 86);
    assert.equal(windows.length, 269);
  });

  it('have unique ids that name their catalogue', () => {
    assertUnique(
      all.map(entry => entry.id),
      'id',
    );
    for (const entry of all) assert.ok(entry.id.startsWith(`${entry.catalogue}:`), entry.id);
  });

  it('give title, meaning and source in each entry, whatever is told in both languages', () => {
    for (const entry of all) {
      assert.ok(entry.source.length > 0 && entry.source.every(source => source !== ''), `${entry.id}: source`);
      for (const text of [entry.title, entry.meaning, entry.cause, entry.action, entry.epost]) {
        if (text === undefined) continue;
        assert.match(text.en, /^[A-Z]/, `${entry.id}: English begins with a capital`);
        assert.doesNotMatch(text.en, /[ぁ-んァ-ヶ一-龠]/, `${entry.id}: Japanese in the English text`);
        assert.match(text.ja, /[ぁ-んァ-ヶ一-龠]/, `${entry.id}: Japanese text is missing`);
        for (const side of [text.en, text.ja]) {
          assert.equal(side, side.trim(), entry.id);
          assert.doesNotMatch(side, /[`<>*|]|\s\s/, `${entry.id}: markup or doubled blanks`);
        }
      }
      assert.match(entry.meaning.en, /\.$/, `${entry.id}: a sentence`);
      assert.match(entry.meaning.ja, /。$/, `${entry.id}: a sentence`);
      assert.doesNotMatch(entry.title.en, /\.$/, `${entry.id}: a title`);
      assert.doesNotMatch(entry.title.ja, /。$/, `${entry.id}: a title`);
    }
  });

  it('keep titles short and the symbol out of them', () => {
    for (const entry of all) {
      assert.ok(entry.title.en.length <= 50 && entry.title.ja.length <= 30, `${entry.id}: title too long`);
      for (const key of entry.keys) {
        if (!/^[A-Z]{2,}[A-Z_0-9]*$/.test(key)) continue;
        assert.ok(!`${entry.title.en} ${entry.title.ja}`.split(/[^A-Z_0-9]+/).includes(key), entry.id);
      }
    }
  });

  it('stand in the order of their numbers', () => {
    assert.ok(increasing(winsock.map(entry => Number(nameOf(entry)))));
    assert.ok(increasing(windows.map(entry => Number(entry.keys[0]))));
    const linux = errno.filter(entry => !isResolver(entry) && entry.twins?.linux !== undefined);
    assert.ok(increasing(linux.map(entry => entry.twins!.linux!)));
  });
});

describe('keys', () => {
  it('name one Winsock error each', () => {
    assertUnique(
      winsock.flatMap(entry => entry.keys),
      'key',
    );
    for (const entry of winsock) assert.equal(entry.keys[0], nameOf(entry));
  });

  it('name one Windows error each, but for 0, which is success of the system and of TLS', () => {
    assertUnique(
      windows.flatMap(entry => entry.keys).filter(key => key !== '0' && key !== '0x0'),
      'key',
    );
    assert.deepEqual(
      windows.filter(entry => entry.keys.includes('0')).map(entry => entry.id),
      ['windows:ERROR_SUCCESS', 'windows:SEC_E_OK'],
    );
  });

  it('hold a status of 32 bits unsigned, signed and in hexadecimal, under the id of its symbol', () => {
    assert.deepEqual(get('windows:SEC_E_UNTRUSTED_ROOT').keys, [
      '2148074277',
      'SEC_E_UNTRUSTED_ROOT',
      '-2146893019',
      '0x80090325',
    ]);
    for (const entry of windows) {
      const unsigned = Number(entry.keys[0]);
      assert.ok(entry.keys.some(key => key.startsWith('0x') && Number(key) === unsigned));
      if (unsigned > 0xffff) assert.ok(entry.keys.includes(nameOf(entry)), entry.id);
      if (unsigned > 0x7fffffff) assert.ok(entry.keys.includes(String(unsigned - 2 ** 32)), entry.id);
    }
  });

  it('give each errno number to one entry on each platform', () => {
    const numbered = errno.filter(entry => !isResolver(entry));
    for (const platform of ['bsd', 'linux'] as const) {
      assertUnique(
        numbered.flatMap(entry => entry.twins?.[platform] ?? []),
        platform,
      );
    }
    for (const entry of numbered) {
      for (const n of [entry.twins?.bsd, entry.twins?.linux]) {
        if (n !== undefined) assert.ok(entry.keys.includes(String(n)), `${entry.id}: ${n} is no key`);
      }
      const own = [entry.twins?.bsd, entry.twins?.linux].map(String);
      for (const key of entry.keys)
        if (/^\d+$/.test(key)) assert.ok(own.includes(key), `${entry.id}: stray key ${key}`);
    }
  });

  it('do not mix results of the resolver with errno: their bare numbers are no keys', () => {
    const resolver = errno.filter(isResolver);
    assert.equal(resolver.length, 14);
    for (const entry of resolver) assert.ok(!entry.keys.some(key => /^-?\d+$/.test(key)), entry.id);
  });
});

describe('twins', () => {
  it('make 10060, 60 and 110 one story', () => {
    const story = { winsock: 10060, bsd: 60, linux: 110, symbol: 'ETIMEDOUT' };
    assert.deepEqual(get('winsock:10060').twins, story);
    assert.deepEqual(get('errno:ETIMEDOUT').twins, story);
    assert.equal(get('winsock:10060').title.en, 'Connection timed out');
    assert.equal(get('winsock:10060').title.ja, '接続タイムアウト');
  });

  for (const [number, symbol, bsd, linux] of [
    [10051, 'ENETUNREACH', 51, 101],
    [10053, 'ECONNABORTED', 53, 103],
    [10054, 'ECONNRESET', 54, 104],
    [10055, 'ENOBUFS', 55, 105],
    [10061, 'ECONNREFUSED', 61, 111],
    [10065, 'EHOSTUNREACH', 65, 113],
  ] as const) {
    it(`know ${number} as ${bsd} on BSD and ${linux} on Linux`, () => {
      assert.deepEqual(get(`winsock:${number}`).twins, { winsock: number, bsd, linux, symbol });
      assert.deepEqual(get(`errno:${symbol}`).twins, { winsock: number, bsd, linux, symbol });
    });
  }

  it('point to entries that exist and agree in their numbers', () => {
    for (const entry of winsock) {
      if (entry.twins === undefined) continue;
      assert.equal(entry.twins.winsock, Number(nameOf(entry)));
      const partner = get(`errno:${entry.twins.symbol}`);
      assert.equal(entry.twins.bsd, partner.twins?.bsd, entry.id);
      assert.equal(entry.twins.linux, partner.twins?.linux, entry.id);
    }
    for (const entry of errno) {
      const name = nameOf(entry);
      assert.equal(entry.twins?.symbol, name in ALIASES ? ALIASES[name as keyof typeof ALIASES] : name);
      if (entry.twins?.winsock !== undefined) get(`winsock:${entry.twins.winsock}`);
    }
  });

  it('tell the same title in both languages, from either side', () => {
    for (const entry of [...winsock, ...errno]) {
      const partners = [
        ...(entry.catalogue === 'winsock' && entry.twins ? [get(`errno:${entry.twins.symbol}`)] : []),
        ...(entry.catalogue === 'errno' && entry.twins?.winsock ? [get(`winsock:${entry.twins.winsock}`)] : []),
      ];
      for (const partner of partners) assert.deepEqual(entry.title, partner.title, `${entry.id} and ${partner.id}`);
    }
  });

  it('tell the same meaning where each is the twin of the other', () => {
    let pairs = 0;
    for (const entry of winsock) {
      const partner = entry.twins && get(`errno:${entry.twins.symbol}`);
      if (partner?.twins?.winsock !== entry.twins?.winsock || !partner) continue;
      assert.deepEqual(entry.meaning, partner.meaning, entry.id);
      assert.deepEqual(entry.twins, partner.twins, entry.id);
      assert.equal(entry.permanence, partner.permanence, entry.id);
      assert.deepEqual(entry.fixBy, partner.fixBy, entry.id);
      pairs++;
    }
    assert.equal(pairs, 50);
  });

  it('let a second name of a number send to the first', () => {
    for (const [alias, first] of Object.entries(ALIASES)) {
      assert.equal(get(`errno:${alias}`).twins?.symbol, first);
      assert.deepEqual(get(`errno:${alias}`).title, get(`errno:${first}`).title);
      assert.deepEqual(get(`errno:${alias}`).keys, [alias]);
    }
  });
});

describe('the errors that E-Post logs', () => {
  const main = [
    ...[10004, 10013, 10022, 10024, 10035, 10036, 10038, 10048, 10049, 10050, 10051, 10052, 10053, 10054, 10055],
    ...[10057, 10058, 10060, 10061, 10064, 10065, 10093, 11001, 11002, 11003, 11004],
  ].map(n => `winsock:${n}`);
  const unix =
    'EPERM EACCES EPIPE ECONNABORTED ECONNRESET ETIMEDOUT ECONNREFUSED EHOSTUNREACH ENETUNREACH ENETDOWN ENOBUFS EADDRINUSE EADDRNOTAVAIL EMFILE ENFILE ENOSPC EAGAIN EINTR';
  const files = [2, 3, 5, 32, 33, 39, 64, 80, 112, 121, 123, 183, 206, 225, 226].map(n => `windows:${n}`);

  it('are explained in full: cause, action, treatment, who can fix it, how sure that is', () => {
    for (const id of [...main, ...unix.split(' ').map(symbol => `errno:${symbol}`), ...files]) {
      const { cause, action, epost, fixBy, permanence, confidence } = get(id);
      assert.ok(cause && action && epost && fixBy?.length && permanence && confidence, id);
    }
  });

  it('tell that a failed connection is retried for 24 hours and a failed read for 8', () => {
    assert.match(get('winsock:10060').epost!.en, /24 hours.*10060\/ffffffff.*8 hours/);
    assert.match(get('winsock:10061').epost!.ja, /マシン無応答.*24時間/);
    assert.match(get('errno:ECONNRESET').epost!.en, /54\/ffffffff on BSD, 104\/ffffffff on Linux/);
  });

  it('tell that a cut in the body is not retried', () => {
    for (const id of ['winsock:10053', 'winsock:10054', 'errno:ECONNRESET', 'errno:EPIPE']) {
      assert.match(get(id).epost!.en, /In the body \(after 354\): not retried/);
      assert.match(get(id).epost!.ja, /354の後.*リトライせず/);
      assert.equal(get(id).permanence, 'both');
    }
  });

  it('give both readings of 183: the clash of files and the number left over', () => {
    const { cause, source, confidence } = get('windows:183');
    assert.match(cause!.en, /clashed.*left over/);
    assert.match(cause!.ja, /衝突.*残った/);
    assert.ok(source.includes('win/19-62'));
    assert.equal(confidence, 'medium');
  });
});
