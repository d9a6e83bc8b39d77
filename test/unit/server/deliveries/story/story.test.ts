import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Ledger } from '../../../../../server/src/deliveries/ledger.ts';
import { StoryLines } from '../../../../../server/src/deliveries/story/lines.ts';
import { stepsOf } from '../../../../../server/src/deliveries/story/steps.ts';
import { type Story, storiesOf } from '../../../../../server/src/deliveries/story/story.ts';
import { dateOfPath, type LogName, logOfPath } from '../../../../../server/src/logs/detect.ts';
import { BASE_LENGTH, IdTable } from '../../../../../server/src/logs/ids.ts';
import { LogStream } from '../../../../../server/src/logs/stream.ts';
import { filesOf } from '../../../../support/scenario.ts';

const DAY = 86_400_000;

interface File {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Reads files in pieces of a size, as the host does. */
function read(files: readonly File[], base: string, size = 65_536): { stories: Story[]; lines: StoryLines } {
  const ids = new IdTable();
  const lines = new StoryLines(ids, id => ids.base(id) === base);
  const ledger = new Ledger(ids, false, lines);
  const days = new Map<LogName, Set<number>>();
  for (const { path, bytes } of files) {
    const log = logOfPath(path) ?? 'senderlog';
    const day = dateOfPath(path)?.day;
    if (day !== undefined) days.set(log, (days.get(log) ?? new Set()).add(day));
    const stream = new LogStream(log, ids, path);
    lines.nextFile();
    if (log === 'senderlog') ledger.attempts.nextFile((day ?? 0) * DAY);
    const blocks = [];
    for (let at = 0; at < bytes.length; at += size) blocks.push(...stream.push(bytes.slice(at, at + size)));
    for (const block of [...blocks, ...stream.end()]) {
      if (log === 'senderlog') ledger.attempts.feed(block);
      else {
        ledger.addNotes(block);
        lines.companion(block);
      }
    }
  }
  ledger.attempts.settle();
  return { stories: storiesOf(base, ledger, lines, days), lines };
}

const log = (path: string, ...lines: string[]): File => ({
  path,
  bytes: new TextEncoder().encode(lines.map(l => `${l}\r\n`).join('')),
});
const scenario = (name: string): File[] =>
  filesOf(`recorded/${name}`).map(path => ({ path, bytes: new Uint8Array(readFileSync(path)) }));

const ID = 'B0000000001';
const MAIL = 'senderlog/250310.log';

describe('how long each step took', () => {
  it('is told by the stamps: connecting, each command to its reply, the body, the reply after it', () => {
    const { stories } = read(
      [
        log(
          MAIL,
          `[09:00:00:000] [${ID}] ConnectHost(mx.example.net)`,
          `[09:00:01:500] [${ID}] SendMailMess:[09:00:01:500] 220 mx`,
          `[09:00:01:500] [${ID}] SendMailMess:HELO mail`,
          `[09:00:02:000] [${ID}] SendMailMess:[09:00:02:000] 250 mx`,
          `[09:00:02:000] [${ID}] SendMailMess:DATA`,
          `[09:00:02:100] [${ID}] SendMailMess:[09:00:02:100] 354 go on`,
          `[09:00:12:100] [${ID}] SendData complete.`,
          `[09:20:12:100] [${ID}] SendMailMess:[09:20:12:100] 451 Requested action aborted: error in processing.(code=0/ffffffff)`,
        ),
      ],
      ID,
    );
    assert.deepEqual(stepsOf(stories[0]!.sections[0]!.lines), [
      { stage: 'greeting', ms: 1500 },
      { stage: 'ehlo', ms: 500 },
      { stage: 'data', ms: 100 },
      { stage: 'body', ms: 10_000 },
      { stage: 'final', ms: 1_200_000 },
    ]);
  });

  it('of a connection that failed', () => {
    const failed = 'ConnectHost: winsock connect failed. (socket error code=10060)';
    const { stories } = read(
      [log(MAIL, `[09:00:00:000] [${ID}] ConnectHost(mx)`, `[09:00:21:000] [${ID}] ${failed}`)],
      ID,
    );
    assert.deepEqual(stepsOf(stories[0]!.sections[0]!.lines), [{ stage: 'connect', ms: 21_000 }]);
  });
});

describe('lines without an id', () => {
  const session = (id: string, socket: number, host: string, stamp: string): string[] => [
    `[${stamp}:000] [${id}] ConnectHost(${host})`,
    `[${stamp}:100] ${socket}:get_reply():size=9:token=220 ${host}`,
    '',
    `[${stamp}:100] [${id}] SendMailMess:[${stamp}:100] 220 ${host}`,
    `[${stamp}:100] [${id}] SendMailMess:QUIT`,
    `[${stamp}:200] ${socket}:get_reply():size=7:token=221 bye`,
  ];
  const other = 'B0000000002';

  it('go by the socket, once a reply has tied it to an id', () => {
    const [a, b] = [session(ID, 100, 'mx.a', '09:00:00'), session(other, 104, 'mx.b', '09:00:00')];
    const mixed = a.flatMap((line, i) => [line, b[i]!]);
    const { stories } = read([log(MAIL, ...mixed)], ID);
    const raw = stories[0]!.sections.flatMap(s => s.lines).filter(l => l.text.includes('get_reply'));
    assert.deepEqual(
      raw.map(l => [l.text.includes(' 100:'), l.derived, l.uncertain]),
      [
        [true, true, false],
        [true, true, false],
      ],
    );
  });

  it('the same socket number of a later session is that session’s', () => {
    const lines = [...session(ID, 100, 'mx.a', '09:00:00'), ...session(other, 100, 'mx.b', '09:00:05')];
    const { stories } = read([log(MAIL, ...lines)], ID);
    const raw = stories[0]!.sections.flatMap(s => s.lines).filter(l => l.text.includes('get_reply'));
    assert.deepEqual(
      raw.map(l => l.line),
      [2, 6],
    );
  });

  it('two that say the same before either is tied to a socket: not certain', () => {
    const greeting = (id: string, n: number) => `[09:00:00:10${n}] [${id}] SendMailMess:[09:00:00:10${n}] 220 mx`;
    const { stories } = read(
      [
        log(
          MAIL,
          `[09:00:00:000] [${ID}] ConnectHost(mx)`,
          `[09:00:00:000] [${other}] ConnectHost(mx)`,
          '[09:00:00:100] 100:get_reply():size=6:token=220 mx',
          '[09:00:00:100] 104:get_reply():size=6:token=220 mx',
          greeting(other, 1),
          greeting(ID, 2),
        ),
      ],
      ID,
    );
    const raw = stories[0]!.sections.flatMap(s => s.lines).filter(l => l.text.includes('get_reply'));
    assert.equal(raw.length, 1);
    assert.ok(raw[0]!.derived);
    assert.ok(stories[0]!.notices.some(n => n.kind === 'derived-lines' || n.kind === 'uncertain-lines'));
  });

  it('E-Post’s own 451 and the end of the connection before it go with the copy that has the id', () => {
    const { stories } = read(scenario('04-peer-closes-short'), baseIn('04-peer-closes-short'));
    const lines = stories[0]!.sections.flatMap(s => s.lines);
    assert.ok(
      lines.some(l => / 451 Requested action aborted: error in processing\. \(code=/.test(l.text) && l.derived),
    );
  });
});

function baseIn(name: string): string {
  const file = scenario(name).find(f => f.path.includes('senderlog'))!;
  return /B\d{10}/.exec(new TextDecoder('latin1').decode(file.bytes))![0];
}

describe('what it does not depend on', () => {
  const shown = (stories: readonly Story[]): string =>
    JSON.stringify(stories.map(s => s.sections.map(x => [x.kind, x.lines])));

  it('the size of the pieces in which the files are read', () => {
    const files = scenario('04-peer-closes-short');
    const base = baseIn('04-peer-closes-short');
    const whole = shown(read(files, base, 1_000_000).stories);
    for (const size of [1, 7, 1000]) assert.equal(shown(read(files, base, size).stories), whole, `${size} bytes`);
  });
});

describe('any bytes', () => {
  it('give stories whose lines are the file’s, none twice, all of the id', () => {
    const files = scenario('10-starttls-short');
    const sender = files.find(f => f.path.includes('senderlog'))!;
    const text = new TextDecoder('latin1').decode(sender.bytes).split('\n');
    const base = baseIn('10-starttls-short');
    const change = fc.record({
      at: fc.nat(text.length - 1),
      how: fc.constantFrom('drop', 'double', 'swap', 'noise'),
      noise: fc.string({ unit: 'binary' }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), changes => {
        const lines = [...text];
        for (const { at, how, noise } of changes) {
          if (how === 'drop') lines.splice(at, 1);
          else if (how === 'double') lines.splice(at, 0, lines[at] ?? '');
          else if (how === 'noise') lines.splice(at, 0, noise);
          else lines.splice(at, 0, ...lines.splice(at + 1, 1));
        }
        const changed = { ...sender, bytes: Uint8Array.from(lines.join('\n'), c => c.charCodeAt(0) & 0xff) };
        const { stories, lines: all } = read([changed, ...files.filter(f => f !== sender)], base);
        const told = stories.flatMap(s => s.sections.flatMap(x => x.lines));
        assert.equal(told.length, all.lines.length);
        assert.equal(new Set(told).size, told.length);
        for (const l of told)
          if (!l.derived && /B\d{10}/.test(l.text)) assert.ok(l.text.includes(base.slice(0, BASE_LENGTH)));
      }),
      { numRuns: 60 },
    );
  });
});
