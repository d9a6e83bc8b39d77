import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

const configuration = JSON.parse(
  readFileSync(new URL('../../syntaxes/language-configuration.json', import.meta.url), 'utf8'),
) as {
  readonly wordPattern: { readonly pattern: string; readonly flags: string };
  readonly [key: string]: unknown;
};

/** What a double click on the first character of `at` selects in `line`, by VS Code's rule: the match that touches it. */
function wordAt(line: string, at: string): string | undefined {
  const { pattern, flags } = configuration.wordPattern;
  const column = line.indexOf(at);
  for (const match of line.matchAll(new RegExp(pattern, `g${flags}`))) {
    if (match.index <= column && column < match.index + match[0].length) return match[0];
  }
  return undefined;
}

describe('a double click selects', () => {
  const cases: readonly [what: string, line: string, at: string, word: string][] = [
    [
      'an id with its suffixes',
      '[B0000160009-M0000000a-R0001-E001] SendData',
      'M0000',
      'B0000160009-M0000000a-R0001-E001',
    ],
    ['an id in a path', 'C:\\mail\\incoming\\B0000723002-R0001.$NG', 'B0000', 'B0000723002-R0001'],
    ['a stamp', '[13:20:57:123] [B0000123001] x', '20:', '13:20:57:123'],
    ['an old stamp', '[13:20:57] [B0000123001] x', '20:', '13:20:57'],
    ['a host name', 'ConnectHost(mx-1.mail.example.com)', 'mail', 'mx-1.mail.example.com'],
    ['a host name behind a reply code', 'SendMailMess:250-mx1.example.com', 'mx1', 'mx1.example.com'],
    [
      'a host name that begins with numbers',
      '220 203-0-113-25.ptr.example.net ESMTP',
      '203',
      '203-0-113-25.ptr.example.net',
    ],
    ['an address in angle brackets', 'RCPT TO:<bounce=a+b@example.com>', 'example', 'bounce=a+b@example.com'],
    ['a bare address', 'ReturnMail Start:RCPT To=taro@sender.example.jp', 'taro', 'taro@sender.example.jp'],
    ['a reply code', '550 5.1.1 no', '550', '550'],
    ['a reply code before a hyphen', '550-5.7.26 This mail', '550', '550'],
    ['an enhanced code', '550-5.7.26 This mail', '7.26', '5.7.26'],
    ['an address of a host', '[203.0.113.25] = did not pass', '113', '203.0.113.25'],
    ['an error number', '(code=10054/ffffffff)', '10054', '10054'],
    ['an event', '[B0000123001] GetTryServer:()', 'Try', 'GetTryServer'],
    ['a command', '[B0000123001] SendMailMess:QUIT', 'QUIT', 'QUIT'],
    ['a word without the full stop behind it', 'Requested action aborted.', 'aborted', 'aborted'],
    ['a Japanese word', '550 ユーザーが見つかりません。', 'ユーザー', 'ユーザーが見つかりません'],
  ];
  for (const [what, line, at, word] of cases) {
    test(what, () => assert.equal(wordAt(line, at), word));
  }

  test('nothing on a bracket', () => assert.equal(wordAt('[B0000123001] x', '['), undefined));
});

describe('the word pattern', () => {
  const { pattern, flags } = configuration.wordPattern;

  test('never matches nothing, which VS Code would refuse', () => {
    assert.doesNotMatch('', new RegExp(pattern, flags));
  });

  for (const unit of ['a', 'a.', 'a-', '.', '<', '<a', '<a@', 'a@', '250-', '1:', '12:34:56', 'あ', ' ', '--a']) {
    test(`runs over a long line of ${JSON.stringify(unit)} in no time`, () => {
      const started = performance.now();
      for (const _ of unit.repeat(200_000 / unit.length).matchAll(new RegExp(pattern, `g${flags}`)));
      assert.ok(performance.now() - started < 2000);
    });
  }
});

describe('the editor adds nothing to a log', () => {
  test('no pair is closed for the user, no bracket is painted as wrong', () => {
    for (const key of ['autoClosingPairs', 'surroundingPairs', 'colorizedBracketPairs']) {
      assert.deepEqual(configuration[key], [], key);
    }
  });

  test('there are no comments, no folding by markers, no rules for Enter', () => {
    for (const key of ['comments', 'folding', 'onEnterRules', 'indentationRules'])
      assert.ok(!(key in configuration), key);
  });
});
