import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createFirstMatch, linear, planFirstMatch } from '../../../../server/src/codes/first-match.ts';
import { alternatives, neededWords } from '../../../../server/src/codes/pattern-words.ts';
import { createWordAutomaton, wordTree } from '../../../../server/src/codes/word-automaton.ts';

describe('the words that a pattern needs', () => {
  it('are the literal texts of a sequence', () => {
    assert.deepEqual(neededWords('user unknown'), [['user un']]);
    assert.deepEqual(neededWords('5\\.1\\.1\\b.*unknown'), [['5.1.1'], ['unknown']]);
  });

  it('are one of several where the pattern branches', () => {
    assert.deepEqual(neededWords('(black|block)list'), [['blackli', 'blockli']]);
    assert.deepEqual(neededWords('mail ?box'), [['mail bo', 'mailbox']]);
  });

  it('are none where a branch needs none, and nothing that may be left out', () => {
    assert.deepEqual(neededWords('(spam|\\d+)'), []);
    assert.deepEqual(neededWords('(spam)?(?!virus)a{0,3}'), []);
  });

  it('are told apart per alternative', () => {
    assert.deepEqual(alternatives('a|(b|c)|[|]|\\|'), ['a', '(b|c)', '[|]', '\\|']);
  });
});

describe('finding words', () => {
  it('finds those that occur, whatever their case, also inside one another', () => {
    const words = ['spam', 'pam', 'relay', '迷惑', 'ящик'];
    const { tree, numbers } = wordTree(words);
    const automaton = createWordAutomaton(tree);
    const seen = new Uint32Array(automaton.size);
    const found = new Uint16Array(automaton.size);
    automaton.scan('No SPAM, 迷惑メール, ЯЩИК', seen, 1, found);
    assert.deepEqual(
      words.filter((_, i) => seen[numbers[i]!] === 1),
      ['spam', 'pam', '迷惑', 'ящик'],
    );
  });

  it('misses none in any text', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '漢'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 8 }),
        fc.array(word, { maxLength: 12 }),
        (words, pieces) => {
          const text = pieces.join('');
          const { tree, numbers } = wordTree(words);
          const automaton = createWordAutomaton(tree);
          const seen = new Uint32Array(automaton.size);
          automaton.scan(text, seen, 1, new Uint16Array(automaton.size));
          words.forEach((one, i) => {
            if (text.includes(one)) assert.equal(seen[numbers[i]!], 1, `${one} in ${text}`);
          });
        },
      ),
    );
  });
});

describe('the first match', () => {
  const sources = [
    '5\\.7\\.\\d+.*spam',
    'user (unknown|not found)|no such user',
    '\\b(mail ?box|account)\\b.{0,20}\\bfull',
    '^554 .*denied$',
    '"\\|[^"]{0,40}"',
    '(?<!not )listed',
    '\\w+ing|漢字',
  ];
  const compiled = sources.map(source => new RegExp(source, 'i'));

  it('is that of a loop over all patterns, for any text', () => {
    const firstMatch = createFirstMatch(planFirstMatch(sources, []));
    const piece = fc.constantFrom(
      '5.7.1 ',
      'spam',
      'user ',
      'unknown',
      'Mailbox ',
      'is full',
      '554 ',
      'denied',
      '"|',
      '"',
      'not ',
      'listed',
      'x',
      'ing',
      '漢字',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const text = pieces.join('');
        assert.equal(
          firstMatch.find(text),
          compiled.findIndex(expression => expression.test(text)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('stays the same when a pattern with gaps is rewritten to run in linear time', () => {
    const source = 'ab+.*c[de].*f';
    const original = new RegExp(source, 'i');
    const rewritten = new RegExp(linear(source), 'i');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'x'), maxLength: 16 }), text => {
        assert.equal(rewritten.test(text), original.test(text), text);
      }),
      { numRuns: 500 },
    );
    const hostile = 'ab'.repeat(1000);
    const start = performance.now();
    rewritten.test(hostile);
    assert.ok(performance.now() - start < 60);
  });
});
