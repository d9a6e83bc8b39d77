import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { LogName } from '../../../server/src/logs/detect.ts';
import { IdTable } from '../../../server/src/logs/ids.ts';
import { Log } from '../../../server/src/logs/log.ts';
import { Kind } from '../../../server/src/logs/record.ts';
import { TextStore } from '../../../server/src/text/store.ts';
import { generate, type Options } from '../../bench/generator/index.ts';
import { DEFAULT_MIX } from '../../bench/generator/options.ts';

/** Files by path, one byte a character. */
function files(options: Partial<Options>): Map<string, string> {
  const parts = new Map<string, Buffer[]>();
  for (const { path, bytes } of generate(options)) {
    const list = parts.get(path) ?? [];
    list.push(Buffer.from(bytes));
    parts.set(path, list);
  }
  return new Map([...parts].map(([path, list]) => [path, Buffer.concat(list).toString('latin1')]));
}

function joined(all: Map<string, string>, log: string): string {
  return [...all.keys()]
    .filter(path => path.startsWith(`${log}/`))
    .sort()
    .map(path => all.get(path)!)
    .join('');
}

interface Line {
  base: string;
  queueId: string;
  recipient: string;
  outcome: string;
  attempts: number;
  cause: string | null;
  errorMail: boolean;
  planted?: string;
  path: string;
  offset: number;
}

function truth(all: Map<string, string>): Line[] {
  const lines = all.get('truth.ndjson')!.trimEnd().split('\n');
  return lines.map(line => JSON.parse(line) as Line);
}

/** A line with what differs from mail to mail taken out, to compare how lines are built. */
function shape(line: string): string {
  return line
    .replace(/\[\d\d:\d\d:\d\d:\d{3}\]/g, '[t]')
    .replace(/B\d{10}(?:-[A-Z]*[0-9a-f]+)*/g, 'ID')
    .replace(
      /^\[t\] \d+:get_reply\(\):size=(0|-1|\d+):token=.*?(\r*)$/,
      (_, size: string, end: string) => `[t] n:get_reply():size=${Number(size) > 0 ? 'k' : size}:token=…${end}`,
    )
    .replace(/(ID\] SendMailMess:\[t\] )\d{3}[ -].*?(\r*)$/, (whole, head: string, end: string) =>
      whole.includes(' Requested action aborted') ? whole : `${head}reply${end}`,
    )
    .replace(/^\d{3}[ -].*?(\r*)$/, 'more$1')
    .replace('From: <>', 'From: <a@d>')
    .replace(/\d+/g, '9')
    .replace(/[\w.-]+@[\w.-]+/g, 'a@d')
    .replace(/\[[\w-]+(?:\.[\w-]+)+\]/g, '[dom]')
    .replace(/ConnectHost\([\w.-]+\)/g, 'ConnectHost(host)')
    .replace(/(EHLO|HELO) \S+/g, '$1 name');
}

const SMALL: Partial<Options> = {
  seed: 7,
  messages: 900,
  days: 1,
  domains: 300,
  temporaryHours: 2,
  noAnswerHours: 4,
  mix: { ...DEFAULT_MIX, delivered: 100 },
};
const small = files(SMALL);
const RECORDED = join(import.meta.dirname, '../../fixtures/recorded');

