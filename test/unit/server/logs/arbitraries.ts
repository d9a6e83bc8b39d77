/** Random logs: pieces of real ones, their building stones, and noise, spliced and damaged. */

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { FIXTURES } from '../../../support/scenario.ts';
import { bytesOf } from './notation.ts';

/** All recorded logs and samples, by their path below the fixtures. */
export const FILES: ReadonlyMap<string, Uint8Array> = new Map(
  readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
    .map(path => path.replaceAll('\\', '/'))
    .filter(path => /^(recorded|samples)\/.*\.(log|txt)$/.test(path))
    .sort()
    .map(path => [path, new Uint8Array(readFileSync(new URL(path, FIXTURES)))]),
);

const CORPUS = [...FILES.values()];

const STONES: readonly Uint8Array[] = [
  '\n',
  '\r\n',
  '\r\r\n',
  '\r',
  '\r\n\r\n',
  ' ',
  '[',
  ']',
  '] ',
  ']:',
  '-',
  '>',
  ')',
  '(',
  ':',
  '[13:10:35:001] ',
  '[13:10:35] ',
  '[24:10:35:001] ',
  '[13:10:35:001]',
  '[13:10:35:0',
  '[24/Nov/2026:13:10:35]',
  '[B0000000001] ',
  '[B0000000001-R0001] ',
  '[B0000000002',
  '[B0000000001-',
  'B0000000001@mail.example.jp',
  '<B0000000001@h> ',
  '[] ',
  '[][2]',
  '[B0000000001][2] ',
  '[          ] ',
  '[           ] ',
  '[001]:',
  ' [example.com] ',
  '[\\x81]\\x81[.example] ',
  'SendMailMess:',
  'SendMailMess',
  'SendMailMess:return=',
  'SendMailMess():SSL_',
  '250 2.0.0 ok.',
  '250-',
  '550',
  '600 ',
  '354 go',
  '451 Requested action aborted: error in processing.',
  ' (code=10054/ffffffff)',
  '(code=',
  'overflow of token. (size=1023)',
  '551 error in the OK file system.',
  '> While delivering, the stopping happened.',
  '140:get_reply():size=',
  '-1:token=',
  '0:token=',
  '14:token=250 ok',
  'EHLO x',
  'MAIL FROM:<a@b>',
  'RCPT TO:<\\xe3\\x81\\x82>',
  'DATA',
  'QUIT',
  'AUTH PLAIN ',
  'dXNlcg==',
  'STARTTLS',
  'GetTryServer:()',
  'GetTryServer:(ltime(1)-otime(2))/240=(3)',
  'GetTryServer:',
  'GetTryServer(): x',
  'ConnectHost(',
  'ConnectHost: winsock ',
  'connect failed. (socket error code=',
  'ConnectHost():SSL_',
  'SendData complete.',
  'SendData error=',
  'SendGlbalMail:return code=',
  'SetRetry():Try-number:',
  'SetRetry():Try-number: 1',
  'Inc_MRI_TryCount2()',
  'GetRCPFile:rcp.mAnswer(',
  'AfterCutting(',
  ') write fail',
  'ReturnMail Start:RCPT To=',
  'ReturnMail',
  'GetSTLSFailList=[',
  'SetSTLSFailList=',
  'status=Fail',
  'GetMXCashList=',
  'queryMXRecode:',
  ' IN MX ',
  ')->[',
  'nErrCode:[',
  'AUTH2',
  '_findfirst()=',
  ':X_MoveFile(',
  'LocalNameServers',
  'SMTPDS',
  'illegal domain',
  ' send fail on ',
  ' sent on ',
  ' from ',
  ' to ',
  ', (h), ',
  ',<B0000000001>,ok',
  'Client accept now.',
  ', 0001a2f4, ',
  '\\xef\\xbb\\xbf',
  '\\x00',
  '\\x81\\x5b',
  '\\x81\\x5d',
  '\\x83\\x5c',
  '\\xff',
  '\\xf0\\x9f\\x98\\x80',
  '\\x1b[31m',
  '99999999999999999999',
].map(bytesOf);

const slice = fc.tuple(fc.nat(), fc.nat(), fc.nat(300), fc.boolean()).map(([file, at, length, wholeLines]) => {
  const bytes = CORPUS[file % CORPUS.length]!;
  let start = at % bytes.length;
  let end = Math.min(bytes.length, start + length);
  if (wholeLines) {
    start = bytes.lastIndexOf(10, start) + 1;
    const feed = bytes.indexOf(10, end);
    end = feed < 0 ? bytes.length : feed + 1;
  }
  return bytes.subarray(start, end);
});

const stone = fc.nat(STONES.length - 1).map(i => STONES[i]!);
const noise = fc.uint8Array({ maxLength: 12 });

const among = (...texts: readonly string[]) => fc.constantFrom(...texts).map(bytesOf);

/** A line built as the server builds it, with any part missing or strange. */
const line = fc
  .tuple(
    among('', '[13:10:35:001] ', '[13:10:35:001] ', '[13:10:35] '),
    among(
      '',
      '[B0000000001]',
      '[B0000000002-R0001]',
      '[          ]',
      '[]',
      '[B0000000001][2]',
      '[][2]',
      '[B0000000001',
    ),
    among('', ' ', ' ', ' ', ':', ' [example.com] ', ' [001]:', ' [\\x81]\\x81[.example] '),
    stone,
    fc.oneof(fc.constant(new Uint8Array(0)), stone, noise),
    among('', '\n', '\r\n', '\r\n', '\r\r\n', '\r\r\n'),
  )
  .map(parts => new Uint8Array(Buffer.concat(parts)));

const piece: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: slice },
  { weight: 6, arbitrary: line },
  { weight: 6, arbitrary: stone },
  { weight: 1, arbitrary: noise },
);

/** Overwrites some bytes. */
const damage = (bytes: Uint8Array, hits: readonly (readonly [number, number])[]): Uint8Array => {
  for (const [at, value] of hits) if (bytes.length > 0) bytes[at % bytes.length] = value;
  return bytes;
};

/** Some hundred bytes up to some KB. */
export const smallLog: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    fc.array(piece, { maxLength: 24, size: 'max' }),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(0x0a, 0x0d, 0x20, 0x5b, 0x5d, 0x00, 0x31, 0x42, 0x81, 0xff)), {
      maxLength: 3,
    }),
  )
  .map(([pieces, hits]) => damage(new Uint8Array(Buffer.concat(pieces)), hits));

/** Long enough for several blocks: runs of pieces between the small ones. */
export const longLog: fc.Arbitrary<Uint8Array> = fc
  .array(fc.tuple(smallLog, fc.constantFrom(1, 1, 2, 30, 90)), { minLength: 1, maxLength: 4 })
  .map(
    runs => new Uint8Array(Buffer.concat(runs.flatMap(([bytes, times]) => Array.from({ length: times }, () => bytes)))),
  );

/** A change: appended bytes, or text between two places (block and offset, taken modulo what is there). */
export interface Change {
  readonly append: boolean;
  readonly from: readonly [number, number];
  readonly length: number;
  readonly bytes: Uint8Array;
}

export const change: fc.Arbitrary<Change> = fc.record({
  append: fc.boolean(),
  from: fc.tuple(fc.nat(), fc.nat()),
  length: fc.oneof(fc.constantFrom(0, 1, 2), fc.nat(40), fc.nat(40_000)),
  bytes: fc.oneof(
    { weight: 6, arbitrary: piece },
    { weight: 2, arbitrary: smallLog },
    { weight: 1, arbitrary: longLog },
  ),
});
