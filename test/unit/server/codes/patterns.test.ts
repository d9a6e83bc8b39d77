import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClassifier, planPatterns } from '../../../../server/src/codes/classify.ts';
import { createFirstMatch, linear, planFirstMatch } from '../../../../server/src/codes/first-match.ts';
import { alternatives, neededWords } from '../../../../server/src/codes/pattern-words.ts';
import { validatePatterns } from '../../../../server/src/codes/validate.ts';
import { causeSlugs, classifier, fallback, patterns, reasonClasses } from './pattern-data.ts';

describe('the patterns for replies', () => {
  it('hold the whole table and more', () => {
    assert.ok(patterns.length >= 431, `${patterns.length} patterns`);
  });

  it('are well formed: unique ids, both languages, sources, known classes, each takes its own example first', () => {
    assert.deepEqual(validatePatterns(patterns, reasonClasses), []);
  });

  it('name only causes of the failure catalogue', () => {
    const unknown = patterns.filter(pattern => pattern.cause !== undefined && !causeSlugs.has(pattern.cause));
    assert.deepEqual(unknown, []);
  });

  it('go from providers to wordings that many servers share', () => {
    const firstGeneric = patterns.findIndex(pattern => pattern.provider === 'generic');
    const later = patterns.slice(firstGeneric).filter(pattern => pattern.provider !== 'generic');
    assert.deepEqual(later, []);
  });

  it('show only documentation addresses in their examples', () => {
    for (const { id, example } of patterns) {
      for (const [address] of example.matchAll(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g)) {
        assert.match(address, /^(192\.0\.2|198\.51\.100|203\.0\.113|4\.16\.55)\./, id);
      }
    }
  });

  it('keep their class when the classifier reads the example', () => {
    for (const { id, example, reasonClass } of patterns) {
      const got = classifier.classify(example);
      assert.deepEqual([got.patternId, got.class], [id, reasonClass]);
    }
  });
});

describe('the fallback by codes', () => {
  it('has the 106 rows of the table, in both languages, with known classes and causes', () => {
    assert.equal(fallback.length, 106);
    assert.equal(new Set(fallback.map(row => row.code)).size, fallback.length);
    for (const row of fallback) {
      assert.match(row.code, /^(?:(?:X|[45])\.\d(?:\.\d{1,2})?|[45]\d\d|[45]XX)$/);
      assert.ok(row.reasonClass === null || reasonClasses.has(row.reasonClass), row.code);
      assert.ok(row.cause === undefined || causeSlugs.has(row.cause), row.code);
      assert.match(row.why.ja, /[\u3041-\u30ff\u3400-\u9fff]/);
      assert.ok(row.why.en !== '' && row.source.length > 0);
    }
  });
});

describe('the plan that the build keeps', () => {
  it('gives the same answers after a way through JSON', () => {
    const kept = JSON.parse(JSON.stringify(planPatterns(patterns))) as ReturnType<typeof planPatterns>;
    const fromPlan = createClassifier(kept, fallback, () => patterns);
    for (const { example } of patterns) assert.deepEqual(fromPlan.classify(example), classifier.classify(example));
  });
});

describe('hostile replies', () => {
  const fill = (text: string) => text.repeat(Math.ceil(2048 / text.length)).slice(0, 2048);

  /** Texts that come near a pattern again and again: its words repeated, in order, reversed, and with one left out. */
  function nearMisses(source: string): string[] {
    const words = neededWords(source).map(clause => clause[0]!);
    const letters = [...new Set(source.match(/[a-z]{2,}/gi) ?? [])];
    const seeds = [
      'a',
      '<',
      '[',
      '"',
      '.',
      '1',
      ' ',
      '5.7.1 ',
      '550 5.7.1 ',
      ...words,
      ...words.map(word => `${word} `),
    ];
    seeds.push(`${words.join(' ')} `, `${[...words].reverse().join(' ')} `, `${words.slice(0, -1).join(' ')} `);
    const texts = seeds.filter(seed => seed !== '').map(fill);
    for (const letter of letters)
      texts.push(fill(`${letter} `), `${words[0] ?? ''} ${fill(`${letter} `)}`.slice(0, 2048));
    return texts;
  }

  it('cannot keep any pattern busy for long', () => {
    const parts = patterns.flatMap(({ id, pattern }) => alternatives(pattern).map(source => ({ id, source })));
    for (const { id, source } of parts) {
      const expression = new RegExp(linear(source), 'i');
      for (const text of nearMisses(source)) {
        // Quadratic or worse would show in seconds, every time; a machine that does other things too disturbs one measurement.
        let time = Number.POSITIVE_INFINITY;
        for (let round = 0; round < 10 && time >= 60; round++) {
          const start = performance.now();
          expression.test(text);
          time = Math.min(time, performance.now() - start);
        }
        assert.ok(time < 60, `${id}: ${time.toFixed(1)} ms for ${source.slice(0, 60)} on ${text.slice(0, 40)}`);
      }
    }
  });

  it('take no more than a small multiple of what an ordinary long reply takes', () => {
    const words = ['user', 'mailbox', 'address', 'rejected', 'spam', 'not', 'relay', 'from', 'connection', 'exceeded'];
    const ordinary = fill('550 5.7.1 Your message was not delivered, see our pages for what to do next. ');
    const time = (text: string) => {
      classifier.classify(text);
      const start = performance.now();
      for (let i = 0; i < 5; i++) classifier.classify(text);
      return (performance.now() - start) / 5;
    };
    const base = Math.max(time(ordinary), 0.05);
    for (const a of words) {
      for (const b of words) {
        const worst = time(fill(`${a} ${b} `));
        assert.ok(worst < 400 * base, `${a} ${b}: ${worst.toFixed(2)} ms, ordinary ${base.toFixed(2)} ms`);
      }
    }
  });

  it('give the same answer as a loop over all patterns', () => {
    const sources = patterns.map(({ pattern }) => pattern);
    const firstMatch = createFirstMatch(planFirstMatch(sources, []));
    const compiled = sources.map(source => new RegExp(source, 'i'));
    for (const { example } of patterns) {
      for (const text of [example, example.toLowerCase(), example.toUpperCase(), example.slice(3), `x${example}`]) {
        assert.equal(
          firstMatch.find(text),
          compiled.findIndex(expression => expression.test(text)),
          text,
        );
      }
    }
  });
});
