import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createCatalogue } from '../../../../server/src/codes/catalogue.ts';
import type { Entry } from '../../../../server/src/codes/types.ts';
import { entries } from './entry-data.ts';

const catalogue = createCatalogue(entries);
const ids = (list: readonly Entry[]) => list.map(entry => entry.id);

describe('byId and find', () => {
  it('finds an entry by its id', () => {
    assert.equal(catalogue.byId('smtp:550')?.title.ja, '宛先不明・受信拒否');
    assert.equal(catalogue.byId('smtp:999'), undefined);
  });

  it('finds entries by exact key, whatever its case and width', () => {
    assert.deepEqual(ids(catalogue.find('starttls')), ['command:STARTTLS', 'extension:STARTTLS']);
    assert.deepEqual(ids(catalogue.find(' ＷＳＡＥＴＩＭＥＤＯＵＴ ')), ['winsock:10060']);
    assert.deepEqual(catalogue.find('starttl'), []);
  });

  it('keeps the first entry of a repeated id', () => {
    const [first, second] = [catalogue.byId('smtp:250')!, { ...catalogue.byId('smtp:550')!, id: 'smtp:250' }];
    assert.equal(createCatalogue([first, second]).byId('smtp:250'), first);
  });

  it('works with an empty catalogue', () => {
    const empty = createCatalogue([]);
    assert.equal(empty.smtpClass('550'), undefined);
    assert.equal(empty.enhanced('5.1.1'), undefined);
    assert.deepEqual(empty.errorNumber(10060, 'auto'), []);
    assert.deepEqual(empty.search('550', 'en'), []);
  });
});

describe('smtpReply and smtpClass', () => {
  it('gives the entry of a listed code', () => {
    assert.equal(catalogue.smtpReply('550')?.id, 'smtp:550');
    assert.equal(catalogue.smtpReply(421)?.id, 'smtp:421');
  });

  it('gives no entry for a code that is not listed, nor for the rows of classes', () => {
    assert.equal(catalogue.smtpReply('499'), undefined);
    assert.equal(catalogue.smtpReply('class-4'), undefined);
    assert.equal(catalogue.smtpReply('5500'), undefined);
  });

  it('explains a listed code together with its class and category', () => {
    const read = catalogue.smtpClass('552');
    assert.equal(read?.listed, true);
    assert.equal(read?.explanation.id, 'smtp:552');
    assert.equal(read?.classEntry.id, 'smtp:class-5');
    assert.equal(read?.categoryEntry?.id, 'smtp:category-5');
  });

  it('explains an unlisted code by its class and says that it is unlisted', () => {
    const read = catalogue.smtpClass('456');
    assert.equal(read?.listed, false);
    assert.equal(read?.explanation.id, 'smtp:456');
    assert.equal(read?.explanation.permanence, 'temporary');
    assert.match(read?.explanation.title.en ?? '', /unlisted/);
    assert.match(read?.explanation.title.ja ?? '', /一覧になし/);
    assert.match(read?.explanation.epost?.en ?? '', /8 h/);
    assert.match(read?.explanation.meaning.en ?? '', /state of the receiving mail system/);
  });

  it('knows no category for a second digit beyond 5', () => {
    assert.equal(catalogue.smtpClass('478')?.categoryEntry, undefined);
  });

  it('explains every number from 200 to 599 and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 100_000 }), n => {
        const read = catalogue.smtpClass(n);
        assert.equal(read !== undefined, n >= 200 && n <= 599);
        assert.equal(read?.listed ?? false, catalogue.smtpReply(n) !== undefined);
      }),
    );
  });
});

describe('enhanced', () => {
  it('finds a registered code whatever its class digit', () => {
    for (const code of ['5.1.1', '4.1.1', '2.1.1']) {
      const read = catalogue.enhanced(code);
      assert.equal(read?.listed, true, code);
      assert.equal(read?.entry?.id, 'enhanced:X.1.1');
      assert.equal(read?.classEntry.id, `enhanced:class-${code[0]}`);
      assert.equal(read?.subjectEntry?.id, 'enhanced:subject-1');
    }
  });

  it('does not take 5.1.10 for 5.1.1', () => {
    assert.equal(catalogue.enhanced('5.1.10')?.entry?.id, 'enhanced:X.1.10');
  });

  it('explains an unlisted detail by class and subject', () => {
    const read = catalogue.enhanced('5.7.509');
    assert.equal(read?.listed, false);
    assert.equal(read?.entry, undefined);
    assert.equal(read?.subjectEntry?.id, 'enhanced:subject-7');
    assert.equal(read?.explanation.permanence, 'permanent');
    assert.match(read?.explanation.meaning.en ?? '', /not registered.*policy decision/);
    assert.match(read?.explanation.meaning.ja ?? '', /IANAに登録のない/);
  });

  it('explains an unknown subject by the class alone', () => {
    const read = catalogue.enhanced('4.9.1');
    assert.equal(read?.subjectEntry, undefined);
    assert.equal(read?.explanation.permanence, 'temporary');
  });

  it('refuses what is no enhanced code', () => {
    for (const text of ['3.1.1', '6.1.1', '5.1', '5.1.1.1', '5.1.1000', '1.2.3', 'X.1.1', '', '5.1.1\n']) {
      assert.equal(catalogue.enhanced(text), undefined, JSON.stringify(text));
    }
  });
});

describe('any input', () => {
  it('gives a result, never an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer(), (text, n) => {
        catalogue.byId(text);
        catalogue.find(text);
        catalogue.smtpReply(text);
        catalogue.smtpClass(text);
        catalogue.enhanced(text);
        catalogue.errorNumber(n, 'auto');
      }),
    );
  });
});
