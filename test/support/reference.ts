/** docs/reference.md as data: its tables, the shapes in them, and what really came compared with those. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

const DOCUMENT = new URL('../../docs/reference.md', import.meta.url);
const text = readFileSync(DOCUMENT, 'utf8').replaceAll('\r\n', '\n');

/** The rows of the first table under a heading, without its head; cells without the code marks around them. */
export function tableUnder(heading: string): string[][] {
  const lines = text.split('\n');
  const at = lines.findIndex(line => /^#+ /.test(line) && line.replace(/^#+ |`/g, '') === heading);
  assert.ok(at >= 0, `the page has the heading "${heading}"`);
  const begin = lines.findIndex((line, i) => i > at && line.startsWith('|'));
  const next = lines.findIndex((line, i) => i > at && line.startsWith('#'));
  assert.ok(begin >= 0 && (next < 0 || begin < next), `"${heading}" has a table`);
  const end = lines.findIndex((line, i) => i > begin && !line.startsWith('|'));
  return lines.slice(begin + 2, end).map(cellsOf);
}

const cellsOf = (line: string): string[] =>
  line
    .replace(/^\||\|\s*$/g, '')
    .split(/(?<!\\)\|/)
    .map(cell => cell.trim().replaceAll('\\|', '|'));

/** `name` → name. */
export const plain = (cell: string): string => cell.replaceAll('`', '');

/** Compares what stands between two marks with what should; writes it where UPDATE_DOCS is set. */
export function section(name: string, rows: readonly (readonly string[])[]): void {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  assert.ok(from >= begin.length && to >= from, `the page has the marks of "${name}"`);
  const expected = aligned(rows);
  if (process.env.UPDATE_DOCS === undefined) {
    assert.equal(unaligned(text.slice(from, to)), unaligned(expected));
    return;
  }
  const now = readFileSync(DOCUMENT, 'utf8');
  writeFileSync(
    DOCUMENT,
    `${now.slice(0, now.indexOf(begin) + begin.length)}\n${expected}\n${now.slice(now.indexOf(end))}`,
  );
}

function aligned([head, ...rows]: readonly (readonly string[])[]): string {
  const all = [head!, ...rows].map(row => row.map(cell => cell.replaceAll('|', '\\|')));
  const widths = head!.map((_, i) => Math.max(...all.map(row => row[i]!.length)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |\n`;
  return line(all[0]!) + line(widths.map(n => '-'.repeat(n))) + all.slice(1).map(line).join('');
}

const unaligned = (table: string): string => table.replace(/ +\|/g, ' |').replace(/-{3,}/g, '---').trim();

// ---------------------------------------------------------------- shapes

interface Field {
  readonly name: string;
  readonly optional: boolean;
  /** The alternatives. */
  readonly values: readonly string[];
}

/** Below the chapter on JSON each heading with a name in code marks is an object. */
const OBJECTS: readonly string[] = [...text.matchAll(/^### `(\w+)`$/gm)].map(match => match[1]!);

const fields = new Map<string, readonly Field[]>();
function fieldsOf(object: string): readonly Field[] {
  const known = fields.get(object);
  if (known !== undefined) return known;
  const found = tableUnder(object).flatMap(([name = '', value = '']): readonly Field[] => {
    const whole = /^all of (\w+)$/.exec(name)?.[1];
    if (whole !== undefined) return fieldsOf(whole);
    const field = plain(name);
    return [{ name: field.replace('?', ''), optional: field.endsWith('?'), values: value.split(' or ') }];
  });
  fields.set(object, found);
  return found;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)?$/;
const SIMPLE: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: value => typeof value === 'string',
  number: value => typeof value === 'number',
  integer: value => Number.isInteger(value),
  boolean: value => typeof value === 'boolean',
  time: value => typeof value === 'string' && TIME.test(value),
  null: value => value === null,
};

/** Compares real values with the shapes of the page, and keeps in mind which fields came with a value. */
export class Shapes {
  readonly #words: ReadonlyMap<string, readonly string[]>;
  readonly #met = new Set<string>();

  /** @param words the values of each word of the page */
  constructor(words: ReadonlyMap<string, readonly string[]>) {
    this.#words = words;
  }

  /** Each name that a table uses is a kind of value, a word or an object of the page. */
  unknownNames(): string[] {
    const names = OBJECTS.flatMap(fieldsOf).flatMap(field =>
      field.values.map(value => value.replace(/^[[{]|[\]}]$/g, '')),
    );
    const known = (name: string): boolean =>
      name.startsWith('"') || name in SIMPLE || this.#words.has(name) || OBJECTS.includes(name);
    return [...new Set(names.filter(name => !known(name)))];
  }

  /** Fields of the page that never came with a value other than null or an empty list. */
  unmet(): string[] {
    return OBJECTS.flatMap(object =>
      fieldsOf(object)
        .map(field => `${object}.${field.name}`)
        .filter(field => !this.#met.has(field)),
    );
  }

  /** @throws AssertionError where a field is missing, is not on the page or has another value than it tells */
  check(value: unknown, object: string, at = object): void {
    assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), `${at} is an object`);
    const known = fieldsOf(object);
    const extra = Object.keys(value).filter(key => !known.some(field => field.name === key));
    assert.deepEqual(extra, [], `fields of ${at} that docs/reference.md lacks`);
    for (const { name, optional, values } of known) {
      const own = (value as Record<string, unknown>)[name];
      if (own === undefined) assert.ok(optional, `${at}.${name} is missing`);
      else {
        assert.ok(
          values.some(one => this.#fits(own, one, `${at}.${name}`)),
          `${at}.${name} is ${values.join(' or ')}, not ${JSON.stringify(own).slice(0, 200)}`,
        );
        if (own !== null && !(Array.isArray(own) && own.length === 0)) this.#met.add(`${object}.${name}`);
      }
    }
  }

  #fits(value: unknown, wanted: string, at: string): boolean {
    const inner = /^[[{](\w+)[\]}]$/.exec(wanted)?.[1];
    if (inner !== undefined) {
      if (typeof value !== 'object' || value === null || Array.isArray(value) !== wanted.startsWith('[')) return false;
      return Object.entries(value).every(([key, one]) => this.#fits(one, inner, `${at}[${key}]`));
    }
    if (wanted.startsWith('"')) return value === JSON.parse(wanted);
    const simple = SIMPLE[wanted];
    if (simple !== undefined) return simple(value);
    const words = this.#words.get(wanted);
    if (words !== undefined) return words.includes(value as string);
    if (value === null) return false;
    this.check(value, wanted, at);
    return true;
  }
}
