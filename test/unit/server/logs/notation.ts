/**
 * A notation for what a lexer makes of a log, so that tests read as a specification. A file of it holds cases:
 *
 *     # Title of a case {modes, where not all of its area}
 *     a line of the log, as stored on disk under Windows
 *       → kind code id flags | text from the payload to the end of the record
 *
 * Below each line stand the records that begin on it. `␍` is a CR beside the one of the line's end, `\xHH` a byte, `␄` at
 * the end of the last line says that the file ends there without a line end. Code `-` is 0, id `-` is none, flags are
 * joined by `+`. Commands show their verb as code, records of dated logs their day.
 *
 * A case is read in several physical modes; lines and expectations are translated from the first:
 * `windows` CR LF (`␍` gives CR CR LF), `unix` LF (`␍` gives CR LF), `editor` every CR and LF made a CR LF, as VS Code does,
 * `old` stamps without milliseconds, `pasted` LF, no CR, no stamps at all.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { LogName } from '../../../../server/src/logs/detect.ts';
import { IdTable } from '../../../../server/src/logs/ids.ts';
import { Log } from '../../../../server/src/logs/log.ts';
import { Command, Flag, KIND_NAMES } from '../../../../server/src/logs/record.ts';
import { TextStore } from '../../../../server/src/text/store.ts';

export type Mode = 'windows' | 'unix' | 'editor' | 'old' | 'pasted';

/** A record with offsets from the beginning of the text. */
export interface Row {
  readonly kind: string;
  readonly code: number;
  readonly id: string;
  readonly flags: number;
  readonly stamp: number;
  readonly start: number;
  readonly end: number;
  readonly payload: number;
  /** From 1. */
  readonly fileLine: number;
}

const LF = 10;
const CR = 13;
const STAMP = /\[(\d\d):(\d\d):(\d\d)(?::(\d\d\d))?\] /y;
const STAMPS = /\[(\d\d:\d\d:\d\d):\d\d\d\] /g;
const FLAGS: readonly [string, number][] = Object.entries(Flag).map(([name, bit]) => [slug(name), bit]);
const VERBS: ReadonlyMap<number, string> = new Map(Object.entries(Command).map(([name, n]) => [n, name.toUpperCase()]));

