import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { LogDocument } from '../../../../server/src/features/document.ts';
import { logFacts } from '../../../../server/src/features/log-facts.ts';
import { FIXTURES } from '../../../support/scenario.ts';

const open = (text: string, name = 'senderlog/261124.log'): LogDocument =>
  new LogDocument(`file:///${name}`, name.startsWith('faillog') ? 'faillog' : 'senderlog', 1, text);

/** One connection, as the short output logs it. */
const connection = (time: string, id: string, host: string, outcome: string): string =>
  [
    `[${time}] [${id}] GetTryServer:[example.jp] GetTryServer:()`,
    `[${time}] [${id}] ConnectHost(${host})`,
    `[${time}] [${id}] ${outcome}`,
    '',
  ].join('\r\n');
const silent = 'ConnectHost: winsock connect failed. (socket error code=10060)';
const refused = 'ConnectHost: winsock connect failed. (socket error code=10061)';

const log = (...connections: readonly string[]) => logFacts(open(connections.join('')));

describe('senderlog/logFacts', () => {
  it('since when every connection has timed out, and how many hosts it was', () => {
    const facts = log(
      connection('09:00:00:000', 'B0000000001', 'mx.a.example', refused),
      connection('10:00:00:000', 'B0000000002', 'mx.b.example', silent),
      connection('10:01:00:000', 'B0000000003', 'mx.c.example', silent),
      connection('10:02:00:000', 'B0000000004', 'mx.b.example', silent),
    );
    assert.deepEqual(facts?.evidence, {
      allTimedOutSince: '2026-11-24T10:00:00',
      destinations: 2,
      // Refused is an answer, too.
      lastReachedAt: '2026-11-24T09:00:00',
    });
    assert.deepEqual(facts?.hosts, ['mx.b.example', 'mx.c.example', 'mx.a.example']);
  });

  it('nothing has timed out since somebody was reached', () => {
    const facts = log(
      connection('10:00:00:000', 'B0000000002', 'mx.b.example', silent),
      connection('10:01:00:000', 'B0000000003', 'mx.c.example', refused),
    );
    assert.deepEqual(facts?.evidence, {
      allTimedOutSince: null,
      destinations: 0,
      lastReachedAt: '2026-11-24T10:01:00',
    });
  });

  it('a recorded log: who was reached, and the name that E-Post says', () => {
    const path = 'recorded/02-user-unknown-giveup-short/senderlog/261124.log';
    const facts = logFacts(open(readFileSync(new URL(path, FIXTURES), 'utf8')));
    assert.equal(facts?.mailServer, 'mail.example.jp');
    assert.deepEqual([...(facts?.hosts ?? [])].sort(), ['mx.example.net', 'mx.sender.example.jp']);
    assert.equal(facts?.evidence.allTimedOutSince, null);
    assert.match(facts?.evidence.lastReachedAt ?? '', /^2026-11-24T\d\d:\d\d:\d\d\.\d{3}\+09:00$/);
  });

  for (const name of [
    'localhost',
    'localhost.localdomain',
    '192.0.2.1',
    'MAIL',
    'a..b',
    'x\u202ey.example.jp',
    '-a.example.jp',
  ])
    it(`EHLO ${JSON.stringify(name)} names no mail server`, () => {
      const text = `[10:00:00:000] [B0000000001] ConnectHost(mx.a.example)\r\n[10:00:00:010] [B0000000001] SendMailMess:EHLO ${name}\r\n`;
      assert.equal(logFacts(open(text))?.mailServer, null);
    });

  it('an empty log knows nothing, a faillog has no connections', () => {
    assert.deepEqual(logFacts(open('')), {
      hosts: [],
      evidence: { allTimedOutSince: null, destinations: 0, lastReachedAt: null },
      mailServer: null,
    });
    assert.equal(logFacts(open('', 'faillog/171101.log')), null);
  });
});
