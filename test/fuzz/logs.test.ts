/**
 * The laws of the lexers on many random logs, and their cost on hostile ones.
 * `FUZZ_CASES` sets the number of cases (20,000 where not set), `FUZZ_SEED` repeats a run. A million takes a core 15 minutes:
 * `FUZZ_CASES=1000000 node --test test/fuzz/logs.test.ts`.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type LogName, logOfContent } from '../../server/src/logs/detect.ts';
import { sessionLog } from '../unit/server/deliveries/arbitraries.ts';
import { sameAttemptsAfterChanges, sameAttemptsInChunks } from '../unit/server/deliveries/laws.ts';
import { diagnosedWhole } from '../unit/server/diagnosis/laws.ts';
import { change, longLog, smallLog } from '../unit/server/logs/arbitraries.ts';
import { nothingLost, sameAfterChanges, sameInBlocks, sameUnderAnyLexer } from '../unit/server/logs/laws.ts';
import { bytesOf, lex } from '../unit/server/logs/notation.ts';

const CASES = Math.max(1, Number(process.env.FUZZ_CASES ?? 20_000));
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() & 0x7fffffff);
const MIB = 1024 * 1024;

const name = fc.constantFrom<LogName>('senderlog', 'senderlog', 'faillog');
const log = fc.oneof({ weight: 30, arbitrary: smallLog }, { weight: 1, arbitrary: longLog });
const cuts = fc.array(fc.nat(100_000), { maxLength: 12 });
const sessions = fc.oneof(log, sessionLog);
const sizes = fc.array(fc.nat(3000), { minLength: 1, maxLength: 8 });
const changes = fc.array(change, { minLength: 1, maxLength: 3 });

function law(title: string, share: number, property: fc.IProperty<never> | fc.IRawProperty<unknown>): void {
  const numRuns = Math.max(1, Math.round(CASES * share));
  it(`${title} (${numRuns.toLocaleString('en')} cases)`, test => {
    fc.assert(property, { numRuns, seed: SEED });
    test.diagnostic(`${numRuns} cases, seed ${SEED}`);
  });
}

describe(`any bytes (${CASES.toLocaleString('en')} cases)`, () => {
  law('are read whole, nothing lost and nothing twice', 0.6, fc.property(name, log, nothingLost));
  law('of noise too', 0.05, fc.property(name, fc.uint8Array({ size: 'large' }), nothingLost));
  law('read the same block by block and in one piece', 0.2, fc.property(name, log, cuts, sameInBlocks));
  law('read the same with and without the module of usual lines', 0.1, fc.property(log, sameUnderAnyLexer));
  law('read the same after changes as from scratch', 0.15, fc.property(name, log, changes, sameAfterChanges));
  law('tell the same attempts after changes', 0.1, fc.property(sessions, changes, sameAttemptsAfterChanges));
  law('tell the same attempts in chunks', 0.1, fc.property(sessions, sizes, sameAttemptsInChunks));
  law('are diagnosed', 0.1, fc.property(sessions, log, diagnosedWhole));
});

/** Texts on which a careless lexer takes quadratic time; each is repeated to any size, most without a line end. */
const HOSTILE: Readonly<Record<string, string>> = {
  'opening brackets': '[',
  'closing brackets': ']',
  digits: '7',
  blanks: ' ',
  NUL: '\\x00',
  CR: '\r',
  LF: '\n',
  'high bytes': '\\x81\\x5b',
  'stamps without end': '[13:10:35:001] ',
  'old stamps without end': '[13:10:35] ',
  'stamps cut off': '[13:10:35:001]',
  'ids cut off': '[B0000000001',
  'ids without a blank': '[B0000000001]',
  'ids and brackets': '[B0000000001] [',
  'suffixes without end': '-R0001',
  'an id without end': '[B0000000001-aaaaaaaaaaaaaaaaaaaa',
  'stubs without end': '[13:10:35:001] [B0000000001] SendMailMess:',
  'stubs without stamps': '[B0000000001] SendMailMess:',
  'replies without stamps': '[B0000000001] SendMailMess:250 x',
  'domains without end': '[13:10:35:001] [B0000000001] [x',
  'ordinals without end': '[B0000000001] [001]:',
  placeholders: '[          ]',
  'thread numbers': '[13:10:35:001] [][2',
  'queries without end': '[13:10:35:001] [B0000000001] (1',
  'MX queries without end': '[13:10:35:001] [B0000000001] queryMXRecode:',
  'TLS failures without id': 'SendMailMess:SSL_',
  'raw chunks': '140:get_reply():size=',
  'sizes without end': '140:get_reply():size=1:token=',
  "E-Post's own 451": '451 Requested action aborted: error in processing.',
  'answers without end': '[B0000000001] GetRCPFile:rcp.mAnswer(\n)x',
  'lines of replies': '250-x\r\r\n',
  'lines of ids': '[B0000000001] x\n',
  'faillog verbs': 'B0000000001@x send fail on [',
  'outlog verbs': 'B0000000001@x sent on ',
  'hosts without end': 'B0000000001@',
  'dates without end': '[24/Nov/2026:13:10:35], ',
  'accept results': '[24/Nov/2026:13:10:35], (,<B',
  'ids of accept results': ',<B0000000001>,',
  sessions: '[24/Nov/2026:13:10:35], 0001a2f4, ',
};