function slug(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

export const lex = (name: LogName, bytes: Uint8Array): Log => new Log(name, TextStore.fromBytes(bytes), new IdTable());

/** All records of a log, block by block. */
export function rowsOf(log: Log): Row[] {
  const rows: Row[] = [];
  let base = 0;
  let line = 1;
  for (const { text, records: r } of log.blocks) {
    for (let row = 0; row < r.count; row++) {
      rows.push({
        kind: KIND_NAMES[r.kind(row)] ?? `kind ${r.kind(row)}`,
        code: r.code(row),
        id: log.ids.text(r.id(row)),
        flags: r.flags(row),
        stamp: r.stamp(row),
        start: base + r.offset(row),
        end: base + r.end(row),
        payload: base + r.payload(row),
        fileLine: line + r.line(row),
      });
    }
    base += text.bytes.length;
    line += text.lineFeeds;
  }
  return rows;
}

/** What holds for any bytes: nothing lost, nothing twice, each record within its line and true about itself. */
export function assertWhole(bytes: Uint8Array, rows: readonly Row[], name: LogName): void {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let line = 1;
  const skip = (to: number): void => {
    for (; at < to; at++) {
      if (bytes[at] === LF) line++;
      else if (bytes[at] !== CR) assert.fail(`byte ${at} (${bytes[at]}) lies in no record, next record at ${to}`);
    }
  };
  for (const row of rows) {
    const what = () =>
      `${JSON.stringify(row)} in ${JSON.stringify(latin1.slice(Math.max(0, row.start - 80), row.end + 40))}`;
    assert.ok(row.start >= at, `records overlap or descend: ${what()}`);
    skip(row.start);
    assert.ok(row.end > row.start && row.end <= bytes.length, `no extent: ${what()}`);
    assert.ok(row.payload >= row.start && row.payload <= row.end, `payload outside: ${what()}`);
    assert.equal(row.fileLine, line, `wrong line: ${what()}`);
    let ascii = true;
    for (; at < row.end; at++) {
      if (bytes[at] === LF) assert.fail(`spans lines: ${what()}`);
      if (bytes[at]! > 0x7f) ascii = false;
    }
    if (bytes[at - 1] === CR) assert.fail(`ends with CR: ${what()}`);
    if (((row.flags & Flag.NonAscii) === 0) !== ascii) assert.fail(`wrong about non-ASCII bytes: ${what()}`);
    if (name === 'senderlog') assertStamp(latin1, row, what);
    if (row.id !== '' && latin1.slice(row.start, row.end).indexOf(row.id) < 0) assert.fail(`id not in it: ${what()}`);
  }
  skip(bytes.length);
}

/** A record has the stamp that it begins with, and no other. */
function assertStamp(text: string, row: Row, what: () => string): void {
  STAMP.lastIndex = row.start;
  const [, h, m, s, ms] = STAMP.exec(text) ?? [];
  const valid = h !== undefined && Number(h) < 24 && Number(m) < 60 && Number(s) <= 60;
  const expected = valid ? ((Number(h) * 60 + Number(m)) * 60 + Number(s)) * 1000 + Number(ms ?? 0) : -1;
  if (row.stamp !== expected) assert.equal(row.stamp, expected, `stamp: ${what()}`);
  if (((row.flags & Flag.Seconds) !== 0) !== (valid && ms === undefined))
    assert.fail(`wrong about its stamp: ${what()}`);
}

interface SpecLine {
  readonly text: string;
  readonly records: readonly string[];
}

interface Case {
  readonly title: string;
  readonly modes: readonly Mode[] | undefined;
  readonly lines: readonly SpecLine[];
}

const TITLE = /^# (.*?)(?: \{([a-z ]+)\})?$/;
const RECORD = /^ {2}→ (\S+) (\S+) (\S+) (\S+) \|(?: (.*))?$/;

/** The cases of a text in the notation. Blank lines around a case are not part of it. */
function parseCases(source: string): Case[] {
  const cases: Case[] = [];
  for (const part of source.split(/\n(?=# )|^(?=# )/)) {
    const [first, ...rest] = part.replace(/\n+$/, '').split('\n');
    const title = TITLE.exec(first ?? '');
    if (title === null) continue;
    const lines: { text: string; records: string[] }[] = [];
    for (const text of rest) {
      if (text.startsWith('  → ')) lines.at(-1)!.records.push(text);
      else lines.push({ text, records: [] });
    }
    cases.push({ title: title[1]!, modes: title[2]?.split(' ') as Mode[] | undefined, lines });
  }
  return cases;
}

/** Bytes of a text in the notation. */
export function bytesOf(text: string): Uint8Array {
  const parts = text.split(/(\\x[0-9A-Fa-f]{2})/).map((part, i) => {
    return i % 2 === 1 ? Buffer.of(Number.parseInt(part.slice(2), 16)) : Buffer.from(part.replaceAll('␍', '\r'));
  });
  return new Uint8Array(Buffer.concat(parts));
}

const shown = (bytes: Uint8Array): string =>
  Array.from(bytes, c => {
    return c >= 0x20 && c < 0x7f ? String.fromCharCode(c) : `\\x${c.toString(16).padStart(2, '0')}`;
  }).join('');

function physical(line: string, mode: Mode): Uint8Array {
  const open = line.endsWith('␄');
  let text = open ? line.slice(0, -1) : line;
  if (mode === 'old') text = text.replace(STAMPS, '[$1] ');
  if (mode === 'pasted') text = text.replace(STAMPS, '').replaceAll('␍', '');
  if (mode === 'editor') text = text.replaceAll('␍', '␍\n');
  const end = mode === 'unix' || mode === 'pasted' ? '\n' : '\r\n';
  return bytesOf(open ? text : text + end);
}

/** An expectation in the notation's normal form, as it reads in `mode`. */
function expected(record: string, mode: Mode, stamped: boolean): string {
  const match = RECORD.exec(record);
  assert.ok(match !== null, `not in the notation: ${record}`);
  const [, kind, code, id, list, payload] = match;
  const flags = new Set(list === '-' ? [] : list!.split('+'));
  if (mode === 'old' && stamped) flags.add('seconds');
  if (mode === 'pasted') flags.delete('stubbed');
  for (const flag of flags)
    assert.ok(
      FLAGS.some(([name]) => name === flag),
      `no such flag: ${flag}`,
    );
  const text = mode === 'old' ? (payload ?? '').replace(STAMPS, '[$1] ') : (payload ?? '');
  return row(
    kind!,
    code!,
    id!,
    FLAGS.map(([name]) => name).filter(name => flags.has(name)),
    shown(bytesOf(text)),
  );
}

const row = (kind: string, code: string, id: string, flags: readonly string[], payload: string): string =>
  `  → ${kind} ${code} ${id} ${flags.join('+') || '-'} |${payload && ' '}${payload}`;

function actual(bytes: Uint8Array, r: Row, name: LogName): string {
  let code = r.code === 0 ? '-' : String(r.code);
  if (r.kind === 'command') code = VERBS.get(r.code) ?? code;
  if (name !== 'senderlog' && r.code > 0) code = new Date(r.code * 86_400_000).toISOString().slice(0, 10);
  const flags = FLAGS.filter(([, bit]) => (r.flags & bit) !== 0).map(([flag]) => flag);
  return row(r.kind, code, r.id || '-', flags, shown(bytes.subarray(r.payload, r.end)));
}

/** Lexes a case and compares; the difference is told in the notation. */
function check(name: LogName, specification: Case, mode: Mode): void {
  const pieces = specification.lines.map(line => physical(line.text, mode));
  const bytes = new Uint8Array(Buffer.concat(pieces));
  const rows = rowsOf(lex(name, bytes));
  const want: string[] = [];
  const got: string[] = [];
  let end = 0;
  let next = 0;
  specification.lines.forEach((line, i) => {
    end += pieces[i]!.length;
    want.push(line.text);
    got.push(line.text);
    const stamped = /^\[\d\d:\d\d:\d\d:\d\d\d\] /.test(line.text);
    line.records.forEach((record, n) => {
      want.push(expected(record, mode, stamped || n > 0));
    });
    for (; next < rows.length && rows[next]!.start < end; next++) got.push(actual(bytes, rows[next]!, name));
  });
  assert.equal(got.join('\n'), want.join('\n'));
  assertWhole(bytes, rows, name);
}

/** Makes a test of each case of a text in the notation, in each of its modes. */
function specify(name: LogName, source: string, modes: readonly Mode[]): void {
  for (const specification of parseCases(source)) {
    describe(specification.title, () => {
      for (const mode of specification.modes ?? modes) it(mode, () => check(name, specification, mode));
    });
  }
}

/** The same for a file of `test/fixtures/logs`. */
export function specifyFile(name: LogName, file: string, modes: readonly Mode[]): void {
  specify(name, readFileSync(new URL(`../../../fixtures/logs/${file}`, import.meta.url), 'utf8'), modes);
}
