import assert from 'node:assert/strict';
import { Readable, Writable } from 'node:stream';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { OptionValues, parseArguments, UsageError } from '../../../../client/src/cli/arguments.ts';
import { COMMON_OPTIONS, readCommon, terminalLanguage } from '../../../../client/src/cli/common.ts';
import { decoder, linesOf } from '../../../../client/src/cli/lines.ts';
import { Output } from '../../../../client/src/cli/output.ts';
import * as story from '../../../../client/src/cli/story-texts.ts';
import * as texts from '../../../../client/src/cli/texts.ts';
import { toJsonLine } from '../../../../client/src/probes/json.ts';

/** A stream that takes everything. */
const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

const help = { en: '', ja: '' };
const specs = [
  { name: 'server', value: 'IP', multiple: true, help },
  { name: 'starttls', help },
] as const;

function parse(...args: string[]) {
  const values = new OptionValues();
  return { ...parseArguments(args, specs, values), values };
}

describe('arguments', () => {
  it('options and operands in any order; -- ends the options', () => {
    const { operands, values } = parse('a', '--server', '1', '--starttls', 'b', '--server=2', '--', '--server');
    assert.deepEqual(operands, ['a', 'b', '--server']);
    assert.deepEqual(values.values('server'), ['1', '2']);
    assert.ok(values.has('starttls'));
  });

  it('suffixes of message ids, negative numbers and a lone hyphen are operands', () => {
    assert.deepEqual(parse('-R0001', '-2146893019', '-').operands, ['-R0001', '-2146893019', '-']);
  });

  it('any arguments give a result or a UsageError', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('--server', '--starttls', '--', '-h', '--server=', '-x'));
    fc.assert(
      fc.property(fc.array(word), args => {
        try {
          parse(...args);
        } catch (error) {
          assert.ok(error instanceof UsageError);
        }
      }),
    );
  });
});

describe('common options', () => {
  const read = (...args: string[]) => {
    const values = new OptionValues();
    parseArguments(args, COMMON_OPTIONS, values);
    return readCommon(values);
  };
  it('encodings by their usual names', () => {
    for (const [name, encoding] of [
      ['Shift_JIS', 'shift_jis'],
      ['CP932', 'shift_jis'],
      ['UTF8', 'utf-8'],
      ['euc-jp', 'euc-jp'],
    ] as const)
      assert.equal(read('--encoding', name).encoding, encoding);
  });
  it('zones by name or offset', () => {
    for (const zone of ['Asia/Tokyo', '+09:00', '-0330', 'Z', 'UTC']) assert.ok(read('--time-zone', zone).timeZone);
    for (const zone of ['+25:00', 'Tokyo/Asia', '9']) assert.throws(() => read('--time-zone', zone), UsageError);
  });
  it('the language of the terminal', () => {
    const system = () => 'ja-JP';
    assert.equal(
      terminalLanguage({ LANG: 'ja_JP.UTF-8' }, () => 'en-US'),
      'ja',
    );
    assert.equal(terminalLanguage({ LANG: 'ja_JP.UTF-8', LC_ALL: 'C' }, system), 'en');
    assert.equal(terminalLanguage({}, system), 'ja');
  });
});

describe('a line of JSON', () => {
  it('has no raw control, format or separator character and means the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const line = toJsonLine({ text });
        assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        assert.deepEqual(JSON.parse(line), { text });
      }),
    );
    assert.equal(toJsonLine('\u009b\u202e\u{e0041}'), '"\\u009b\\u202e\\udb40\\udc41"');
  });
});

describe('lines of a stream', () => {
  it('do not depend on how the bytes come in', async () => {
    const bytes = Buffer.from('a\r\n\nb\rc\n日本語');
    for (const size of [1, 2, 3, 100]) {
      const pieces: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      const decode = decoder(undefined);
      const lines: string[] = [];
      for await (const line of linesOf(Readable.from(pieces), new AbortController().signal)) lines.push(decode(line));
      assert.deepEqual(lines, ['a', '', 'b\rc', '日本語'], `in pieces of ${size}`);
    }
  });
});

describe('output', () => {
  it('lines leave together, and none is lost', async () => {
    const chunks: string[] = [];
    const stdout = new Writable({
      write(chunk, _encoding, done) {
        chunks.push(String(chunk));
        setTimeout(done, 1);
      },
    });
    const output = new Output({ stdout, stderr: nowhere(), color: false });
    const wanted = Array.from({ length: 20_000 }, (_, i) => `{"i":${i}}\n`).join('');
    for (let i = 0; i < 20_000; i++) await output.json({ i });
    await output.flush();
    assert.equal(chunks.join(''), wanted);
    assert.ok(chunks.length < 10, `${chunks.length} writes`);
  });

  it('a line leaves as soon as the program waits', async () => {
    const chunks: string[] = [];
    const stdout = new Writable({
      write(chunk, _encoding, done) {
        chunks.push(String(chunk));
        done();
      },
    });
    const output = new Output({ stdout, stderr: nowhere(), color: false });
    await output.json({ i: 1 });
    await new Promise(resolve => setImmediate(() => setImmediate(resolve)));
    assert.deepEqual(chunks, ['{"i":1}\n']);
  });

  it('a reader that has gone is no error; the rest is dropped', async () => {
    const stdout = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const output = new Output({ stdout, stderr: nowhere(), color: false });
    for (let i = 0; i < 10; i++) {
      await output.json({ i });
      await output.flush();
    }
    assert.ok(output.closed);
    assert.equal(output.failure, null);
  });
});

describe('texts', () => {
  it('stand in both languages, with the same values', () => {
    for (const table of [
      ...Object.values(story),
      texts.texts,
      texts.summaries,
      texts.optionTexts,
      texts.notes,
      texts.explainTexts,
    ])
      for (const [name, { en, ja }] of Object.entries(table)) {
        assert.match(ja, /[ぁ-んァ-ヶ一-龠]/, name);
        const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(match => match[0]).sort();
        assert.deepEqual(values(en), values(ja), name);
      }
  });
});
