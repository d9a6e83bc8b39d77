import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createCatalogue } from '../../../../server/src/codes/catalogue.ts';
import { entries } from './entry-data.ts';
import { patterns } from './pattern-data.ts';

const catalogue = createCatalogue(entries, () => patterns);
const first = (query: string, language: 'en' | 'ja' = 'ja') => catalogue.search(query, language)[0]?.id;
const all = (query: string, language: 'en' | 'ja' = 'ja') => catalogue.search(query, language).map(entry => entry.id);

describe('search by number', () => {
  it('puts the code itself first', () => {
    assert.equal(first('550'), 'smtp:550');
    assert.equal(first('10054'), 'winsock:10054');
    assert.equal(first('5.7.26'), 'enhanced:X.7.26');
    assert.equal(first('4.1.1'), 'enhanced:X.1.1');
  });

  it('finds an error by its number on another platform', () => {
    assert.ok(all('110').includes('errno:ETIMEDOUT'));
    assert.ok(all('110').includes('winsock:10060'));
    assert.ok(all('econnrefused').includes('winsock:10061'));
  });

  it('does not take a number for a part of another', () => {
    assert.ok(!all('60').includes('smtp:460'));
    assert.ok(!all('060').includes('winsock:10060'));
  });

  it('explains a code that is not listed', () => {
    assert.equal(first('499'), 'smtp:499');
    assert.equal(first('5.7.509'), 'enhanced:5.7.509');
  });

  it('offers what a number may become while it is typed', () => {
    const offered = all('55');
    for (const code of ['550', '551', '552', '553', '554', '555', '556']) assert.ok(offered.includes(`smtp:${code}`));
  });

  it('takes full-width input', () => {
    assert.equal(first('５５０'), 'smtp:550');
    assert.equal(first('５．１．１'), 'enhanced:X.1.1');
    assert.equal(first('5。1。1'), 'enhanced:X.1.1');
    assert.equal(first('ＷＳＡＥＣＯＮＮＲＥＳＥＴ'), 'winsock:10054');
  });
});

describe('search by name and words', () => {
  it('finds symbols in any case', () => {
    assert.equal(first('wsaetimedout'), 'winsock:10060');
    assert.equal(first('econnrefused'), 'errno:ECONNREFUSED');
    assert.equal(first('userunknown'), 'class:userunknown');
  });

  it('finds words of either language in either language', () => {
    assert.ok(all('greylisting', 'ja').includes('class:greylisting'));
    assert.ok(all('グレイリスト', 'en').includes('class:greylisting'));
  });

  it('wants every word', () => {
    const found = all('mailbox full', 'en');
    assert.ok(found.includes('class:mailboxfull'));
    assert.ok(found.includes('enhanced:X.2.2'));
    assert.ok(!found.includes('smtp:554'));
  });

  it('finds Japanese words without blanks between them', () => {
    assert.equal(first('中継拒否'), 'class:norelaying');
    assert.ok(all('メールボックス満杯').includes('enhanced:X.2.2'));
    assert.ok(all('メールボックスが満杯').includes('enhanced:X.2.2'));
  });

  it('makes no difference between half-width and full-width kana, hiragana and the long mark', () => {
    const expected = all('サーバ');
    assert.ok(expected.length > 0);
    assert.deepEqual(all('サーバー'), expected);
    assert.deepEqual(all('ｻｰﾊﾞｰ'), expected);
    assert.equal(first('ぐれいりすてぃんぐ'), 'class:greylisting');
  });

  it('ranks a title before a mention in the text', () => {
    const found = all('SPF');
    assert.ok(found.indexOf('enhanced:X.7.23') < found.indexOf('enhanced:X.7.26'));
  });

  it('gives the whole catalogue for an empty query, without building its index', () => {
    assert.equal(catalogue.search('', 'ja').length, entries.length + patterns.length);
    assert.equal(catalogue.search('　 ', 'ja').length, entries.length + patterns.length);
  });

  it('gives nothing for what it does not know', () => {
    assert.deepEqual(all('qqqqzzzz'), []);
  });
});

describe('search over the wordings of receivers', () => {
  it('finds them by receiver, by words of the reply and by the class they inherit from, in both languages', () => {
    assert.ok(all('docomo').some(id => id.startsWith('provider:')));
    assert.ok(all('unusual rate of unsolicited mail', 'en').some(id => id.startsWith('provider:gmail')));
    assert.ok(all('Gmail 迷惑メール').some(id => id.startsWith('provider:gmail')));
    assert.ok(all('ｇｍａｉｌ　スパム').length + all('ＤＯＣＯＭＯ').length > 0);
  });

  it('puts the codes themselves before the wordings that mention them', () => {
    const found = all('5.7.26');
    assert.equal(found[0], 'enhanced:X.7.26');
    assert.ok(found.some(id => id.startsWith('provider:gmail')));
  });

  it('inherits advice from the reason class and adds what is particular', () => {
    const pattern = patterns.find(({ id }) => id === 'provider:gmail-23')!;
    const entry = catalogue.byId(pattern.id)!;
    const reason = catalogue.byId(`class:${pattern.reasonClass}`)!;
    assert.deepEqual([entry.meaning, entry.example], [pattern.note, pattern.example]);
    assert.deepEqual([entry.action, entry.fixBy, entry.permanence], [reason.action, reason.fixBy, reason.permanence]);
  });

  it('asks for them only when they are needed', () => {
    let asked = 0;
    const lazy = createCatalogue(entries, () => {
      asked++;
      return patterns;
    });
    lazy.byId('smtp:550');
    lazy.find('550');
    assert.equal(asked, 0);
    lazy.search('550', 'en');
    lazy.byId('provider:gmail-23');
    assert.equal(asked, 1);
  });
});

describe('search under load', () => {
  it('never fails and names no entry twice', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), text => {
        const found = catalogue.search(text, 'en');
        assert.equal(new Set(found).size, found.length);
      }),
      { numRuns: 200 },
    );
  });

  it('cuts an absurd query', () => {
    const started = performance.now();
    catalogue.search('a '.repeat(500_000), 'en');
    assert.ok(performance.now() - started < 500);
  });
});