function recordedShapes(): Set<string> {
  const shapes = new Set<string>();
  for (const scenario of readdirSync(RECORDED)) {
    if (!scenario.endsWith('-short')) continue;
    for (const path of readdirSync(join(RECORDED, scenario, 'senderlog'), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.log')) continue;
      const text = readFileSync(join(RECORDED, scenario, 'senderlog', path), 'latin1');
      for (const line of text.split('\n')) shapes.add(shape(line));
    }
  }
  return shapes;
}

describe('generator of logs', () => {
  it('gives the same bytes for the same seed, others for another', () => {
    const digest = (options: Partial<Options>): string => {
      const hash = createHash('sha256');
      for (const [path, text] of [...files(options)].sort(([a], [b]) => (a < b ? -1 : 1)))
        hash.update(path).update(text);
      return hash.digest('hex');
    };
    const few = { messages: 120, days: 1, seed: 3, splitReplies: 50, postfix: true };
    assert.equal(digest(few), digest(few));
    assert.notEqual(digest(few), digest({ ...few, seed: 4 }));
  });

  it('writes only lines built like recorded ones', () => {
    const known = recordedShapes();
    for (const options of [SMALL, { ...SMALL, build: '4.78' }, { ...SMALL, build: '4.75' }] as const) {
      const unknown = new Set<string>();
      for (const line of joined(options === SMALL ? small : files(options), 'senderlog').split('\n')) {
        const built = shape(line);
        if (!known.has(built)) unknown.add(built);
      }
      assert.deepEqual([...unknown], []);
    }
  });

  it('ends protocol lines in CR CR LF and the rest in CR LF; in the Unix edition CR LF and LF', () => {
    const windows = joined(small, 'senderlog');
    assert.match(windows, /SendMailMess:QUIT\r\r\n/);
    assert.match(windows, /GetTryServer:\(\)\r\n/);
    assert.doesNotMatch(windows, /[^\r]\n/);
    const unix = joined(files({ ...SMALL, messages: 200, edition: 'unix' }), 'senderlog');
    assert.match(unix, /SendMailMess:QUIT\r\n/);
    assert.doesNotMatch(unix, /\r\r|GetTryServer:\(\)\r/);
    assert.match(unix, /\/var\/spool\/epms\/incoming\//);
  });

  it('states the size of each received reply, its line ends counted as CR LF', () => {
    const text = joined(small, 'senderlog');
    let seen = 0;
    for (const match of text.matchAll(/get_reply\(\):size=(\d+):token=((?:\d{3}[ -][^\n]*\r\r\n)+)\r\n/g)) {
      assert.equal(match[2]!.replaceAll('\r\r\n', '\r\n').length, Number(match[1]));
      seen++;
    }
    assert.ok(seen > 1000);
  });

  it('holds every scenario, interleaved, with bytes of Shift_JIS', () => {
    const text = joined(small, 'senderlog');
    for (const part of [
      '=10061)',
      '=10060)',
      'SendData (socket error',
      'SSL_connect() failed',
      '421 4.3.2',
      '(code=0/0)',
    ])
      assert.ok(text.includes(part), part);
    for (const part of [
      '(code=0/ffffffff)',
      'overflow of token',
      'HELO ',
      '-R0002',
      '-E001',
      'RCPT To=\r\n',
      '\x81[',
      '550-5.7.26',
    ])
      assert.ok(text.includes(part), part);
    const heads = [...text.matchAll(/^\[\S+\] \[(B\d{10})/gm)].map(match => match[1]);
    const changes = heads.filter((id, at) => at > 0 && id !== heads[at - 1]).length;
    assert.ok(changes > heads.length / 4);
  });

  it('is understood to the last line by the lexers', () => {
    const variants: Partial<Options>[] = [
      SMALL,
      { ...SMALL, build: '4.75', splitReplies: 100 },
      { ...SMALL, build: '4.78', retryRule: 'constant', messages: 300 },
      { ...SMALL, edition: 'unix', messages: 300 },
    ];
    for (const options of variants) {
      const all = options === SMALL ? small : files(options);
      for (const log of ['senderlog', 'faillog', 'outlog', 'outlocallog'] as LogName[]) {
        for (const [path, text] of all) {
          if (!path.startsWith(`${log}/`)) continue;
          const read = new Log(log, TextStore.fromBytes(Buffer.from(text, 'latin1')), new IdTable());
          for (const { records, text: block } of read.blocks) {
            for (let row = 0; row < records.count; row++) {
              if (records.kind(row) !== Kind.Unknown) continue;
              assert.fail(Buffer.from(block.bytes.subarray(records.offset(row), records.end(row))).toString('latin1'));
            }
          }
        }
      }
    }
  });

  it('tells the truth that the companion logs tell, recipient by recipient', () => {
    const sent = [...joined(small, 'outlog').split('\r\n'), ...joined(small, 'outlocallog').split('\r\n')];
    const delivered = sent.flatMap(line => {
      const match = /^(B\d{10})@.* from \S+ to (.*) $/.exec(line);
      return match === null ? [] : match[2]!.split(' ').map(to => `${match[1]} ${to}`);
    });
    const failed = joined(small, 'faillog').matchAll(/^(B\d{10})@.*? from \S* to (\S+) \[/gm);
    const lines = truth(small);
    const told = (outcome: string): string[] =>
      lines.filter(line => line.outcome === outcome).map(line => `${line.base} ${line.recipient}`);
    assert.deepEqual(told('delivered').sort(), delivered.sort());
    assert.deepEqual(told('failed').sort(), [...failed].map(match => `${match[1]} ${match[2]}`).sort());
    assert.ok(told('deferred').length > 0);
  });

  it('counts as attempts what the senderlog has of connections', () => {
    const connections = new Map<string, number>();
    for (const match of joined(small, 'senderlog').matchAll(/\[(B\d{10}\S*)\] ConnectHost\(/g)) {
      connections.set(match[1]!, (connections.get(match[1]!) ?? 0) + 1);
    }
    for (const { queueId, attempts, outcome } of truth(small)) {
      // A message for several domains has its first attempts under one id.
      const plain = queueId.replace(/-R\d{4}(?=$)/, '');
      if (plain === queueId) continue;
      if (queueId.includes('-R0001') || outcome === 'delivered') continue;
      assert.equal((connections.get(queueId) ?? 0) + 1, attempts, queueId);
    }
  });

  it('gives up a refused recipient after nine intervals: six attempts with growing gaps, eleven without', () => {
    const only = { seed: 5, messages: 40, days: 1, mix: { userUnknown: 1 } } as const;
    for (const [retryRule, attempts] of [
      ['growing', 6],
      ['constant', 11],
    ] as const) {
      const lines = truth(files({ ...only, retryRule })).filter(line => line.outcome === 'failed');
      assert.ok(lines.length > 20);
      const usual = lines.filter(line => line.attempts === attempts).length;
      assert.ok(usual >= lines.length * 0.9, `${usual} of ${lines.length}`);
    }
  });

  it('tears as many replies from their stubs as asked, and says where', () => {
    const all = files({ ...SMALL, build: '4.75', splitReplies: 200 });
    const planted = truth(all).filter(line => line.planted !== undefined);
    assert.ok(planted.length > 20);
    for (const { path, offset, queueId } of planted) {
      const line = all.get(path)!.slice(offset, offset + 200);
      assert.match(line, new RegExp(`^\\[\\S+\\] \\[${queueId}\\] SendMailMess:\\[\\S+\\] \\[B`));
    }
  });

  it('meets the size asked for', () => {
    const text = joined(
      files({ seed: 2, bytes: 3_000_000, days: 2, temporaryHours: 2, noAnswerHours: 4 }),
      'senderlog',
    );
    assert.ok(Math.abs(text.length / 3_000_000 - 1) < 0.15, `${text.length}`);
  });

  it('writes a Postfix log of as many lines', () => {
    const all = files({ ...SMALL, postfix: true });
    const lines = (text: string): number => text.split('\n').length - 1;
    assert.ok(Math.abs(lines(all.get('postfix/maillog')!) / lines(joined(all, 'senderlog')) - 1) < 0.05);
  });
});
