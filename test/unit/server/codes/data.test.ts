import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCatalogue } from '../../../../server/src/codes/catalogue.ts';
import type { CatalogueName } from '../../../../server/src/codes/types.ts';
import { validateEntries, validatePatterns } from '../../../../server/src/codes/validate.ts';
import { entries, files } from './entry-data.ts';
import * as expected from './expected-keys.ts';
import { patterns } from './pattern-data.ts';

const catalogue = createCatalogue(entries);

/** The expected keys of a catalogue that no entry is found by. */
function missing(name: CatalogueName, keys: readonly string[]): string[] {
  return keys.filter(key => {
    const byId = catalogue.byId(`${name}:${key}`);
    return !byId && !catalogue.find(key).some(entry => entry.catalogue === name);
  });
}

function idsOf(name: CatalogueName, shape: RegExp): string[] {
  const ids = entries.filter(entry => entry.catalogue === name).map(entry => entry.id.slice(name.length + 1));
  return ids.filter(id => shape.test(id)).sort();
}

describe('the data of the catalogue', () => {
  for (const [name, list] of files) {
    it(`${name} has no fault`, () => assert.deepEqual(validateEntries(list), []));
  }

  it('has ids that are unique over all files', () => assert.deepEqual(validateEntries(entries), []));

  it('gives every pattern its own example first', () => {
    const classes = new Set(idsOf('class', /./));
    assert.deepEqual(validatePatterns(patterns, classes), []);
  });

  it('refers to no place of the machine it was made on', () => {
    const text = JSON.stringify(entries);
    assert.doesNotMatch(text, /\/(?:work|tmp|home|root)\//);
    assert.doesNotMatch(text, /https?:\/\/registry\./);
  });
});

describe('completeness', () => {
  it('explains all 66 reply codes, 4 classes and 6 categories', () => {
    assert.equal(expected.replyCodes.length, 66);
    assert.deepEqual(idsOf('smtp', /^\d{3}$/), [...expected.replyCodes].sort());
    assert.deepEqual(idsOf('smtp', /^class-/), ['class-2', 'class-3', 'class-4', 'class-5']);
    assert.equal(idsOf('smtp', /^category-[0-5]$/).length, 6);
  });

  it('explains all 92 rows of the IANA registry of enhanced codes', () => {
    assert.equal(expected.enhancedCodes.length, 92);
    assert.deepEqual(idsOf('enhanced', /./), [...expected.enhancedCodes].sort());
  });

  it('explains all 38 reason classes', () => {
    assert.equal(expected.reasonClasses.length, 38);
    assert.deepEqual(idsOf('class', /./), [...expected.reasonClasses].sort());
  });

  it('explains all 40 EHLO keywords and 15 commands', () => {
    assert.equal(expected.extensions.length, 40);
    assert.deepEqual(idsOf('extension', /./), [...expected.extensions].sort());
    assert.deepEqual(idsOf('command', /./), [...expected.commands].sort());
  });

  it('explains all 97 Winsock errors', () => {
    assert.equal(expected.winsockCodes.length, 97);
    assert.deepEqual(missing('winsock', expected.winsockCodes), []);
  });

  it('explains all 86 Unix errors', () => {
    assert.equal(expected.errnoSymbols.length, 86);
    assert.deepEqual(missing('errno', expected.errnoSymbols), []);
  });

  it('explains all 269 Windows errors', () => {
    assert.equal(expected.windowsSymbols.length, 269);
    assert.deepEqual(missing('windows', expected.windowsSymbols), []);
  });

  it('knows the 431 wordings of the fact table, and maybe more', () => {
    assert.ok(patterns.length >= 431);
  });

  it('holds a number in the keys of every Windows and Winsock entry', () => {
    const without = entries.filter(
      entry => /^(?:windows|winsock)$/.test(entry.catalogue) && !entry.keys.some(key => /^\d+$/.test(key)),
    );
    assert.deepEqual(without, []);
  });
});

describe('main entries', () => {
  it('say how E-Post treats a temporary refusal and a permanent one', () => {
    for (const entry of entries.filter(entry => /^smtp:[45]\d\d$/.test(entry.id))) {
      if (/ETRN|ATRN/.test(entry.meaning.en)) continue;
      const [pattern, japanese] = entry.id[5] === '4' ? [/8 h/, '8時間'] : [/refusal count/, '9回'];
      assert.match(entry.epost?.en ?? '', pattern, entry.id);
      assert.ok(entry.epost?.ja.includes(japanese), entry.id);
    }
  });

  it('name nobody who should fix a success', () => {
    for (const entry of entries.filter(entry => /^smtp:[23]\d\d$/.test(entry.id))) assert.deepEqual(entry.fixBy, []);
  });
});
