import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { checkFixture, parseFixture } from './helpers/fixture.ts';
import { loadGrammar } from './helpers/tokens.ts';

// The specification itself is in fixtures/*.logspec; helpers/fixture.ts tells how to read it.
const FIXTURES = new URL('fixtures/', import.meta.url);

describe('the grammars give each part of a log its scope', () => {
  for (const file of readdirSync(FIXTURES).sort()) {
    test(file, async () => {
      const fixture = parseFixture(readFileSync(new URL(file, FIXTURES), 'utf8'));
      const marks = fixture.lines.reduce((sum, line) => sum + line.marks.length, 0);
      assert.ok(marks > 0, 'a fixture without marks proves nothing');
      assert.deepEqual(checkFixture(await loadGrammar(fixture.scope), fixture), []);
    });
  }
});
