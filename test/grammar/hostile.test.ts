import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { INITIAL, LANGUAGES, loadGrammar } from './helpers/tokens.ts';

// Oniguruma cannot be stopped (vscode-textmate looks at its clock between two matches only), so no line may be expensive.
// VS Code stops tokenising at 20,000 characters; here the limit is not used.
const FACTOR = 4;
/** Linear growth gives 4, quadratic 16. */
const MOST_GROWTH = 9;
/** Below this many milliseconds a ratio says nothing. */
const NOISE = 50;
/** Characters of the shorter line: the limit of VS Code for every kind of line, and a quarter of a megabyte for some. */
const SHORT = 20_000;
const SHORT_OF_MEGABYTE = 262_144;

const UNITS: readonly string[] = [
  '[',
  '0',
  '1234567890',
  '<',
  '<a',
  'a@',
  'a@a ',
  ' ',
  'a',
  'a.',
  'a.a.com ',
  'aA0_-.',
  '[B0123456789-R0001',
  '[B0123456789-R0001] ',
  '-R0001',
  '[10:00:00:000] ',
  '250-5.7.1 ',
  'C:\\a',
  '/a',
  '\\\\a\\',
  'QUJD',
  'SendMailMess:QUJD',
  '(code=0/0)',
  '(socket error code=1',
  'GetTryServer:(ltime(1)-otime(1',
  'password=',
  'Bearer ',
  'http://',
  '1.2.3.4 ',
  '[::',
  'あ@',
  "['a' is not the moderator of the 'b' ",
  '<- 250-',
];
const PREFIXES: Readonly<Record<string, string>> = {
  'source.senderlog': '[10:00:00:000] [B0123456789-R0001] SendMailMess:',
  'source.faillog': 'B0123456789@mail.example.jp send fail on [24/Nov/2026:13:11:39] from ',
  'source.epost-log': '[24/Nov/2026:13:07:49], 0000a1b2, ',
  'source.senderlog-transcript': '<- 250-',
};

/** Whether a line of `FACTOR` times `length` takes about `FACTOR` times as long. */
async function growsLinearly(scope: string, unit: string, length: number): Promise<void> {
  const grammar = await loadGrammar(scope);
  const measure = (characters: number): number => {
    const line = PREFIXES[scope] + unit.repeat(Math.ceil(characters / unit.length));
    const before = process.threadCpuUsage();
    const result = grammar.tokenizeLine(line, INITIAL);
    const { user, system } = process.threadCpuUsage(before);
    assert.equal(result.stoppedEarly, false);
    assert.equal(result.ruleStack.depth, 1, 'a rule stays open');
    return (user + system) / 1000;
  };
  // Processor time, and the better of two, for a machine that does other things meanwhile.
  const short = Math.min(measure(length), measure(length));
  const long = Math.min(measure(FACTOR * length), measure(FACTOR * length));
  assert.ok(
    long < MOST_GROWTH * Math.max(short, NOISE),
    `${length} characters ${short} ms, ${FACTOR} times ${long} ms`,
  );
}

for (const scope of LANGUAGES) {
  describe(`${scope} takes time in proportion to the line`, () => {
    for (const unit of UNITS) {
      test(`a line of ${JSON.stringify(unit)}`, () => growsLinearly(scope, unit, SHORT));
    }
  });
}

describe('a megabyte in one line takes time in proportion too', () => {
  for (const unit of ['[', '0', '<', 'a@', ' ']) {
    test(`of ${JSON.stringify(unit)}`, () => growsLinearly('source.senderlog', unit, SHORT_OF_MEGABYTE));
  }
});

test('a line of 5 MB takes seconds at most, and the next line is coloured as ever', async () => {
  const grammar = await loadGrammar('source.senderlog');
  // Milliseconds, as VS Code sets it; looked at between two matches, so a single search may take longer.
  const limit = 500;
  for (const line of ['['.repeat(5 << 20), `[10:00:00:000] [B0123456789] SendMailMess:${'x'.repeat(5 << 20)}`]) {
    const started = performance.now();
    const { ruleStack } = grammar.tokenizeLine(line, INITIAL, limit);
    assert.ok(performance.now() - started < 20_000);
    const next = grammar.tokenizeLine('[10:00:00:001] 250 ok', ruleStack).tokens;
    assert.ok(next.some(token => token.scopes.includes('constant.numeric.reply.2xx.epost')));
  }
});
