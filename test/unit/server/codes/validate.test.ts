import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Entry, ReplyPattern } from '../../../../server/src/codes/types.ts';
import { validateEntries, validatePatterns } from '../../../../server/src/codes/validate.ts';

const text = { en: 'A word', ja: '言葉' };
const good: Entry = {
  id: 'suffix:R',
  catalogue: 'suffix',
  keys: ['-R'],
  title: text,
  meaning: text,
  source: ['bsd/05-18'],
};
const faultsOf = (change: object) => validateEntries([{ ...good, ...change } as Entry]).map(({ fault }) => fault);

describe('validateEntries', () => {
  it('finds no fault in a good entry', () => assert.deepEqual(faultsOf({}), []));

  it('wants unique ids', () => {
    assert.deepEqual(validateEntries([good, good]), [{ id: 'suffix:R', fault: 'id is not unique' }]);
  });

  it('wants the catalogue as prefix of the id', () => {
    assert.deepEqual(faultsOf({ id: 'smtp:R' }), ['id does not begin with its catalogue suffix']);
    assert.deepEqual(faultsOf({ id: 'suffix:' }), ['id does not begin with its catalogue suffix']);
  });

  it('wants both languages', () => {
    assert.deepEqual(faultsOf({ meaning: { en: 'A word', ja: '' } }), [
      'meaning.ja is missing, empty or untidy',
      'meaning.ja is not Japanese',
    ]);
    assert.deepEqual(faultsOf({ action: { ja: '言葉' } }), ['action.en is missing, empty or untidy']);
    assert.ok(faultsOf({ title: undefined }).length > 0);
  });

  it('wants Japanese in the Japanese text, except a title that is a bare symbol', () => {
    assert.deepEqual(faultsOf({ cause: { en: 'A word', ja: 'A word' } }), ['cause.ja is not Japanese']);
    assert.deepEqual(faultsOf({ title: { en: 'A word', ja: 'Another word' } }), ['title.ja is not Japanese']);
    assert.deepEqual(faultsOf({ title: { en: 'ETIMEDOUT', ja: 'ETIMEDOUT' } }), []);
  });

  it('wants texts without control and bidirectional characters', () => {
    for (const sign of ['\u0007', '\u001b', '\u0085', '\u202e']) {
      assert.deepEqual(faultsOf({ meaning: { en: `A${sign}word`, ja: '言葉' } }), [
        'meaning.en is missing, empty or untidy',
      ]);
    }
  });

  it('wants keys and sources', () => {
    assert.deepEqual(faultsOf({ keys: [] }), ['keys is empty']);
    assert.deepEqual(faultsOf({ keys: ['-R', '-r'] }), ['keys repeat']);
    assert.deepEqual(faultsOf({ source: [] }), ['source is empty']);
    assert.deepEqual(faultsOf({ source: [' '] }), ['source holds an empty or untidy item']);
  });

  it('knows the words of each field', () => {
    assert.deepEqual(faultsOf({ permanence: 'unknown' }), ['unknown permanence unknown']);
    assert.deepEqual(faultsOf({ fixBy: ['us', 'them'] }), ['unknown fixBy them']);
    assert.deepEqual(faultsOf({ confidence: 'sure' }), ['unknown confidence sure']);
    assert.deepEqual(faultsOf({ catalogue: 'toString', id: 'toString:x' }), ['unknown catalogue toString']);
    assert.deepEqual(faultsOf({ colour: 'red' }), ['unknown field colour']);
    assert.deepEqual(faultsOf({ twins: { bsd: '60', symbol: '' } }), [
      'twins.bsd is not a number',
      'twins.symbol is not a name',
    ]);
  });

  it('wants the whole story of a reply code and of a reason class', () => {
    const wanted = ['cause', 'action', 'epost', 'fixBy', 'permanence', 'confidence'];
    const faults = wanted.map(field => `main entry without ${field}`);
    assert.deepEqual(faultsOf({ id: 'smtp:550', catalogue: 'smtp' }), faults);
    assert.deepEqual(faultsOf({ id: 'class:filtered', catalogue: 'class' }), faults);
    assert.deepEqual(faultsOf({ id: 'smtp:class-5', catalogue: 'smtp' }), []);
  });
});

describe('validatePatterns', () => {
  const pattern: ReplyPattern = {
    id: 'provider:a-1',
    provider: 'A',
    pattern: 'user unknown',
    example: '550 User unknown',
    reasonClass: 'userunknown',
    note: text,
    source: ['a recorded bounce'],
  };
  const classes = new Set(['userunknown']);
  const faults = (...list: object[]) =>
    validatePatterns(
      list.map(change => ({ ...pattern, ...change })),
      classes,
    ).map(({ id, fault }) => `${id} ${fault}`);

  it('finds no fault in a good pattern', () => assert.deepEqual(faults({}), []));

  it('wants each pattern to take its own example before any other does', () => {
    assert.deepEqual(faults({ pattern: 'user' }, { id: 'provider:a-2' }), [
      'provider:a-2 example is taken by provider:a-1',
    ]);
    assert.deepEqual(faults({ pattern: 'nobody' }), ['provider:a-1 example is not matched']);
  });

  it('looks at 2,048 characters of the example', () => {
    assert.deepEqual(faults({ example: `550 ${' '.repeat(2048)}user unknown` }), [
      'provider:a-1 example is not matched',
    ]);
  });

  it('wants patterns that compile, a known class, both languages and a source', () => {
    assert.deepEqual(faults({ pattern: '(' }), [
      'provider:a-1 pattern does not compile',
      'provider:a-1 example is not matched',
    ]);
    assert.deepEqual(faults({ reasonClass: 'nothing' }), ['provider:a-1 unknown reason class nothing']);
    assert.deepEqual(faults({ note: { en: 'A word', ja: 'A word' } }), ['provider:a-1 note.ja is not Japanese']);
    assert.deepEqual(faults({ source: [] }), ['provider:a-1 source is empty']);
  });

  it('wants unique ids', () => {
    assert.ok(faults({}, {}).includes('provider:a-1 id is not unique'));
  });
});
