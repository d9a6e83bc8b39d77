import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  asCatalogueEntry,
  createUserMatcher,
  LIMITS,
  readUserEntries,
  type UserEntry,
} from '../../../../server/src/codes/user-entries.ts';
import { reasonClasses, schema } from './pattern-data.ts';

const read = (value: unknown) =>
  readUserEntries(typeof value === 'string' ? value : JSON.stringify(value), reasonClasses);
const entry = (more: Partial<Record<keyof UserEntry, unknown>> = {}) => ({
  words: ['gate keeper'],
  title: 'Gate closed',
  meaning: { en: 'The gate of Example Ltd is closed.', ja: 'Example社のゲートが閉じています。' },
  ...more,
});
const matcher = (...entries: object[]) => createUserMatcher(read({ entries }).entries);

describe('entries of a workspace', () => {
  it('are read with their texts in one or both languages', () => {
    const { entries, errors } = read({ entries: [entry({ action: { ja: '電話する。' }, class: 'blocked' })] });
    assert.deepEqual(errors, []);
    assert.deepEqual(entries[0], {
      words: ['gate keeper'],
      title: { en: 'Gate closed', ja: 'Gate closed' },
      meaning: { en: 'The gate of Example Ltd is closed.', ja: 'Example社のゲートが閉じています。' },
      action: { en: '電話する。', ja: '電話する。' },
      class: 'blocked',
      source: ['senderlog-catalogue.json'],
    });
    assert.equal(asCatalogueEntry(entries[0]!, 0).id, 'user:0');
  });

  it('match by whole words, whatever their case, width and spacing', () => {
    const { match } = matcher(entry());
    assert.ok(match('550 Refused by GATE   Keeper.'));
    assert.ok(match('550 ＧＡＴＥ ｋｅｅｐｅｒ'));
    assert.equal(match('550 gate keepers'), undefined);
    assert.equal(match('550 gate'), undefined);
    assert.ok(matcher(entry({ words: '受信拒否' })).match('550 当社は受信拒否しています'));
  });

  it('match only when all words occur, and the codes agree', () => {
    const { match } = matcher(entry({ words: ['gate', 'closed'], code: '550', enhanced: '5.7.1' }));
    assert.ok(match('550 5.7.1 Closed by gate'));
    assert.equal(match('550 5.7.1 gate'), undefined);
    assert.equal(match('554 5.7.1 gate closed'), undefined);
    assert.equal(match('550 5.7.0 gate closed'), undefined);
  });

  it('are tried in the order of the file', () => {
    const { match } = matcher(entry({ title: 'first' }), entry({ title: 'second' }));
    assert.equal(match('550 gate keeper')?.title.en, 'first');
  });

  it('never match as regular expressions', () => {
    assert.equal(matcher(entry({ words: '.*' })).match('550 anything'), undefined);
    assert.ok(matcher(entry({ words: '(a+)+$' })).match('550 (a+)+$'));
  });

  it('with faults are reported by place, and the others still work', () => {
    const { entries, errors } = read({
      entries: [
        entry({ words: [] }),
        entry({ code: '55' }),
        entry({ class: 'nonsense' }),
        entry({ title: '' }),
        { ...entry(), regex: '.*' },
        entry({ words: [' '] }),
        7,
        entry({ title: 'good' }),
      ],
    });
    assert.deepEqual(
      entries.map(({ title }) => title.en),
      ['good'],
    );
    assert.deepEqual(
      errors.map(({ at }) => at),
      [
        '/entries/0/words',
        '/entries/1/code',
        '/entries/2/class',
        '/entries/3/title',
        '/entries/4/regex',
        '/entries/5/words',
        '/entries/6',
      ],
    );
    for (const { message } of errors) assert.ok(message.en !== '' && /[\u3041-\u30ff\u3400-\u9fff]/.test(message.ja));
  });

  it('are bounded in number and length', () => {
    assert.equal(read(`{"entries": ["${'x'.repeat(LIMITS.characters)}"]}`).errors[0]?.at, '');
    const many = read({ entries: Array.from({ length: LIMITS.entries + 1 }, () => entry()) });
    assert.deepEqual([many.entries.length, many.errors.map(({ at }) => at)], [LIMITS.entries, ['/entries']]);
    assert.equal(read({ entries: [entry({ words: 'x'.repeat(LIMITS.word + 1) })] }).entries.length, 0);
  });

  it('in a file that is no such file give an error, never an exception', () => {
    for (const text of ['', 'null', '[]', '{"entries": 1}', '\ufeff{"entries": []']) {
      assert.equal(read(text).errors.length, 1, text);
    }
    fc.assert(fc.property(fc.json(), text => void read(text)));
    fc.assert(fc.property(fc.anything(), value => void read({ entries: [value] })));
  });

  it('may carry the byte order mark that Windows editors write', () => {
    assert.deepEqual(read(`\ufeff${JSON.stringify({ entries: [entry()] })}`).errors, []);
  });
});

describe('the schema of the file', () => {
  it('offers the reason classes of the catalogue', () => {
    assert.deepEqual(new Set(schema.definitions.entry.properties.class.enum), reasonClasses);
  });
});
