import { type IGrammar, INITIAL } from './tokens.ts';

/**
 * Reads a `.logspec` file: a log with the scopes that its parts must get.
 *
 *     # grammar: source.senderlog       which grammar; the first line
 *     # prose                           explains
 *     | [B0000097013] SendMailMess:QUIT a line of the log, behind a gutter of two characters; ␍ stands for a CR
 *        ^^^^^^^^^^^ variable.other.…    the marked columns, and no column beside them, have each named scope
 *     - QUIT => keyword.…               the same for every occurrence of a text in that line; of a text in its surroundings, the
 *     - code=«451» => constant.…        part in « »
 *
 * `plain` stands for "no scope but the grammar's own", `!scope` for "not this one". A scope may be shortened at a dot.
 */
interface Fixture {
  readonly scope: string;
  readonly lines: readonly FixtureLine[];
}

interface FixtureLine {
  readonly at: number;
  readonly text: string;
  readonly marks: readonly Mark[];
}

interface Mark {
  readonly at: number;
  readonly start: number;
  readonly end: number;
  readonly scopes: readonly string[];
}

const GUTTER = 2;

export function parseFixture(source: string): Fixture {
  const rows = source.split('\n');
  const scope = /^# grammar: (\S+)$/.exec(rows[0] ?? '')?.[1];
  if (scope === undefined) throw new Error('the first line must be "# grammar: SCOPE"');
  const lines: { at: number; text: string; marks: Mark[] }[] = [];
  for (const [index, row] of rows.entries()) {
    const at = index + 1;
    if (row.startsWith('| ') || row === '|') {
      lines.push({ at, text: row.slice(GUTTER).replaceAll('␍', '\r'), marks: [] });
    } else if (/^ {2,}\^/.test(row)) {
      const [, blanks, carets, scopes] = /^( +)(\^+) +(\S.*)$/.exec(row) ?? [];
      const line = lines.at(-1);
      if (blanks === undefined || carets === undefined || scopes === undefined || line === undefined) {
        throw new Error(`line ${at}: not a mark: ${row}`);
      }
      const start = blanks.length - GUTTER;
      line.marks.push({ at, start, end: start + carets.length, scopes: scopes.trim().split(/ +/) });
    } else if (row.startsWith('- ')) {
      const line = lines.at(-1);
      const [pattern, scopes] = row.slice(GUTTER).split(' => ');
      if (line === undefined || pattern === undefined || scopes === undefined) throw new Error(`line ${at}: ${row}`);
      const [, before = '', part = ''] = /^([^«]*)«(.+)»/.exec(pattern) ?? ['', '', pattern];
      const found = [...occurrences(line.text, pattern.replace(/[«»]/g, ''))].map(start => start + before.length);
      if (found.length === 0) throw new Error(`line ${at}: "${pattern}" is not in the line above`);
      for (const start of found) {
        line.marks.push({ at, start, end: start + part.length, scopes: scopes.trim().split(/ +/) });
      }
    } else if (row !== '' && !row.startsWith('#')) {
      throw new Error(`line ${at}: neither log, mark nor prose: ${row}`);
    }
  }
  return { scope, lines };
}

function* occurrences(text: string, part: string): Generator<number> {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) yield at;
}

/** What does not hold, one sentence each. */
export function checkFixture(grammar: IGrammar, fixture: Fixture): string[] {
  const wrong: string[] = [];
  let state = INITIAL;
  for (const line of fixture.lines) {
    const result = grammar.tokenizeLine(line.text, state);
    state = result.ruleStack;
    if (state.depth !== 1) wrong.push(`line ${line.at}: a rule stays open`);
    const scopesAt = (column: number): readonly string[] =>
      result.tokens.find(token => token.startIndex <= column && column < token.endIndex)?.scopes ?? [];
    for (const mark of line.marks) {
      const text = line.text.slice(mark.start, mark.end);
      for (const scope of mark.scopes) {
        for (let column = mark.start; column < mark.end; column++) {
          if (!holds(scope, scopesAt(column))) {
            wrong.push(
              `line ${mark.at}: "${text}" should be ${scope}, column ${column} is ${scopesAt(column).join(' ')}`,
            );
            break;
          }
        }
        if (scope === 'plain' || scope.startsWith('!')) continue;
        for (const beside of [mark.start - 1, mark.end]) {
          if (beside >= 0 && beside < line.text.length && holds(scope, scopesAt(beside))) {
            wrong.push(`line ${mark.at}: ${scope} reaches beyond "${text}"`);
          }
        }
      }
    }
  }
  return wrong;
}

function holds(wanted: string, scopes: readonly string[]): boolean {
  if (wanted === 'plain') return scopes.length === 1;
  if (wanted.startsWith('!')) return !holds(wanted.slice(1), scopes);
  return scopes.some(scope => scope === wanted || scope.startsWith(`${wanted}.`));
}
