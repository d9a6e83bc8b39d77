import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compilePattern, GRAMMARS, rawGrammar } from './helpers/tokens.ts';

interface Rule {
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly include?: string;
  readonly name?: string;
  readonly patterns?: readonly Rule[];
  readonly captures?: Readonly<Record<string, Rule>>;
  readonly beginCaptures?: Readonly<Record<string, Rule>>;
  readonly endCaptures?: Readonly<Record<string, Rule>>;
  readonly repository?: Readonly<Record<string, Rule>>;
}

const parsed = new Map(Object.keys(GRAMMARS).map(scope => [scope, JSON.parse(rawGrammar(scope)) as Rule]));

function* rulesOf(rule: Rule): Generator<Rule> {
  yield rule;
  for (const child of rule.patterns ?? []) yield* rulesOf(child);
  for (const child of Object.values(rule.repository ?? {})) yield* rulesOf(child);
}

function capturesOf(rule: Rule): Rule[] {
  return [rule.captures, rule.beginCaptures, rule.endCaptures].flatMap(captures => Object.values(captures ?? {}));
}

/** The pattern without escapes and character classes, so that what is left of `*` and `+` are quantifiers. */
function skeleton(pattern: string): string {
  return pattern.replace(/\\./g, '_').replace(/\[[^\]]*\]/g, '_');
}

for (const [scope, grammar] of parsed) {
  describe(`the rules of ${scope}`, () => {
    const rules = [...rulesOf(grammar)];
    const patterns = rules.flatMap(rule => [rule.match, rule.begin, rule.end]).filter(p => p !== undefined);

    test('are patterns that Oniguruma accepts', async () => {
      for (const pattern of patterns) await assert.doesNotReject(compilePattern(pattern), pattern);
    });

    test('have a limit on every repetition, so that none can backtrack without bound', () => {
      for (const pattern of patterns) {
        assert.doesNotMatch(skeleton(pattern), /[*+]/, pattern);
        assert.doesNotMatch(skeleton(pattern), /\{\d+,\}/, pattern);
      }
    });

    test('match within a line: only the bracketed id has a begin and an end, and it looks ahead for both', () => {
      const spans = rules.filter(rule => rule.begin !== undefined);
      assert.equal(spans.length, scope === 'source.epost.common' ? 1 : 0);
      for (const span of spans) assert.ok(span.begin?.endsWith('\\])'), span.begin);
    });

    test('do not tokenise a capture again: that would copy the line for each match', () => {
      assert.deepEqual(
        rules.flatMap(capturesOf).filter(capture => capture.patterns !== undefined),
        [],
      );
    });

    test('include what exists', () => {
      for (const include of rules.flatMap(rule => rule.include ?? [])) {
        const [other, name] = include.split('#');
        const target = other === '' ? grammar : parsed.get(other ?? '');
        assert.ok(target?.repository?.[name ?? ''] !== undefined, include);
      }
    });

    test('name scopes of our own, beside the ones that each theme colours as information, warning or error', () => {
      const names = rules.flatMap(rule => [rule, ...capturesOf(rule)]).flatMap(rule => rule.name?.split(' ') ?? []);
      for (const name of names.filter(name => rules[0]?.name !== name && !name.endsWith('.epost'))) {
        assert.ok(name === 'strong' || name === 'emphasis' || grammar.name?.includes(name), name);
      }
    });
  });
}
