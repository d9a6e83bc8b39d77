import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { withUserEntries, withUserReplies } from '../../../../../server/src/codes/user-catalogue.ts';
import { LIMITS } from '../../../../../server/src/codes/user-entries.ts';
import { catalogueItems, explain } from '../../../../../server/src/features/catalogue/explain.ts';
import { placeOf } from '../../../../../server/src/features/catalogue/json-pointer.ts';
import {
  readFiles,
  readUserCatalogue,
  reasonClasses,
} from '../../../../../server/src/features/catalogue/user-catalogue.ts';
import type { FeatureContext } from '../../../../../server/src/features/context.ts';
import { LogDocument } from '../../../../../server/src/features/document.ts';
import { hover } from '../../../../../server/src/features/hover/hover.ts';
import { engine } from '../../../../support/engine.ts';

const URI = 'file:///logs/senderlog-catalogue.json';
const base = engine();
const read = (text: string | null, language: 'en' | 'ja' = 'en') =>
  readUserCatalogue([{ uri: URI, text }], reasonClasses(base.catalogue()), language);

const GATE = {
  words: 'gate keeper',
  title: 'Gate of Example Ltd',
  meaning: 'Call 0120-000-000 and ask for the list.',
  class: 'userunknown',
};

/** The engine with the entries of a workspace. */
function withEntries(...entries: object[]): FeatureContext {
  const { entries: own } = read(JSON.stringify({ entries }));
  return {
    ...base,
    catalogue: () => withUserEntries(base.catalogue(), own),
    classifier: () => withUserReplies(base.classifier(), own),
  };
}

describe('a workspace’s own entries', () => {
  it('come first in the answer to a reply, and give its class and cause', () => {
    const { entries, classification } = explain({ query: '550 5.7.1 Closed by gate keeper' }, withEntries(GATE));
    assert.deepEqual([entries[0]?.id, entries[0]?.title], ['user:0', 'Gate of Example Ltd']);
    assert.deepEqual([classification?.class, classification?.cause], ['userunknown', 'user-unknown']);
    assert.ok(entries.some(entry => entry.id === 'smtp:550'));
  });

  it('leave class and cause as they are where they name none', () => {
    const { class: _, ...plain } = GATE;
    const query = '550 5.1.1 gate keeper: unknown user';
    const [with_, without] = [explain({ query }, withEntries(plain)), explain({ query }, base)];
    assert.deepEqual(with_.classification, without.classification);
    assert.equal(with_.entries[0]?.id, 'user:0');
  });

  it('never blame the receiver for what E-Post wrote', () => {
    const reply = '451 Requested action aborted: error in processing. (code=0/0)';
    const told = withEntries({ ...GATE, words: 'aborted' })
      .classifier()
      .classify(reply);
    assert.equal(told.origin, base.classifier().classify(reply).origin);
    if (told.origin === 'epost') assert.equal(told.cause, base.classifier().classify(reply).cause);
  });

  it('are found by their words and in the list', () => {
    const c = withEntries(GATE);
    assert.equal(explain({ query: 'ＧＡＴＥ keeper' }, c).entries[0]?.id, 'user:0');
    assert.deepEqual(catalogueItems({ query: 'example ltd' }, c)[0], {
      id: 'user:0',
      code: '',
      title: 'Gate of Example Ltd',
      kind: 'entry of this workspace',
    });
  });

  it('are shown on hover, above the codes of the reply and on its further lines', () => {
    const text = `\
[13:08:47:486] [B0000623002] SendMailMess:[13:08:47:487] 550-Closed by
550 gate keeper
`;
    const document = new LogDocument('file:///mail/senderlog/261124.log', 'senderlog', 1, text);
    for (const position of [
      { line: 0, character: 58 },
      { line: 1, character: 1 },
    ]) {
      const shown = JSON.stringify(hover(document, position, withEntries(GATE))?.contents);
      assert.match(shown, /Gate of Example Ltd[\s\S]*550/);
      assert.doesNotMatch(JSON.stringify(hover(document, position, base)?.contents), /Gate of/);
    }
  });

  it('are text, whatever they hold', () => {
    const c = withEntries({ ...GATE, meaning: '[x](command:evil) <b>' });
    const text = '[13:08:47:486] [B0000623002] SendMailMess:[13:08:47:487] 550 gate keeper\n';
    const document = new LogDocument('file:///mail/senderlog/261124.log', 'senderlog', 1, text);
    const shown = hover(document, { line: 0, character: 58 }, c)?.contents as { value: string };
    assert.ok(shown.value.includes('\\[x\\]\\(command\\:evil\\) \\<b\\>'));
  });
});