function repeated(text: string, size: number): Uint8Array {
  const one = bytesOf(text);
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += one.length) bytes.set(one.subarray(0, Math.min(one.length, size - at)), at);
  return bytes;
}

/** Distinct ids: a table of them must not become slow either. */
function manyIds(size: number): Uint8Array {
  const lines: string[] = [];
  for (let i = 0, length = 0; length < size; i++) {
    const chain = Array.from({ length: 17 }, (_, bit) => ((i >> bit) & 1 ? 'Aa' : 'BB')).join('');
    lines.push(`[B0000000001-${chain}] x\n`);
    length += lines.at(-1)!.length;
  }
  return bytesOf(lines.join('')).subarray(0, size);
}

/** The best of three, in milliseconds: other work on the machine only ever adds. */
function time(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

describe('the time that hostile text takes grows with its length, no faster', () => {
  // Below this a measurement says little: collecting garbage takes as long. Nothing of 4 MiB may take longer than the limit.
  const NOISE = 120;
  const LIMIT = 2000;

  const measure = (title: string, make: (size: number) => Uint8Array) => {
    it(title, test => {
      const [small, large] = [make(MIB), make(4 * MIB)];
      for (const log of ['senderlog', 'faillog'] as const) {
        let one = time(() => lex(log, small));
        let four = time(() => lex(log, large));
        // A busy machine is slow by turns. What grows too fast by itself does so in every round.
        for (let round = 0; round < 6 && four > Math.max(NOISE, 8 * one); round++) {
          one = Math.min(
            one,
            time(() => lex(log, small)),
          );
          four = Math.min(
            four,
            time(() => lex(log, large)),
          );
        }
        test.diagnostic(`${log}: 1 MiB ${one.toFixed(1)} ms, 4 MiB ${four.toFixed(1)} ms`);
        assert.ok(four <= Math.max(NOISE, 8 * one), `${log}: 1 MiB ${one.toFixed(1)} ms, 4 MiB ${four.toFixed(1)} ms`);
        assert.ok(four <= LIMIT, `${log}: 4 MiB ${four.toFixed(1)} ms`);
      }
    });
  };

  for (const [title, text] of Object.entries(HOSTILE)) {
    measure(title, size => repeated(text, size));
    // The same inside a reply: one line of a stamped log.
    const reply = bytesOf('[13:10:35:001] [B0000000001] SendMailMess:[13:10:35:001] 550 ');
    measure(`${title}, in a reply`, size => new Uint8Array(Buffer.concat([reply, repeated(text, size)])));
  }
  measure('ids that are all different', manyIds);

  it('and so does recognising a log', () => {
    for (const text of Object.values(HOSTILE)) {
      const bytes = repeated(text, 4 * MIB);
      assert.ok(time(() => logOfContent(bytes)) < 250, text);
    }
  });
});
