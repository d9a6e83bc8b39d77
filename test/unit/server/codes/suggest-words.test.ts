import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { suggestWords } from '../../../../server/src/codes/suggest-words.ts';
import { createUserMatcher, readUserEntries } from '../../../../server/src/codes/user-entries.ts';
import { patterns } from './pattern-data.ts';

/** Does an entry with these words know the reply? */
function knows(words: string, reply: string): boolean {
  const text = JSON.stringify({ entries: [{ words, title: 't', meaning: 'm' }] });
  return createUserMatcher(readUserEntries(text, new Set()).entries).match(reply) !== undefined;
}

describe('words proposed for a reply', () => {
  for (const [reply, words] of Object.entries({
    '550 5.7.1 Closed by gate keeper': 'Closed by gate keeper',
    '550-5.1.1 <a@example.net>: Recipient address rejected: Gate closed at night': 'Recipient address rejected',
    '451 4.7.1 mx1.example.net[192.0.2.1]: please come back, id 7F3A21': 'please come back',
    '550 当社のゲートで受信拒否しました(id=4711)': '当社のゲートで受信拒否しました',
    '550 5.1.1': '',
    '550': '',
    '': '',
  })) {
    it(`${reply || '(nothing)'} → ${words || '(none)'}`, () => assert.equal(suggestWords(reply), words));
  }

  it('know the reply again, for every wording of the catalogue', () => {
    let proposed = 0;
    for (const { example } of patterns) {
      const words = suggestWords(example);
      if (words === '') continue;
      assert.ok(knows(words, example), `${words} in ${example}`);
      proposed++;
    }
    assert.ok(proposed > patterns.length * 0.9, `${proposed} of ${patterns.length}`);
  });

  it('know any reply again for which there are some', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), reply => {
        const words = suggestWords(reply);
        if (words !== '') assert.ok(knows(words, reply));
      }),
    );
  });

  it('are found in a hostile text of 1 MB at once', () => {
    for (const piece of ['a.', '<', '[', '@', '1a', 'x-'])
      assert.ok(suggestWords(`550 ${piece.repeat(500_000)}`).length <= 200);
  });
});