/** The problems of a file, as `what is marked: message`. */
function problemsOf(text: string, language: 'en' | 'ja' = 'en'): string[] {
  const lines = text.split('\n');
  return read(text, language)
    .problems.get(URI)!
    .map(({ range, message }) => {
      const one = range.start.line === range.end.line;
      return `${lines[range.start.line]!.slice(range.start.character, one ? range.end.character : undefined)}: ${message}`;
    });
}

describe('problems of the file', () => {
  it('stand where they are; the other entries are read', () => {
    const text = `{
  "entries": [
    { "words": "a", "title": "A", "meaning": "1" },
    { "words": ["b", ""], "title": "B", "meaning": "2" },
    { "words": "c", "title": "C", "meaning": "3", "class": "nonsense", "a/b": true }
  ]
}`;
    assert.deepEqual(problemsOf(text), [
      '["b", ""]: One to 10 texts of at most 200 characters. It is left out.',
      'true: There is no such property. It is left out.',
      '"nonsense": There is no such reason class. It is left out.',
    ]);
    assert.equal(read(text).entries.length, 1);
  });

  it('are told in the language of the editor', () => {
    assert.deepEqual(problemsOf('{"entries": [1]}', 'ja'), [
      '1: 項目はオブジェクトで書きます。 この項目は使われません。',
    ]);
  });

  it('are one for a file that is no JSON, and for one that is too long', () => {
    assert.equal(problemsOf('{"entries": [').length, 1);
    const [problem] = read(null).problems.get(URI)!;
    assert.equal(problem?.message, `The file is longer than ${LIMITS.characters} characters.`);
  });

  it('are none for a good file, so that earlier ones go', () => {
    assert.deepEqual(problemsOf(JSON.stringify({ entries: [GATE] })), []);
  });
});

describe('the notification', () => {
  it('may hold anything; what is no file is left out', () => {
    assert.deepEqual(readFiles({ files: [{ uri: URI, text: '{}' }, { uri: 1 }, null, { uri: URI, text: 2 }] }), [
      { uri: URI, text: '{}' },
    ]);
    for (const params of [undefined, null, 1, {}, { files: {} }]) assert.deepEqual(readFiles(params), []);
  });
});

describe('a JSON pointer', () => {
  const json = '{"a/b": [1, {"c~d": "x\\"y"}], "e": [[2], 3]}';
  for (const [pointer, value] of Object.entries({
    '': json,
    '/a~1b/0': '1',
    '/a~1b/1/c~0d': '"x\\"y"',
    '/e': '[[2], 3]',
    '/e/0/0': '2',
    '/e/7': '[[2], 3]',
  })) {
    it(`${pointer || '(empty)'} names ${value}`, () => {
      const { start, end } = placeOf(json, pointer);
      assert.equal(json.slice(start, end), value);
    });
  }

  it('gives a place inside any text', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', '"', ':', ',', 'entries', '1', '\\', '\n', '"a":');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.constantFrom('/entries/0/words', '/a', ''),
        (pieces, pointer) => {
          const text = pieces.join('');
          const { start, end } = placeOf(text, pointer);
          assert.ok(start >= 0 && start <= end && end <= text.length);
        },
      ),
    );
  });
});
