import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  toDnsServer,
  toDomainName,
  toEnvelopeAddress,
  toHelo,
  toHost,
  toHostAndPort,
  toPort,
} from '../../../../client/src/probes/input.ts';
import { ProbeInputError } from '../../../../client/src/probes/input-error.ts';

const refused = (act: () => unknown, label: string): void => {
  assert.throws(
    act,
    (error: unknown) => {
      assert.ok(error instanceof ProbeInputError, label);
      assert.ok(error.text.en.length > 0 && error.text.ja.length > 0);
      assert.doesNotMatch(error.text.en + error.text.ja, /[\p{Cc}\p{Cf}]/u);
      return true;
    },
    label,
  );
};

describe('a domain name', () => {
  it('is folded to lower case and loses one final dot', () => {
    assert.equal(toDomainName(' Mail.Example.JP. ').ascii, 'mail.example.jp');
  });

  it('may be Japanese or full-width', () => {
    assert.deepEqual(toDomainName('日本語.jp'), { ascii: 'xn--wgv71a119e.jp', unicode: '日本語.jp' });
    assert.equal(toDomainName('ｅｘａｍｐｌｅ．ｊｐ').ascii, 'example.jp');
    assert.equal(toDomainName('例え。テスト').ascii, 'xn--r8jz45g.xn--zckzah');
  });

  it('may be given as a mail address', () => {
    assert.equal(toDomainName('<taro@example.jp>').ascii, 'example.jp');
    assert.equal(toDomainName('taro＠example.jp').ascii, 'example.jp');
  });

  it('may have a label with an underscore or a single label', () => {
    assert.equal(toDomainName('_dmarc.example.jp').ascii, '_dmarc.example.jp');
    assert.equal(toDomainName('localhost').ascii, 'localhost');
  });

  it('is limited in length', () => {
    assert.equal(toDomainName(`${'a'.repeat(63)}.jp`).ascii.length, 66);
    refused(() => toDomainName(`${'a'.repeat(64)}.jp`), 'label');
    refused(() => toDomainName(`${'a.'.repeat(130)}jp`), 'name');
    refused(() => toDomainName('あ'.repeat(100_000)), 'input');
  });

  for (const wrong of [
    '',
    '.',
    '..',
    'a..b',
    '-a.jp',
    'a-.jp',
    'a b.jp',
    'exam\u0000ple.jp',
    'example.jp\r\nRSET',
    'example.jp/x',
    '日本語.jp/x',
    '日本%41.jp',
    '日本:25',
    '192.0.2.1',
    '2001:db8::1',
    '１９２．０．２．１',
    '１２７．１',
    'a\u202eb.jp',
    '*.example.jp',
  ])
    it(`is not ${JSON.stringify(wrong)}`, () => refused(() => toDomainName(wrong), wrong));

  it('is ASCII without controls whatever is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), text => {
        let ascii: string;
        try {
          ascii = toDomainName(text).ascii;
        } catch (error) {
          assert.ok(error instanceof ProbeInputError);
          return;
        }
        assert.match(ascii, /^[a-z0-9_.-]{1,253}$/);
      }),
    );
  });
});

describe('a DNS server', () => {
  it('is an address with an optional port', () => {
    assert.deepEqual(toDnsServer('192.0.2.53'), { address: '192.0.2.53', port: 53, label: '192.0.2.53' });
    assert.deepEqual(toDnsServer('192.0.2.53:5353'), { address: '192.0.2.53', port: 5353, label: '192.0.2.53:5353' });
    assert.deepEqual(toDnsServer('2001:db8::53'), { address: '2001:db8::53', port: 53, label: '2001:db8::53' });
    assert.deepEqual(toDnsServer('[2001:db8::53]:5353'), {
      address: '2001:db8::53',
      port: 5353,
      label: '[2001:db8::53]:5353',
    });
    assert.equal(toDnsServer('fe80::1%eth0').address, 'fe80::1%eth0');
  });

  for (const wrong of ['', 'dns.example.jp', '192.0.2.53:0', '192.0.2.53:65536', '192.0.2.53:', '[::1', '1.2.3'])
    it(`is not ${JSON.stringify(wrong)}`, () => refused(() => toDnsServer(wrong), wrong));
});

describe('a host', () => {
  it('is a name or an address', () => {
    assert.deepEqual(toHost('MX.example.jp.'), { host: 'mx.example.jp', isAddress: false });
    assert.deepEqual(toHost('[2001:DB8::1]'), { host: '2001:db8::1', isAddress: true });
    assert.deepEqual(toHostAndPort('gw.example.jp:587', 25), { host: 'gw.example.jp', port: 587 });
    assert.deepEqual(toHostAndPort('[::1]:2525', 25), { host: '::1', port: 2525 });
    assert.deepEqual(toHostAndPort('::1', 25), { host: '::1', port: 25 });
  });

  it('has a port from 1 to 65535', () => {
    for (const wrong of [0, -1, 65536, 2.5, Number.NaN]) refused(() => toPort(wrong), String(wrong));
  });
});

describe('what follows EHLO', () => {
  it('is a name or an address literal', () => {
    assert.equal(toHelo('mail.example.jp'), 'mail.example.jp');
    assert.equal(toHelo('[192.0.2.1]'), '[192.0.2.1]');
    assert.equal(toHelo('[IPv6:2001:db8::1]'), '[IPv6:2001:db8::1]');
  });
  for (const wrong of ['a\r\nMAIL FROM:<>', '[192.0.2.1', '[2001:db8::1]', 'a b'])
    it(`is not ${JSON.stringify(wrong)}`, () => refused(() => toHelo(wrong), wrong));
});

describe('an envelope address', () => {
  it('is a mail address, its domain in ASCII', () => {
    assert.equal(toEnvelopeAddress('<taro+x@Example.jp>'), 'taro+x@example.jp');
    assert.equal(toEnvelopeAddress('taro@日本語.jp'), 'taro@xn--wgv71a119e.jp');
    assert.equal(toEnvelopeAddress('"a b"@example.jp'), '"a b"@example.jp');
    assert.equal(toEnvelopeAddress('x@[192.0.2.1]'), 'x@[192.0.2.1]');
  });
  it('may be empty, as of error mails', () => {
    assert.equal(toEnvelopeAddress('<>'), '');
  });
  for (const wrong of [
    'taro',
    '@example.jp',
    'a@b.jp>\r\nRCPT TO:<c@d.jp',
    'a b@c.jp',
    'a>b@c.jp',
    '太郎@example.jp',
    'a\n@b.jp',
  ])
    it(`is not ${JSON.stringify(wrong)}`, () => refused(() => toEnvelopeAddress(wrong), wrong));

  it('never holds a line end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (a, b) => {
        try {
          assert.doesNotMatch(toEnvelopeAddress(`${a}@${b}`), /[\r\n<>\0]/);
        } catch (error) {
          assert.ok(error instanceof ProbeInputError);
        }
      }),
    );
  });
});
